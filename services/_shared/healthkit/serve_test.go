package healthkit

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// startSlow serves requests that wait for release, and gives a way to stop and the result of the server.
func startSlow(t *testing.T, grace Grace) (url string, entered, release chan struct{}, stop func(), result chan error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered, release, result = make(chan struct{}), make(chan struct{}), make(chan error, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		_, _ = io.WriteString(w, "done")
	})
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go func() {
		result <- ServeListener(ctx, listener, &http.Server{Handler: handler}, NewState("slow"), grace)
	}()
	return "http://" + listener.Addr().String(), entered, release, cancel, result
}

func TestAnOpenRequestIsAnsweredBeforeTheStop(t *testing.T) {
	url, entered, release, stop, result := startSlow(t, Grace{Stop: 10 * time.Second})
	answer := make(chan string, 1)
	go func() {
		response, err := http.Get(url)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answer <- string(body)
	}()

	<-entered
	stop()
	close(release)

	if got := <-answer; got != "done" {
		t.Errorf("answer: %s", got)
	}
	if err := <-result; err != nil {
		t.Errorf("result: %v", err)
	}
}

func TestARequestThatDoesNotEndIsCutOff(t *testing.T) {
	url, entered, release, stop, result := startSlow(t, Grace{Stop: time.Millisecond})
	defer close(release)
	go func() {
		response, err := http.Get(url)
		if err == nil {
			response.Body.Close()
		}
	}()

	<-entered
	stop()

	if err := <-result; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("result: %v", err)
	}
}

func TestAnAddressInUseIsAnError(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()

	server := &http.Server{Addr: listener.Addr().String()}
	if err := Serve(context.Background(), server, NewState("second"), Grace{}); err == nil {
		t.Error("no error")
	}
}
