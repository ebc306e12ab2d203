// Command router is one address for all services: it routes by path prefix.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/sluice-dev/sluice/services/_shared/healthkit"
	"github.com/sluice-dev/sluice/services/router/internal/metrics"
	"github.com/sluice-dev/sluice/services/router/internal/proxy"
	"github.com/sluice-dev/sluice/services/router/internal/routes"
)

const defaultRoutes = "/graphql=http://localhost:3000/graphql,/research=http://localhost:8000,/brand=http://localhost:8001," +
	"/content=http://localhost:8002,/agent=http://localhost:8003,/omega=http://localhost:9000"

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil)).With("service", "router")
	if err := run(log); err != nil {
		log.Error("stopped", "reason", err.Error())
		os.Exit(1)
	}
}

func run(log *slog.Logger) error {
	table, err := routes.Parse(cmp.Or(os.Getenv("ROUTES"), defaultRoutes))
	if err != nil {
		return fmt.Errorf("ROUTES: %w", err)
	}
	timeout, err := durationOf("UPSTREAM_TIMEOUT", 10*time.Second)
	if err != nil {
		return err
	}
	drain, err := durationOf("DRAIN", 0)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()

	state := healthkit.NewState("router")
	server := &http.Server{
		Addr:              ":" + cmp.Or(os.Getenv("PORT"), "8080"),
		Handler:           newHandler(table, timeout, state, log),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	log.Info("started", "address", server.Addr, "routes", len(table))
	return healthkit.Serve(ctx, server, state, healthkit.Grace{Drain: drain, Stop: 10 * time.Second})
}

// newHandler puts the router's own endpoints before the routes.
func newHandler(table routes.Table, timeout time.Duration, state *healthkit.State, log *slog.Logger) http.Handler {
	observed := metrics.New(log)
	mux := http.NewServeMux()
	state.Mount(mux)
	mux.Handle("GET /metrics", observed.Handler())
	mux.Handle("/", proxy.New(table, timeout, log))
	return observed.Observe(mux, func(r *http.Request) string {
		// The mux has left the pattern that matched in the request.
		if _, path, ok := strings.Cut(r.Pattern, " "); ok {
			return path
		}
		if route, _, ok := table.Match(r.URL.EscapedPath()); ok {
			return route.Prefix
		}
		return "unmatched"
	})
}

func durationOf(name string, otherwise time.Duration) (time.Duration, error) {
	text := os.Getenv(name)
	if text == "" {
		return otherwise, nil
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration < 0 {
		return 0, fmt.Errorf("%s is %q: write a duration like 10s", name, text)
	}
	return duration, nil
}
