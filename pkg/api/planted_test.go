package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// spoken are the places of a sitting's record that somebody writes into.
var spoken = []string{"told", "said", "dispute", "course", "outcome", "text", "present", "interpreter", "read_by"}

// planted leads a case through a sitting of both sides, a talk with one alone
// and a call; each field carries a sentence of its own. Who may read it, and
// of which matter, stands beside it.
func (o *office) planted() (root casemodel.ID, may map[string][]string) {
	o.t.Helper()
	root, proceeding := o.InSession(o.t)
	may = map[string][]string{}
	for mode, readers := range map[string][]string{"joint": {"mediator", "chair"}, "caucus": {"mediator"}} {
		fields := F{"mode": mode, "result": "continue", "place": "room 2"}
		if mode == "caucus" {
			fields["side"] = string(o.Parties(root)[0])
		}
		for _, name := range spoken {
			text := "planted " + mode + " " + name
			fields[name], may[text] = text, readers
		}
		o.Must("mediator", proceeding, "log_session", fields)
	}
	o.bargain(root, proceeding, may)
	o.sat(root, proceeding, may)
	o.Must("mediator", proceeding, "contact", F{"with": "party", "party": string(o.Parties(root)[1]), "way": "call_out", "outcome": "told", "line": "planted call"})
	may["planted call"] = []string{"mediator", "chair"}
	return root, may
}

// sat plants who came along to a sitting, and how one side was asked to come
// alone.
func (o *office) sat(root, proceeding casemodel.ID, may map[string][]string) {
	o.t.Helper()
	p := o.Parties(root)
	arrange := func(fields F) string {
		o.Must("mediator", proceeding, "schedule", fields)
		view, err := o.Case(o.t.Context(), o.Who["mediator"], proceeding)
		if err != nil {
			o.t.Fatal(err)
		}
		return string(view.Arranged[len(view.Arranged)-1].ID)
	}
	at := o.Clock.Now().Add(time.Hour)
	one := arrange(F{"sitting_at": casemodel.At(at).String(), "place": "prison", "way": "detention"})
	o.Must("mediator", proceeding, "start_sitting", F{"sitting": one, "letter": "planted letter", "came": []any{
		F{"party": string(p[0]), "came": "self", "with": "planted uncle", "relation": "planted relation", "capacity": "care", "admitted": "agreed"},
	}})
	alone := arrange(F{"sitting_at": casemodel.At(at.AddDate(0, 0, 2)).String(), "place": "hall", "way": "first", "expected": []any{string(p[0])}})
	o.Must("mediator", proceeding, "notify_sitting", F{"sitting": alone, "party": string(p[0]), "way": "call_out", "outcome": "told", "proof": "planted proof"})
	o.Must("mediator", proceeding, "adjourn", F{"note": "planted parting"})
	may["planted letter"], may["planted uncle"], may["planted relation"] = nil, nil, nil
	may["planted proof"], may["planted parting"] = []string{"mediator"}, []string{"mediator", "chair"}
}

// bargain plants what the sides offered and how it was answered.
func (o *office) bargain(root, proceeding casemodel.ID, may map[string][]string) {
	o.t.Helper()
	p := o.Parties(root)
	offer := func(act, side, way, text string, more F) string {
		fields := F{"party": side, "way": way, "amount": "1000", "text": text}
		maps.Copy(fields, more)
		o.Must("mediator", proceeding, act, fields)
		view, err := o.Case(o.t.Context(), o.Who["mediator"], proceeding)
		if err != nil {
			o.t.Fatal(err)
		}
		return string(view.Offers[len(view.Offers)-1].ID)
	}
	offer("make_offer", string(p[0]), "caucus", "planted bottom line", nil)
	open := offer("make_offer", string(p[0]), "joint", "planted demand", nil)
	counter := offer("counter_offer", string(p[1]), "joint", "planted counter", F{"offer": open})
	o.Must("mediator", proceeding, "decline_offer", F{"offer": counter, "party": string(p[0]), "reason": "planted refusal"})
	secret := offer("make_offer", string(p[1]), "caucus", "planted whisper", nil)
	o.Must("mediator", proceeding, "withdraw_offer", F{"offer": secret, "party": string(p[1]), "reason": "planted regret"})
	for _, text := range []string{"planted bottom line", "planted whisper", "planted regret"} {
		may[text] = []string{"mediator"}
	}
	for _, text := range []string{"planted demand", "planted counter", "planted refusal"} {
		may[text] = []string{"mediator", "chair"}
	}
}

// reads are the addresses of the door that are asked, as it describes itself: a
// new one is looked at without a word.
func (o *office) reads() (paths []string) {
	o.t.Helper()
	var described struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal((&client{o: o}).get("/openapi.json").is(http.StatusOK).Raw, &described); err != nil {
		o.t.Fatal(err)
	}
	for path, methods := range described.Paths {
		if _, read := methods["get"]; read {
			paths = append(paths, path)
		}
	}
	if len(paths) < 20 {
		o.t.Errorf("only %d addresses are described", len(paths))
	}
	return paths
}

// leaks asks the door for everything it says of a family, and lists and finds,
// and tells what of the sentences somebody reads who may not.
func (o *office) leaks(who string, root casemodel.ID, may map[string][]string) (found []string, read int) {
	o.t.Helper()
	c := o.as(who)
	paths := []string{
		"/users?q=planted", "/bodies?q=planted", "/matters?q=" + url.QueryEscape("planted joint"), "/matters?view=all",
		"/schedule?from=2026-03-01&until=2026-03-15", "/schedule?from=2026-03-01&until=2026-03-15&mine=true", "/rooms?matter=" + string(root),
	}
	for _, path := range o.reads() {
		switch {
		case strings.HasPrefix(path, "/matters/{id}"):
			for _, m := range o.Family(root) {
				paths = append(paths, strings.NewReplacer("{id}", string(m.ID), "{file}", string(m.ID)).Replace(path))
			}
		default:
			paths = append(paths, strings.ReplaceAll(path, "{form}", "note"))
		}
	}
	for _, path := range paths {
		said := string(c.get(path).Raw)
		for _, text := range slices.Sorted(maps.Keys(may)) {
			if !strings.Contains(said, text) {
				continue
			}
			read++
			if !slices.Contains(may[text], who) || !strings.HasPrefix(path, "/matters/") {
				found = append(found, fmt.Sprintf("%s reads %q at %s", who, text, path))
			}
		}
	}
	return found, read
}

// What was said in a sitting comes through the door to who may read it, and to
// nobody else, whatever is asked for.
func TestASentenceOfASittingStaysWithItsReaders(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root, may := o.planted()
		for _, who := range slices.Sorted(maps.Keys(o.Who)) {
			found, read := o.leaks(who, root, may)
			for _, leak := range found {
				t.Error(leak)
			}
			if who == "mediator" && read < len(may) {
				t.Errorf("the mediator reads %d sentences of %d", read, len(may))
			}
		}
		// A reader who was never told, as a step that forgot to ask would make one, is seen.
		proceeding := o.Child(root, "peoples_mediation").ID
		err := o.DB.Do(t.Context(), func(tx *store.Tx) error {
			told, err := tx.Confidants(proceeding)
			if err == nil {
				told[0].UserID = o.Who["chair"].UserID
				err = tx.AddConfidants(told[0])
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if found, _ := o.leaks("chair", root, may); len(found) == 0 {
			t.Error("a note that was handed to nobody is read by the chair, and no leak is found")
		}
		// A step that wrote one of them into the title of the case would be seen.
		err = o.DB.Do(t.Context(), func(tx *store.Tx) error {
			m, err := tx.Matter(root)
			if err != nil {
				return err
			}
			m.Title, m.PublicTitle = "planted joint said", "planted joint said"
			return tx.UpdateMatter(m, m.Seq)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"clerk", "auditor"} {
			found, _ := o.leaks(who, root, may)
			for _, path := range []string{"/matters/" + string(root), "/matters?view=all"} {
				if want := fmt.Sprintf("%s reads %q at %s", who, "planted joint said", path); !slices.Contains(found, want) {
					t.Errorf("unseen: %s", want)
				}
			}
		}
	})
}
