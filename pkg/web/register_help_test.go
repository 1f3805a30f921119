package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// like asks the registration what it knows of a form, as register.js does.
func (c *client) like(form url.Values) *answer {
	c.t.Helper()
	own := *c
	own.header = c.header.Clone()
	own.header.Set("HX-Request", "true")
	return own.post("/cases/new/similar", form).is(http.StatusOK).lacks("<html")
}

// Who types sees cases like it: his own centre's by number and title, others'
// as a count without a name, and a sealed one or one of violence at home not
// at all. A firm is one line.
func TestCasesThatLookAlikeAreShownByRight(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		r := quarrel()
		r.Parties[1] = casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "恒泰物业服务有限公司"}
		root := w.register(r)
		c := w.as(w.serve(), "clerk")
		form := c.form("/cases/new")
		form.Set("parties.0.role", "applicant")
		form.Set("parties.0.kind", "natural")
		form.Set("parties.0.name", "王志强")
		c.like(form).lacks("/matters/", "duplicates_seen") // a namesake in no trade
		form.Set("parties.0.phone", "139 4710 6027")
		c.like(form).has(`href="/matters/`+string(root)+`"`, w.header(root).Number, `name="duplicates_seen"`, "王志强纠纷").lacks("在办 1 件")
		form.Set("parties.1.role", "respondent")
		form.Set("parties.1.kind", "legal_person")
		form.Set("parties.1.name", "恒泰物业服务有限公司")
		c.like(form).has("恒泰物业服务有限公司在办 1 件")

		w.change(root, func(m *casemodel.Matter) { m.Sealed = 1 })
		c.like(form).lacks("/matters/", "duplicates_seen", "在办")
		w.change(root, func(m *casemodel.Matter) { m.Sealed = 0 })
		w.change(root, func(m *casemodel.Matter) {
			m.Category, m.CentreID, m.BodyID, m.RegisteredBodyID = "0107", w.bodies["CITY"].ID, w.bodies["CITY"].ID, w.bodies["CITY"].ID
		})
		c.like(form).lacks("其他单位在办")
		if n := w.cases(); n > 1 {
			t.Errorf("looking made %d cases", n)
		}
	})
}

// Of another body's case no more is told than that it is there, and of one that
// is sealed, of a family or may hold violence not even that. Who takes down no
// cases is told nothing.
func TestOfAnotherBodysCaseOnlyItsBeingIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		r := quarrel()
		r.Parties[1] = casemodel.Party{Role: "respondent", Kind: "legal_person", Name: "恒泰物业服务有限公司"}
		root := w.register(r)
		base := w.serve()
		c := w.as(base, "mediator")
		form := url.Values{
			"parties.0.role": {"applicant"}, "parties.0.kind": {"natural"}, "parties.0.name": {"王志强"}, "parties.0.phone": {"139 4710 6027"},
			"parties.1.role": {"respondent"}, "parties.1.kind": {"legal_person"}, "parties.1.name": {"恒泰物业服务有限公司"},
		}
		c.like(form).has("其他单位在办 1 件", `name="duplicates_seen"`).lacks("/matters/", w.header(root).Number)
		for _, who := range []string{"admin", "auditor", "archivist", "seal"} {
			own := w.as(base, who)
			own.header.Set("HX-Request", "true")
			own.post("/cases/new/similar", form).is(http.StatusForbidden).lacks("在办")
			own.header.Del("HX-Request")
			form.Set("_again", "1")
			own.post("/cases/new", form).lacks("在办", "duplicates_seen")
			form.Del("_again")
		}
		for _, category := range []string{"0103", "0107", "2601"} {
			w.change(root, func(m *casemodel.Matter) { m.Category = category })
			c.like(form).lacks("其他单位在办", "duplicates_seen")
		}
		w.change(root, func(m *casemodel.Matter) { m.Category, m.Sealed = "02", 1 })
		c.like(form).lacks("其他单位在办", "duplicates_seen")
		w.change(root, func(m *casemodel.Matter) { m.Sealed = 0 })
		c.like(form).has("其他单位在办 1 件")
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error { return tx.SetFields(root, map[string]string{"violence": "recent"}, 1) }); err != nil {
			t.Fatal(err)
		}
		c.like(form).lacks("其他单位在办", "duplicates_seen")
	})
}

// change writes a header past every rule.
func (w *town) change(id casemodel.ID, how func(*casemodel.Matter)) {
	w.t.Helper()
	if err := w.DB.Do(w.t.Context(), func(tx *store.Tx) error {
		m, err := tx.Matter(id)
		if err != nil {
			return err
		}
		how(m)
		return tx.UpdateMatter(m, m.Seq)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func TestALineOfAReaderFillsAParty(t *testing.T) {
	for line, want := range map[string]cardLine{
		"李建新 男 蒙古族 19491231 内蒙古呼和浩特市新城区丽苑小区3号楼 11010519491231002X":        {Name: "李建新", Address: "内蒙古呼和浩特市新城区丽苑小区3号楼", IDNo: "11010519491231002X"},
		"11010519491231002x|包海燕|女|汉|1949年12月31日|通辽市科尔沁区建国路18号":            {Name: "包海燕", Address: "通辽市科尔沁区建国路18号", IDNo: "11010519491231002X"},
		"姓名：乌云格日乐，性别：女，民族：蒙古，住址：新城区海拉尔东路街道阳光社区，公民身份号码：11010519491231002X": {Name: "乌云格日乐", Address: "新城区海拉尔东路街道阳光社区", IDNo: "11010519491231002X"},
	} {
		got, ok := parseCard(line)
		if want.Card = ""; !ok || got != want {
			t.Errorf("%s reads %+v", line, got)
		}
	}
	if _, ok := parseCard("11010519491231002X"); ok {
		t.Error("a number alone is no line")
	}
	each(t, func(_ *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		form.Del("parties.0.name")
		form.Set("parties.0.id_no", "李建新 男 蒙古 11010519491231002X 呼和浩特市新城区丽苑小区")
		c.post("/cases/new/card", url.Values{"line": {form.Get("parties.0.id_no")}}).is(http.StatusOK).has("李建新", "女，1949-12-31 出生")
		to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		c.get(strings.TrimSuffix(to, "/receipt")).has("李建新", "110105********002X")
	})
}

// An address is hidden in family matters unless somebody says otherwise, and
// in others only if somebody says so.
func TestAnAddressIsHiddenInFamilyMatters(t *testing.T) {
	for _, row := range []struct {
		category, said string
		want           bool
	}{{"0103", "", true}, {"26", "", true}, {"0103", "no", false}, {"02", "", false}, {"02", "yes", true}, {"", "", false}} {
		v := &visit{form: url.Values{"category": {row.category}, "p.hide_address": {row.said}}}
		if got := v.party("p.").HideAddress; got != row.want {
			t.Errorf("category %q, said %q: hidden %v", row.category, row.said, got)
		}
	}
}

func TestFillersAreRefusedAndNothingIsWritten(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		for field, filler := range map[string]string{
			"parties.0.phone": "13800000000", "parties.0.name": "无", "parties.0.address": "1111", "parties.1.name": "不详", "summary": "无。",
		} {
			form := visitor(c.form("/cases/new"))
			form.Set(field, filler)
			c.post("/cases/new", form).is(http.StatusUnprocessableEntity).has("没有", `data-none="`+field+`"`, `value="02"`)
		}
		if n := w.cases(); n != 0 {
			t.Errorf("%d cases", n)
		}
	})
}

func TestBlocksAreTakenOutAndPlacesFound(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		c := w.as(w.serve(), "clerk")
		form := visitor(c.form("/cases/new"))
		form.Set("parties.2.role", "third")
		form.Set("parties.2.name", "第三位")
		form.Set("parties.2.representatives.0.name", "代他的人")
		form.Set("_parties", "3")
		form.Set("_drop", "parties.1")
		c.post("/cases/new", form).is(http.StatusOK).has("包海燕", `name="parties.1.name" value="第三位"`, "代他的人").lacks(`value="楼上住户"`, `name="parties.2.name"`)
		form.Set("_drop", "nonsense.-1")
		c.post("/cases/new", form).is(http.StatusOK)
		c.get("/cases/new/places?q=%E9%98%B3%E5%85%89").is(http.StatusOK).has("150102001001", "阳光社区")
		c.get("/cases/new/places?q=bhs").has("150102002000").lacks("150103000000")
		c.get("/cases/new/places?q=hmq").lacks("150103000000") // another county

		form = visitor(c.form("/cases/new"))
		form.Set("parties.0.representatives.0.name", "代她的人")
		form.Set("title", "油烟一事")
		to := c.post("/cases/new", form).redirects("/matters/").header.Get("Location")
		view, err := w.Case(t.Context(), w.who["clerk"], casemodel.ID(strings.Split(to, "/")[2]))
		if err != nil || view.Matter.Title != "油烟一事" || len(view.Parties[0].Representatives) != 1 || view.Parties[0].Representatives[0].Kind != "agent" {
			t.Errorf("%+v, %v", view.Parties[0].Representatives, err)
		}
		c.get("/cases/new").has(`data-id="150102001001"`) // the next one begins where the last one was
	})
}
