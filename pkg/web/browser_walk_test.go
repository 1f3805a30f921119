//go:build browser

package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// plain turns the page's scripts off: everything must work without them.
func (b *tab) plain() *tab {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		b.t.Fatal(err)
	}
	return b
}

func (b *tab) text() string {
	b.t.Helper()
	return evaluate[string](b, "document.body.innerText")
}

func (b *tab) reads(parts ...string) *tab {
	b.t.Helper()
	text := b.text()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			b.t.Errorf("the page lacks %q:\n%s", part, text)
		}
	}
	return b
}

func (b *tab) signOut() *tab {
	b.t.Helper()
	return b.open("/me").click(`main form[action="/logout"] button`)
}

// tick presses a box or a radio button.
func (b *tab) tick(css string) *tab {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(css)))
	return b
}

// pick takes a value of a field, whether it is a list or a row of radio buttons.
func (b *tab) pick(name, value string) *tab {
	b.t.Helper()
	if radio := fmt.Sprintf(`input[name=%q][value=%q]`, name, value); evaluate[bool](b, "!!document.querySelector('"+radio+"')") {
		return b.tick(radio)
	}
	return b.fill(map[string]string{fmt.Sprintf(`[name=%q]`, name): value})
}

func TestADisputeIsWalkedThroughABrowser(t *testing.T) {
	for _, row := range []struct {
		name          string
		width, height int64
		mobile, plain bool
	}{
		{"at a desk", 1366, 768, false, false},
		{"on a wide screen", 1920, 1080, false, false},
		{"on a phone without scripts", 390, 844, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			w, base := lived(t)
			b := openBrowser(t, base)(row.width, row.height, row.mobile)
			if row.plain {
				b.plain()
			}
			shot := func(name string) {
				b.shot("walk-" + name + map[bool]string{true: "-phone"}[row.mobile] + map[bool]string{true: "-wide"}[row.width > 1900])
			}
			b.signIn("clerk").reads("工作台", "今日待办", "我登记的，还没人接")
			b.open("/cases/new").click(`form[action="/cases/new"] .foot .primary`).reads("处需要修改", "请填写这一项")
			shot("register-faults")
			b.fill(map[string]string{
				`[name="parties.0.name"]`: "包海燕", `[name="parties.0.phone"]`: "13847109988", `[name="parties.1.name"]`: "楼下门市",
				`[name="summary"]`: "门市油烟直排，影响居住。",
			})
			evaluate[chromedp.Void](b, `document.querySelector('[name="category"]').value = "02"; document.querySelector('[name="occurred_area"], [name="occurred_area.3"]').value = "150102001000"; undefined`) // found by typing in another test
			shot("register-typed")
			b.click(`form[action="/cases/new"] .foot .primary`).reads("受理凭证", "包海燕", "后四位")
			shot("receipt")
			b.click(`.headline .primary`).reads("已登记", "门市油烟直排", "138****9988")
			shot("case")
			id := strings.TrimPrefix(evaluate[string](b, "location.pathname"), "/matters/")
			b.signOut().signIn("triage").open("/matters/" + id)
			b.open("/matters/"+id+"/do/accept").pick("f.risk", "yellow").fill(map[string]string{`[name="f.note"]`: "事实清楚"})
			b.click(".foot .primary").reads("已办理：受理", "已受理")
			b.open("/matters/"+id+"/do/dispatch").pick("f.body", string(w.bodies["TOWN"].ID))
			shot("dispatch")
			b.click(".foot .primary").reads("已分流待签收", "新产生：人民调解")
			shot("dispatched")
			child := evaluate[string](b, `document.querySelector(".note a").getAttribute("href")`)
			b.signOut().signIn("mediator").open(child).reads("征询当事人意愿")
			b.open(child + "/do/ask_consent").click(".foot .primary").reads("征询意愿")
			b.open(child + "/do/all_consent")
			for _, name := range evaluate[[]string](b, `Array.from(document.querySelectorAll('input[value="agreed"]')).map(function (e) { return e.name; })`) {
				b.tick(`input[name="` + name + `"][value="agreed"]`)
				b.fill(map[string]string{`select[name="` + strings.TrimSuffix(name, "consent") + `way"]`: "present"})
			}
			shot("consents")
			b.click(".foot .primary").reads("已受理")
			b.signOut().signIn("chair").open(child+"/do/appoint_mediator").pick("f.handler", string(w.who["mediator"].UserID))
			b.click(".foot .primary").reads("告知与调查")
			b.signOut().signIn("mediator")
			b.open(child + "/do/give_rights_notice").click(".foot .primary")
			b.open(child + "/do/open_session").tick(`input[name="f.present"]`).tick(`input[name="f.way"][value="joint"]`)
			b.click(".foot .primary").reads("调解中")
			shot("in-session")
			b.open(child + "/do/propose_terms")
			if more := `button[name="_more"]`; row.plain {
				b.click(more)
			} else {
				b.tick(more) // a script adds the row in place
			}
			if n := evaluate[int](b, `document.querySelectorAll("ol.lines > li").length`); n != 2 {
				t.Errorf("%d rows, want 2", n)
			}
			shot("two-rows")
			b.open("/matters?view=mine").reads("包海燕", "楼下门市")
			b.open(child + "/do/affix_seal")
			b.reads("已经不是这一步", "调解中")
			shot("wrong-step")
			b.open("/nothing").reads("没有这个页面")
		})
	}
}

func TestKeysHelpAndNeverDisturbTyping(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false)
	b.signIn("clerk")
	focused := func() string { return evaluate[string](b, "document.activeElement.id") }
	b.do(chromedp.KeyEvent("/"))
	if focused() != "search" {
		t.Errorf("the key / leads to %q", focused())
	}
	b.do(chromedp.KeyEvent("n"))
	if at := evaluate[string](b, "location.pathname"); at != "/home" {
		t.Errorf("a letter typed into the search led to %s", at)
	}
	if got := evaluate[string](b, `document.getElementById("search").value`); !strings.HasSuffix(got, "n") {
		t.Errorf("the search reads %q", got)
	}
	b.do(chromedp.Blur(chromedp.ID("search")))
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent("n")); err != nil {
		t.Fatal(err)
	}
	if at := evaluate[string](b, "location.pathname"); at != "/cases/new" {
		t.Errorf("the key n leads to %s", at)
	}
}

// A check that finds nothing proves nothing: each is broken once.
func TestTheBrowserChecksFindWhatTheyLookFor(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(390, 844, true)
	b.open("/login")
	evaluate[chromedp.Void](b, `var p = document.createElement("p"); p.setAttribute("style", "color:red"); document.body.appendChild(p); undefined`)
	b.do(chromedp.Poll[chromedp.Void]("window.violations.length > 0"))
	evaluate[chromedp.Void](b, `var d = document.createElement("div"); d.className = "chart"; d.innerHTML = '<svg width="900" height="9"></svg>' + "<i></i>".repeat(2500); document.body.appendChild(d); undefined`)
	evaluate[chromedp.Void](b, `for (var i = 0; i < 12; i++) fetch("/login?" + i); fetch("http://elsewhere.invalid/").catch(function () {}); console.error("planted"); undefined`)
	b.do(chromedp.Sleep(300_000_000))
	heard := strings.Join(b.problems(), "\n")
	for _, part := range []string{"the policy refused", "style-src", "connect-src", "scrolls sideways by", "nodes, more than", "things, more than", "console error", "log Connecting to"} {
		if !strings.Contains(heard, part) {
			t.Errorf("%q goes unseen in:\n%s", part, heard)
		}
	}
}
