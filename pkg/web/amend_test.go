package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
)

// The warning that keeps somebody from being hurt survives a correction made
// in a person's own words, whether they are the list's or not.
func TestAWarningIsCorrectedInTheListsWordsOrNotAtAll(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		r := quarrel()
		r.Parties[0].SafeContact = "only"
		root := w.register(r)
		home := "/matters/" + string(root)
		c := w.as(w.serve(), "clerk")
		form := c.form(home + "/do/amend")
		form.Set("f.field", "safe_contact")
		form.Set("f.party", w.parties(root)[0])
		form.Set("f.value", "千万不要打电话")
		form.Set("f.reason", "当事人来电")
		c.post(home+"/do/amend", form).is(http.StatusUnprocessableEntity).has(
			"请从列表中选择", "千万不要打电话", `<select id="f.value"`, `<option value="never">`+say("word.safe.never")+"</option>")
		c.get(home).has(say("party.call_only"))
		form.Set("f.value", say("word.safe.never"))
		c.post(home+"/do/amend", form).redirects(home)
		c.get(home).has(say("party.never_call")).lacks(say("party.call_only"))
	})
}

func TestAListedItemIsCorrectedFromItsList(t *testing.T) {
	each(t, func(_ *testing.T, w *town) {
		root := w.register(quarrel())
		home := "/matters/" + string(root)
		c := w.as(w.serve(), "clerk")
		form := c.get(home+"/do/amend").is(http.StatusOK).has(`<input type="text" id="f.value"`, `name="_again" value="f.field"`).hidden()
		form.Set("f.field", "category")
		form.Set("f.reason", "核对")
		form.Set("_again", "f.field")
		c.post(home+"/do/amend", form).is(http.StatusOK).has(`<select id="f.value"`, `<option value="16">物业纠纷</option>`, "核对").lacks("<textarea")
		form.Set("f.field", "people_involved")
		form.Set("f.value", "１２")
		c.post(home+"/do/amend", form).is(http.StatusOK).has(`<input type="text" id="f.value"`)
		form.Del("_again")
		c.post(home+"/do/amend", form).redirects(home)
		w.field(root, "people_involved", "12")
	})
}

func TestAWordNobodyKnowsIsTheStrictestWarning(t *testing.T) {
	for word, never := range map[string]bool{"": false, "yes": false, "only": false, "never": true, "不要打电话": true} {
		p := casemodel.Party{SafeContact: word, Phone: "139****6027"}
		if casework.Dials(&p, "phone") == never {
			t.Errorf("%q: never is %v", word, !never)
		}
		if notes := partyNotes(p); (word == "only") != (len(notes) == 1 && notes[0] == say("party.call_only")) {
			t.Errorf("%q: %v", word, notes)
		}
	}
}

// A correction asks for what a colleague put in its place, and for nothing that
// no correction is made of: a conflict is no way to read what is for named
// persons alone.
func TestAConflictTellsOnlyWhatCanBeCorrected(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.register(quarrel())
		path := "/matters/" + string(root) + "/do/amend"
		if err := w.DB.Do(t.Context(), func(tx *store.Tx) error {
			return tx.SetFields(root, map[string]string{"violence": "recent", "finding": "虚假调解"}, 1)
		}); err != nil {
			t.Fatal(err)
		}
		w.must("clerk", root, "amend", f{"field": "occurred_place", "value": "丽苑小区东门", "reason": "核对"})
		c := w.as(w.serve(), "clerk")
		form := c.form(path)
		form.Set("version", "0")
		form.Set("f.value", "西门")
		form.Set("f.reason", "核对")
		form.Set("f.field", "occurred_place")
		c.post(path, form).is(http.StatusConflict).has("丽苑小区东门")
		for _, item := range []string{"violence", "finding", "risk_boxes"} {
			form.Set("f.field", item)
			c.post(path, form).is(http.StatusConflict).lacks("recent", "虚假调解", "theirs.value")
		}
	})
}
