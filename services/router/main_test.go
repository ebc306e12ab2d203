package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sluice-dev/sluice/services/_shared/healthkit"
	"github.com/sluice-dev/sluice/services/router/internal/routes"
)

func TestTheDefaultRoutesAreValid(t *testing.T) {
	if _, err := routes.Parse(defaultRoutes); err != nil {
		t.Error(err)
	}
}

func TestTheRoutersOwnEndpointsComeBeforeTheRoutes(t *testing.T) {
	upstream := httptest.NewServer(http.NotFoundHandler())
	defer upstream.Close()
	table, err := routes.Parse("/=" + upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	handler := newHandler(table, time.Second, healthkit.NewState("router"), slog.New(slog.DiscardHandler))

	for path, status := range map[string]int{"/health": 200, "/ready": 200, "/metrics": 200, "/x": 404} {
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, path, nil))
		if response.Code != status {
			t.Errorf("%s: got %d", path, response.Code)
		}
	}
}

func TestRequestsShowInTheMetrics(t *testing.T) {
	handler := newHandler(nil, time.Second, healthkit.NewState("router"), slog.New(slog.DiscardHandler))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/health", nil))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/nowhere", nil))

	response := httptest.NewRecorder()
	handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/metrics", nil))

	for _, line := range []string{
		`http_requests_total{method="GET",route="/health",status="200"} 1`,
		`http_requests_total{method="GET",route="unmatched",status="404"} 1`,
	} {
		if !strings.Contains(response.Body.String(), line) {
			t.Errorf("%s is missing in\n%s", line, response.Body.String())
		}
	}
}

func TestADurationThatIsNone(t *testing.T) {
	t.Setenv("DRAIN", "soon")

	if _, err := durationOf("DRAIN", 0); err == nil || !strings.Contains(err.Error(), "DRAIN") {
		t.Errorf("got %v", err)
	}
}
