//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Equal parts add up to the whole, to the fen, and fall due month by month, on
// the month's last day where it is shorter.
func TestEqualPartsAddUp(t *testing.T) {
	w, base := lived(t)
	tab := openBrowser(t, base)(1366, 768, false)
	_, proceeding := w.inSession()
	tab.open("/login").signIn("mediator")
	for _, one := range []struct{ whole, parts, want string }{
		{"100", "3", "33.33 2026-01-31|33.33 2026-02-28|33.34 2026-03-31"},
		{"1,000.01", "2", "500 2026-01-31|500.01 2026-02-28"},
		{"0.05", "4", "0.01 2026-01-31|0.01 2026-02-28|0.01 2026-03-31|0.02 2026-04-30"},
	} {
		tab.open("/matters/" + string(proceeding) + "/do/propose_terms")
		tab.fill(map[string]string{`[data-cell=amount]`: one.whole, `[data-cell=due]`: "2026-01-31", "#parts": one.parts})
		tab.do(chromedp.Click("[data-split]"))
		got := evaluate[string](tab, `Array.from(document.querySelectorAll("[data-terms] li")).map(function (r) { return r.querySelector("[data-cell=amount]").value + " " + r.querySelector("[data-cell=due]").value; }).join("|")`)
		if got != one.want {
			t.Errorf("%s in %s parts is %s, want %s", one.whole, one.parts, got, one.want)
		}
		if got := evaluate[string](tab, `document.querySelectorAll("[data-terms] [name='f.items.1.amount']").length + document.querySelector("[data-sum]").textContent`); got != "1"+map[string]string{"100": "100", "1,000.01": "1,000.01", "0.05": "0.05"}[one.whole] {
			t.Errorf("the second row and the sum: %s", got)
		}
	}
}

// A row of phrases is one stop on the way through a record; the arrows lead
// along it and Enter writes the phrase.
func TestPhrasesAreOneStop(t *testing.T) {
	w, base := lived(t)
	_, proceeding := w.inSession()
	h := openBrowser(t, base)(1366, 768, false).signIn("mediator").open("/matters/" + string(proceeding) + "/do/log_session").hands()
	if row := evaluate[string](h.tab, `Array.from(document.querySelectorAll(".heads .chips")).map(function (row) {
		return Array.from(row.querySelectorAll("button")).filter(function (b) { return b.tabIndex === 0; }).length; }).join("")`); row == "" || strings.Trim(row, "1") != "" {
		t.Errorf("stops in each row of phrases: %q", row)
	}
	h.to(`el.dataset.into === "f.told"`).press(kb.ArrowRight)
	second := evaluate[string](h.tab, `document.activeElement.dataset.say`)
	h.press(kb.ArrowLeft, kb.ArrowLeft, kb.ArrowRight).press(kb.Enter)
	if got := evaluate[string](h.tab, `document.getElementById("f.told").value`); second == "" || got != second {
		t.Errorf("the record reads %q, want %q", got, second)
	}
}

// Who takes a record up again stands where something is still missing.
func TestARecordTakenUpStandsWhereSomethingIsMissing(t *testing.T) {
	w, base := lived(t)
	_, proceeding := w.inSession()
	h := openBrowser(t, base)(1366, 768, false).signIn("mediator").open("/matters/" + string(proceeding) + "/do/log_session").hands()
	h.choose("f.mode", "joint").field("f.said").write("申请人要求赔偿。").ctrl("s").says("已存")
	h.press(kb.Escape).goes("h").to(`/draft=/.test(el.href || "")`).goes(kb.Enter).on("f.result")
}

// A form of terms that came back with a fault is worked on as the first one was.
func TestRowsAreAddedToAFormThatCameBack(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, proceeding := w.inSession()
		tab := openBrowser(t, w.serve())(1366, 768, false).signIn("mediator").open("/matters/" + string(proceeding) + "/do/propose_terms")
		tab.fill(map[string]string{`[data-cell=amount]`: "never"})
		evaluate[chromedp.Void](tab, `document.querySelector("button.primary").click(); undefined`)
		tab.awaits(`!!document.getElementById("faults")`)
		tab.do(chromedp.Click(`button[name="_more"]`))
		tab.awaits(`document.querySelectorAll("[data-terms] > li").length === 2 && document.querySelectorAll("[name='f.items.1.amount']").length === 1`)
		tab.fill(map[string]string{`[name='f.items.0.amount']`: "30", `[name='f.items.1.amount']`: "12"})
		tab.awaits(`document.querySelector("[data-sum]").textContent === "42" && !document.querySelector(".js[hidden]")`)
		tab.do(chromedp.Click(`[data-terms] > li:last-child [data-drop]`))
		tab.awaits(`document.querySelectorAll("[data-terms] > li").length === 1 && document.querySelector("[data-sum]").textContent === "30"`)
	})
}
