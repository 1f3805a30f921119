//go:build browser

package web

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/jiefen/jiefen/casemodel"
)

// keyboard counts what a pair of hands does, as users.md D1 counts: one group
// for each word an input method commits, for each number typed in one go, and
// for each other key or chord. Nothing else is sent to the page, and the page
// itself counts what it hears of a mouse.
type keyboard struct {
	*tab
	groups int
}

// words are typed by an input method: each is one group.
func (k *keyboard) words(all ...string) *keyboard {
	k.t.Helper()
	for _, one := range all {
		k.types(one)
		k.groups++
	}
	return k
}

// number is typed key by key and is one group.
func (k *keyboard) number(figures string) *keyboard {
	k.t.Helper()
	k.do(chromedp.KeyEvent(figures))
	k.groups++
	return k
}

// press is one key, n times.
func (k *keyboard) press(key string, n int) *keyboard {
	k.t.Helper()
	for range n {
		k.do(chromedp.KeyEvent(key))
		k.groups++
	}
	return k
}

func (k *keyboard) at(name string) *keyboard {
	k.t.Helper()
	if got := evaluate[string](k.tab, `document.activeElement.name || document.activeElement.id`); got != name {
		k.t.Fatalf("after %d groups the caret is in %q, want %q", k.groups, got, name)
	}
	return k
}

// Two parties, everything a careful clerk asks, without a mouse.
func TestTwoPartiesAreTakenDownByKeyboardAlone(t *testing.T) {
	w, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false).signIn("clerk")
	k := &keyboard{tab: b}
	evaluate[chromedp.Void](b, `document.activeElement.blur(); undefined`)
	b.leaves(func() { k.press("n", 1) }, "the key n")
	evaluate[chromedp.Void](b, `window.mice = 0; ["mousedown", "pointerdown", "click"].forEach(function (kind) { addEventListener(kind, function (e) { if (e.isTrusted && (kind !== "click" || e.detail > 0)) window.mice++; }, true); }); undefined`)
	const enter, down = kb.Enter, kb.ArrowDown
	k.at("parties.0.name").words("包海燕").press(enter, 2)
	k.at("parties.0.phone").number("13847109988").press(enter, 1)
	k.at("parties.0.safe_contact").press(down, 1).press(enter, 1)
	k.at("parties.0.id_no").number("11010519491231002X").press(enter, 2)
	k.at("parties.0.address").words("丽苑小区", "3号楼", "2单元", "501室").press(enter, 1)
	k.at("parties.0.reach").press(enter, 2)
	k.at("parties.0.needs").press(enter, 1)
	k.at("parties.1.name").words("恒泰", "物业", "服务", "有限公司").press(enter, 1)
	k.at("parties.1.kind").press(down, 1).press(enter, 1)
	k.at("parties.1.phone").number("0471-6621188").press(enter, 2)
	k.at("parties.1.id_no").press(enter, 2)
	k.at("parties.1.address").words("海拉尔东路", "18号").press(enter, 3)
	k.at("parties.1.needs").press(enter, 1)
	k.at("summary").words("2025年", "12月", "起", "楼道", "主管", "漏水", "家中", "墙面", "地板", "受损", "物业", "多次", "维修", "未果").press(kb.Tab, 1)
	k.at("claims.0.text").words("赔偿", "维修费").press(enter, 1)
	k.at("claims.0.amount").number("12800").press(enter, 1)
	b.do(chromedp.Sleep(700e6)) // the look for similar cases goes out and comes back
	k.words("yg")
	b.awaits(`document.querySelectorAll("#occurred_area-list [role=option]").length === 1`)
	k.press(enter, 1).words("wy")
	b.awaits(`document.querySelectorAll("#category-list [role=option]").length > 0`)
	k.press(enter, 1)
	k.at("source_channel").press(enter, 7)
	k.at("risk_boxes").press("4", 1)
	if got := evaluate[string](b, `Array.from(document.querySelectorAll('[name="risk_boxes"]:checked')).map(function (e) { return e.value; }).join()`); got != "4" {
		t.Errorf("ticked %q", got)
	}
	if mice := evaluate[int](b, "window.mice"); mice != 0 {
		t.Errorf("the mouse was used %d times", mice)
	}
	b.shot("register-typed-1366")
	b.leaves(func() {
		b.do(chromedp.KeyEvent(enter, chromedp.KeyModifiers(2))) // Ctrl
		k.groups++
	}, "Ctrl+Enter")
	b.check("the receipt").reads("受理凭证", "包海燕", "恒泰物业服务有限公司")
	t.Logf("%d key groups", k.groups)
	if k.groups > 110 {
		t.Errorf("%d key groups, more than 110", k.groups)
	}
	b.leaves(func() { k.press("n", 1) }, "the next one")
	k.at("parties.0.name")
	if area := evaluate[string](b, `document.getElementById("occurred_area-typed").value`); !strings.HasSuffix(area, "阳光社区") {
		t.Errorf("the next registration begins at %q", area)
	}
	list, err := w.List(t.Context(), w.who["clerk"], casemodel.Filter{View: casemodel.ViewAll, Query: "包海燕"})
	if err != nil || len(list.Items) != 1 || list.Items[0].Category != "16" || list.Items[0].Risk != casemodel.RiskOrange || list.Items[0].AreaID != "150102001001" {
		t.Fatalf("%+v, %v", list.Items, err)
	}
}

func TestTheRegistrationShowsWhatItKnowsWhileOneTypes(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false).signIn("clerk").open("/cases/new")
	k := &keyboard{tab: b}
	k.at("parties.0.name").words("王志强").press(kb.Enter, 2).number("13847106027")
	b.awaits(`document.querySelectorAll("#similar li a").length > 0`).reads("同一人或双方相同的案件", "已核对")
	b.check("similar cases").shot("register-similar-1366")
	b.do(chromedp.Focus(chromedp.CSS(`[name="parties.1.id_no"]`)))
	k.words("李建新 男 蒙古族 11010519491231002X 内蒙古呼和浩特市新城区丽苑小区3号楼501室")
	b.awaits(`document.getElementById("parties.1.id_no").value === "11010519491231002X"`)
	for id, want := range map[string]string{"parties.1.name": "李建新", "parties.1.address": "内蒙古呼和浩特市新城区丽苑小区3号楼501室"} {
		if got := evaluate[string](b, `document.getElementById("`+id+`").value`); got != want {
			t.Errorf("%s reads %q", id, got)
		}
	}
	b.reads("女", "1949-12-31").awaits(`document.querySelector('[name="title"]').placeholder.includes("李建新")`)
	b.leaves(func() { b.do(chromedp.Click(chromedp.CSS(`button[value="parties"]`))) }, "another party")
	k.at("parties.2.name").shot("register-three-1366")
	b.reads("王志强").leaves(func() { b.do(chromedp.Click(chromedp.CSS(`button[value="parties.1"]`))) }, "one less")
	if got := evaluate[string](b, `Array.from(document.querySelectorAll('[name^="parties."]')).filter(function (e) { return /^parties.\d.name$/.test(e.name); }).map(function (e) { return e.value; }).join()`); got != "王志强," {
		t.Errorf("left are %q", got)
	}
}

// A category of family opens the three questions; another does not, and what
// was opened stays.
func TestACategoryOfFamilyOpensTheThreeQuestions(t *testing.T) {
	_, base := lived(t)
	b := openBrowser(t, base)(1366, 768, false).signIn("clerk").open("/cases/new")
	open := func() bool { return evaluate[bool](b, `document.querySelector("[data-homely]").open`) }
	choose := func(words, title string) {
		evaluate[chromedp.Void](b, `document.getElementById("category-typed").select(); document.getElementById("category-typed").focus(); undefined`)
		b.do(chromedp.KeyEvent(words))
		b.awaits(`(document.querySelector("#category-list [role=option]") || document.body).textContent.indexOf("` + title + `") === 0`)
		b.do(chromedp.KeyEvent(kb.Enter))
	}
	choose("wy", "物业")
	if open() {
		t.Error("a quarrel about a house asks about violence at home")
	}
	choose("lh", "离婚")
	if !open() {
		t.Errorf("the category %s asks nothing", evaluate[string](b, `document.forms[1] && document.querySelector("[name=category]").value`))
	}
	b.shot("register-alone-1366")
}
