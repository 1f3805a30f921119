package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// visitor is a registration as a clerk types it.
func visitor(form url.Values) url.Values {
	for name, value := range map[string]string{
		"parties.0.role": "applicant", "parties.0.kind": "natural", "parties.0.name": "包海燕", "parties.0.phone": "138 4710 6027",
		"parties.1.role": "respondent", "parties.1.kind": "natural", "parties.1.name": "楼上住户",
		"summary": planted, "category": "02", "source_channel": "window",
		"occurred_area.0": "150000000000", "occurred_area.1": "150100000000", "occurred_area.2": "150102000000", "occurred_area.3": "150102001000",
		"occurred_area.4": "150102001001", "claims.0.text": "赔偿", "claims.0.amount": "1,200.5",
	} {
		form.Set(name, value)
	}
	return form
}

func TestACaseIsTakenDownAndEachPartyGetsACodeOnce(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		if !strings.HasSuffix(to, "/receipt") {
			t.Fatalf("leads to %s", to)
		}
		slip := c.get(to).is(http.StatusOK).has("（2026）新城矛调字第000001号", "包海燕", "楼上住户", "后四位", "另需密码", "新城区一站式矛盾纠纷多元化解中心 受理凭证")
		codes := regexp.MustCompile(`<p class="code">([0-9A-Z*~$=]{12})</p>`).FindAllStringSubmatch(slip.body, -1)
		if len(codes) != 2 {
			t.Fatalf("%d codes, want 2\n%s", len(codes), slip.text())
		}
		c.get(to).has("已经显示过").lacks(codes[0][1])
		page := c.get(strings.TrimSuffix(to, "/receipt")).is(http.StatusOK)
		page.has(planted, "赔偿 1,200.50 元", "138****6027", "海拉尔东路街道 阳光社区").lacks(codes[0][1], "13847106027")
	})
}

func TestTwoClicksTakeDownOneCase(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		var clicks sync.WaitGroup
		for range 3 {
			clicks.Go(func() { c.post("/cases/new", form).redirects("/matters/") })
		}
		clicks.Wait()
		list, err := w.List(t.Context(), w.who["clerk"], casemodel.Filter{View: casemodel.ViewAll})
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("%d cases, %v", len(list.Items), err)
		}
		to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		c.get(to).has("包海燕", "后四位") // the answer of the first is still there for the last
	})
}

// A form that went out before and was changed since is not a dead end: it
// leads to what it brought about, and may go out as another one.
func TestAFormSentBeforeLeadsOn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		form := visitor(c.form("/cases/new"))
		first := strings.TrimSuffix(c.post("/cases/new", form).redirects("/matters/").header.Get("Location"), "/receipt")
		form.Set("summary", "另一件事")
		form.Set("parties.0.phone", "13847105555")
		form.Set("parties.0.name", "白玉兰")
		again := c.post("/cases/new", form).is(http.StatusUnprocessableEntity).has("已经提交过", `href="`+first+`"`, "另一件事").hidden()
		if again.Get("_once") == "" || again.Get("_once") == form.Get("_once") {
			t.Error("the word stays the same")
		}
		form.Set("_once", again.Get("_once"))
		form.Set("duplicates_seen", "true")
		if to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location"); strings.HasPrefix(to, first) {
			t.Error("it leads to the first case")
		}

		c = w.as(base, "triage")
		path := "/matters/new/linked_task?parent=" + strings.TrimPrefix(first, "/matters/")
		form = c.form(path)
		form.Set("f.body", string(w.bodies["DEPT"].ID))
		form.Set("f.demand", "查明漏水原因")
		first = c.post(path, form).redirects("/matters/").header.Get("Location")
		form.Set("f.demand", "修好水管")
		again = c.post(path, form).is(http.StatusUnprocessableEntity).has("已经提交过", `href="`+first+`"`, "修好水管").hidden()
		form.Set("_once", again.Get("_once"))
		if to := c.post(path, form).redirects("/matters/").header.Get("Location"); to == first {
			t.Error("it leads to the first task")
		}
	})
}

func TestARegistrationKeepsWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		for _, row := range []struct {
			name  string
			spoil func(url.Values)
			want  []string
		}{
			{"nobody can be reached", func(v url.Values) { v.Del("parties.0.phone") }, []string{"请留下一个能找到申请人的方式", `href="#parties.0.phone"`}},
			{"a filler", func(v url.Values) { v.Set("parties.0.phone", "13800000000") }, []string{"凑数的号码", `value="13800000000"`}},
			{"no sentence", func(v url.Values) { v.Set("summary", " ") }, []string{"请填写这一项", `href="#summary"`}},
			{"no such amount", func(v url.Values) { v.Set("claims.0.amount", "一千二") }, []string{"金额只填数字", `href="#claims.0.amount"`, "一千二"}},
			{"a wrong identity number", func(v url.Values) {
				v.Set("parties.1.id_no", "150102199003071234")
				v.Set("parties.1.id_type", "resident_id")
			}, []string{"校验位不对", `href="#parties.1.id_no"`, "150102199003071234"}},
			{"a gap between blocks", func(v url.Values) {
				v.Set("parties.3.role", "third")
				v.Set("parties.3.kind", "natural")
				v.Set("parties.3.phone", "12")
			}, []string{`href="#parties.3.`}},
			{"not so many people", func(v url.Values) { v.Set("people_involved", "许多") }, []string{"请填写整数", "许多"}},
			{"a moment to come", func(v url.Values) { v.Set("applied_at", "2027-01-01T09:00") }, []string{"日期不能晚于今天"}},
		} {
			t.Run(row.name, func(_ *testing.T) {
				form := visitor(c.form("/cases/new"))
				row.spoil(form)
				a := c.post("/cases/new", form).is(http.StatusUnprocessableEntity).has("已填内容均已保留", "包海燕", "楼上住户", `value="150102001001" selected`)
				a.has(row.want...)
			})
		}
		list, err := w.List(t.Context(), w.who["clerk"], casemodel.Filter{View: casemodel.ViewAll})
		if err != nil || len(list.Items) != 0 {
			t.Errorf("%d cases, %v", len(list.Items), err)
		}
	})
}

func TestBlocksAreAddedWithoutLosingAnything(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		form.Set("_more", "parties")
		page := c.post("/cases/new", form).is(http.StatusOK).has(`name="parties.2.name"`, "包海燕", "第 3 方").lacks(`name="parties.3.name"`, "处需要修改")
		form = visitor(page.hidden())
		form.Set("_more", "parties")
		c.post("/cases/new", form).is(http.StatusOK).has(`name="parties.3.name"`, "包海燕")
		form = visitor(c.form("/cases/new"))
		form.Del("occurred_area.3")
		form.Del("occurred_area.4")
		form.Set("_again", "occurred_area")
		c.post("/cases/new", form).is(http.StatusOK).has("海拉尔东路街道", "保合少镇", "包海燕").lacks("阳光社区")
	})
}

// The form has no date, and what it does not have it does not take.
func TestARegistrationIsOfTheDayItIsTakenDown(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		form.Set("on", "2025-06-01")
		to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		if got := w.header(casemodel.ID(strings.Split(to, "/")[2])).StateOn; got != "2026-03-02" {
			t.Errorf("the case is dated %s", got)
		}
	})
}

// Who changes a place above has left what stands below: the case goes to the
// place that was chosen last, and never to the one left over.
func TestAChangedPlaceIsNotTheOldOne(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		form.Set("occurred_area.3", "150102002000") // no village of that town is left in the last list
		to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		if got := w.header(casemodel.ID(strings.Split(to, "/")[2])).AreaID; got != "150102002000" {
			t.Errorf("the case is of %s", got)
		}
		form = visitor(c.form("/cases/new"))
		form.Set("occurred_area.2", "150103000000")
		c.post("/cases/new", form).is(http.StatusForbidden).has("包海燕") // another county, and not this clerk's
		form.Set("occurred_area.2", "")
		c.post("/cases/new", form).is(http.StatusUnprocessableEntity).has("上面换了地区", `href="#occurred_area"`, "已选：呼和浩特市", "包海燕").lacks("海拉尔东路街道")
		form.Set("occurred_area.0", "\x00")
		c.post("/cases/new", form).is(http.StatusUnprocessableEntity)
	})
}

func TestADeclaredPlaceIsReadAsItIsDrawn(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		read := func(levels ...string) (any, []casemodel.FieldError) {
			t.Helper()
			v := &visit{s: w.site, c: testContext(t), who: w.who["clerk"], form: url.Values{}}
			for i, id := range levels {
				v.form.Set(levelName("f.area", i), id)
			}
			r, err := v.readFields([]workflows.Field{{ID: "area", Type: "area"}})
			if err != nil {
				t.Fatal(err)
			}
			return r.raw["area"], r.faults
		}
		if got, faults := read("150000000000", "150100000000", "150103000000", "150102001000", "150102001001"); got != "150103000000" || len(faults) > 0 {
			t.Errorf("another county: %v, %v", got, faults)
		}
		if got, faults := read("150000000000", "150100000000", "", "150102001000"); got != "150100000000" || len(faults) != 1 {
			t.Errorf("no county: %v, %v", got, faults)
		}
		if got, faults := read("150000000000", "150100000000", "150102000000", ""); got != "150102000000" || len(faults) > 0 {
			t.Errorf("a county: %v, %v", got, faults)
		}
	})
}

func TestCasesThatLookAlikeAreShownFirst(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		c.post("/cases/new", visitor(c.form("/cases/new"))).redirects("/matters/")
		a := c.post("/cases/new", visitor(c.form("/cases/new"))).is(http.StatusUnprocessableEntity)
		a.has("可能已有 1 件相同的案件", `name="duplicates_seen"`, `href="#duplicates_seen"`)
		form := visitor(a.hidden())
		form.Set("duplicates_seen", "true")
		c.post("/cases/new", form).redirects("/matters/")
	})
}

func TestARegistrationOutsideOnesPlaceIsRefusedWithItsInput(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		form.Del("occurred_area.4")
		form.Del("occurred_area.3")
		form.Set("occurred_area.2", "150103000000")
		c.post("/cases/new", form).is(http.StatusForbidden).has("包海燕", "须由")
	})
}

func TestTheSeatChangesHandsAndNothingGoesOutInAnothersName(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		base := w.serve()
		c := w.as(base, "clerk")
		form := visitor(c.form("/cases/new"))
		c.post("/logout", nil)
		c.post("/login", url.Values{"username": {"triage"}, "password": {townPassword}}).redirects("/home")
		c.post("/cases/new", form).is(http.StatusForbidden).has("换人或换岗之前打开的")
		c.get("/home").lacks("没写完的")
		w.as(base, "clerk").get("/home").has("没写完的", "来访登记")
	})
}

// What is wrong is told in the order in which the page asks for it.
func TestFaultsAreToldInTheOrderOfThePage(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		for _, field := range []string{"summary", "parties.0.phone", "parties.0.name"} {
			form.Set(field, "无")
		}
		page := c.post("/cases/new", form).is(http.StatusUnprocessableEntity).body
		name, phone, summary := strings.Index(page, `href="#parties.0.name"`), strings.Index(page, `href="#parties.0.phone"`), strings.Index(page, `href="#summary"`)
		if name < 0 || name > phone || phone > summary {
			t.Errorf("the name is told at %d, the phone at %d, what happened at %d:\n%s", name, phone, summary, page)
		}
	})
}
