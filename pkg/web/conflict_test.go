package web

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// Whatever type a field has, taking a colleague's value sends that value.
func TestTheirsIsWhatIsSent(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		p := w.parties(root)
		people := []casemodel.ID{w.who["triage"].UserID, w.who["chair"].UserID}
		for _, row := range []struct {
			kind   string
			theirs any
			mine   url.Values
		}{
			{"text", "their words", url.Values{"f.x": {"mine"}}},
			{"money", casemodel.Money(120050), url.Values{"f.x": {"3"}}},
			{"int", int64(7), url.Values{"f.x": {"3"}}},
			{"choice", "b", url.Values{"f.x": {"a"}}},
			{"choices", []string{"a", "b"}, url.Values{"f.x": {"a"}}},
			{"date", casemodel.Day("2026-02-01"), url.Values{"f.x": {"2026-02-02"}}},
			{"body", w.bodies["TOWN"].ID, url.Values{"f.x": {string(w.bodies["VIL"].ID)}}},
			{"users", people, url.Values{"f.x": {string(people[1])}}},
			{"party", casemodel.ID(p[1]), url.Values{"f.x": {p[0]}}},
			{"parties", []casemodel.ID{casemodel.ID(p[0]), casemodel.ID(p[1])}, url.Values{"f.x": {p[1]}}},
			{"matter", root, url.Values{"f.x": {"邻里"}, "f.x.pick": {p[0]}}},
			{"area", "150102001001", url.Values{"f.x.0": {"150000000000"}, "f.x.1": {"150100000000"}}},
		} {
			act := &workflows.Act{Fields: []workflows.Field{{ID: "x", Type: row.kind, Options: []workflows.Option{{Value: "a"}, {Value: "b"}}}}}
			v := &visit{s: w.site, c: testContext(t), who: w.who["clerk"], form: row.mine}
			v.form.Set("take.x", "theirs")
			v.form.Set("theirs.x", workflows.Write(row.theirs))
			v.chooseTheirs(act)
			r, err := v.readFields(act.Fields)
			if err != nil {
				t.Fatal(err)
			}
			in, err := workflows.Read(act.Fields, r.raw)
			if err != nil || len(r.faults) > 0 {
				t.Errorf("%s: %v %v", row.kind, err, r.faults)
			}
			if got := workflows.Write(in["x"]); got != workflows.Write(row.theirs) {
				t.Errorf("%s: %s is sent, want %s", row.kind, got, workflows.Write(row.theirs))
			}
		}
	})
}

// Rows and files cannot be taken by a tick, and no tick is offered.
func TestNoChoiceIsOfferedWhereNoneCanBeTaken(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		p := w.parties(root)
		act := &workflows.Act{ID: "note", Title: "试", Fields: []workflows.Field{
			{ID: "items", Title: "条款", Type: "items"}, {ID: "same", Title: "同样的", Type: "parties"}, {ID: "sides", Title: "到场的", Type: "parties"},
		}}
		both := workflows.Write([]casemodel.ID{casemodel.ID(p[0]), casemodel.ID(p[1])})
		clash := &casemodel.Error{Kind: casemodel.Conflict, Differences: []casemodel.Difference{
			{Field: "items", Theirs: `[{"debtor":"` + p[0] + `","kind":"pay","what":"","amount":"100.00"}]`}, {Field: "same", Theirs: both}, {Field: "sides", Theirs: both},
		}}
		rec := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(rec)
		c.Request = httptest.NewRequestWithContext(t.Context(), "POST", "/", nil)
		c.Params = gin.Params{{Key: "id", Value: string(root)}}
		v := &visit{s: w.site, c: c, who: w.who["clerk"], form: url.Values{
			"f.items.0.debtor": {p[1]}, "f.items.0.kind": {"pay"}, "f.items.0.amount": {"200"}, "f.same": {p[0], p[1]}, "f.sides": {p[1]},
		}}
		if err := w.site.conflict(v, act, clash); err != nil {
			t.Fatal(err)
		}
		page := rec.Body.String()
		for _, want := range []string{"100 元", "200 元", "这一项不能直接采用", `name="take.sides"`, "王志强、"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for _, not := range []string{`name="take.items"`, `name="theirs.items"`, `name="take.same"`} {
			if strings.Contains(page, not) {
				t.Errorf("the page holds %q", not)
			}
		}
		v.form.Set("take.items", "theirs") // and who asks for it all the same keeps his rows
		v.form.Set("theirs.items", "[]")
		v.chooseTheirs(act)
		if !slices.Equal(v.form["f.items.0.amount"], []string{"200"}) {
			t.Error("the rows are gone")
		}
	})
}

// Two texts can be made one, and what is sent is that one.
func TestTwoTextsAreMadeOne(t *testing.T) {
	act := &workflows.Act{Fields: []workflows.Field{{ID: "x", Type: "longtext"}, {ID: "y", Type: "choice"}}}
	v := &visit{c: testContext(t), form: url.Values{
		"f.x": {"mine"}, "take.x": {"merged"}, "merged.x": {"mine and theirs"}, "f.y": {"a"}, "take.y": {"merged"}, "merged.y": {"b"},
	}}
	v.chooseTheirs(act)
	if got := v.form.Get("f.x"); got != "mine and theirs" {
		t.Errorf("%q is sent", got)
	}
	if got := v.form.Get("f.y"); got != "a" {
		t.Errorf("a choice became %q", got)
	}
}
