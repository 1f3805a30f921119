//go:build browser

package web

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// The desks of a centre reach its server over http by an address that is not
// this machine's own: a browser tells such a server less than it tells
// loopback.
func TestADeskOnTheNetworkSignsIn(t *testing.T) {
	listener := onTheNetwork(t)
	clock := storetest.NewClock()
	w := newTown(t, storetest.Open(t, store.SQLite, func(o *store.Options) { o.Now = clock.Now }), clock)
	handler, err := w.site.Handler()
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var posted []http.Header
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			mu.Lock()
			posted = append(posted, r.Header.Clone())
			mu.Unlock()
		}
		handler.ServeHTTP(rw, r)
	})}}
	server.Start()
	t.Cleanup(server.Close)
	b := openBrowser(t, server.URL)(1200, 800, false).signIn("clerk")
	if at := evaluate[string](b, "location.pathname"); at != "/home" {
		t.Errorf("signed in, the browser stands at %s", at)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(posted) != 1 || posted[0].Get("Origin") != server.URL || posted[0].Get("Sec-Fetch-Site") != "" {
		t.Errorf("the browser posted with %v", posted)
	}
}

// onTheNetwork listens on an address of this machine that others could reach.
func onTheNetwork(t *testing.T) net.Listener {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		own, is := a.(*net.IPNet)
		if !is || own.IP.IsLoopback() || own.IP.To4() == nil {
			continue
		}
		if l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", net.JoinHostPort(own.IP.String(), "0")); err == nil {
			return l
		}
	}
	t.Skip("this machine has no address on a network")
	return nil
}
