// Package web is the desk in a browser: server-rendered pages that work
// without JavaScript, one file per page. It is a room of gin. It asks casework
// what is so and what may be done, shows it and sends back what was typed; no
// rule, no permission and no sentence lives here, and it never talks to the
// database itself.
package web

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/templates"
)

// Config is what the pages need from the program.
type Config struct {
	Desk     *casework.Desk
	Accounts *identity.Accounts
	Vault    *vault.Vault      // nil: no file can be uploaded
	Office   *documents.Office // nil: no paper can be had as PDF
	Secret   []byte            // 32 bytes or more; seals what a browser keeps between two pages
	Secure   bool              // served over TLS: cookies say so
	MaxFile  int64             // bytes of one upload, 200 MiB when 0
	Runs     string            // folder for what long runs make and nothing else, the system's own for temporary files when ""
	Patience time.Duration     // so long a browser waits for a run before it is shown how far it is, 2 s when 0
	Log      *slog.Logger
}

// Site serves the pages. It is safe for many at once.
type Site struct {
	desk     *casework.Desk
	accounts *identity.Accounts
	vault    *vault.Vault
	pages    *templates.Set
	box      cipher.AEAD
	secure   bool
	maxFile  int64
	log      *slog.Logger
	cross    *http.CrossOriginProtection
	people   *directory
	register registrars
	nexts    nexts
	tallies  tallies
	office   *documents.Office
	runs     *runs
	patience time.Duration
	photoKey []byte   // of which each person's key for photos is made
	fillers  sync.Map // templates ready to fill, by the hash of their file
}

// New parses the pages and puts a site together.
func New(cfg Config) (*Site, error) {
	if cfg.Desk == nil || cfg.Accounts == nil {
		return nil, errors.New("open web: desk and accounts are required")
	}
	pages, err := templates.Open()
	if err != nil {
		return nil, err
	}
	box, photoKey, err := newBox(cfg.Secret)
	if err != nil {
		return nil, fmt.Errorf("open web: %w", err)
	}
	s := &Site{
		desk: cfg.Desk, accounts: cfg.Accounts, vault: cfg.Vault, office: cfg.Office, pages: pages, box: box, photoKey: photoKey, secure: cfg.Secure, maxFile: cfg.MaxFile,
		log: cfg.Log, cross: http.NewCrossOriginProtection(), people: newDirectory(cfg.Desk), patience: cfg.Patience,
	}
	if s.maxFile == 0 {
		s.maxFile = 200 << 20
	}
	if s.patience == 0 {
		s.patience = quickAnswer
	}
	if s.runs, err = newRuns(cfg.Runs); err != nil {
		return nil, fmt.Errorf("open web: %w", err)
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}

// Close ends what goes on beside the requests: long runs are called off, and
// one that is being written down as handed over is waited for, as long as the
// context lets it. It comes after the last request and before the desk's end.
func (s *Site) Close(ctx context.Context) error { return s.runs.close(ctx) }

// handler is one page or act: it writes the answer or returns what stands in
// its way.
type handler func(v *visit) error

// How a route is entered.
const (
	member   = iota // with a session
	anybody         // without one
	filing          // with one, and files may come with the form
	watching        // with one, asked by an open page by itself: it keeps no session alive
)

// route is one address.
type route struct {
	method, path string
	do           handler
	entry        int
}

// routes is every address of the site.
func (s *Site) routes() []route {
	return []route{
		{"GET", "/login", s.loginPage, anybody},
		{"POST", "/login", s.login, anybody},
		{"POST", "/logout", s.logout, anybody},

		{"GET", "/", s.root, member},
		{"GET", "/home", s.home, member},
		{"POST", "/home/steps", s.putSteps, member},
		{"GET", "/notices", s.notices, member},
		{"GET", "/notices/count", s.noticeCount, watching},
		{"POST", "/notices/read", s.readNotice, member},
		{"POST", "/notices/all", s.readAllNotices, member},
		{"GET", "/search", s.searchPage, member},
		{"POST", "/search", s.seek, member},
		{"POST", "/search/quick", s.quick, member},
		{"GET", "/matters", s.list(listNamed("matters")), member},
		{"GET", "/petitions", s.list(listNamed("petitions")), member},
		{"GET", "/backlog", s.list(listNamed("backlog")), member},
		{"GET", "/tasks", s.list(listNamed("tasks")), member},
		{"GET", "/followups", s.list(listNamed("followups")), member},
		{"GET", "/obligations", s.list(listNamed("obligations")), member},
		{"GET", "/supervision", s.list(listNamed("supervision")), member},
		{"GET", "/tally", s.tally, watching},
		{"POST", "/print", s.printList, member},
		{"POST", manyPath, s.papersOfMany, member},
		{"POST", "/views", s.saveView, member},
		{"POST", "/views/:id", s.changeView, member},
		{"GET", "/schedule", s.schedule, member},
		{"GET", "/schedule/new", s.pickMatter, member},
		{"GET", "/schedule/door", s.doorList, member},
		{"GET", "/schedule/tell", s.toTell, member},
		{"GET", planPath, s.planForm, member},
		{"POST", planPath, s.plan, filing},
		{"GET", "/schedule/mine.ics", s.ownIcs, member},
		{"POST", "/schedule/leave", s.takeLeave, member},
		{"POST", "/schedule/leave/:id/end", s.endLeave, member},
		{"GET", "/approvals", s.approvals, member},
		{"GET", windowPath, s.takesDown(s.window()), member},
		{"POST", windowPath, s.takeDown(s.window()), member},
		{"POST", "/cases/new/similar", s.similar, member},
		{"POST", "/cases/new/card", s.card, member},
		{"GET", "/cases/new/places", s.places, member},
		{"GET", padPath, s.pad, member},
		{"POST", padPath, s.printPad, member},
		{"GET", pilePath, s.pile, member},
		{"POST", "/slips/spoil", s.spoilSlip, member},
		{"GET", spotPath, s.takesDown(s.onTheSpot()), member},
		{"POST", spotPath, s.takeDown(s.onTheSpot()), filing},
		{"GET", "/matters/new/:workflow", s.createPage, member},
		{"POST", "/matters/new/:workflow", s.create, filing},
		{"GET", "/matters/:id", s.matter, member},
		{"GET", "/matters/:id/receipt", s.receipt, member},
		{"GET", "/matters/:id/journal", s.journal, member},
		{"GET", "/matters/:id/sessions/:no", s.sitting, member},
		{"POST", "/files", s.takeFile, filing},
		{"POST", "/matters/:id/photo", s.takePhoto, filing},
		{"GET", "/files/:file/small", s.waitingPicture, member},
		{"GET", "/matters/:id/files/:file", s.file, member},
		{"GET", "/matters/:id/files/:file/view", s.viewer, member},
		{"GET", "/matters/:id/files/:file/small", s.smallPicture, member},
		{"GET", "/matters/:id/files/:file/large", s.largePicture, member},
		{"GET", "/matters/:id/evidence", s.evidence, member},
		{"GET", "/matters/:id/handed", s.handed, member},
		{"GET", "/matters/:id/reveal", s.revealPage, member},
		{"POST", "/matters/:id/reveal", s.reveal, member},
		{"GET", "/matters/:id/seen", s.seen, member},
		{"GET", "/matters/:id/sheet", s.sheetPage, member},
		{"POST", "/matters/:id/sheet", s.sheet, member},
		{"GET", "/matters/:id/slip", s.slipPage, member},
		{"POST", "/matters/:id/slip", s.slip, member},
		{"GET", "/matters/:id/papers", s.paperwork, member},
		{"POST", "/matters/:id/papers", s.paper, member},
		{"GET", "/matters/:id/roster", s.rosterPage, member},
		{"POST", "/matters/:id/roster", s.roster, filing},
		{"GET", "/matters/:id/performance", s.performPage, member},
		{"POST", "/matters/:id/performance", s.perform, member},
		{"GET", "/matters/:id/texts", s.texts, member},
		{"GET", "/matters/:id/pack", s.packPage, member},
		{"POST", "/matters/:id/pack", s.pack, member},
		{"POST", "/matters/:id/bundle", s.bundle, member},
		{"GET", "/matters/:id/dossier", s.dossierPage, member},
		{"POST", "/matters/:id/dossier", s.dossier, member},
		{"GET", "/volumes", s.volumes, member},
		{"POST", "/volumes/draw", s.drawVolumes, member},
		{"POST", "/volumes/pdf", s.volumesPDF, member},
		{"GET", "/volumes/lent", s.lent, member},
		{"POST", "/volumes/lend", s.lendVolumes, member},
		{"POST", "/volumes/return", s.takeVolumes, member},
		{"GET", "/reveals", s.reveals, member},
		{"GET", blankPath, s.blankPage, member},
		{"POST", blankPath, s.printBlank, member},
		{"GET", runsPath, s.runsPage, member},
		{"GET", "/runs/rows", s.runRows, watching},
		{"GET", "/runs/:id/file", s.runFile, member},
		{"POST", "/runs/:id/cancel", s.endRun, member},
		{"GET", "/matters/:id/do/:act", s.doPage, member},
		{"POST", "/matters/:id/do/:act", s.do, filing},
		{"POST", "/drafts/drop", s.dropDraft, member},
		{"POST", "/drafts/save", s.autosave, member},
		{"POST", "/session/renew", s.renewSession, anybody},

		{"GET", "/workflows", s.workflows, member},
		{"GET", "/workflows/:id", s.workflow, member},
		{"GET", "/deadlines", s.deadlines, member},
		{"GET", "/deadlines/:id", s.deadline, member},
		{"GET", "/policies", s.matrix, member},
		{"GET", "/policies/test", s.policyTest, member},
		{"GET", "/help", s.help, member},

		{"GET", "/admin/users", s.users, member},
		{"GET", "/admin/users/new", s.newUserPage, member},
		{"POST", "/admin/users/new", s.addUser, member},
		{"GET", "/admin/users/:id", s.user, member},
		{"POST", "/admin/users/:id/posts", s.employ, member},
		{"POST", "/admin/users/:id/posts/end", s.dismiss, member},
		{"POST", "/admin/users/:id/active", s.activate, member},
		{"POST", "/admin/users/:id/password", s.resetPassword, member},
		{"POST", "/admin/users/:id/second", s.clearSecond, member},
		{"POST", "/admin/users/:id/details", s.describe, member},
		{"POST", "/admin/users/:id/sessions/end", s.endSessions, member},
		{"POST", "/admin/users/:id/session/end", s.endOneSession, member},
		{"GET", "/admin/bodies", s.bodies, member},
		{"GET", "/admin/bodies/new", s.newBodyPage, member},
		{"POST", "/admin/bodies/new", s.addBody, member},
		{"GET", "/admin/bodies/:id", s.bodyPage, member},
		{"POST", "/admin/bodies/:id", s.editBody, member},
		{"GET", "/admin/rooms", s.rooms, member},
		{"GET", "/admin/rooms/new", s.newRoomPage, member},
		{"POST", "/admin/rooms/new", s.addRoom, member},
		{"GET", "/admin/rooms/:id", s.roomPage, member},
		{"POST", "/admin/rooms/:id", s.editRoom, member},
		{"GET", "/admin/areas", s.areas, member},
		{"POST", "/admin/areas", s.holdAreas, filing},
		{"GET", "/admin/areas/new", s.newAreaPage, member},
		{"POST", "/admin/areas/new", s.addArea, member},
		{"GET", "/admin/areas/imports/:id", s.areasPreview, member},
		{"POST", "/admin/areas/imports/:id", s.confirmAreas, member},
		{"GET", "/admin/areas/:id", s.areaPage, member},
		{"POST", "/admin/areas/:id", s.editArea, member},
		{"GET", "/admin/calendars", s.calendars, member},
		{"POST", "/admin/calendars", s.holdCalendar, filing},
		{"GET", "/admin/calendars/previews/:id", s.calendarPreview, member},
		{"POST", "/admin/calendars/previews/:id", s.confirmCalendar, member},
		{"GET", "/admin/papers", s.papersPage, member},
		{"GET", "/admin/papers/:paper", s.paperPage, member},
		{"POST", "/admin/papers/:paper", s.putTemplate, filing},
		{"GET", "/admin/papers/:paper/file", s.paperFileOf, member},
		{"POST", "/admin/papers/:paper/:version", s.turnTemplate, member},
		{"GET", "/admin/clauses", s.clausesPage, member},
		{"GET", "/admin/clauses/:clause", s.clausePage, member},
		{"POST", "/admin/clauses/:clause", s.saveClause, member},
		{"GET", "/admin/jobs", s.jobs, member},
		{"POST", "/admin/jobs/:id/revive", s.reviveLetter, member},
		{"POST", "/admin/jobs/:id/drop", s.dropLetter, member},
		{"GET", "/admin/verify", s.verify, member},
		{"POST", "/admin/verify", s.startCheck, member},
		{"POST", "/admin/verify/cancel", s.cancelCheck, member},
		{"GET", "/admin/settings", s.settings, member},
		{"POST", "/admin/settings/:name", s.changeSetting, member},
		{"GET", "/admin/log", s.officeLog, member},

		{"GET", "/me", s.me, member},
		{"GET", "/me/posts", s.postsPart, member},
		{"POST", "/me/taste", s.setTaste, member},
		{"POST", "/me/membership", s.switchMembership, member},
		{"POST", "/me/sessions/end", s.endSession, member},
		{"POST", "/me/sessions/others", s.endOthers, member},
		{"GET", "/me/second", s.secondPage, member},
		{"POST", "/me/second", s.second, member},
		{"GET", "/me/second/remove", s.removeSecondPage, member},
		{"GET", "/me/second/recovery", s.recoveryPage, member},
		{"POST", "/me/second/recovery", s.recovery, member},
		{"POST", "/me/second/remove", s.removeSecond, member},
		{"POST", "/me/password", s.changePassword, member},
	}
}

// Mount puts every address on an engine that other doors share.
func (s *Site) Mount(r *gin.Engine) {
	for _, route := range s.routes() {
		r.Match(methods(route.method), route.path, s.serve(route))
	}
	r.Match(methods(http.MethodGet), "/static/:name", s.static)
}

// methods: what answers GET answers HEAD, which is the same without its body.
func methods(method string) []string {
	if method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{method}
}

// NotFound answers addresses nobody knows; the program sets it as the engine's
// NoRoute beside the other doors' own.
func (s *Site) NotFound(c *gin.Context) {
	s.serve(route{do: func(*visit) error { return errNoPage }})(c)
}

// Handler is the site alone, for tests and for programs without other doors.
func (s *Site) Handler() (http.Handler, error) {
	r := gin.New()
	if err := r.SetTrustedProxies(nil); err != nil {
		return nil, fmt.Errorf("trust no proxy: %w", err)
	}
	s.Mount(r)
	r.NoRoute(s.NotFound)
	return r, nil
}
