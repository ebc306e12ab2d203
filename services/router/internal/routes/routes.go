// Package routes decides which upstream answers a path.
package routes

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Route sends the paths below Prefix to Upstream.
type Route struct {
	// Prefix begins with a slash and ends with none, except for "/" alone, which takes all that is left.
	Prefix   string
	Upstream *url.URL
}

// Table is a list of routes, the longest prefix first.
type Table []Route

// Parse reads "/prefix=http://host:port,…". All mistakes are reported together.
func Parse(text string) (Table, error) {
	var table Table
	var mistakes []error
	for _, entry := range strings.Split(text, ",") {
		route, err := parseRoute(strings.TrimSpace(entry))
		if err == nil && slices.ContainsFunc(table, func(other Route) bool { return other.Prefix == route.Prefix }) {
			err = fmt.Errorf("route %q: the prefix is there twice", entry)
		}
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		table = append(table, route)
	}
	slices.SortFunc(table, func(a, b Route) int {
		return cmp.Or(cmp.Compare(len(b.Prefix), len(a.Prefix)), cmp.Compare(a.Prefix, b.Prefix))
	})
	return table, errors.Join(mistakes...)
}

// Match finds the route of a path and what is left of the path behind the prefix: nothing, or what begins with a slash.
// A prefix matches whole segments: /brand takes /brand and /brand/x, never /branding.
func (t Table) Match(path string) (route Route, rest string, ok bool) {
	for _, route := range t {
		if route.Prefix == "/" {
			return route, path, true
		}
		rest, found := strings.CutPrefix(path, route.Prefix)
		if found && (rest == "" || rest[0] == '/') {
			return route, rest, true
		}
	}
	return Route{}, "", false
}

func parseRoute(entry string) (Route, error) {
	prefix, target, found := strings.Cut(entry, "=")
	if !found {
		return Route{}, fmt.Errorf("route %q: write /prefix=http://host:port", entry)
	}
	if !strings.HasPrefix(prefix, "/") || (prefix != "/" && strings.HasSuffix(prefix, "/")) {
		return Route{}, fmt.Errorf("route %q: the prefix begins with a slash and ends with none", entry)
	}
	upstream, err := url.Parse(target)
	if err != nil || upstream.Host == "" || (upstream.Scheme != "http" && upstream.Scheme != "https") {
		return Route{}, fmt.Errorf("route %q: the upstream is no http or https address", entry)
	}
	if upstream.User != nil || upstream.RawQuery != "" {
		return Route{}, fmt.Errorf("route for %q: the upstream has a user, a password or a query", prefix)
	}
	return Route{Prefix: prefix, Upstream: upstream}, nil
}
