package workflows

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// proposed are the items this act brings, else those already on file.
func proposed(f *Facts, in casemodel.Fields) []casemodel.Item {
	if items := in.Items("items"); len(items) > 0 {
		return items
	}
	return f.own()
}

func termsRecorded(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	items := proposed(f, in)
	if len(items) == 0 {
		return bad("items", "terms_recorded")
	}
	for i, it := range items {
		if it.Debtor == "" && it.Payer == "" {
			return bad(fmt.Sprintf("items.%d.debtor", i), "item_debtor")
		}
		for _, id := range []casemodel.ID{it.Debtor, it.Creditor} {
			if id != "" && !f.has(id) {
				return bad("items", "no_such_party")
			}
		}
	}
	return nil
}

// article29: who owes whom what and until when (《人民调解法》29), named at the
// very cell that does not say it.
func article29(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	for i, it := range proposed(f, in) {
		at := fmt.Sprintf("items.%d.", i)
		conduct := it.Kind == "refrain" || it.Kind == "apologise" || it.Kind == "act" || it.Kind == "other"
		switch {
		case it.Creditor == "" && !conduct:
			return bad(at+"creditor", "item_creditor")
		case it.What == "" && it.Amount == 0 && it.Share == "":
			return bad(at+"what", "item_what")
		case it.Kind == "pay" && it.AmountKind == "sum" && it.Amount <= 0:
			return bad(at+"amount", "item_amount")
		case it.DueOn == "" && it.UntilOn == "" && it.Every == "" && !it.PaidNow && !conduct:
			return bad(at+"due", "item_due")
		}
	}
	return nil
}

// offersStand: a clause made of an offer that was taken back, or whose
// acceptance was, goes into no text until somebody has decided about it: left
// out, or kept as a clause of its own.
func offersStand(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	gone := 0
	for _, it := range proposed(f, in) {
		accepted := func(o casemodel.Offer) bool { return o.ID == it.OfferID && o.State == casemodel.OfferAccepted }
		if it.OfferID != "" && !slices.ContainsFunc(f.Offers, accepted) {
			gone++
		}
	}
	if gone > 0 {
		return bad("items", "offers_stand", "n", gone)
	}
	return nil
}

// openPlace is a place of a model clause that nobody has filled in: words, not
// the year of a document's number, between the brackets of the library.
var openPlace = regexp.MustCompile(`\x{3010}[^\x{3010}\x{3011}0-9]{1,30}\x{3011}`)

// placesFilled: no place of a model clause is still open when its words bind.
func placesFilled(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	for i, it := range proposed(f, in) {
		if place := openPlace.FindString(it.What); place != "" {
			return bad(fmt.Sprintf("items.%d.what", i), "places_filled", "place", place)
		}
	}
	for _, field := range []string{"breach", "clauses"} {
		if place := openPlace.FindString(in.Text(field)); place != "" {
			return bad(field, "places_filled", "place", place)
		}
	}
	return nil
}

// sumsAgree: the total, when given, is the sum of the sums; shares and deeds
// have no sum (G10).
func sumsAgree(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	total, given := in.Money("total")
	if !given {
		return nil
	}
	sum := casemodel.Money(0)
	for _, it := range proposed(f, in) {
		if it.AmountKind == "sum" {
			sum += it.Amount
		}
	}
	if sum != total {
		return bad("total", "sums_agree", "sum", sum.String())
	}
	return nil
}

// hasRoster: somebody stands on a roster of the case.
func hasRoster(f *Facts, _ casemodel.Fields, _ any) *casemodel.Error {
	if len(f.Roster) == 0 {
		return bad("", "has_roster")
	}
	return nil
}

// rosterAgrees: what the text gives a side that has a roster is, to the fen,
// what its people are to get; each of them gets a share of each clause, so that
// none recurs without an end and each is a sum.
func rosterAgrees(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	sums, shares := map[casemodel.ID]casemodel.Money{}, map[casemodel.ID]casemodel.Money{}
	for _, m := range f.Roster {
		if m.Stands() {
			shares[m.SideID] += m.Share()
		}
	}
	for _, it := range proposed(f, in) {
		if _, listed := shares[it.Creditor]; !listed || it.ObligationID != "" {
			continue
		}
		if it.AmountKind == "sum" && it.Every != "" {
			return bad("items", "roster_recurs")
		}
		if it.AmountKind == "sum" {
			sums[it.Creditor] += it.Amount
		}
	}
	for side, sum := range sums {
		if sum != shares[side] {
			return bad("items", "roster_agrees", "sum", sum.String(), "shares", shares[side].String())
		}
	}
	return nil
}

// listedSign: where the act that makes an agreement carries the signatures, all
// whom its text names sign it, the debtor of their money too, and nobody of a
// roster whom it does not name. Who does not want to sign is taken out before.
func listedSign(f *Facts, in casemodel.Fields, _ any) *casemodel.Error {
	signers := in.IDs("signers")
	for _, it := range proposed(f, in) {
		if it.AmountKind != "sum" || it.Creditor == "" {
			continue
		}
		people := f.listed(it.Creditor)
		if f.Act == "make_agreement" { // its text comes with it, and names everybody who stands
			people = f.standing(it.Creditor)
		}
		if len(people) == 0 {
			continue
		}
		open := slices.DeleteFunc(slices.Clone(people), func(m casemodel.Member) bool { return slices.Contains(signers, m.ID) })
		if len(open) > 0 {
			return bad("signers", "all_of_list_sign", "party", open[0].Party.Name, "open", len(open), "all", len(people))
		}
		if it.Debtor != "" && !slices.Contains(signers, it.Debtor) {
			return bad("signers", "debtor_signs")
		}
	}
	for _, m := range f.Roster {
		named := m.TextID == f.Matter.ID || f.Act == "make_agreement" && m.Stands()
		if slices.Contains(signers, m.ID) && (!named || m.BoundOn != "") {
			return bad("signers", "member_unlisted", "party", m.Party.Name)
		}
	}
	return nil
}
