package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// How a route is entered.
const (
	anybody  = iota // without a session
	member          // with one
	creating        // with one, and an Idempotency-Key (decision 30)
)

// route is one line of the door's list.
type route struct {
	method, path string
	id, summary  string
	entry        int
	register     func(*Door, route)
}

// routes is every address of the door. GET changes nothing, ever.
func (d *Door) routes() []route {
	all := []route{
		{http.MethodPost, "/session", "sign_in", "Sign in", anybody, serve((*Door).signIn)},
		{http.MethodGet, "/session", "who_am_i", "Who is signed in and what may be opened", member, serve((*Door).whoAmI)},
		{http.MethodDelete, "/session", "sign_out", "Sign out", member, serve((*Door).signOut)},
		{http.MethodPost, "/session/membership", "switch_membership", "Act under another of one's memberships", member, serve((*Door).switchMembership)},
		{http.MethodPost, "/session/password", "change_password", "Change one's password; other sessions end", member, serve((*Door).changePassword)},
		{http.MethodPost, "/session/totp", "enrol_totp", "Make a second factor", member, serve((*Door).enrolTOTP)},
		{http.MethodPost, "/session/totp/confirm", "confirm_totp", "Put the second factor in force", member, serve((*Door).confirmTOTP)},
		{http.MethodPost, "/session/totp/disable", "disable_totp", "Take the second factor away", member, serve((*Door).disableTOTP)},
		{http.MethodGet, "/sessions", "list_sessions", "Where one is signed in", member, serve((*Door).listSessions)},
		{http.MethodDelete, "/sessions/{session}", "end_session", "End one of one's sessions", member, serve((*Door).endSession)},

		{http.MethodPost, "/cases", "register_case", "Register a dispute", creating, serve((*Door).registerCase)},
		{http.MethodPost, "/cases/on-the-spot", "settle_on_the_spot", "Take down a dispute settled where it was: registration and every step to its result, in one", creating, serve((*Door).settleOnTheSpot)},
		{http.MethodPost, "/petitions", "create_petition", "Register a petition", creating, serve((*Door).createPetition)},
		{http.MethodPost, "/tasks", "create_task", "Send a task to a department", creating, serve((*Door).createTask)},
		{http.MethodPost, "/matters", "create_matter", "Open a matter of any workflow", creating, serve((*Door).createMatter)},
		{http.MethodGet, "/matters", "list_matters", "List matters", member, serve((*Door).listMatters)},
		{http.MethodGet, "/matters/{id}", "show_matter", "Show a matter", member, serve((*Door).showMatter)},
		{http.MethodPost, "/matters/{id}/events/{event}", "fire_event", "Take a step", member, serve((*Door).fireEvent)},
		{http.MethodPost, "/matters/{id}/records/reveal", "reveal", "Show one number of a party in full, once", member, serve((*Door).reveal)},
		{http.MethodPost, "/matters/{id}/records/{record}", "write_record", "Record something without a step", member, serve((*Door).writeRecord)},

		{http.MethodGet, "/matters/{id}/children", "list_children", "Matters of the same family", member, serve((*Door).children)},
		{http.MethodGet, "/matters/{id}/journal", "list_journal", "What happened", member, serve((*Door).journal)},
		{http.MethodGet, "/matters/{id}/deadlines", "list_deadlines", "Clocks, with how they were counted", member, serve((*Door).deadlines)},
		{http.MethodGet, "/matters/{id}/documents", "list_documents", "Papers that are due or issued", member, serve((*Door).documents)},
		{http.MethodGet, "/matters/{id}/sessions", "list_sittings", "Sittings", member, serve((*Door).sittings)},
		{http.MethodGet, "/matters/{id}/sittings", "list_arranged", "Sittings as they are arranged", member, serve((*Door).listArranged)},
		{http.MethodGet, "/matters/{id}/roster", "list_roster", "Who stands behind the sides of the case, each with a claim of their own", member, serve((*Door).roster)},
		{http.MethodPost, "/matters/{id}/roster", "enter_roster", "Write down who stands behind a side from a table, .xlsx or .csv; all of it or nothing", member, serve((*Door).enterRoster)},
		{http.MethodGet, "/matters/{id}/offers", "list_offers", "Offers of the parties", member, serve((*Door).offers)},
		{http.MethodGet, "/matters/{id}/files", "list_files", "Files", member, serve((*Door).files)},
		{http.MethodGet, "/matters/{id}/handed", "list_handed", "What went out of the house: papers handed to the parties, volumes lent, lines that were struck, in order", member, serve((*Door).handed)},
		{http.MethodGet, "/matters/{id}/payments", "list_payments", "What was paid or handed over on an obligation, each as its slip says", member, serve((*Door).payments)},
		{http.MethodGet, "/matters/{id}/evidence", "list_evidence", "Evidence of the whole case, in its order", member, serve((*Door).evidence)},
		{http.MethodGet, "/matters/{id}/links", "list_links", "Matters of other families", member, serve((*Door).links)},
		{http.MethodPost, "/files", "upload_file", "Upload a file for an act to come", creating, serve((*Door).upload)},
		{http.MethodGet, "/matters/{id}/files/{file}", "download_file", "Download a file", member, serve((*Door).download)},

		{http.MethodGet, "/bodies", "find_bodies", "Organisations a field may name", member, serve((*Door).findBodies)},
		{http.MethodGet, "/users", "find_users", "People a field may name", member, serve((*Door).findUsers)},
		{http.MethodGet, "/rooms", "find_rooms", "Rooms for sittings", member, serve((*Door).findRooms)},
		{http.MethodGet, "/schedule", "show_schedule", "What is arranged in the house", member, serve((*Door).schedule)},
		{http.MethodGet, "/areas", "find_areas", "Places", member, serve((*Door).findAreas)},
		{http.MethodGet, "/categories", "find_categories", "Categories of disputes", member, serve((*Door).findCategories)},
		{http.MethodGet, "/channels", "find_channels", "Where a dispute came from", member, serve((*Door).findChannels)},

		{http.MethodGet, "/drafts", "list_drafts", "Forms one has begun", member, serve((*Door).listDrafts)},
		{http.MethodGet, "/drafts/{form}", "show_draft", "A form one has begun", member, serve((*Door).showDraft)},
		{http.MethodPut, "/drafts/{form}", "save_draft", "Keep a form for 30 days", member, serve((*Door).saveDraft)},
		{http.MethodDelete, "/drafts/{form}", "drop_draft", "Throw a kept form away", member, serve((*Door).dropDraft)},
	}
	if d.cfg.Clock != nil {
		all = append(all, route{http.MethodPost, "/test/clock", "move_clock", "Move the test clock", member, serve((*Door).moveClock)})
	}
	return all
}

// A body may be as large as what a page's form may hold, the longest record
// with every field full, and take as long as that takes over 1 Mbit/s.
const (
	largestBody = 2 << 20
	bodyTime    = 20 * time.Second
)

// about is an input that speaks of one matter: a refusal then lists what may
// be done instead.
type about interface{ matter() string }

// serve makes a route of a method: it enters with the caller and turns every
// error into a problem.
func serve[I, O any](method func(*Door, context.Context, *caller, *I) (*O, error)) func(*Door, route) {
	return func(d *Door, r route) {
		op := huma.Operation{
			Method: r.method, Path: r.path, OperationID: r.id, Summary: r.summary,
			Errors: []int{}, Tags: []string{tag(r.path)}, MaxBodyBytes: largestBody, BodyReadTimeout: bodyTime,
		}
		if r.entry != anybody {
			op.Security = []map[string][]string{{"token": {}}}
			op.Middlewares = huma.Middlewares{d.authenticate}
		}
		if r.entry == creating {
			op.DefaultStatus = http.StatusCreated
			op.Middlewares = append(op.Middlewares, d.keyed)
		}
		d.edit(&op, r)
		huma.Register(d.huma, op, func(ctx context.Context, in *I) (*O, error) {
			who := callerOf(ctx)
			out, err := method(d, ctx, who, in)
			if err != nil {
				return nil, d.problem(ctx, who, in, err)
			}
			return out, nil
		})
	}
}
