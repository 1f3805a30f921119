package web

import (
	"net/http"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
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
		form := c.get(home+"/do/amend").is(http.StatusOK).has(`<textarea id="f.value"`, `name="_again" value="f.field"`).hidden()
		form.Set("f.field", "category")
		form.Set("f.reason", "核对")
		form.Set("_again", "f.field")
		c.post(home+"/do/amend", form).is(http.StatusOK).has(`<select id="f.value"`, `<option value="16">物业纠纷</option>`, "核对").lacks("<textarea")
		form.Set("f.field", "people_involved")
		form.Set("f.value", "１２")
		c.post(home+"/do/amend", form).is(http.StatusOK).has(`<textarea id="f.value"`)
		form.Del("_again")
		c.post(home+"/do/amend", form).redirects(home)
		w.field(root, "people_involved", "12")
	})
}

func TestAWordNobodyKnowsIsTheStrictestWarning(t *testing.T) {
	for word, want := range map[string][]string{
		"": nil, "yes": nil, "only": {say("party.call_only")}, "never": {say("party.never_call")}, "不要打电话": {say("party.never_call")},
	} {
		got := partyNotes(casemodel.Party{SafeContact: word})
		if len(got) != len(want) || len(got) == 1 && got[0] != want[0] {
			t.Errorf("%q: %v, want %v", word, got, want)
		}
	}
}
