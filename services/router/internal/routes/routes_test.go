package routes

import (
	"strings"
	"testing"
)

func mustParse(t *testing.T, text string) Table {
	t.Helper()
	table, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestMatch(t *testing.T) {
	table := mustParse(t, "/=http://web,/brand=http://brand:8001, /brand/assets=https://cdn/files")
	cases := []struct{ path, prefix, rest string }{
		{"/brand", "/brand", ""},
		{"/brand/", "/brand", "/"},
		{"/brand/brands/sluice", "/brand", "/brands/sluice"},
		{"/brand/assets/logo.svg", "/brand/assets", "/logo.svg"},
		{"/branding", "/", "/branding"},
		{"/", "/", "/"},
	}
	for _, c := range cases {
		t.Run(c.path, func(t *testing.T) {
			route, rest, ok := table.Match(c.path)
			if !ok || route.Prefix != c.prefix || rest != c.rest {
				t.Errorf("got %q %q %v", route.Prefix, rest, ok)
			}
		})
	}
}

func TestNoRoute(t *testing.T) {
	if route, _, ok := mustParse(t, "/brand=http://brand").Match("/other"); ok {
		t.Errorf("got %q", route.Prefix)
	}
}

func TestEveryMistakeIsReported(t *testing.T) {
	cases := map[string]string{
		"":                                  "write /prefix=http://host:port",
		"/a":                                "write /prefix=http://host:port",
		"a=http://x":                        "begins with a slash",
		"/a/=http://x":                      "ends with none",
		"/a=ftp://x":                        "no http or https address",
		"/a=http://":                        "no http or https address",
		"/a=http://x,/a=http://y":           "there twice",
		"/a=http://user:secret@host":        "has a user, a password or a query",
		"b=http://x,/c=ftp://y,/d=http://z": "begins with a slash",
	}
	for text, message := range cases {
		t.Run(text, func(t *testing.T) {
			_, err := Parse(text)
			if err == nil || !strings.Contains(err.Error(), message) {
				t.Errorf("got %v", err)
			}
		})
	}

	_, err := Parse("b=http://x,/c=ftp://y,/d=http://z")
	if got := strings.Count(err.Error(), "\n") + 1; got != 2 {
		t.Errorf("%d mistakes: %v", got, err)
	}
}

func TestASecretIsNotInTheMessage(t *testing.T) {
	_, err := Parse("/a=http://user:secret@host")
	if strings.Contains(err.Error(), "secret@") {
		t.Error(err)
	}
}
