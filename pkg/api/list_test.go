package api_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

func TestAListIsChosenByItsParameters(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		leak := o.register()
		noise := o.register(func(r F) {
			r["summary"], r["category"], r["duplicates_seen"] = "夜里唱歌太吵。", "16", true
			r["parties"] = []any{F{"role": "applicant", "name": "乌兰", "phone": "13847100009"}, F{"role": "respondent", "name": "孙某"}}
		})
		o.as("triage").do(leak, "events", "accept", F{"risk": "yellow"}).is(http.StatusOK)
		clerk := o.as("clerk")
		number := clerk.get("/matters/" + string(noise)).text("number")
		for _, row := range []struct {
			query string
			want  []casemodel.ID
		}{
			{"", []casemodel.ID{leak, noise}},
			{"kind=case&sort=opened", []casemodel.ID{leak, noise}},
			{"kind=petition&kind=case&sort=-number", []casemodel.ID{noise, leak}},
			{"state=accepted", []casemodel.ID{leak}},
			{"state=accepted&state=registered&sort=number", []casemodel.ID{leak, noise}},
			{"class=done", nil},
			{"category=16", []casemodel.ID{noise}},
			{"risk=yellow&risk=red", []casemodel.ID{leak}},
			{"q=" + url.QueryEscape("唱歌"), []casemodel.ID{noise}},
			{"party=" + url.QueryEscape("包某"), []casemodel.ID{leak}},
			{"number=" + url.QueryEscape(number), []casemodel.ID{noise}},
			{"root=" + string(leak), []casemodel.ID{leak}},
			{"area=150102001000&sort=number", []casemodel.ID{leak, noise}},
			{"area=150103000000", nil},
			{"area=000000000000", nil},
			{"body=" + o.Body("ZX") + "&sort=number", []casemodel.ID{leak, noise}},
			{"body=" + o.Body("TOWN"), nil},
			{"mine=true", nil},
			{"registered_by=" + string(o.Who["clerk"].UserID) + "&sort=number", []casemodel.ID{leak, noise}},
			{"registered_by=" + string(o.Who["triage"].UserID), nil},
			{"workflow=dispute_case&limit=1&sort=number", []casemodel.ID{leak}},
			{"overdue=true", nil},
		} {
			t.Run(row.query, func(t *testing.T) {
				o.t = t
				a := clerk.get("/matters?" + row.query).is(http.StatusOK)
				var got []casemodel.ID
				for i := range a.list("items") {
					got = append(got, casemodel.ID(a.text("items."+string(rune('0'+i))+".id")))
				}
				if len(got) != len(row.want) {
					t.Fatalf("got %v, want %v", got, row.want)
				}
				for i := range got {
					if got[i] != row.want[i] && row.query != "" {
						t.Errorf("at %d %s, want %s", i, got[i], row.want[i])
					}
				}
			})
		}
		o.t = t
		first := clerk.get("/matters?limit=1&sort=number").is(http.StatusOK)
		second := clerk.get("/matters?limit=1&sort=number&after=" + first.text("next")).is(http.StatusOK)
		if first.number("total") != 2 || second.text("items.0.id") != string(noise) || second.text("next") != "" {
			t.Errorf("pages %s %s", first.Raw, second.Raw)
		}
		if first.text("items.0.body.title") != "ZX" || first.text("items.0.area.title") != "Sunshine" || first.text("items.0.parties_text") != "包某 刘某" || first.text("items.0.state_title") != "已受理" {
			t.Errorf("row %s", first.Raw)
		}
		o.Clock.Advance(30 * 24 * time.Hour)
		if n := o.fresh("clerk").get("/matters?overdue=true").is(http.StatusOK).number("total"); n != 2 {
			t.Errorf("%d overdue", n)
		}
	})
}

// A work list shows what is open; what is done is asked for by its class or state.
func TestAWorkListShowsWhatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		open, ended := o.register(), o.register(func(r F) { r["duplicates_seen"] = true })
		err := o.DB.Do(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Matter(ended)
			if err != nil {
				return err
			}
			m.State, m.Class, m.Live = "archived", casemodel.Done, 0
			return tx.UpdateMatter(m, m.Seq)
		})
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int{
			"": 1, "view=centre": 1, "view=centre&class=done": 1, "view=centre&state=archived": 1, "view=centre&class=live&class=closing&class=done": 2,
			"view=all": 2, "root=" + string(ended): 1, "root=" + string(open): 1,
		} {
			if a := o.as("clerk").get("/matters?" + query).is(http.StatusOK); a.number("total") != want {
				t.Errorf("%q lists %v, want %d", query, a.number("total"), want)
			}
		}
	})
}

// fresh signs in anew, after the clock has moved.
func (o *office) fresh(username string) *client {
	o.tokens.Delete(username)
	return o.as(username)
}

func TestParametersNobodyKnowsAreRefusedByName(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		a := clerk.get("/matters?stat=accepted&limit=5&ordre=x").problem(http.StatusUnprocessableEntity, "invalid")
		a.fault("stat", "field.unknown").fault("ordre", "field.unknown")
		for query, fault := range map[string][2]string{
			"limit=201": {"limit", "field.range"}, "limit=ten": {"limit", "field.int"}, "kind=thing": {"kind.0", "field.choice"},
			"sort=title": {"sort", "field.choice"}, "root=1": {"root", "field.reference"}, "registered_by=me": {"registered_by", "field.reference"}, "after=zzz": {"after", "after.invalid"},
			"limit=1&limit=2": {"limit", "field.repeated"}, "mine=perhaps": {"mine", "field.bool"}, "q=%00": {"q", "field.text"},
			"view=everything": {"view", "field.choice"}, "risk=purple": {"risk.0", "field.choice"},
		} {
			clerk.get("/matters?"+query).problem(http.StatusUnprocessableEntity, "invalid").fault(fault[0], fault[1])
		}
		clerk.get("/bodies?color=red").problem(http.StatusUnprocessableEntity, "invalid").fault("color", "field.unknown")
	})
}

// What a list shows is what single reads allow, for everybody in the town.
func TestListsEqualSingleReads(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.InSession(t)
		o.register(func(r F) {
			r["category"], r["duplicates_seen"], r["occurred_area"] = "16", true, "150102002000"
			r["parties"] = []any{F{"role": "applicant", "name": "乌兰", "phone": "13847100009"}, F{"role": "respondent", "name": "孙某"}}
		})
		var all []casemodel.ID
		for _, c := range o.as("director").get("/matters?view=all&kind=case").is(http.StatusOK).list("items") {
			row, _ := c.(F)
			id, _ := row["id"].(string)
			for _, m := range o.Family(casemodel.ID(id)) {
				all = append(all, m.ID)
			}
		}
		if len(all) < 3 {
			t.Fatalf("only %d matters", len(all))
		}
		for name := range o.Who {
			who := o.as(name)
			listed := map[string]bool{}
			for _, c := range who.get("/matters?view=all&limit=200").is(http.StatusOK).list("items") {
				row, _ := c.(F)
				id, _ := row["id"].(string)
				listed[id] = true
			}
			for _, id := range all {
				if single := who.get("/matters/"+string(id)).Status == http.StatusOK; single != listed[string(id)] {
					t.Errorf("%s: single read of %s %v, list %v", name, id, single, listed[string(id)])
				}
			}
		}
	})
}
