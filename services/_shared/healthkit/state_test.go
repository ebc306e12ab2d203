package healthkit

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, state *State, path string) (int, string) {
	t.Helper()
	mux := http.NewServeMux()
	state.Mount(mux)
	response := httptest.NewRecorder()
	mux.ServeHTTP(response, httptest.NewRequest(http.MethodGet, path, nil))
	return response.Code, strings.TrimSpace(response.Body.String())
}

func TestHealthNamesTheService(t *testing.T) {
	status, body := get(t, NewState("router"), "/health")

	if status != 200 || body != `{"service":"router","status":"ok"}` {
		t.Errorf("got %d %s", status, body)
	}
}

func TestReadyWithoutChecks(t *testing.T) {
	if status, body := get(t, NewState("router"), "/ready"); status != 200 {
		t.Errorf("got %d %s", status, body)
	}
}

func TestReadyNamesTheFirstFailingCheck(t *testing.T) {
	fine := Check{"fine", func(context.Context) error { return nil }}
	broken := Check{"upstream", func(context.Context) error { return errors.New("refused") }}
	unreached := Check{"later", func(context.Context) error { t.Error("ran after a failure"); return nil }}

	status, body := get(t, NewState("router", fine, broken, unreached), "/ready")

	if status != 503 || body != `{"check":"upstream","reason":"refused","status":"not ready"}` {
		t.Errorf("got %d %s", status, body)
	}
}

func TestChecksHaveADeadline(t *testing.T) {
	check := Check{"deadline", func(ctx context.Context) error {
		if _, ok := ctx.Deadline(); !ok {
			return errors.New("none")
		}
		return nil
	}}

	if status, body := get(t, NewState("router", check), "/ready"); status != 200 {
		t.Errorf("got %d %s", status, body)
	}
}

func TestDrainingIsNotReadyButHealthy(t *testing.T) {
	state := NewState("router")
	state.Drain()

	if status, body := get(t, state, "/ready"); status != 503 || body != `{"status":"draining"}` {
		t.Errorf("ready: got %d %s", status, body)
	}
	if status, _ := get(t, state, "/health"); status != 200 {
		t.Errorf("health: got %d", status)
	}
}
