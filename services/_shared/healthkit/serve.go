package healthkit

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Grace is how long a stopping service waits.
type Grace struct {
	// Drain: time between "not ready" and closing the listener, for load balancers to notice.
	Drain time.Duration
	// Stop: time for open requests to end, after which they are cut off.
	Stop time.Duration
}

// Serve listens on server.Addr and serves until ctx is done, then drains and stops.
// It returns nil after a graceful stop, and an error when it could not listen or requests had to be cut off.
func Serve(ctx context.Context, server *http.Server, state *State, grace Grace) error {
	listener, err := net.Listen("tcp", server.Addr)
	if err != nil {
		return err
	}
	return ServeListener(ctx, listener, server, state, grace)
}

// ServeListener is Serve on a listener that is open already; it closes it.
func ServeListener(ctx context.Context, listener net.Listener, server *http.Server, state *State, grace Grace) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	state.Drain()
	time.Sleep(grace.Drain)

	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace.Stop)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}
