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
	o.Must("mediator", proceeding, "contact", F{"with": "party", "party": string(o.Parties(root)[1]), "way": "call_out", "outcome": "told", "line": "planted call"})
	may["planted call"] = []string{"mediator", "chair"}
	return root, may
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
		// A step that wrote one of them into the title of the case would be seen.
		err := o.DB.Do(t.Context(), func(tx *store.Tx) error {
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
