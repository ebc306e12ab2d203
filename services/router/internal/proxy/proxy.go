// Package proxy forwards requests to the upstream that their path belongs to.
package proxy

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/sluice-dev/sluice/services/router/internal/routes"
)

// New makes the handler for all routes of table.
// It answers 404 without a route, 502 when an upstream cannot be reached and 504 when its answer does not begin within timeout.
func New(table routes.Table, timeout time.Duration, log *slog.Logger) http.Handler {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.ResponseHeaderTimeout = timeout
	transport.DialContext = (&net.Dialer{Timeout: timeout}).DialContext

	proxy := &httputil.ReverseProxy{
		Transport: transport,
		Rewrite:   rewrite,
		ErrorLog:  slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			status := statusOf(err)
			log.Warn("upstream failed", "path", r.URL.Path, "status", status, "reason", err.Error())
			fail(w, status, http.StatusText(status))
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, _, ok := table.Match(r.URL.EscapedPath())
		if !ok {
			fail(w, http.StatusNotFound, "no route")
			return
		}
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), routeKey{}, route)))
	})
}

type routeKey struct{}

func rewrite(request *httputil.ProxyRequest) {
	route := request.In.Context().Value(routeKey{}).(routes.Route)
	// Matching the escaped path keeps %2F inside a segment what the client sent.
	_, rest, _ := routes.Table{route}.Match(request.In.URL.EscapedPath())
	out := request.Out.URL
	out.Scheme, out.Host = route.Upstream.Scheme, route.Upstream.Host
	out.RawPath = cmp.Or(strings.TrimSuffix(route.Upstream.EscapedPath(), "/")+rest, "/")
	if path, err := url.PathUnescape(out.RawPath); err == nil {
		out.Path = path
	}
	request.Out.Host = ""
	request.SetXForwarded()
	request.Out.Header.Set("X-Forwarded-Prefix", route.Prefix)
}

func statusOf(err error) int {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return http.StatusGatewayTimeout
	}
	return http.StatusBadGateway
}

func fail(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client may be gone; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(map[string]string{"error": message})
}
