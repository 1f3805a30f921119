package web

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// secret is a value that was planted, where, and which read opens it: "" none.
type secret struct {
	value, read string
	in          casemodel.ID // the matter or, for what belongs to the family, its root
	family      bool
}

// secretTown has a mediation under way, a sealed case, one the clerk is recused
// from and one with violence at home, each with words of its own.
func secretTown(w *town) []secret {
	w.t.Helper()
	const alone, contact = "低语底线五千", "联系时说住院"
	root, proceeding := w.inSession()
	p := w.parties(root)
	w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": p[0], "result": "continue", "text": alone, "place": "小会议室"})
	w.must("mediator", root, "contact", f{"with": "party", "party": p[0], "way": "call_out", "outcome": "told", "line": contact})
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "act", "what": "修复吊顶并补漆", "due": "2026-05-01"}}})
	all := []secret{
		{"天花板脱落", "registration", root, false},
		{"王志强", "registration", root, true},
		{"13947106027", "registration", root, true},
		{"6027", "registration", root, true},
		{"修复吊顶", "agreement", proceeding, false},
		{alone, "", proceeding, false},
		{contact, "", root, false},
		{"丽苑小区3号楼", "", root, true}, // an address is sealed and in no index
	}
	own := func(name, phone, summary string) casemodel.ID {
		r := quarrel()
		r.Category, r.Summary, r.Parties[0].Name, r.Parties[0].Phone = "0103", summary, name, phone
		return w.register(r)
	}
	hidden := own("隐秘人", "13947127101", "保密的来龙去脉")
	recused := own("回避人", "13947127202", "回避的来龙去脉")
	beaten := own("受害人", "13947127303", "家里的来龙去脉")
	err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
		m, err := tx.Matter(hidden)
		if err != nil {
			return err
		}
		m.Sealed = 1
		if err := tx.UpdateMatter(m, m.Seq); err != nil {
			return err
		}
		if err := tx.SetFields(beaten, map[string]string{"violence": "recent"}, 1); err != nil {
			return err
		}
		return tx.AddRecusal(casemodel.Recusal{ID: tx.NewID(), RootID: recused, UserID: w.who["clerk"].UserID, State: "recused", Reason: "x", At: tx.Now()})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for id, words := range map[casemodel.ID][]string{
		hidden: {"隐秘人", "ymr", "13947127101", "7101", "保密的"}, recused: {"回避人", "13947127202", "7202", "回避的"}, beaten: {"受害人", "13947127303", "7303", "家里的"},
	} {
		read := "registration"
		if id == beaten {
			read = "" // who looks for a person does not come upon it
		}
		for _, word := range words {
			all = append(all, secret{word, read, id, true})
		}
	}
	return all
}

// What a search shows, counts and marks is what single reads allow: nothing
// can be learned by looking for what one may not read.
func TestASearchFindsExactlyWhatMayBeRead(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		secrets := secretTown(w)
		families := map[casemodel.ID][]casemodel.ID{}
		err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
			for _, one := range secrets {
				root, err := tx.RootOf(one.in)
				if err != nil {
					return err
				}
				family, err := tx.Family(root)
				if err != nil {
					return err
				}
				families[root] = nil
				for _, m := range family {
					families[root] = append(families[root], m.ID)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, name := range slices.Sorted(maps.Keys(w.who)) {
			for _, one := range secrets {
				got := w.found(name, one.value)
				found += len(got)
				for _, id := range got {
					view, err := w.Case(t.Context(), w.who[name], id)
					if err != nil || one.read == "" || !view.Can["read."+one.read] {
						t.Errorf("%s finds %s by %q, which may not be read: %v", name, id, one.value, err)
					}
				}
				for root, ids := range families {
					for _, id := range ids {
						view, err := w.Case(t.Context(), w.who[name], id)
						here := id == one.in || one.family && root == one.in && strings.Trim(one.value, "0123456789") == "" || one.family && id == one.in
						if may := err == nil && one.read != "" && view.Can["read."+one.read]; may && here && !slices.Contains(got, id) {
							t.Errorf("%s may read %q in %s and does not find it", name, one.value, id)
						}
					}
				}
			}
		}
		if found == 0 {
			t.Error("nobody finds anything")
		}
	})
}

// found lists the matters a search shows somebody, and holds the counts and
// the people to them.
func (w *town) found(username, q string) []casemodel.ID {
	w.t.Helper()
	got, err := w.Search(context.Background(), w.who[username], casework.Seek{Text: q})
	if err != nil {
		w.t.Fatal(err)
	}
	var ids []casemodel.ID
	for _, g := range got.Groups {
		for i := range g.Hits {
			ids = append(ids, g.Hits[i].Matter.ID)
		}
	}
	if got.Total != len(ids) || len(ids) == 0 && len(got.People) > 0 || got.More {
		w.t.Errorf("%s looks for %q: %d counted, %d shown, %d people", username, q, got.Total, len(ids), len(got.People))
	}
	return ids
}

// Only who mediates comes upon a case with violence by the person's name; to
// the others it stays in their lists and under its number.
func TestViolenceAtHomeIsFoundByItsMediatorOnly(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, proceeding := w.inSession()
		for _, name := range []string{"clerk", "mediator", "chair"} {
			if len(w.found(name, "王志强")) == 0 {
				t.Fatalf("%s does not find the case before", name)
			}
		}
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			return tx.SetFields(proceeding, map[string]string{"violence": "past"}, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(w.found("mediator", "王志强")) == 0 || len(w.found("mediator", "6027")) == 0 {
			t.Error("its mediator does not find it")
		}
		for _, name := range []string{"clerk", "triage", "director", "chair"} {
			for _, q := range []string{"王志强", "wzq", "漏水", "6027", "13947106027", "王志强 6027"} {
				if got := w.found(name, q); len(got) > 0 {
					t.Errorf("%s finds %v by %q", name, got, q)
				}
				page, err := w.List(t.Context(), w.who[name], casemodel.Filter{View: casemodel.ViewAll, Query: q})
				if err != nil || len(page.Items) > 0 {
					t.Errorf("%s has %d in a list by %q: %v", name, len(page.Items), q, err)
				}
			}
			if name != "chair" && !slices.Contains(w.found(name, w.header(root).Number), root) {
				t.Errorf("%s does not find it by its number", name)
			}
		}
	})
}

// Of cases that other bodies hold no more is said than how many, to whom that
// may be told, and of some nothing.
func TestOnlyTheCountOfOtherBodiesCasesIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.inSession()
		other := quarrel()
		other.Category = "0103"
		w.register(other)
		other.Category = "16"
		elsewhere := w.register(other)
		people := func() []casework.SoughtPerson {
			got, err := w.Search(t.Context(), w.who["mediator"], casework.Seek{Text: "王志强"})
			if err != nil || len(got.People) != 1 || got.People[0].Total != 1 {
				t.Fatalf("found %+v, %v", got.People, err)
			}
			return got.People
		}
		n := people()[0].Elsewhere
		if n != 1 {
			t.Errorf("%d cases are told of, the family's among them", n)
		}
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			m, err := tx.Matter(elsewhere)
			if err != nil {
				return err
			}
			m.Sealed = 1
			return tx.UpdateMatter(m, m.Seq)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := people()[0].Elsewhere; n != 0 {
			t.Errorf("%d cases are told of, sealed ones among them", n)
		}
	})
}

// What was answered at the counter keeps a case out of a search as what the
// mediator heard does; who said no to all three is found.
func TestWhatWasAnsweredAtTheCounterKeepsACaseOutOfASearch(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		r := quarrel()
		r.Category = "0101"
		r.Violence = casemodel.Screening{Ever: "no", Lately: "no", Fear: "no"}
		w.register(r)
		if len(w.found("clerk", "王志强")) != 1 {
			t.Fatal("a quarrel without violence is not found")
		}
		r.Parties[0].Name, r.Parties[0].Phone, r.Parties[0].SafeContact = "包海燕", "13847106027", "never"
		r.Violence.Fear = "silent"
		w.register(r)
		for _, name := range []string{"clerk", "triage", "director"} {
			if got := w.found(name, "包海燕"); len(got) > 0 {
				t.Errorf("%s finds %v", name, got)
			}
		}
	})
}
