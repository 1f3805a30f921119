package api_test

import (
	"net/http"
	"testing"
	"time"
)

func TestSomebodySignsInAndOut(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		nobody := &client{o: o}
		nobody.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
		a := nobody.post("/session", F{"username": "clerk", "password": password}).is(http.StatusOK)
		if a.text("memberships.0.body_kind") != "centre" || a.text("memberships.0.roles.0") != "front_desk" || a.text("expires_at") == "" {
			t.Errorf("ticket %s", a.Raw)
		}
		clerk := &client{o: o, token: a.text("token")}
		me := clerk.get("/session").is(http.StatusOK)
		if me.text("username") != "clerk" || me.text("creatable.0.href") != "/api/v1/cases" {
			t.Errorf("me %s", me.Raw)
		}
		if me.Header.Get("Cache-Control") != "no-store" || me.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("headers %v", me.Header)
		}
		clerk.call(http.MethodDelete, "/session", nil).is(http.StatusNoContent)
		gone := clerk.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
		if gone.Header.Get("WWW-Authenticate") == "" {
			t.Error("401 does not say how to sign in")
		}
	})
}

func TestGuessingIsDelayedWhateverTheHeadersSay(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		forged := (&client{o: o}).with("X-Forwarded-For", "10.9.8.7").with("X-Real-IP", "10.9.8.7")
		wrong := F{"username": "clerk", "password": "not the one"}
		forged.post("/session", wrong).problem(http.StatusUnauthorized, "unauthenticated")
		a := forged.with("X-Forwarded-For", "10.9.8.6").post("/session", wrong).problem(http.StatusTooManyRequests, "throttled")
		if a.Header.Get("Retry-After") != "1" || a.number("retry_after") != 1 {
			t.Errorf("retry after %q, %d", a.Header.Get("Retry-After"), a.number("retry_after"))
		}
		o.Clock.Advance(time.Second)
		forged.post("/session", wrong).problem(http.StatusUnauthorized, "unauthenticated")
		o.Clock.Advance(2 * time.Second)
		seen := (&client{o: o, token: o.as("clerk").token}).get("/sessions").is(http.StatusOK)
		if seen.text("items.0.address") != "127.0.0.1" {
			t.Errorf("signed in from %q", seen.text("items.0.address"))
		}
	})
}

func TestATokenDiesWithItsTime(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		o.Clock.Advance(29 * time.Minute)
		clerk.get("/session").is(http.StatusOK)
		o.Clock.Advance(31 * time.Minute)
		clerk.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
	})
}

func TestOnesOwnMembershipsAndNoOthers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk, mediator := o.as("clerk"), o.as("mediator")
		own := clerk.get("/session").text("membership")
		other := mediator.get("/session").text("membership")
		clerk.with("X-Membership", own).get("/matters").is(http.StatusOK)
		for _, foreign := range []string{other, "018f0000-0000-7000-8000-000000000000", "1 or 1=1"} {
			clerk.with("X-Membership", foreign).get("/matters").problem(http.StatusForbidden, "forbidden")
			clerk.post("/session/membership", F{"id": foreign}).problem(http.StatusForbidden, "forbidden")
		}
		if a := clerk.post("/session/membership", F{"id": own}).is(http.StatusOK); a.text("membership") != own {
			t.Errorf("acting as %s", a.Raw)
		}
	})
}

func TestAPasswordIsChangedOverTheDoor(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		clerk.post("/session/password", F{"password": password, "new": "short"}).problem(http.StatusUnprocessableEntity, "invalid").fault("new", "password.short")
		a := clerk.post("/session/password", F{"password": password, "new": "quite another one"}).is(http.StatusOK)
		clerk.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
		(&client{o: o, token: a.text("token")}).get("/session").is(http.StatusOK)
	})
}

// Every route but the sign-in refuses a stranger before it looks at anything.
func TestEveryRouteNeedsASession(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		stranger := &client{o: o}
		described := stranger.get("/openapi.json").is(http.StatusOK)
		paths, _ := described.at("paths").(F)
		seen := 0
		for path, item := range paths {
			operations, _ := item.(F)
			for method := range operations {
				if path == "/session" && method == "post" {
					continue
				}
				seen++
				stranger.call(httpMethod(method), path, nil).problem(http.StatusUnauthorized, "unauthenticated")
			}
		}
		if seen < 35 {
			t.Errorf("only %d routes", seen)
		}
	})
}

func httpMethod(lower string) string {
	return map[string]string{"get": http.MethodGet, "post": http.MethodPost, "put": http.MethodPut, "delete": http.MethodDelete}[lower]
}

func TestOnesOwnSessionsEndAndNoOthers(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		signedIn := func(name string) *client {
			return &client{o: o, token: (&client{o: o}).post("/session", F{"username": name, "password": password}).is(http.StatusOK).text("token")}
		}
		clerk, again, mediator := signedIn("clerk"), signedIn("clerk"), signedIn("mediator")
		theirs := mediator.get("/sessions").is(http.StatusOK).text("items.0.id")
		clerk.call(http.MethodDelete, "/sessions/"+theirs, nil).problem(http.StatusNotFound, "not_found")
		mediator.get("/session").is(http.StatusOK)
		id := "items.0.id"
		if list := clerk.get("/sessions").is(http.StatusOK); list.at("items.0.here") == true {
			id = "items.1.id"
		}
		clerk.call(http.MethodDelete, "/sessions/"+clerk.get("/sessions").text(id), nil).is(http.StatusNoContent)
		again.get("/session").problem(http.StatusUnauthorized, "unauthenticated")
		clerk.get("/session").is(http.StatusOK)
	})
}
