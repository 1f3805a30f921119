package web

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// Every event and record of every definition can be typed into its form in
// every state in which it may happen: each declared field has an input of its
// own, in each of the types there are.
func TestEveryActOfEveryProcedureHasItsForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		like, err := w.Case(t.Context(), w.who["clerk"], root)
		if err != nil {
			t.Fatal(err)
		}
		arranged := *like       // a sitting that was arranged is begun by other fields than one that was not
		arranged.InForce = true // and an agreement may take the place of one that binds
		arranged.Arranged = []casemodel.Sitting{{ID: nobodys, MatterID: like.Matter.ID, From: like.Now, State: casemodel.Planned}}
		acts, seen := 0, map[string]bool{}
		for _, flow := range w.Flows.Every() {
			for _, state := range flow.States.Keys {
				for _, act := range openIn(flow, state) {
					page := w.drawn(t, flow, state, act, like) + w.drawn(t, flow, state, act, &arranged)
					acts++
					for i := range act.Fields {
						d := &act.Fields[i]
						seen[d.Type] = true
						if d.Type == "record" || slices.Contains([]string{"later", "members_void", "earlier", "earlier_clauses"}, d.ID) {
							continue // asked only where there are records, instalments to come, a roster or an earlier agreement: their own pages are drawn with them
						}
						if !strings.Contains(page, `name="`+nameOf(d.ID)) {
							t.Errorf("%s.%s in %s: the field %s has no input", flow.ID, act.ID, state, d.ID)
						}
						carried := strings.Contains(page, `type="hidden" name="`+nameOf(d.ID)+`"`) // along with the form, for nobody to read
						if !carried && !strings.Contains(page, d.Title) {
							t.Errorf("%s.%s: the field %s has no title", flow.ID, act.ID, d.ID)
						}
					}
					if !strings.Contains(page, act.Title) || !strings.Contains(page, `name="version"`) || !strings.Contains(page, `name="_once"`) {
						t.Errorf("%s.%s in %s: no title, version or one-time word", flow.ID, act.ID, state)
					}
				}
			}
		}
		if acts < 1000 {
			t.Errorf("only %d forms", acts)
		}
		for _, kind := range workflows.FieldTypes {
			if !seen[kind] && kind != "users" {
				t.Logf("no definition uses the type %s", kind)
			}
		}
	})
}

func openIn(flow *workflows.Flow, state string) []*workflows.Act {
	var acts []*workflows.Act
	for _, e := range flow.Events {
		if flow.Open(state, e.ID) != nil {
			acts = append(acts, &e.Act)
		}
	}
	for _, r := range flow.Records {
		if flow.RecordOpen(state, r.ID) {
			acts = append(acts, &r.Act)
		}
	}
	return acts
}

// drawn renders the form of an act for a matter of the flow in a state.
func (w *town) drawn(t *testing.T, flow *workflows.Flow, state string, act *workflows.Act, like *casework.View) string {
	t.Helper()
	view := *like
	view.Flow, view.Matter = flow, like.Matter
	view.Matter.BodyID = w.bodies["TOWN"].ID // it has mediators to choose from
	view.Matter.Workflow, view.Matter.State, view.Matter.Class = flow.ID, state, flow.Class(state)
	rec := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(rec)
	c.Request = httptest.NewRequestWithContext(t.Context(), "GET", "/matters/x/do/"+act.ID, nil)
	v := &visit{s: w.site, c: c, who: w.who["clerk"], moment: like.Now}
	page, err := w.site.doForm(v, &view, act, false, url.Values{}, nil)
	if err != nil {
		t.Fatalf("%s.%s in %s: %v", flow.ID, act.ID, state, err)
	}
	if err := w.site.showDo(v, 200, &view, page); err != nil {
		t.Fatalf("%s.%s in %s: %v", flow.ID, act.ID, state, err)
	}
	return rec.Body.String()
}

// Every type of field is drawn, read back and refused in the same place.
func TestEveryTypeOfFieldIsDrawnAndRead(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		view, err := w.Case(t.Context(), w.who["clerk"], root)
		if err != nil {
			t.Fatal(err)
		}
		party := w.parties(root)[0]
		view.Offers = []casemodel.Offer{{ID: casemodel.ID(party), State: casemodel.OfferOpen, Released: 1}}
		view.Sessions = []casemodel.Session{{ID: casemodel.ID(party), Mode: "caucus"}}
		view.Arranged = []casemodel.Sitting{{ID: casemodel.ID(party), MatterID: view.Matter.ID, State: casemodel.Planned}}
		room := string(w.room("第一调解室"))
		for _, kind := range workflows.FieldTypes {
			if kind == "record" {
				continue // it asks the desk which records there are: the scene of the copy of one record draws it
			}
			t.Run(kind, func(t *testing.T) {
				act := &workflows.Act{ID: "note", Title: "试", Fields: []workflows.Field{
					{ID: "x", Title: "项目", Type: kind, Options: []workflows.Option{{Value: "a", Title: "甲"}, {Value: "b", Title: "乙"}}},
				}}
				typed := map[string]url.Values{
					"text": {"f.x": {"字"}}, "longtext": {"f.x": {"字\n字"}}, "date": {"f.x": {"2026-03-01"}}, "datetime": {"f.x": {"2026-03-01T09:30"}},
					"money": {"f.x": {"1,200.5"}}, "int": {"f.x": {"３"}}, "bool": {"f.x": {"true"}}, "choice": {"f.x": {"a"}}, "choices": {"f.x": {"a", "b"}},
					"user": {"f.x": {string(w.who["triage"].UserID)}}, "users": {"f.x": {string(w.who["triage"].UserID)}},
					"body": {"f.x": {string(w.bodies["TOWN"].ID)}}, "area": {"f.x.0": {"150000000000"}, "f.x.1": {"150100000000"}, "f.x.2": {"150102000000"}},
					"party": {"f.x": {party}}, "parties": {"f.x": {party}}, "offer": {"f.x": {party}}, "confided": {"f.x": {party}},
					"room": {"f.x": {room}}, "sitting": {"f.x": {party}},
					"consents":   {"f.x." + party + ".consent": {"agreed"}, "f.x." + party + ".way": {"written"}},
					"attendance": {"f.x." + party + ".came": {"agent"}, "f.x." + party + ".name": {"王律师"}},
					"members":    {"f.x": {"王志强 15000"}},
					"items":      {"f.x.0.debtor": {party}, "f.x.0.kind": {"pay"}, "f.x.0.amount": {"300"}},
					"file":       {"f.x": {string(w.who["clerk"].UserID)}, "f.x.name." + string(w.who["clerk"].UserID): {"甲.pdf"}},
					"files":      {"f.x": {string(w.who["clerk"].UserID)}}, "matter": {"f.x": {view.Matter.Number}}, "paper": {"f.x": {"D01_receipt"}},
				}[kind]
				page := w.refilled(t, view, act, typed)
				for _, values := range typed {
					for _, value := range values {
						if !strings.Contains(page, value) && !slices.Contains([]string{"area", "room"}, kind) /* rooms are those that this matter may sit in */ {
							t.Errorf("the form lost %q", value)
						}
					}
				}
				v := &visit{s: w.site, c: testContext(t), who: w.who["clerk"], moment: view.Now, form: typed}
				r, err := v.readFields(act.Fields)
				if err != nil || len(r.faults) > 0 {
					t.Fatalf("%v %v", err, r.faults)
				}
				in, err := workflows.Read(act.Fields, r.raw)
				if err != nil {
					t.Fatalf("the desk refuses %v: %v", r.raw, err)
				}
				if !in.Has("x") {
					t.Error("the field did not arrive")
				}
			})
		}
	})
}

func testContext(t *testing.T) *gin.Context {
	t.Helper()
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequestWithContext(t.Context(), "POST", "/", nil)
	return c
}

func (w *town) refilled(t *testing.T, view *casework.View, act *workflows.Act, values url.Values) string {
	t.Helper()
	rec := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(rec)
	c.Request = httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	v := &visit{s: w.site, c: c, who: w.who["clerk"], moment: view.Now}
	page, err := w.site.doForm(v, view, act, false, values, casemodel.Bad("x", "field.missing"))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.ok("do", page); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(rec.Body.String(), "请填写这一项") || !strings.Contains(rec.Body.String(), `href="#f.x"`) {
		t.Error("the fault is not at its field")
	}
	return rec.Body.String()
}

// A birth through a door is a form as well.
func TestEveryBirthHasItsForm(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, _ := w.inSession()
		c := w.as(w.serve(), "director")
		found := 0
		for _, link := range c.get("/matters/" + string(root)).links() {
			if !strings.HasPrefix(link, "/matters/new/") {
				continue
			}
			found++
			flow := w.Flows.Latest(strings.TrimPrefix(strings.Split(link, "?")[0], "/matters/new/"))
			page := c.get(link).is(200)
			for _, d := range flow.Create.Fields {
				page.has(`name="`+nameOf(d.ID), d.Title)
			}
		}
		if found < 2 {
			t.Errorf("%d kinds of matter are offered", found)
		}
	})
}
