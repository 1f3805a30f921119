package workflows

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
)

func (f *Field) rows() int {
	if f.Max > 0 {
		return f.Max
	}
	return listRows
}

// rowsOf reads a list of structured rows; a fault's path names the row.
func (f *Field) rowsOf(v any, parse func([]byte) (rows any, n int, fault string)) (any, *casemodel.FieldError) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, &casemodel.FieldError{Field: f.ID, Key: "field.list"}
	}
	rows, n, fault := parse(b)
	if fault != "" {
		path, key, _ := strings.Cut(fault, " ")
		return nil, &casemodel.FieldError{Field: strings.TrimSuffix(f.ID+"."+path, "."), Key: "field." + key}
	}
	if n > f.rows() {
		return nil, &casemodel.FieldError{Field: f.ID, Key: "field.too_many", Args: map[string]any{"max": f.rows()}}
	}
	return rows, nil
}

func strict(b []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func consentFault(list []casemodel.Consent, err error) string {
	if err != nil {
		return " list"
	}
	for i, c := range list {
		switch {
		case !c.Party.Valid():
			return fmt.Sprintf("%d.party reference", i)
		case c.Consent != "agreed" && c.Consent != "refused":
			return fmt.Sprintf("%d.consent choice", i)
		case !slices.Contains([]string{"written", "recorded_call", "present", "online"}, c.Way):
			return fmt.Sprintf("%d.way choice", i)
		}
	}
	return ""
}

func attendanceFault(list []casemodel.Attendance, err error) string {
	if err != nil {
		return " list"
	}
	for i := range list {
		a := &list[i]
		switch {
		case !a.Party.Valid():
			return fmt.Sprintf("%d.party reference", i)
		case !slices.Contains(casemodel.Came, a.Came):
			return fmt.Sprintf("%d.came choice", i)
		case a.Authority != "" && !slices.Contains(casemodel.Authorities, a.Authority):
			return fmt.Sprintf("%d.authority choice", i)
		case a.Capacity != "" && !slices.Contains(casemodel.Capacities, a.Capacity):
			return fmt.Sprintf("%d.capacity choice", i)
		case a.Admitted != "" && !slices.Contains(casemodel.Admissions, a.Admitted):
			return fmt.Sprintf("%d.admitted choice", i)
		case utf8.RuneCountInString(a.Name) > shortText:
			return fmt.Sprintf("%d.name too_long", i)
		case utf8.RuneCountInString(a.With) > shortText:
			return fmt.Sprintf("%d.with too_long", i)
		case utf8.RuneCountInString(a.Relation) > shortText:
			return fmt.Sprintf("%d.relation too_long", i)
		}
		a.Name, a.With, a.Relation = clean(a.Name), clean(a.With), clean(a.Relation)
	}
	return ""
}

// memberFault checks the shape of a roster's lines: how long each cell is. What
// stands in them is looked at with the roster, all at once.
func memberFault(list []casemodel.MemberRow, err error) string {
	if err != nil {
		return " list"
	}
	for i := range list {
		r := &list[i]
		for _, cell := range []struct {
			name string
			text *string
			max  int
		}{
			{"name", &r.Name, 100}, {"id_no", &r.IDNo, 40}, {"phone", &r.Phone, 40}, {"claim", &r.Claim, shortText}, {"agent", &r.Agent, 100}, {"note", &r.Note, shortText},
		} {
			if *cell.text = clean(*cell.text); utf8.RuneCountInString(*cell.text) > cell.max {
				return fmt.Sprintf("%d.%s too_long", i, cell.name)
			}
		}
	}
	return ""
}

// itemFault checks the shape of obligations and settles what kind of amount
// each has: a sum when money is named, a share when a share is, else in kind.
func itemFault(list []casemodel.Item, err error) string {
	if err != nil {
		return " list"
	}
	for i := range list {
		it := &list[i]
		byOffer := it.OfferID != "" && it.Kind == "" // the rest comes from the offer
		if it.AmountKind == "" {
			it.AmountKind = amountKind(it)
		}
		switch {
		case it.Debtor != "" && !it.Debtor.Valid():
			return fmt.Sprintf("%d.debtor reference", i)
		case it.Creditor != "" && !it.Creditor.Valid():
			return fmt.Sprintf("%d.creditor reference", i)
		case it.OfferID != "" && !it.OfferID.Valid():
			return fmt.Sprintf("%d.offer reference", i)
		case !byOffer && !slices.Contains(casemodel.ItemKinds, it.Kind):
			return fmt.Sprintf("%d.kind choice", i)
		case !slices.Contains(casemodel.AmountKinds, it.AmountKind):
			return fmt.Sprintf("%d.amount_kind choice", i)
		case it.DueOn != "" && !it.DueOn.Valid():
			return fmt.Sprintf("%d.due date", i)
		case it.UntilOn != "" && !it.UntilOn.Valid():
			return fmt.Sprintf("%d.until date", i)
		case it.Every != "" && !slices.Contains(casemodel.ItemEvery, it.Every):
			return fmt.Sprintf("%d.every choice", i)
		case utf8.RuneCountInString(it.What) > 2000:
			return fmt.Sprintf("%d.what too_long", i)
		}
		it.What = clean(it.What)
	}
	return ""
}

func amountKind(it *casemodel.Item) string {
	switch {
	case it.Share != "":
		return "share"
	case it.Amount > 0 || it.Kind == "pay" && it.What == "":
		return "sum"
	}
	return "in_kind"
}
