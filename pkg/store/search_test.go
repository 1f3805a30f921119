package store_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// grams cuts every word into its letters and pairs of letters, as pkg/search does.
func grams(text string) (all []string) {
	for word := range strings.FieldsSeq(text) {
		r := []rune(word)
		for i := range r {
			if all = append(all, string(r[i])); i > 0 {
				all = append(all, string(r[i-1:i+1]))
			}
		}
	}
	return all
}

var all = []casemodel.ScopeTerm{{Rel: "any"}}

func found(t testing.TB, db *store.DB, scope casemodel.Scope, read map[string]casemodel.Scope, f casemodel.Filter) (titles []string) {
	t.Helper()
	must(t, db.Read(t.Context(), func(tx *store.Tx) error {
		page, err := tx.List(scope, read, f, grams(f.Query))
		must(t, err)
		same(t, "total", page.Total, len(page.Items))
		for _, m := range page.Items {
			titles = append(titles, m.Title)
		}
		return nil
	}))
	slices.Sort(titles)
	return titles
}

func TestSearchFindsWordsOnlyWhereTheyMayBeRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clerk := casemodel.Actor{UserID: "018f0000-0000-7000-8000-000000000001"}
		write := func(title, registration, sessions string) {
			m := given(t, db, func(m *casemodel.Matter) {
				m.Title = title
				if title == "mine" {
					m.HandlerID = clerk.UserID
				}
			})
			do(t, db, func(tx *store.Tx) error {
				for range 2 { // the second replaces the first
					must(t, tx.PutSearch(m.ID, "registration", registration, append(grams(registration), "，", "a b")))
					must(t, tx.PutSearch(m.ID, "sessions", sessions, grams(sessions)))
				}
				return nil
			})
		}
		write("mine", "王建国 拖欠工资", "底线三万")
		write("other", "王建国 李梅 漏水", "底线五万")
		write("third", "建王国", "")
		write("fourth", "王建 建国", "") // holds every pair of 王建国, but not the word
		everything := casemodel.Scope{Actor: clerk, Allow: all}
		mine := casemodel.Scope{Actor: clerk, Allow: []casemodel.ScopeTerm{{Rel: "handler"}}}
		nothing := casemodel.Scope{Actor: clerk}
		for _, c := range []struct {
			q     string
			scope casemodel.Scope
			read  map[string]casemodel.Scope
			want  []string
		}{
			{"王建国", everything, map[string]casemodel.Scope{"read.registration": everything}, []string{"mine", "other"}},
			{"王建", everything, map[string]casemodel.Scope{"read.registration": everything}, []string{"fourth", "mine", "other"}},
			{"王 国", everything, map[string]casemodel.Scope{"read.registration": everything}, []string{"fourth", "mine", "other", "third"}},
			{"王建国 漏水", everything, map[string]casemodel.Scope{"read.registration": everything}, []string{"other"}},
			{"王建国", mine, map[string]casemodel.Scope{"read.registration": everything}, []string{"mine"}},
			{"王建国", everything, map[string]casemodel.Scope{"read.registration": mine}, []string{"mine"}},
			{"王建国", everything, map[string]casemodel.Scope{"read.registration": nothing}, nil},
			{"王建国", everything, nil, nil},
			{"底线", everything, map[string]casemodel.Scope{"read.registration": everything}, nil},
			{"底线", everything, map[string]casemodel.Scope{"read.registration": everything, "read.sessions": mine}, []string{"mine"}},
			{"底线", everything, map[string]casemodel.Scope{"read.registration": mine, "read.sessions": everything}, []string{"mine", "other"}},
			{"王建国", everything, map[string]casemodel.Scope{"read.registration": mine, "read.sessions": everything}, []string{"mine"}},
			{"，", everything, map[string]casemodel.Scope{"read.registration": everything}, nil},
			{`" OR x`, everything, map[string]casemodel.Scope{"read.registration": everything}, nil},
			{"' %_{},*", everything, map[string]casemodel.Scope{"read.registration": everything}, nil},
		} {
			if got := found(t, db, c.scope, c.read, casemodel.Filter{Query: c.q}); !slices.Equal(got, c.want) {
				t.Errorf("%q: got %v, want %v", c.q, got, c.want)
			}
		}
		do(t, db, func(tx *store.Tx) error {
			page, err := tx.List(everything, nil, casemodel.Filter{HandlerID: clerk.UserID}, nil)
			must(t, err)
			return tx.DropSearch(page.Items[0].ID)
		})
		same(t, "after the drop", found(t, db, everything, map[string]casemodel.Scope{"read.registration": everything}, casemodel.Filter{Query: "王建国"}), []string{"other"})
	})
}

// What pkg/search cuts a text and a question into must survive the way through
// both databases, and the recheck agree with it.
func TestATextIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := casemodel.Scope{Allow: all}
		registration := map[string]casemodel.Scope{"read.registration": scope}
		for text, questions := range map[string][]string{
			"欠TCL公司货款": {"TCL公司", "tcl", "Tcl公司", "ＴＣＬ", "ｔｃｌ公司"},
			"住１２号楼Ａ座":  {"12号", "１２号楼", "a座", "A座"},
			"李〇一":      {"李〇一", "〇一", "李〇", "〇"},
			"王null":    {"null", "王null", "NULL"},
			"甲 and 乙":  {"and", "AND 乙"},
			"（2026）新城": {"(2026)新城", "（2026）新城"},
			"刘⼀手":      {"刘⼀手", "刘⼀"}, // a radical, which is no letter
			"王𠀀":       {"王𠀀", "𠀀"},
		} {
			m := given(t, db, func(m *casemodel.Matter) { m.Title = text })
			do(t, db, func(tx *store.Tx) error { return tx.PutSearch(m.ID, "registration", text, search.Grams(text)) })
			for _, q := range questions {
				read(t, db, func(tx *store.Tx) error {
					page, err := tx.List(scope, registration, casemodel.Filter{Query: q}, search.Query(q))
					if len(page.Items) != 1 || page.Items[0].Title != text {
						t.Errorf("%q in %q: %d found", q, text, len(page.Items))
					}
					return err
				})
			}
		}
	})
}

func TestNamesNumbersAndTitlesAnswerOnlyReadersOfTheRegistration(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		clerk := casemodel.Actor{UserID: "018f0000-0000-7000-8000-000000000001"}
		for _, title := range []string{"丙", "甲", "乙"} {
			m := given(t, db, func(m *casemodel.Matter) {
				m.Title = title
				if title != "乙" {
					m.HandlerID = clerk.UserID
				}
			})
			do(t, db, func(tx *store.Tx) error {
				p := party(tx)
				if title != "甲" {
					p.Code = ""
				}
				return tx.InsertParty(m.ID, 1, p)
			})
		}
		everything := casemodel.Scope{Actor: clerk, Allow: all}
		mine := map[string]casemodel.Scope{"read.registration": {Actor: clerk, Allow: []casemodel.ScopeTerm{{Rel: "handler"}}}}
		want := []string{"丙", "甲"}
		for _, f := range []casemodel.Filter{{Party: " 张三 "}, {Tail: "5678"}, {Tail: "13812345678"}, {Sort: "title"}, {Sort: "title", Desc: true}} {
			if got := found(t, db, everything, mine, f); !slices.Equal(got, want) {
				t.Errorf("%+v: got %v", f, got)
			}
			if got := found(t, db, everything, nil, f); got != nil {
				t.Errorf("%+v without the right: got %v", f, got)
			}
		}
		for _, f := range []casemodel.Filter{{Party: "张"}, {Tail: "5679"}, {Tail: "78"}} {
			if got := found(t, db, everything, mine, f); got != nil {
				t.Errorf("%+v: got %v", f, got)
			}
		}
		read(t, db, func(tx *store.Tx) error {
			f := casemodel.Filter{Sort: "title", Limit: 1}
			var titles []string
			for {
				page, err := tx.List(everything, mine, f, nil)
				must(t, err)
				titles = append(titles, page.Items[0].Title)
				same(t, "total", page.Total, 2)
				if f.After = page.Next; f.After == "" {
					break
				}
			}
			same(t, "by title, page by page", titles, []string{"丙", "甲"})
			return nil
		})
	})
}

func TestAPageFromAnotherListIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		given(t, db)
		given(t, db)
		everything := casemodel.Scope{Allow: all}
		read(t, db, func(tx *store.Tx) error {
			page, err := tx.List(everything, nil, casemodel.Filter{Limit: 1}, nil)
			must(t, err)
			for _, f := range []casemodel.Filter{
				{After: page.Next, Sort: "opened"}, {After: page.Next, Desc: true}, {After: "x"}, {After: page.Next + "x"},
			} {
				_, err := tx.List(everything, nil, f, nil)
				wantKind(t, err, casemodel.Invalid, "after.invalid")
			}
			for _, forged := range [][2]string{{"due", "1y2p0ij32e8e7"}, {"due", "-1y2p0ij32e8e7"}, {"number", "\\u0000"}, {"risk", "99999"}} { // no column holds these
				place := base64.RawURLEncoding.EncodeToString([]byte(`{"s":"` + forged[0] + `","k":"` + forged[1] + `","i":"` + string(page.Items[0].ID) + `"}`))
				_, err := tx.List(everything, nil, casemodel.Filter{After: place, Sort: forged[0]}, nil)
				wantKind(t, err, casemodel.Invalid, "after.invalid")
			}
			_, err = tx.List(everything, nil, casemodel.Filter{Sort: "title; DROP TABLE matter"}, nil)
			wantKind(t, err, casemodel.Invalid, "sort.unknown")
			if _, err = tx.List(everything, nil, casemodel.Filter{View: "x"}, nil); err == nil {
				t.Error("an unknown view")
			}
			if _, err = tx.List(casemodel.Scope{Allow: []casemodel.ScopeTerm{{Rel: "x"}}}, nil, casemodel.Filter{}, nil); err == nil {
				t.Error("an unknown relation")
			}
			return nil
		})
	})
}

func TestATotalCountsToAThousand(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		do(t, db, func(tx *store.Tx) error {
			for range 1000 {
				must(t, tx.InsertMatter(newMatter(tx)))
			}
			return nil
		})
		everything := casemodel.Scope{Allow: all}
		read(t, db, func(tx *store.Tx) error {
			page, err := tx.List(everything, nil, casemodel.Filter{}, nil)
			must(t, err)
			same(t, "page", []any{len(page.Items), page.Total, page.More}, []any{50, 1000, false})
			return nil
		})
		given(t, db)
		given(t, db)
		read(t, db, func(tx *store.Tx) error {
			page, err := tx.List(everything, nil, casemodel.Filter{Limit: 500}, nil)
			must(t, err)
			same(t, "page", []any{len(page.Items), page.Total, page.More}, []any{200, 1000, true})
			n, err := tx.Count(everything, nil, casemodel.Filter{}, nil)
			must(t, err)
			same(t, "count", n, 1001)
			seen, err := tx.Visible(everything, page.Items[0].ID, tx.NewID())
			must(t, err)
			same(t, "visible", seen, map[casemodel.ID]bool{page.Items[0].ID: true})
			seen, err = tx.Visible(casemodel.Scope{}, page.Items[0].ID)
			must(t, err)
			same(t, "nothing visible", len(seen), 0)
			return nil
		})
	})
}
