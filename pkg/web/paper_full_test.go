package web

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/pkg/identity"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/templates"
)

// worked leads cases to where papers of every sort are due, and says who makes
// them: matter → who.
func (w *town) worked(name string) map[casemodel.ID]string {
	w.t.Helper()
	quarrel := quarrel()
	quarrel.Parties[0].Name = name
	quarrel.Parties[0].IDNo, quarrel.Parties[0].Sex, quarrel.Parties[1].Address = "150102198005060019", "male", "丽苑小区4号楼"
	quarrel.Claims = []casework.Claim{{Text: "赔偿维修费", Amount: 300000}}
	all := map[casemodel.ID]string{}

	// settled in writing, paid in part, to be confirmed, asked after
	root, proceeding := w.mediated(quarrel)
	p := w.parties(root)
	w.addressed()
	w.handIn("mediator", proceeding, "屋顶照片.jpg")
	w.must("mediator", proceeding, "add_evidence", f{"title": "维修票据", "kind": "document", "party": p[0], "proves": "维修花费 3,000 元", "form": "checked", "pages": "2"})
	w.must("mediator", proceeding, "contact", f{"with": "party", "party": p[1], "way": "call_out", "outcome": "no_answer"})
	w.must("mediator", proceeding, "extend_term", f{"until": "2026-05-20", "consents": w.consents(root)})
	w.must("mediator", proceeding, "schedule", f{"sitting_at": "2026-03-20T09:30", "place": "第二调解室"})
	w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "agreed", "place": "第一调解室", "present": "双方", "text": "双方核对票据后达成一致。"})
	w.must("mediator", proceeding, "log_inquiry", f{"person": "赵敏", "about": "女，46岁，幸福社区居民", "place": "社区活动室", "with": "王明", "present": "社区网格员", "began": "2026-03-01T09:00", "ended": "2026-03-01T09:40", "opening": "说明身份和来意。", "asked": "问：哪天漏的水？\n答：三月一日夜里。", "read_by": "王明", "interpreter": "萨仁", "pledge": true, "refused": "不愿签名，王明在场"})
	w.must("mediator", proceeding, "sign_record", f{"record": 101, "pages": []any{w.picture("mediator", "调查笔录.jpg")}})
	w.must("mediator", proceeding, "supplement_record", f{"record": 101, "text": "“三月一日”应为“二月二十八日”。"})
	w.must("mediator", proceeding, "sign_record", f{"record": 1, "parties": many(p)})
	w.must("mediator", proceeding, "supplement_record", f{"record": 1, "text": "“双方”应为“双方及代理人”。"})
	w.must("mediator", proceeding, "settle_claim", f{"text": "精神损害抚慰金", "fate": "abandoned", "agreed_by": many(p)})
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": "3000", "due": "2026-05-01"}}})
	w.must("mediator", proceeding, "finalise_text", f{"total": "3000"})
	for _, party := range p {
		w.must("mediator", proceeding, "record_signature", f{"party": party, "way": "wet"})
	}
	w.must("mediator", proceeding, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	w.must("seal", proceeding, "affix_seal", nil)
	obligation, confirmation := w.child(root, "performance_item"), w.child(root, "judicial_confirmation")
	w.must("mediator", confirmation, "precheck_ok", f{"contents": "none", "court_name": "呼和浩特市新城区人民法院", "basis": "body_place"})
	all[proceeding], all[obligation], all[confirmation] = "mediator", "mediator", "mediator"

	// settled by word of mouth, paid, asked after and closed
	oral, spoken := w.mediated(quarrel)
	q := w.parties(oral)
	w.must("mediator", spoken, "settle_claim", f{"text": "楼道堆物", "fate": "deferred", "road": "administrative", "who": q[0], "agreed_by": many(q)})
	w.must("mediator", spoken, "agree_orally", f{"items": []any{f{"debtor": q[1], "creditor": q[0], "kind": "pay", "what": "赔偿清洗费", "amount": "200", "due": "2026-03-20"}}})
	w.must("mediator", w.child(oral, "performance_item"), "perform", f{"amount": "200", "evidence": "收条"})
	all[oral], all[spoken] = "mediator", "mediator"

	follow := w.child(oral, "follow_up")
	w.must("mediator", follow, "complete", f{"way": "message", "performed": "yes", "voluntary": true, "satisfaction": "5", "received": true})
	all[follow] = "mediator"

	// still talked about
	_, running := w.mediated(quarrel)
	w.must("mediator", running, "schedule", f{"sitting_at": "2026-03-20T09:30", "place": "第二调解室"})
	all[running] = "mediator"
	alert := w.create("mediator", "crime_risk_alert", running, f{"grounds": []any{"threat"}, "facts": "被申请人在楼道里扬言报复。", "measures": "已请楼栋长劝离。"})
	w.must("mediator", alert, "report_police", f{"way": "call", "reported_to": "白警官", "body": string(w.bodies["POLICE"].ID)})
	all[alert] = "mediator"

	// came to nothing; and not taken at all
	_, ended := w.mediated(quarrel)
	w.must("mediator", ended, "terminate", f{"reason": "no_agreement"})
	all[ended] = "mediator"
	closed := w.closed()
	w.handIn("archivist", closed, "登记表.jpg")
	all[closed] = "archivist"
	refused := w.register(quarrel)
	w.must("triage", refused, "reject", f{"reason": "accepted_elsewhere", "routes": "向新城区人民法院递交答辩材料"})
	all[refused] = "triage"

	// many stand behind one name
	crowd, text := w.listed(3)
	c := w.parties(crowd)
	w.must("mediator", crowd, "elect_spokesmen", f{"spokesmen": []any{c[2], c[3]}, "voters": []any{c[2], c[3], c[4]}, "authority": "special"})
	w.must("mediator", text, "record_signature", f{"parties": []any{c[2], c[3], c[4]}, "way": "wet"})
	w.must("mediator", text, "record_signature", f{"party": c[1], "way": "seal"})
	w.must("mediator", text, "record_signature", f{"user": string(w.who["mediator"].UserID), "way": "wet"})
	w.must("seal", text, "affix_seal", nil)
	w.falls("director", text, f{"scope": "people", "members_void": "2"})
	all[crowd], all[text] = "mediator", "mediator"
	return all
}

// addressed gives the bodies what stands below a letter.
func (w *town) addressed() {
	w.t.Helper()
	if err := w.DB.Do(w.t.Context(), func(tx *store.Tx) error {
		for _, b := range w.bodies {
			now, err := tx.Body(b.ID)
			if err != nil {
				return err
			}
			now.Address, now.Phone = "成吉思汗大街12号", "0471-4600002"
			if err := tx.UpdateBody(now); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
}

// falls writes down that a court took an agreement, or a part of it, away.
func (w *town) falls(who string, agreement casemodel.ID, more f) {
	w.t.Helper()
	sent, err := w.Upload(w.t.Context(), w.who[who], casemodel.File{Name: "判决书.jpg", SHA256: strings.Repeat("9f86d081", 8), Size: 1, Type: "image/jpeg"}, "")
	if err != nil {
		w.t.Fatal(err)
	}
	in := f{
		"decided_by": "court", "ground": "unfair", "organ": "呼和浩特市新城区人民法院", "doc_no": "（2026）内0102民初123号", "void_on": "2026-03-02", "scope": "all",
		"served_on": "2026-03-02", "served_way": "post", "files": []any{string(sent.ID)},
	}
	maps.Copy(in, more)
	w.must(who, agreement, "declare_void", in)
}

// handIn adds a file to a matter.
func (w *town) handIn(who string, id casemodel.ID, name string) {
	w.t.Helper()
	w.must(who, id, "attach", f{"files": []any{w.picture(who, name)}})
}

// picture sends up a photograph for an act to come.
func (w *town) picture(who, name string) string {
	w.t.Helper()
	sent, err := w.Upload(w.t.Context(), w.who[who], casemodel.File{Name: name, SHA256: strings.Repeat("9f86d081", 8), Size: 1, Type: "image/jpeg"}, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return string(sent.ID)
}

// blankMayBe are names that may be empty on a paper of a worked case: nobody
// said it, and the paper leaves room or leaves it out.
var blankMayBe = regexp.MustCompile(`性别|证件号码|电话|地点$|卷宗\.存放位置|出生日期|裁定\.|结束|翻译|日期$`)

var (
	markOf  = regexp.MustCompile(`\{\{([^}]*)\}\}`)
	aName   = regexp.MustCompile(`\.[\p{Han}A-Za-z.]+`)
	literal = "王志强{{.}}</w:t>"
)

// lacks are the names a paper writes outside its blocks that the record leaves
// empty, and the lists it goes through that have nothing.
func lacks(source string, data documents.Record) (empty []string) {
	depth := 0
	for _, m := range markOf.FindAllStringSubmatch(source, -1) {
		word, _, _ := strings.Cut(strings.TrimSpace(m[1]), " ")
		block := templates.Words().Blocks[word]
		if depth == 0 && (block == "" || block == "range") {
			for _, name := range aName.FindAllString(m[1], -1) {
				if blank(data, strings.Split(name[1:], ".")) && !blankMayBe.MatchString(name) {
					empty = append(empty, name)
				}
			}
		}
		switch block {
		case "if", "range":
			depth++
		case "end":
			depth--
		}
	}
	return empty
}

func blank(at any, path []string) bool {
	for _, name := range path {
		r, is := at.(documents.Record)
		if !is {
			return false // within a list
		}
		at = r[name]
	}
	switch v := at.(type) {
	case string:
		return v == ""
	case casemodel.Day:
		return v == ""
	case []documents.Record:
		return len(v) == 0
	}
	return false
}

// Every paper the program comes with fills from a worked case with nothing left
// blank that the case knows, and whatever is in a name is only text.
func TestEveryPaperFillsFromAWorkedCase(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		worked := w.worked(literal)
		base := w.serve()
		gaps := map[string][]string{} // paper → what was blank at its best
		for _, id := range slices.Sorted(maps.Keys(worked)) {
			who := worked[id]
			c, home := w.as(base, who), "/matters/"+string(id)+"/papers"
			page := c.get(home).is(http.StatusOK)
			for _, m := range regexp.MustCompile(`name="paper" value="([^"#!]*)"`).FindAllStringSubmatch(page.body, -1) {
				value := strings.ReplaceAll(m[1], "&#34;", "")
				got := c.post(home, url.Values{"paper": {value}}).is(http.StatusOK)
				ask := wantedPaper(value)
				soundPaper(t, ask.id, got.body)
				paper, _ := paperNamed(ask.id)
				empty := lacks(paper.Source, w.recordOf(who, id, ask.session))
				if was, seen := gaps[ask.id]; !seen || len(empty) < len(was) {
					gaps[ask.id] = empty
					keepPaper(t, ask.id, got.body)
				}
			}
		}
		for _, paper := range templates.Papers() {
			empty, made := gaps[paper.ID]
			switch {
			case !made && paper.Serves(func(procedure string) bool { return procedure == "peoples_mediation" }):
				t.Errorf("%s is made of no worked case", paper.ID)
			case len(empty) > 0:
				t.Errorf("%s leaves blank %v", paper.ID, empty)
			}
		}
	})
}

// soundPaper holds a made paper against what a word processor asks of it: an archive
// of well-formed parts, no mark left but one that is a name's own text.
func soundPaper(t *testing.T, id, body string) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %s: %v", id, f.Name, err)
			}
		}
		left := strings.ReplaceAll(string(text), "王志强{{.}}&lt;/w:t&gt;", "")
		if strings.Contains(left, "{{") || strings.Contains(left, "}}") || strings.Contains(left, "no value") || strings.Contains(left, "0001年") {
			t.Errorf("%s: a mark is left in %s: %s", id, f.Name, left)
		}
	}
}

func (w *town) recordOf(who string, id casemodel.ID, session int) documents.Record {
	w.t.Helper()
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, "/", nil)
	v := &visit{s: w.site, c: c, who: w.who[who], session: identity.Session{Name: w.who[who].Name}}
	view, err := w.Case(w.t.Context(), v.who, id)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.site.record(v, view, view.Parties, session, "（2026）第000001号")
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// keepPaper writes a paper where somebody looks at it.
func keepPaper(t *testing.T, id, body string) {
	t.Helper()
	if dir := os.Getenv("JIEFEN_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, id+".docx"), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
