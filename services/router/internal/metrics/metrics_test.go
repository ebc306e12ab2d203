package metrics

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	response := httptest.NewRecorder()
	m.Handler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return response.Body.String()
}

func TestRequestsAreCountedAndTimedByRoute(t *testing.T) {
	m := New(slog.New(slog.DiscardHandler))
	notFound := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	handler := m.Observe(notFound, func(*http.Request) string { return "/brand" })

	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/brand/1", nil))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("BREW", "/brand/2", nil))

	text := scrape(t, m)
	for _, line := range []string{
		`http_requests_total{method="GET",route="/brand",status="404"} 1`,
		`http_requests_total{method="other",route="/brand",status="404"} 1`,
		`http_request_duration_seconds_count{method="GET",route="/brand"} 1`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("%s is missing in\n%s", line, text)
		}
	}
}

func TestAnInterimAnswerIsNotTheStatus(t *testing.T) {
	recorder := &statusRecorder{ResponseWriter: httptest.NewRecorder(), status: http.StatusOK}

	recorder.WriteHeader(http.StatusEarlyHints)
	recorder.WriteHeader(http.StatusCreated)

	if recorder.status != http.StatusCreated {
		t.Errorf("got %d", recorder.status)
	}
}
