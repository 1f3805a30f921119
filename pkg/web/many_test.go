package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// printedDeeds are the lines of the office log about prints, the latest first.
func (w *town) printedDeeds() (lines []string) {
	w.t.Helper()
	err := w.DB.Read(w.t.Context(), func(tx *store.Tx) error {
		log, err := tx.Office(store.OfficeFilter{Kind: "print"})
		for _, one := range log {
			lines = append(lines, one.Act+" "+one.ActorName+" "+one.Title+" "+one.Changes)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return lines
}

// named makes a case one of which only named people know.
func (w *town) named(id casemodel.ID) {
	w.t.Helper()
	if err := w.DB.Do(w.t.Context(), func(tx *store.Tx) error {
		m, err := tx.Matter(id)
		if err != nil {
			return err
		}
		m.Sealed = 1
		return tx.UpdateMatter(m, m.Seq)
	}); err != nil {
		w.t.Fatal(err)
	}
}

// tells names somebody who may read a case of which only named people know.
func (w *town) tells(root casemodel.ID, username string) {
	w.t.Helper()
	if err := w.DB.Do(w.t.Context(), func(tx *store.Tx) error {
		return tx.AddParticipant(casemodel.Participant{ID: tx.NewID(), RootID: root, MatterID: root, UserID: w.who[username].UserID, Role: "named", Since: tx.Now(), Until: casemodel.Never})
	}); err != nil {
		w.t.Fatal(err)
	}
}

// tickedForm is a list's own form with some rows ticked.
func tickedForm(ids ...casemodel.ID) url.Values {
	form := url.Values{"list": {"matters"}, "asked": {"view=centre"}}
	for _, id := range ids {
		form.Add("m", string(id))
	}
	return form
}

// A printed list leaves a line that says who, which and how many, and nothing of
// what somebody typed to find the rows.
func TestAPrintedListIsInTheOfficeLog(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		first, second := w.register(quarrel()), w.register(quarrel())
		c := w.as(w.serve(), "clerk")
		page := c.get("/matters?view=centre&risk=none&q=%E7%8E%8B%E5%BF%97%E5%BC%BA").is(http.StatusOK).has("打印所选清单", "打印所选的文书", `name="all"`)
		form := page.hidden()
		form.Set("all", "1")
		c.post("/print", form).is(http.StatusOK).has("共 2 件")
		lines := w.printedDeeds()
		if len(lines) != 1 || !strings.Contains(lines[0], "list_printed 苏日娜") || !strings.Contains(lines[0], "本中心") || !strings.Contains(lines[0], `"after":"2"`) || !strings.Contains(lines[0], "另按键入的文字查找") || strings.Contains(lines[0], "王志强") {
			t.Errorf("%q", lines)
		}
		form = tickedForm(first)
		form.Set("shown", string(first)+" "+string(second))
		c.post("/print", form).is(http.StatusOK).has("共 1 件") // all is not asked for
		c.post("/print", tickedForm()).is(http.StatusOK).has("没有选中可以打印的事项")
		crowd := tickedForm()
		for i := range mostPrinted + 1 {
			crowd.Add("m", fmt.Sprintf("0190b000-0000-7000-8000-%012d", i))
		}
		c.post("/print", crowd).is(http.StatusUnprocessableEntity).has("一次最多打印 200 件")
		c.post(manyPath, crowd).is(http.StatusUnprocessableEntity).has("一次最多打印 200 件")
		if n := len(w.printedDeeds()); n != 2 {
			t.Errorf("%d lines for two lists", n)
		}
		w.as(c.base, "admin").get("/admin/log?kind=print").is(http.StatusOK).has("打印清单", "本中心")
	})
}

// Papers of several matters come in one run: an index in front, each matter with
// a part of its own, every print in its journal as single ones are.
func TestPapersOfManyMattersAreOneRun(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		first, second := w.settled(), w.register(quarrel())
		c := w.as(w.serve(), "director")
		c.post(manyPath, tickedForm(first, second)).is(http.StatusOK).has("选中 2 件", "多件一起打印", `name="paper"`, "签发，取文号")
		before := w.prints()
		bad := tickedForm(first, second)
		bad.Set("as", "print")
		c.post(manyPath, bad).is(http.StatusUnprocessableEntity).has("请选择要打印的文书", "选中 2 件")
		bad.Set("paper", "D13_record")
		c.post(manyPath, bad).is(http.StatusUnprocessableEntity)
		if !maps.Equal(before, w.prints()) {
			t.Error("what was refused is written down")
		}

		form := tickedForm(first, second)
		for _, name := range []string{"receipt", "internal", "outward"} {
			form.Set(name, "1")
		}
		form.Set("paper", "D09_acceptance")
		form.Set("as", "print")
		one, two, part := w.entries(first), w.entries(second), w.child(first, "peoples_mediation")
		inPart := w.entries(part)
		got := c.post(manyPath, form).is(http.StatusOK).has("打印目录", "打印 2 件，没有打印 0 件", "受理凭证", "内部流转", "受理通知书")
		if n := strings.Count(got.body, `class="run"`); n != 3 {
			t.Errorf("%d parts: an index and two cases are three", n)
		}
		if a, b, p := w.entries(first)-one, w.entries(second)-two, w.entries(part)-inPart; a != 3 || b != 3 || p != 1 {
			t.Errorf("%d and %d entries of the cases, %d of the mediation", a, b, p)
		}
		c.get("/matters/"+string(first)+"/seen").has("受理凭证", "内部流转单", "对外单")
		if lines := w.printedDeeds(); len(lines) != 1 || !strings.Contains(lines[0], "papers_printed") || !strings.Contains(lines[0], "受理通知书") {
			t.Errorf("%q", lines)
		}
		form.Set("as", "word")
		word := c.post(manyPath, form).is(http.StatusOK)
		soundPaper(t, "many", word.body)
		if n := strings.Count(unzipped(t, word), `<w:pgNumType w:start="1"/>`); n != 3 {
			t.Errorf("%d parts count their pages anew", n)
		}
	})
}

// A paper with a number of its own takes one for each matter, in that run only.
func TestARunOfLettersTakesANumberForEach(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		w.addressed()
		var roots []casemodel.ID
		for range 2 {
			root, proceeding := w.inSession()
			w.must("mediator", proceeding, "terminate", f{"reason": "no_agreement"})
			roots = append(roots, root)
		}
		c := w.as(w.serve(), "chair")
		form := tickedForm(roots...)
		form.Set("paper", "D17_termination!")
		form.Set("as", "word")
		text := paperText(t, c.post(manyPath, form).is(http.StatusOK).body)
		numbers := regexp.MustCompile(`（2026）[^（）]*终字第\d+号`).FindAllString(text, -1)
		slices.Sort(numbers)
		if numbers = slices.Compact(numbers); len(numbers) != 2 {
			t.Errorf("%q", numbers)
		}
	})
}

// What somebody may not print is left out by the name his list has for it: the
// run says no more, and nothing of it is written down.
func TestARunLeavesOutWhatMayNotBePrinted(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		open := w.register(quarrel())
		w.addressed()
		sealed := w.register(quarrel())
		base := w.serve()
		w.named(sealed)
		for username := range w.who {
			c := w.as(base, username)
			form := tickedForm(open, sealed)
			form.Set("internal", "1")
			form.Set("as", "print")
			chosen, err := w.Chosen(t.Context(), w.who[username], open, sealed)
			if err != nil {
				t.Fatal(err)
			}
			was := w.entries(sealed)
			got := c.post(manyPath, form)
			if got.status != http.StatusOK {
				continue
			}
			if w.entries(sealed) != was {
				t.Errorf("%s: the journal of a sealed case says that it was printed", username)
			}
			if n := strings.Count(got.body, "请打开这一件查看"); n == 0 && len(chosen) == 2 {
				t.Errorf("%s is not told what was left out", username)
			}
			view, err := w.Case(t.Context(), w.who[username], open)
			printed := strings.Contains(got.body, "打印 1 件，没有")
			may := err == nil && slices.ContainsFunc(view.Choices, func(one casework.Choice) bool { return one.ID == "print" })
			if printed != may {
				t.Errorf("%s prints the open case: %v, may: %v", username, printed, may)
			}
			if !may && strings.Contains(got.body, "王志强") && !strings.Contains(c.post("/print", tickedForm(open, sealed)).body, "王志强") {
				t.Errorf("%s reads more than the list says", username)
			}
		}
	})
}

// Who is named on a case that is kept from everybody else prints it by itself,
// and never in a run that may lie about among others.
func TestARunHasNoCaseOfNamedReaders(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		open := w.register(quarrel())
		w.addressed()
		kept := w.register(quarrel())
		w.named(kept)
		w.tells(kept, "director")
		c := w.as(w.serve(), "director")
		was := w.entries(kept)
		c.post("/matters/"+string(kept)+"/sheet", url.Values{"kind": {sheetInternal}}).is(http.StatusOK).has("王志强")
		if n := w.entries(kept) - was; n != 1 {
			t.Fatalf("printed alone it has %d entries", n)
		}
		before := w.entries(kept)
		form := tickedForm(open, kept)
		form.Set("receipt", "1")
		form.Set("internal", "1")
		form.Set("as", "print")
		c.post(manyPath, form).is(http.StatusOK).has("打印 1 件，没有打印 1 件", "请打开这一件查看")
		if w.entries(kept) != before {
			t.Error("its journal says that the run printed it")
		}
		if lines := w.printedDeeds(); len(lines) != 1 || !strings.Contains(lines[0], `"after":"1"`) {
			t.Errorf("%q", lines)
		}
	})
}

// A sheet that is refused as it is written down is not handed over; one that was
// written down before it is, and a matter with none is named as left out.
func TestWhatIsWrittenDownOfAMatterIsWhatIsHandedOver(t *testing.T) {
	given := printOf{title: "a", note: func(*visit) error { return nil }}
	refused := printOf{title: "b", note: func(*visit) error { return errNotHere }}
	for _, one := range []struct {
		sheets []printOf
		left   int
		out    bool
	}{{[]printOf{given, given}, 2, false}, {[]printOf{given, refused, given}, 1, false}, {[]printOf{refused, given}, 0, true}} {
		b := bundleOf{sheets: one.sheets}
		if err := (&Site{}).noteBundle(nil, &b); err != nil || len(b.sheets) != one.left || (b.why != "") != one.out {
			t.Errorf("%d sheets, %q, %v", len(b.sheets), b.why, err)
		}
	}
}
