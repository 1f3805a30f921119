// Package api is the JSON door: routes, the shape of questions and answers,
// problems by RFC 9457 and the OpenAPI description, all under /api/v1. It is
// the only room of huma.
//
// Nothing is decided here. What may happen, who may and what follows is the
// desk's, who somebody is is identity's; no SQL, no sentence a person reads (a
// text is a key until Text makes words of it), and no cookie: a browser's
// session does not open this door.
package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"reflect"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/vault"
)

// Prefix is where the door stands.
const Prefix = "/api/v1"

// Config is what the door stands on.
type Config struct {
	Desk     *casework.Desk
	Accounts *identity.Accounts
	Vault    *vault.Vault
	// Text makes words of a key; Explain of how a due date was counted, Cite of
	// law and article. Pages read the same words.
	Text    func(key string, args map[string]any) string
	Explain func(terms []calendar.Term) string
	Cite    func(law, article string) string
	// ReadRoster reads a table of people as the page does; lines are where each
	// stands in the file. Errors are Invalid and without a field.
	ReadRoster func(io.Reader) (people []casemodel.MemberRow, lines []int, err error)
	Log        *slog.Logger
	MaxFile    int64 // bytes of one upload, 200 MiB when 0
	// Wall is the clock of the machine, for the time a slow upload may take.
	Wall func() time.Time
	// Clock is the test clock, nil on a server that has none.
	Clock *TestClock
}

// TestClock moves the program's clock (engine rule T3).
type TestClock struct {
	// Advance moves it on, Set puts it at a moment. Both fire what fell due
	// and answer the new moment and how many clocks fired.
	Advance func(context.Context, time.Duration) (casemodel.Instant, int, error)
	Set     func(context.Context, casemodel.Instant) (casemodel.Instant, int, error)
}

// Door is one API on one engine.
type Door struct {
	cfg   Config
	huma  huma.API
	areas sync.Map // titles by code
}

// Mount puts the door on an engine. Addresses under Prefix that it does not
// know are the engine's to send to Unknown.
func Mount(engine *gin.Engine, cfg Config) *Door {
	once.Do(shape)
	if cfg.Explain == nil {
		cfg.Explain = func([]calendar.Term) string { return "" }
	}
	if cfg.Cite == nil {
		cfg.Cite = func(law, article string) string { return law + " " + article }
	}
	if cfg.MaxFile == 0 {
		cfg.MaxFile = 200 << 20
	}
	d := &Door{cfg: cfg}
	group := engine.Group(Prefix)
	d.huma = humagin.NewWithGroup(engine, group, describe())
	d.huma.UseMiddleware(d.enter, d.strictQuery)
	for _, r := range d.routes() {
		r.register(d, r)
	}
	d.describeUpload()
	d.describeRoster()
	d.describeNull()
	d.mountDocs(group)
	return d
}

var once sync.Once

// shape sets what huma keeps for the whole process: the form of errors, and
// that a list is a list and never null.
func shape() {
	huma.DefaultArrayNullable = false
	huma.NewErrorWithContext = fromHuma
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return fromHuma(nil, status, msg, errs...)
	}
}

// strictJSON refuses text no database keeps before anything looks at it.
var strictJSON = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) || nul(data) {
			return errText
		}
		return json.Unmarshal(data, v)
	},
}

// nul finds an escaped NUL; two strokes before the u are a stroke and a u.
func nul(data []byte) bool {
	for {
		at := bytes.IndexByte(data, '\\')
		if at < 0 || at+1 >= len(data) {
			return false
		}
		if bytes.HasPrefix(data[at:], []byte(`\u0000`)) {
			return true
		}
		data = data[at+2:]
	}
}

var errText = errors.New("not text in UTF-8")

// describe is the head of the OpenAPI description. Documents come from our own
// pages: huma's load scripts from elsewhere.
func describe() huma.Config {
	cfg := huma.DefaultConfig("Jiefen", "1")
	cfg.Info.Description = "Case management for dispute mediation centres. What an actor may do with a matter is in its choices; " +
		"every refusal is a problem (RFC 9457) with a code."
	cfg.Servers = []*huma.Server{{URL: Prefix}}
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", ""
	cfg.CreateHooks = nil // no $schema in answers
	cfg.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	for model, door := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[casemodel.Instant](): reflect.TypeFor[time.Time](),
		reflect.TypeFor[casemodel.Money]():   reflect.TypeFor[string](),
		reflect.TypeFor[casemodel.Risk]():    reflect.TypeFor[string](),
		reflect.TypeFor[calendar.Day]():      reflect.TypeFor[string](),
	} {
		cfg.Components.Schemas.RegisterTypeAlias(model, door)
	}
	return cfg
}
