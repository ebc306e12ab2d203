package proxy

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sluice-dev/sluice/services/router/internal/routes"
)

func newRouter(t *testing.T, table string, timeout time.Duration) *httptest.Server {
	t.Helper()
	parsed, err := routes.Parse(table)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(New(parsed, timeout, slog.New(slog.DiscardHandler)))
	t.Cleanup(server.Close)
	return server
}

// newEcho answers with the request as the upstream saw it.
func newEcho(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Upstream", "echo")
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, "%s %s %s %s", r.Method, r.RequestURI, r.Header.Get("X-Forwarded-Prefix"), body)
	}))
	t.Cleanup(server.Close)
	return server
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestThePrefixIsTakenOff(t *testing.T) {
	router := newRouter(t, "/research="+newEcho(t).URL, time.Second)
	cases := map[string]string{
		"/research":                "GET / /research ",
		"/research/search?q=a%20b": "GET /search?q=a%20b /research ",
		"/research/a%2Fb/c":        "GET /a%2Fb/c /research ",
	}
	for path, want := range cases {
		t.Run(path, func(t *testing.T) {
			if status, body := get(t, router.URL+path); status != http.StatusTeapot || body != want {
				t.Errorf("got %d %q", status, body)
			}
		})
	}
}

func TestTheBaseOfTheUpstreamIsKept(t *testing.T) {
	router := newRouter(t, "/research="+newEcho(t).URL+"/api/v1", time.Second)

	for path, want := range map[string]string{
		"/research/search?q=a": "GET /api/v1/search?q=a /research ",
		"/research":            "GET /api/v1 /research ",
		"/research/":           "GET /api/v1/ /research ",
	} {
		if _, body := get(t, router.URL+path); body != want {
			t.Errorf("%s: got %q", path, body)
		}
	}
}

func TestAForgedForwardedHeaderIsReplaced(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Header.Get("X-Forwarded-For"))
	}))
	defer upstream.Close()
	router := newRouter(t, "/a="+upstream.URL, time.Second)

	request, _ := http.NewRequest(http.MethodGet, router.URL+"/a", nil)
	request.Header.Set("X-Forwarded-For", "10.9.9.9")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()

	if body, _ := io.ReadAll(response.Body); string(body) != "127.0.0.1" {
		t.Errorf("got %q", body)
	}
}

func TestNoRouteIs404(t *testing.T) {
	router := newRouter(t, "/research="+newEcho(t).URL, time.Second)

	if status, body := get(t, router.URL+"/other"); status != 404 || body != "{\"error\":\"no route\"}\n" {
		t.Errorf("got %d %q", status, body)
	}
}

func TestAnUpstreamThatIsDownIs502(t *testing.T) {
	down := httptest.NewServer(http.NotFoundHandler())
	down.Close()
	router := newRouter(t, "/a="+down.URL, time.Second)

	if status, _ := get(t, router.URL+"/a"); status != 502 {
		t.Errorf("got %d", status)
	}
}

func TestAnUpstreamThatDoesNotAnswerIs504(t *testing.T) {
	release := make(chan struct{})
	upstream := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer upstream.Close()
	defer close(release)
	router := newRouter(t, "/a="+upstream.URL, 20*time.Millisecond)

	if status, _ := get(t, router.URL+"/a"); status != 504 {
		t.Errorf("got %d", status)
	}
}
