package web

import (
	"net/http"
	"testing"
)

// HEAD is GET without its body: whoever only looks whether a page is there
// gets the same answer.
func TestAHeadIsAskedForLikeItsPage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root := "/matters/" + string(w.register(quarrel()))
		head := func(c *client, path string) *answer {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			return c.send(req)
		}
		clerk, nobody := w.as(base, "clerk"), w.stranger(base)
		for _, path := range []string{"/login", "/home", "/matters?view=all", root, "/nowhere", "/static/nothing"} {
			for _, c := range []*client{clerk, nobody} {
				want, got := c.get(path), head(c, path)
				if got.status != want.status || got.header.Get("Location") != want.header.Get("Location") || got.body != "" {
					t.Errorf("HEAD %s: %d to %q, %d bytes; GET: %d to %q", path, got.status, got.header.Get("Location"), len(got.body), want.status, want.header.Get("Location"))
				}
			}
		}
	})
}
