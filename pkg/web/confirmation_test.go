package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// confirming is a settled case whose confirmation is being prepared.
func (w *town) confirming() (root, confirmation string) {
	w.t.Helper()
	of := w.settled()
	id := w.child(of, "judicial_confirmation")
	w.must("mediator", id, "precheck_ok", f{"contents": "none", "court": string(w.bodies["COURT"].ID)})
	return string(of), string(id)
}

// The page of the precheck goes through the law's conditions and names the
// court; what no court takes is refused there with its article.
func TestThePrecheckNamesConditionsAndCourts(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		id := string(w.child(w.settled(), "judicial_confirmation"))
		c := w.as(w.serve(), "mediator")
		home := "/matters/" + id
		c.get(home).is(http.StatusOK).has("申请条件", "《民事诉讼法》第205条", "还剩", "共同申请人", "未签")
		page := c.get(home + "/do/precheck_ok").is(http.StatusOK)
		page.has("新城区人民法院诉前调解窗口", "调解组织所在地（《民事诉讼法》第205条第2项）", "民诉法解释第355条")
		form := page.filledIn()
		if form.Get("f.court") != string(w.bodies["COURT"].ID) {
			t.Errorf("proposed court %q", form.Get("f.court"))
		}
		before := w.entries(casemodel.ID(id))
		form.Set("f.contents", "personal_status")
		c.post(home+"/do/precheck_ok", form).is(http.StatusUnprocessableEntity).has("民诉法解释第355条第3项")
		if w.entries(casemodel.ID(id)) != before {
			t.Error("a refused precheck was written down")
		}
		form.Set("f.contents", "none")
		c.post(home+"/do/precheck_ok", form).is(http.StatusSeeOther)
		c.get(home).has("准备材料", "已核对", "下载材料包")
	})
}

// Who has signed the application need not be asked again when it is handed in.
func TestWhoHasSignedIsNotAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.confirming()
		c := w.as(w.serve(), "mediator")
		for _, p := range w.parties(casemodel.ID(root)) {
			page := c.get("/matters/" + id + "/do/sign_one").is(http.StatusOK)
			form := page.filledIn()
			if form.Get("f.party") != p {
				t.Errorf("the form proposes %q, want %q", form.Get("f.party"), p)
			}
			c.post("/matters/"+id+"/do/sign_one", form).is(http.StatusSeeOther)
		}
		form := c.get("/matters/" + id + "/do/submit_jointly").is(http.StatusOK).filledIn()
		c.post("/matters/"+id+"/do/submit_jointly", form).is(http.StatusSeeOther)
		if got := w.header(casemodel.ID(id)).State; got != "submitted" {
			t.Errorf("it is %s", got)
		}
	})
}

// The window of the parties is counted down on the home page, in the list and
// by notice at fifteen, seven and three days, and no more once they have applied.
func TestTheWindowIsCountedDown(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.confirming() // on 2 March: the last day is 1 April
		base := w.serve()
		told := 0
		for _, at := range []struct{ day, left int }{{17, 15}, {25, 7}, {29, 3}} {
			w.clock.Set(time.Date(2026, 3, at.day, 9, 0, 0, 0, calendar.Zone))
			if _, err := w.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			c := w.as(base, "mediator")
			left := "剩 " + strconv.Itoa(at.left) + " 天"
			c.get("/home").is(http.StatusOK).has("/matters/"+id, left)
			c.list("/matters?todo=submit").has("/matters/"+id, left, "申请到 04-01")
			if n := strings.Count(c.get("/notices").is(http.StatusOK).body, "共同申请司法确认"); n <= told {
				t.Errorf("%d days before the end: %d notices, %d before", at.left, n, told)
			} else {
				told = n
			}
		}
		w.must("mediator", casemodel.ID(id), "submit_jointly", f{"consents": w.consents(casemodel.ID(root))})
		w.as(base, "mediator").get("/matters/" + id).lacks("剩 3 天")
	})
}

// What is over says which ways remain, with their limits.
func TestALapsedConfirmationNamesTheNextWays(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, id := w.confirming()
		base := w.serve()
		w.clock.Advance(45 * 24 * time.Hour)
		if _, err := w.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.as(base, "mediator").get("/matters/"+id).is(http.StatusOK).has("逾期未申请", "还有哪些路", "补录期限内的申请", "/do/reinstate", "诉讼时效三年", "公证债权文书", "支付令").lacks("下载材料包")
	})
}

// One press makes one file: the application filled from the case, the agreement,
// what was handed in as it was, and a list that names first what is missing.
func TestTheApplicationIsPackedFromTheCase(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root, id := w.confirming()
		c := w.as(w.serve(), "mediator")
		photo := string(jpegOf(t, 40, 30))
		attach := c.form("/matters/" + root + "/do/attach")
		attach.Set("f.document", "D05_identity")
		c.upload("/matters/"+root+"/do/attach", attach, "f.files.new", "身份证.jpg", []byte(photo)).is(http.StatusSeeOther)
		page := c.get("/matters/" + id + "/pack").is(http.StatusOK)
		page.has("还缺的材料", "没有签名、盖章后的扫描件", "需要 2 份，现有 1 份")
		if strings.Index(page.body, "还缺的材料") > strings.Index(page.body, "材料包里有的") {
			t.Error("what is missing does not stand first")
		}
		before := w.entries(casemodel.ID(id))
		c.post("/matters/"+id+"/pack", url.Values{"whole": {"1"}}).is(http.StatusUnprocessableEntity).has("为什么要完整号码")
		if w.entries(casemodel.ID(id)) != before {
			t.Error("a refused pack was written down")
		}
		got := c.post("/matters/"+id+"/pack", url.Values{"whole": {"1"}, "reason": {"serve"}}).is(http.StatusOK)
		names, parts := unpacked(t, got.body)
		if want := []string{"01_申请材料清单.docx", "02_司法确认申请书.docx", "03_调解协议书.docx", "04_当事人身份证明.jpg", "校验清单.csv"}; !slices.Equal(names, want) {
			t.Errorf("packed %q, want %q", names, want)
		}
		application := paperText(t, string(parts["02_司法确认申请书.docx"]))
		for _, want := range []string{"新城区人民法院诉前调解窗口", "赔偿维修费", "人民币叁仟元整", "13947106027", w.header(w.child(casemodel.ID(root), "peoples_mediation")).Number} {
			if !strings.Contains(application, want) {
				t.Errorf("the application lacks %q: %s", want, application)
			}
		}
		if string(parts["04_当事人身份证明.jpg"]) != photo {
			t.Error("the identity is not as it was handed in")
		}
		list := paperText(t, string(parts["01_申请材料清单.docx"]))
		if strings.Contains(list, "{{") || !strings.Contains(list, "需要 2 份，现有 1 份") {
			t.Error(list)
		}
		w.as(w.serve(), "clerk").get("/matters/" + id + "/pack").is(http.StatusForbidden)
	})
}

// A letter that urges says what was agreed, by when and how much is left, under
// the number of the agreement: nobody types it again.
func TestALetterThatUrgesIsMadeFromTheAgreement(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		item := w.child(root, "performance_item")
		w.must("mediator", item, "perform_partly", f{"amount": "1200", "evidence": "回单"})
		deal := w.header(w.child(root, "peoples_mediation"))
		text := w.as(w.serve(), "mediator").post("/matters/"+string(item)+"/papers", url.Values{"paper": {"D20_urging"}}).
			paper(deal.Number, "马素云", "赔偿维修费", "￥3,000.00", "￥1,200.00", "￥1,800.00", "2026年5月1日")
		if strings.Contains(text, "根据达成") || strings.Contains(text, "1年1月1日") {
			t.Error(text)
		}
	})
}

var (
	anyInput    = regexp.MustCompile(`(?s)<input ([^>]*)>`)
	selectTag   = regexp.MustCompile(`(?s)<select [^>]*name="(f\.[^"]*)".*?</select>`)
	selectedTag = regexp.MustCompile(`<option value="([^"]*)" selected`)
	attribute   = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// filledIn is what would be sent if the form went as it stands.
func (a *answer) filledIn() url.Values {
	values := a.hidden()
	for _, m := range anyInput.FindAllStringSubmatch(a.body, -1) {
		tag := map[string]string{}
		for _, one := range attribute.FindAllStringSubmatch(m[1], -1) {
			tag[one[1]] = unescape(one[2])
		}
		pick := tag["type"] == "radio" || tag["type"] == "checkbox"
		if strings.HasPrefix(tag["name"], "f.") && tag["value"] != "" && (!pick || strings.HasSuffix(m[1], " checked")) {
			values.Set(tag["name"], tag["value"])
		}
	}
	for _, m := range selectTag.FindAllStringSubmatch(a.body, -1) {
		if chosen := selectedTag.FindStringSubmatch(m[0]); chosen != nil {
			values.Set(m[1], unescape(chosen[1]))
		}
	}
	return values
}
