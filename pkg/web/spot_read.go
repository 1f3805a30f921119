package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// spotPhotos keeps the pictures that came with the page.
func (v *visit) spotPhotos() (photos []casemodel.ID, faults []casemodel.FieldError, err error) {
	files := &reading{v: v, values: v.form, raw: map[string]any{}}
	err = files.files(&workflows.Field{ID: "photos", Type: "files"}, "photos")
	for _, id := range v.form["photos"] {
		photos = append(photos, casemodel.ID(id))
	}
	return photos, files.faults, err
}

// spot reads what came out of it. Terms name their parties by block; the desk
// counts those kept, and so do the faults.
func (v *visit) spot(r casework.Registration, photos []casemodel.ID) (casework.Spot, []casemodel.FieldError) {
	get := func(name string) string { return strings.TrimSpace(v.form.Get(name)) }
	one := casework.Spot{
		Registration: r, Result: get("result"), Reason: get("reason"), Way: get("way"), Course: get("course"), Proof: say("spot.proof"),
		Photos: photos, GoOn: get("_road") != "",
	}
	if one.Result == casework.SpotNone {
		return one, nil
	}
	var faults []casemodel.FieldError
	one.Terms = v.spotTerms(&faults)
	one.Told = v.inOneLine(one.Terms)
	return one, faults
}

// spotTerms are the rows into which something was typed; v.blocks remembers
// which row each is.
func (v *visit) spotTerms(faults *[]casemodel.FieldError) (terms []casework.SpotTerm) {
	for i := range rowCount(v.form, "items") {
		row, path := "items."+strconv.Itoa(i)+".", "items."+strconv.Itoa(len(terms))
		if !typed(v.form, row, "debtor", "creditor", "kind") {
			continue
		}
		get := func(cell string) string { return strings.TrimSpace(v.form.Get(row + cell)) }
		v.blocks["items"] = append(v.blocks["items"], i)
		t := casework.SpotTerm{
			Debtor: v.nthParty(get("debtor")), Creditor: v.nthParty(get("creditor")), Kind: get("kind"), What: get("what"),
			Due: casemodel.Day(get("due")), Paid: get("paid") != "",
		}
		if given := get("amount"); given != "" {
			m, err := casemodel.ParseMoney(amount(given))
			if err != nil {
				*faults = append(*faults, casemodel.FieldError{Field: path + ".amount", Key: "field.money"})
			}
			t.Amount = m
		}
		if t.Debtor < 0 {
			*faults = append(*faults, casemodel.FieldError{Field: path + ".debtor", Key: "field.no_such_party"})
		}
		terms = append(terms, t)
	}
	return terms
}

// nthParty is the place among the parties that were kept of the block that a
// list named, -1 for none.
func (v *visit) nthParty(block string) int {
	n, err := strconv.Atoi(block)
	if err != nil {
		return -1
	}
	return slices.Index(v.blocks["parties"], n)
}

// longestTold is how many characters of the terms a line takes.
const longestTold = 180

// inOneLine puts the terms into words.
func (v *visit) inOneLine(terms []casework.SpotTerm) string {
	name := func(n int) string {
		if n < 0 {
			return ""
		}
		return strings.TrimSpace(v.form.Get("parties." + strconv.Itoa(v.blocks["parties"][n]) + ".name"))
	}
	lines := make([]string, 0, len(terms))
	for _, t := range terms {
		if t.Debtor < 0 {
			continue
		}
		what := t.What
		if t.Amount > 0 {
			what = yuan(t.Amount) + " " + what
		}
		lines = append(lines, say("spot.told", "debtor", name(t.Debtor), "creditor", name(t.Creditor), "kind", say("word.item_kind."+t.Kind), "what", what))
	}
	return shorten(strings.Join(lines, say("list.semicolon")), longestTold)
}
