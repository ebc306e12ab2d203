// Package healthkit gives a Go service its health endpoints and a graceful stop.
package healthkit

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"
)

// checkTimeout bounds all checks of one /ready request together.
const checkTimeout = 2 * time.Second

// Check says what keeps a service from taking traffic; nil means nothing does.
type Check struct {
	Name string
	Run  func(context.Context) error
}

// State is what a service says about itself. It takes traffic from the moment it is made until Drain.
type State struct {
	service  string
	checks   []Check
	draining atomic.Bool
}

// NewState makes the state of a service. The checks run, in order, at each /ready request.
func NewState(service string, checks ...Check) *State {
	return &State{service: service, checks: checks}
}

// Drain makes /ready answer 503 from now on, so that no new traffic is sent here. /health stays 200.
func (s *State) Drain() {
	s.draining.Store(true)
}

// Mount adds GET /health and GET /ready to mux.
func (s *State) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /health", s.health)
	mux.HandleFunc("GET /ready", s.ready)
}

func (s *State) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"status": "ok", "service": s.service})
}

func (s *State) ready(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		writeJSON(w, http.StatusServiceUnavailable, map[string]any{"status": "draining"})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
	defer cancel()
	for _, check := range s.checks {
		if err := check.Run(ctx); err != nil {
			body := map[string]any{"status": "not ready", "check": check.Name, "reason": err.Error()}
			writeJSON(w, http.StatusServiceUnavailable, body)
			return
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"status": "ready"})
}

func writeJSON(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client may be gone; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(body)
}
