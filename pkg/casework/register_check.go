package casework

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// values are the current fields a registration leaves.
func (r *Registration) values() map[string]string {
	v := map[string]string{"summary": r.Summary, "occurred_place": r.Place, "source_ref": r.SourceRef}
	if r.People > 0 {
		v["people_involved"] = strconv.Itoa(r.People)
	}
	if !r.AppliedAt.IsZero() {
		v["applied_at"] = r.AppliedAt.String()
	}
	if r.Anonymous {
		v["anonymous"] = "true"
	}
	if len(r.Claims) > 0 {
		v["claims"] = workflows.Write(r.Claims)
	}
	if len(r.RiskBoxes) > 0 {
		v["risk_boxes"] = strings.Trim(fmt.Sprint(r.RiskBoxes), "[]")
	}
	for k, text := range v {
		if text == "" {
			delete(v, k)
		}
	}
	return v
}

// maxParties keeps a roster out of the registration form; a group comes in by
// its list.
const maxParties = 50

// check finds every fault of a registration at its field.
func (r *Registration) check(j *job) error {
	var faults []casemodel.FieldError
	fault := func(field, key string) { faults = append(faults, casemodel.FieldError{Field: field, Key: key}) }
	long := func(field, text string, limit int) {
		if n := utf8.RuneCountInString(text); n > limit {
			faults = append(faults, casemodel.FieldError{Field: field, Key: "field.too_long", Args: map[string]any{"max": limit, "have": n}})
		}
	}
	long("title", r.Title, 100)
	long("summary", r.Summary, 2000)
	long("occurred_place", r.Place, 200)
	long("source_ref", r.SourceRef, 100)
	if strings.TrimSpace(r.Summary) == "" {
		fault("summary", "field.missing")
	}
	if r.Category != "" && !j.d.listed("categories", r.Category) {
		fault("category", "field.choice")
	}
	if r.Channel != "" && !j.d.listed("channels", r.Channel) {
		fault("source_channel", "field.choice")
	}
	if !r.AppliedAt.IsZero() && j.tx.Now().Before(r.AppliedAt) {
		fault("applied_at", "date.future")
	}
	if r.People < 0 || r.People > 100_000 {
		fault("people_involved", "field.int")
	}
	if len(r.Parties) > maxParties {
		fault("parties", "field.too_many")
	}
	asks := r.Anonymous
	for i := range r.Parties {
		p := &r.Parties[i]
		if p.Kind == "" {
			p.Kind = "natural"
		}
		if f := checkParty(p, fmt.Sprintf("parties.%d.", i), j.today); f != nil {
			faults = append(faults, *f)
		}
		if p.Asks() {
			asks = true
			if !p.Reachable() && !r.Anonymous {
				fault(fmt.Sprintf("parties.%d.phone", i), "party.unreachable")
			}
		}
	}
	if !asks {
		fault("parties", "guard.applicant_missing")
	}
	for i, c := range r.Claims {
		long(fmt.Sprintf("claims.%d.text", i), c.Text, 500)
	}
	if len(faults) == 0 {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
}

// checkParty checks one party; prefix is put before the field's name.
func checkParty(p *casemodel.Party, prefix string, today casemodel.Day) *casemodel.FieldError {
	bad := func(field, key string) *casemodel.FieldError {
		return &casemodel.FieldError{Field: prefix + field, Key: key}
	}
	switch {
	case !slices.Contains(casemodel.PartyRoles, p.Role):
		return bad("role", "field.choice")
	case !slices.Contains(casemodel.PartyKinds, p.Kind):
		return bad("kind", "field.choice")
	case strings.TrimSpace(p.Name) == "" && p.Role != "respondent":
		return bad("name", "field.missing")
	case utf8.RuneCountInString(p.Name) > 100:
		return bad("name", "field.too_long")
	case utf8.RuneCountInString(p.Address) > 200:
		return bad("address", "field.too_long")
	}
	for field, number := range map[string]string{"phone": p.Phone, "phone2": p.Phone2} {
		if number != "" {
			if key := casemodel.CheckPhone(number); key != "" {
				return bad(field, key)
			}
		}
	}
	for _, need := range p.Needs {
		if !slices.Contains(casemodel.PartyNeeds, need) {
			return bad("needs", "field.choice")
		}
	}
	return checkNumber(p, bad, today)
}

// checkNumber checks the identity number by its kind and reads sex and birth
// date out of a resident number.
func checkNumber(p *casemodel.Party, bad func(string, string) *casemodel.FieldError, today casemodel.Day) *casemodel.FieldError {
	if p.IDNo == "" {
		return nil
	}
	p.IDNo = strings.ToUpper(strings.TrimSpace(p.IDNo))
	if p.IDType == "" {
		p.IDType = map[bool]string{true: "resident_id", false: "uscc"}[p.Kind == "natural"]
	}
	switch p.IDType {
	case "resident_id":
		card, key := casemodel.ParseIDCard(p.IDNo, today)
		if key != "" {
			return bad("id_no", key)
		}
		p.BornOn, p.Sex = card.BornOn, card.Sex
	case "uscc":
		if key := casemodel.CheckUSCC(p.IDNo); key != "" {
			return bad("id_no", key)
		}
	}
	if utf8.RuneCountInString(p.IDNo) > 40 {
		return bad("id_no", "field.too_long")
	}
	return nil
}

func (d *Desk) listed(list, value string) bool {
	return slices.ContainsFunc(d.Flows.Lists[list], func(o workflows.Option) bool { return o.Value == value })
}
