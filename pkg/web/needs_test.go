package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// Each need through the signing page, without a script, to the paper that is
// signed: its sentence stands there, and so does the paper that goes with it.
func TestAPartyWithANeedSignsAPaperThatSaysSo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		for need, road := range map[string]struct {
			sign     map[string]string
			refusal  string
			sentence []string
			more     string // the paper that goes with it
			record   f      // what the record of the sitting asks for, and its field that is refused without
			lacks    string
			took     string // what the signed record says of it
		}{
			"illiterate": {map[string]string{"f.read_by": "白志刚", "f.witness": "乌兰"}, "请填写由谁当面宣读", []string{"以上内容已向王志强宣读", "宣读人（签名）：白志刚", "见证人（签名）：乌兰"}, "reading_witness", f{"read_by": "白志刚"}, "read_by", "宣读人（签名）：白志刚"},
			"deaf":       {nil, "", []string{"手语翻译人员（签名）：其其格"}, "interpreter_pledge", f{"interpreter": "其其格", "pledge": true}, "interpreter", "手语翻译人员（签名）：其其格"},
			"dialect":    {nil, "", []string{"通晓的语言说明。翻译人员（签名）：调解员本人通晓"}, "interpreter_pledge", f{"masters": true}, "interpreter", "翻译人员（签名）：调解员本人通晓"},
			"minor":      {map[string]string{"f.signer": "王建军"}, "由监护人签名", []string{"法定代理人（签名）：王建军"}, "", f{}, "came.0.name", "法定代理人（签名）：王建军"},
		} {
			root, proceeding := w.inSession()
			p := w.parties(root)
			err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
				parties, err := tx.Parties(root)
				if err != nil {
					return err
				}
				parties[0].Needs = []string{need}
				if need == "minor" {
					parties[0].Representatives = []casemodel.Representative{{Kind: "guardian", Name: "王建军"}}
				}
				return tx.UpdateParty(&parties[0])
			})
			if err != nil {
				t.Fatal(err)
			}
			c, at := w.as(w.serve(), "mediator"), "/matters/"+string(proceeding)
			came := []any{f{"party": p[0], "came": "self"}, f{"party": p[1], "came": "self"}}
			record := f{"mode": "joint", "result": "agreed", "course": "逐项核对损失。", "came": came}
			before := w.entries(proceeding)
			version := w.header(proceeding).Version
			_, err = w.Do(t.Context(), w.who["mediator"], proceeding, "log_session", casework.Input{Version: &version, Fields: record})
			var refused *casemodel.Error
			if !asRefusal(err, &refused) || refused.Field != road.lacks && !slices.ContainsFunc(refused.Fields, func(one casemodel.FieldError) bool { return one.Field == road.lacks }) || w.entries(proceeding) != before {
				t.Errorf("%s: a record without help: %v, want a fault at %s", need, err, road.lacks)
			}
			maps.Copy(record, road.record)
			if need == "minor" {
				came[0] = f{"party": p[0], "came": "self", "name": "王建军"}
			}
			w.must("mediator", proceeding, "log_session", record)
			c.post(at+"/papers", url.Values{"paper": {"D13_record~1"}}).paper(road.took)
			w.must("mediator", proceeding, "propose_terms", f{"items": []any{f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿", "amount": "3000", "due": "2026-05-01"}}})
			w.must("mediator", proceeding, "finalise_text", nil)
			page := c.get(at + "/do/record_signature").is(http.StatusOK)
			form := page.hidden()
			form.Set("f.party", p[0])
			form.Del("f.user")
			form.Set("f.way", "fingerprint")
			form["_once"] = form["_once"][:1]
			if road.refusal != "" {
				c.post(at+"/do/record_signature", form).is(http.StatusUnprocessableEntity).has(road.refusal)
			}
			for field, value := range road.sign {
				form.Set(field, value)
			}
			c.post(at+"/do/record_signature", form).is(http.StatusSeeOther)
			if need == "illiterate" {
				c.get(at).has("白志刚 宣读", "乌兰 见证")
			}
			c.post(at+"/papers", url.Values{"paper": {"D15_agreement"}}).paper(road.sentence...)
			if need == "minor" { // who signed for one whom the register has no guardian of stands on his line
				err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
					parties, err := tx.Parties(root)
					if err != nil {
						return err
					}
					parties[0].Representatives = nil
					return tx.UpdateParty(&parties[0])
				})
				if err != nil {
					t.Fatal(err)
				}
				c.post(at+"/papers", url.Values{"paper": {"D15_agreement"}}).paper("监护人（签名）：王建军")
			}
			if road.more != "" {
				c.post(at+"/papers", url.Values{"paper": {road.more}}).paper("王志强")
			}
		}
	})
}
