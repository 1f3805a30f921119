package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/pkg/api"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/web"
	"github.com/jiefen/jiefen/templates"
)

// Handler is every door of the program on one engine.
func (a *App) Handler() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.RedirectTrailingSlash = false
	if err := engine.SetTrustedProxies(a.cfg.Proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	engine.Use(a.logged, a.recovered)
	looks := []string{http.MethodGet, http.MethodHead} // those who watch a server often ask for the head alone
	engine.Match(looks, "/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	engine.Match(looks, "/readyz", a.ready())
	door := api.Mount(engine, a.apiConfig())
	unknown, err := a.mount(engine)
	if err != nil {
		return nil, err
	}
	engine.NoRoute(func(c *gin.Context) {
		if strings.HasPrefix(c.Request.URL.Path, api.Prefix) {
			door.Unknown(c)
			return
		}
		unknown(c)
	})
	return engine, nil
}

func (a *App) apiConfig() api.Config {
	cfg := api.Config{
		Desk: a.Desk, Accounts: a.Accounts, Vault: a.Vault, Text: templates.Text, Explain: explain, Cite: cite, Log: a.log, Wall: time.Now,
		MaxFile: largestFile, ReadRoster: web.ReadRoster,
	}
	if a.clock.test {
		cfg.Clock = &api.TestClock{Advance: a.moveClock, Set: a.setClock}
	}
	return cfg
}

// cite names the source of a figure; an article that nobody has read, or that
// a rule of our own has not, is left out.
func cite(law, article string) string {
	if !strings.ContainsAny(article, "0123456789") {
		article = ""
	}
	return templates.Cite(law, article)
}

// explain writes the steps of a due date in the words of the pages.
func explain(terms []calendar.Term) string {
	said := make([]templates.Term, 0, len(terms))
	for _, t := range terms {
		said = append(said, templates.Term{
			Kind: string(t.Kind), On: day(t.On), To: day(t.To), At: clockTime(t.At), N: t.N, Unit: string(t.Unit), Days: t.Days, Reason: t.Reason,
		})
	}
	return templates.Explain(said)
}

func day(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func clockTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Zone).Format("2006-01-02T15:04")
}

// readyWithin is how long the database may take to be called ready.
const readyWithin = 2 * time.Second

// ready says whether requests can be served: the database answers and has the
// tables of this program.
func (a *App) ready() gin.HandlerFunc {
	var migrated atomic.Bool // it does not go back
	return func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), readyWithin)
		defer cancel()
		err := a.DB.Ping(ctx)
		if err == nil && !migrated.Load() {
			var ok bool
			ok, err = a.DB.Migrated(ctx)
			migrated.Store(ok)
		}
		if err != nil || !migrated.Load() {
			a.log.WarnContext(ctx, "not ready", "err", err)
			c.String(http.StatusServiceUnavailable, "not ready\n")
			return
		}
		c.String(http.StatusOK, "ready\n")
	}
}

// logged writes one line a request: never its query, its body or who sent it.
func (a *App) logged(c *gin.Context) {
	began := time.Now()
	c.Next()
	level := slog.LevelInfo
	if c.FullPath() == "/healthz" || c.FullPath() == "/readyz" {
		level = slog.LevelDebug
	}
	a.log.LogAttrs(c.Request.Context(), level, "request", slog.String("method", c.Request.Method), slog.String("path", c.Request.URL.Path),
		slog.Int("status", c.Writer.Status()), slog.Int("size", c.Writer.Size()), slog.Duration("took", time.Since(began)))
}

// recovered keeps one broken request from ending the others.
func (a *App) recovered(c *gin.Context) {
	defer func() {
		if caught := recover(); caught != nil {
			a.log.ErrorContext(c.Request.Context(), "panic", "route", c.FullPath(), "caught", fmt.Sprint(caught), "stack", string(debug.Stack()))
			c.AbortWithStatus(http.StatusInternalServerError)
		}
	}()
	c.Next()
}
