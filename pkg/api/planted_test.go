package api_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

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
	o.Must("mediator", proceeding, "contact", F{"with": "party", "party": string(o.Parties(root)[1]), "way": "call_out", "outcome": "told", "line": "planted call"})
	may["planted call"] = []string{"mediator", "chair"}
	return root, may
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

// leaks asks the door for everything it says of a family, and lists and finds,
// and tells what of the sentences somebody reads who may not.
func (o *office) leaks(who string, root casemodel.ID, may map[string][]string) (found []string, read int) {
	o.t.Helper()
	c := o.as(who)
	paths := []string{"/session", "/drafts", "/matters", "/users?q=planted", "/bodies?q=planted", "/matters?q=" + url.QueryEscape("planted joint"), "/matters?view=all"}
	for _, m := range o.Family(root) {
		for _, part := range []string{"", "/children", "/journal", "/deadlines", "/documents", "/sessions", "/offers", "/files", "/links"} {
			paths = append(paths, "/matters/"+string(m.ID)+part)
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
