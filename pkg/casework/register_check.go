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
	v := map[string]string{"summary": r.Summary, "occurred_place": r.Place, "source_ref": r.SourceRef, "slip": r.Slip, "slip_why": r.SlipWhy}
	if r.People > 0 {
		v["people_involved"] = strconv.Itoa(r.People)
	}
	if !r.AppliedAt.IsZero() {
		v["applied_at"] = r.AppliedAt.String()
	}
	if r.Anonymous {
		v["anonymous"] = "true"
	}
	if r.onSpot {
		v[SpotField] = "true"
	}
	if len(r.Claims) > 0 {
		v["claims"] = workflows.Write(r.Claims)
	}
	if len(r.RiskBoxes) > 0 {
		v["risk_boxes"] = strings.Trim(fmt.Sprint(r.RiskBoxes), "[]")
	}
	for i, answer := range r.Violence.Answers() {
		v[casemodel.ScreeningFields[i]] = answer
	}
	for k, text := range v {
		if text == "" {
			delete(v, k)
		}
	}
	return v
}

// Bounds of what is written about a case, in characters and heads.
const (
	longestTitle   = 100
	longestSummary = 2000
	longestPlace   = 200
	mostPeople     = 100_000
)

// How many of a kind a registration may hold; a group comes in by its list.
const (
	maxParties = 200
	maxClaims  = 50
	maxAgents  = 20 // of one party
)

// check finds every fault of a registration at its field.
func (r *Registration) check(j *job) error {
	r.tidy()
	var faults []casemodel.FieldError
	fault := func(field, key string) { faults = append(faults, casemodel.FieldError{Field: field, Key: key}) }
	long := func(field, text string, limit int) { faults = append(faults, tooLong(field, text, limit)...) }
	long("title", r.Title, longestTitle)
	long("summary", r.Summary, longestSummary)
	long("occurred_place", r.Place, longestPlace)
	long("source_ref", r.SourceRef, 100)
	if strings.TrimSpace(r.Summary) == "" {
		fault("summary", "field.missing")
	}
	if casemodel.Filler(r.Summary) {
		fault("summary", "field.filler")
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
	if r.People < 0 || r.People > mostPeople {
		fault("people_involved", "field.int")
	}
	if len(r.RiskBoxes) > 6 {
		fault("risk_boxes", "field.choice")
	}
	for i, answer := range r.Violence.Answers() {
		if answer != "" && !j.d.listed("screening", answer) {
			fault(casemodel.ScreeningFields[i], "field.choice")
		}
	}
	faults = append(faults, tooMany("parties", len(r.Parties), maxParties)...)
	faults = append(faults, tooMany("claims", len(r.Claims), maxClaims)...)
	asks := r.Anonymous
	for i := range r.Parties {
		p := &r.Parties[i]
		if p.Kind == "" {
			p.Kind = "natural"
		}
		faults = append(faults, partyFaults(p, fmt.Sprintf("parties.%d.", i), j.today)...)
		if p.Asks() {
			asks = true
			if !p.Reachable() && !r.Anonymous {
				fault(fmt.Sprintf("parties.%d.phone", i), "party.unreachable")
			}
			if r.Violence.Flagged() && p.Phone != "" && p.SafeContact == "" {
				fault(fmt.Sprintf("parties.%d.safe_contact", i), "party.safe_unasked")
			}
		}
	}
	if !asks {
		fault("parties", "guard.applicant_missing")
	}
	for i, c := range r.Claims {
		long(fmt.Sprintf("claims.%d.text", i), c.Text, 500)
		long(fmt.Sprintf("claims.%d.kind", i), c.Kind, 40)
		if c.Amount < 0 {
			fault(fmt.Sprintf("claims.%d.amount", i), "field.money")
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
}

// Words of a party that casemodel names no list for, closed all the same: who
// calls and who writes obey them.
var (
	safeContacts = []string{"yes", "only", "never"}
	sexes        = []string{"male", "female"}
	idTypes      = []string{"resident_id", "uscc", "passport", "other"}
	agentKinds   = []string{"guardian", "agent", "group", "legal_aid"}
	authorities  = []string{"general", "special"}
)

// checkParty gives the first fault of a party, nil when there is none; prefix
// is put before the field's name.
func checkParty(p *casemodel.Party, prefix string, today casemodel.Day) *casemodel.FieldError {
	if faults := partyFaults(p, prefix, today); len(faults) > 0 {
		return &faults[0]
	}
	return nil
}

// partyFaults finds what is wrong with one party.
func partyFaults(p *casemodel.Party, prefix string, today casemodel.Day) []casemodel.FieldError {
	var faults []casemodel.FieldError
	bad := func(field, key string) {
		faults = append(faults, casemodel.FieldError{Field: prefix + field, Key: key})
	}
	for _, c := range []struct {
		field, value string
		list         []string
		must         bool
	}{
		{"role", p.Role, casemodel.PartyRoles, true},
		{"kind", p.Kind, casemodel.PartyKinds, true},
		{"safe_contact", p.SafeContact, safeContacts, false},
		{"sex", p.Sex, sexes, false},
		{"id_type", p.IDType, idTypes, false},
	} {
		if (c.must || c.value != "") && !slices.Contains(c.list, c.value) {
			bad(c.field, "field.choice")
		}
	}
	if p.Count < 0 || p.Count > mostPeople { // none stated is one
		bad("count", "field.range")
	}
	if p.BornOn != "" && !p.BornOn.Valid() {
		bad("born_on", "field.date")
	}
	if strings.TrimSpace(p.Name) == "" && p.Role != "respondent" {
		bad("name", "field.missing")
	}
	faults = append(faults, tooLong(prefix+"name", p.Name, 100)...)
	faults = append(faults, tooLong(prefix+"address", p.Address, 200)...)
	faults = append(faults, tooLong(prefix+"reach", p.Reach, 200)...)
	for _, one := range []struct{ field, text string }{{"name", p.Name}, {"address", p.Address}, {"reach", p.Reach}} {
		if casemodel.Filler(one.text) {
			bad(one.field, "field.filler")
		}
	}
	for _, one := range []struct{ field, number string }{{"phone", p.Phone}, {"phone2", p.Phone2}} {
		if one.number != "" {
			if key := casemodel.CheckPhone(one.number); key != "" {
				bad(one.field, key)
			}
		}
	}
	if len(p.Needs) > len(casemodel.PartyNeeds) || slices.ContainsFunc(p.Needs, func(need string) bool { return !slices.Contains(casemodel.PartyNeeds, need) }) {
		bad("needs", "field.choice")
	}
	if key := checkNumber(p, today); key != "" {
		bad("id_no", key)
	}
	faults = append(faults, tooLong(prefix+"id_no", p.IDNo, 40)...)
	faults = append(faults, tooMany(prefix+"representatives", len(p.Representatives), maxAgents)...)
	for i := range p.Representatives {
		faults = append(faults, agentFaults(&p.Representatives[i], fmt.Sprintf("%srepresentatives.%d.", prefix, i), today)...)
	}
	return faults
}

// agentFaults finds what is wrong with one representative. What kind of number
// it is nobody says: one of digits is a resident's.
func agentFaults(r *casemodel.Representative, prefix string, today casemodel.Day) []casemodel.FieldError {
	var faults []casemodel.FieldError
	bad := func(field, key string) {
		faults = append(faults, casemodel.FieldError{Field: prefix + field, Key: key})
	}
	if !slices.Contains(agentKinds, r.Kind) {
		bad("kind", "field.choice")
	}
	if r.Authority != "" && !slices.Contains(authorities, r.Authority) {
		bad("authority", "field.choice")
	}
	if r.Name == "" {
		bad("name", "field.missing")
	}
	if r.Phone != "" {
		if key := casemodel.CheckPhone(r.Phone); key != "" {
			bad("phone", key)
		}
	}
	r.IDNo = strings.ToUpper(r.IDNo)
	if r.IDNo != "" && strings.Trim(r.IDNo, "0123456789X") == "" {
		if _, key := casemodel.ParseIDCard(r.IDNo, today); key != "" {
			bad("id_no", key)
		}
	}
	faults = append(faults, tooLong(prefix+"name", r.Name, 100)...)
	return append(faults, tooLong(prefix+"id_no", r.IDNo, 40)...)
}

// tooMany is the fault of a list with more rows than it may have.
func tooMany(field string, n, limit int) []casemodel.FieldError {
	if n <= limit {
		return nil
	}
	return []casemodel.FieldError{{Field: field, Key: "field.too_many", Args: map[string]any{"max": limit}}}
}

// tooLong is the fault of a text with more characters than it may have.
func tooLong(field, text string, limit int) []casemodel.FieldError {
	n := utf8.RuneCountInString(text)
	if n <= limit {
		return nil
	}
	return []casemodel.FieldError{{Field: field, Key: "field.too_long", Args: map[string]any{"max": limit, "have": n}}}
}

// checkNumber checks the identity number by its kind and reads sex and birth
// date out of a resident number.
func checkNumber(p *casemodel.Party, today casemodel.Day) (key string) {
	if p.IDNo == "" {
		return ""
	}
	p.IDNo = strings.ToUpper(strings.TrimSpace(p.IDNo))
	if p.IDType == "" {
		p.IDType = map[bool]string{true: "resident_id", false: "uscc"}[p.Kind == "natural"]
	}
	switch p.IDType {
	case "resident_id":
		var card casemodel.IDCard
		if card, key = casemodel.ParseIDCard(p.IDNo, today); key == "" {
			p.BornOn, p.Sex = card.BornOn, card.Sex
		}
	case "uscc":
		key = casemodel.CheckUSCC(p.IDNo)
	}
	return key
}

func (d *Desk) listed(list, value string) bool {
	return slices.ContainsFunc(d.Flows.Lists[list], func(o workflows.Option) bool { return o.Value == value })
}
