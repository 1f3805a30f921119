package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// registration reads the posted form. Blocks nobody typed into are left out;
// v.blocks remembers which block each party and claim stands in. Only what has
// no place in a Registration is judged here: amounts, dates and numbers that
// are none.
func (v *visit) registration() (casework.Registration, []casemodel.FieldError, error) {
	var faults []casemodel.FieldError
	place, stale, err := (&form{v: v, values: v.form}).typedPlace("occurred_area")
	if stale {
		faults = append(faults, casemodel.FieldError{Field: "occurred_area", Key: "field.area_stale"})
	}
	get := func(name string) string { return strings.TrimSpace(v.form.Get(name)) }
	r := casework.Registration{
		Category: get("category"), Channel: get("source_channel"), SourceRef: get("source_ref"), Area: place,
		Place: get("occurred_place"), Summary: get("summary"), DuplicatesSeen: get("duplicates_seen") != "",
		Title: get("title"), Anonymous: get("anonymous") != "", Slip: get("slip"), SlipWhy: get("slip_why"), Violence: v.screening(),
	}
	v.stands(&r)
	if people := halfWidth(get("people_involved")); people != "" {
		n, err := strconv.Atoi(people)
		if err != nil {
			faults = append(faults, casemodel.FieldError{Field: "people_involved", Key: "field.int"})
		}
		r.People = n
	}
	if at := get("applied_at"); at != "" {
		t, err := time.ParseInLocation("2006-01-02T15:04", at, calendar.Zone)
		if err != nil {
			faults = append(faults, casemodel.FieldError{Field: "applied_at", Key: "field.datetime"})
		}
		r.AppliedAt = casemodel.At(t)
	}
	for _, box := range v.form["risk_boxes"] {
		r.RiskBoxes = append(r.RiskBoxes, atoi(box))
	}
	v.blocks = map[string][]int{}
	for i := range rowCount(v.form, "parties") {
		prefix := "parties." + strconv.Itoa(i) + "."
		if (i > 0 || r.Anonymous) && !typed(v.form, prefix, "role", "kind", "id_type", "safe_contact", "hide_address") {
			continue
		}
		if id := casemodel.ID(get(prefix + "from")); id.Valid() && r.From != nil {
			r.From[len(r.Parties)] = id
		}
		v.blocks["parties"] = append(v.blocks["parties"], i)
		r.Parties = append(r.Parties, v.party(prefix))
	}
	claims, wrong := v.claims()
	r.Claims = claims
	return r, append(faults, wrong...), err
}

func (v *visit) party(prefix string) casemodel.Party {
	v.readCard(prefix)
	get := func(field string) string { return strings.TrimSpace(v.form.Get(prefix + field)) }
	p := casemodel.Party{
		Role: get("role"), Kind: get("kind"), Name: get("name"), Phone: phone(get("phone")), Phone2: phone(get("phone2")),
		IDType: get("id_type"), IDNo: halfWidth(get("id_no")), Address: get("address"), Reach: get("reach"),
		SafeContact: get("safe_contact"), Needs: v.form[prefix+"needs"],
		HideAddress: get("hide_address") == "yes" || get("hide_address") == "" && (casemodel.Homely(v.form.Get("category")) || v.screening().Flagged()),
	}
	if name := get("representatives.0.name"); name != "" {
		p.Representatives = []casemodel.Representative{{
			Kind: get("representatives.0.kind"), Name: name, Phone: phone(get("representatives.0.phone")), Authority: get("representatives.0.authority"),
		}}
		if p.Representatives[0].Kind == "" {
			p.Representatives[0].Kind = "agent"
		}
	}
	return p
}

// screening is what was answered to the three questions about violence at home.
func (v *visit) screening() casemodel.Screening {
	return casemodel.Screening{Ever: v.form.Get("violence_ever"), Lately: v.form.Get("violence_lately"), Fear: v.form.Get("violence_fear")}
}

// dropBlock takes the block named parties.2 out of a form; those below it move
// up.
func dropBlock(values url.Values, block string) {
	list, at, _ := strings.Cut(block, ".")
	n, err := strconv.Atoi(at)
	if err != nil || !slices.Contains([]string{"parties", "claims", "items"}, list) {
		return
	}
	last := max(rowCount(values, list), atoi(values.Get("_"+list)))
	for _, name := range sortedKeys(values) {
		rest, is := strings.CutPrefix(name, list+".")
		row, field, _ := strings.Cut(rest, ".")
		i, err := strconv.Atoi(row)
		if !is || err != nil || i < n {
			continue
		}
		if i > n {
			values[list+"."+strconv.Itoa(i-1)+"."+field] = values[name]
		}
		delete(values, name)
	}
	values.Set("_"+list, strconv.Itoa(max(0, last-1)))
}

// phone drops the blanks and hyphens people group a mobile number with.
func phone(typed string) string {
	s := strings.NewReplacer(" ", "", "\u00a0", "").Replace(halfWidth(typed))
	if bare := strings.ReplaceAll(s, "-", ""); len(bare) == 11 && strings.HasPrefix(bare, "1") {
		return bare
	}
	return s
}

func (v *visit) claims() (list []casework.Claim, faults []casemodel.FieldError) {
	for i := range rowCount(v.form, "claims") {
		prefix := "claims." + strconv.Itoa(i) + "."
		c := casework.Claim{Text: strings.TrimSpace(v.form.Get(prefix + "text"))}
		if given := strings.TrimSpace(v.form.Get(prefix + "amount")); given != "" {
			m, err := casemodel.ParseMoney(amount(given))
			if err != nil {
				faults = append(faults, casemodel.FieldError{Field: prefix + "amount", Key: "field.money"})
			}
			c.Amount = m
		}
		if c.Text == "" && c.Amount == 0 {
			continue
		}
		v.blocks["claims"] = append(v.blocks["claims"], i)
		list = append(list, c)
	}
	return list, faults
}

// placed moves the faults of parties and claims to the blocks they stand in,
// and those of all parties together to the first one. A short road that ended
// keeps the step it ended at.
func (v *visit) placed(err error) error {
	if halt, ends := errors.AsType[*casework.Halt](err); ends {
		moved := *halt
		moved.Err = v.placed(halt.Err)
		return &moved
	}
	var refused *casemodel.Error
	if !asRefusal(err, &refused) {
		return err
	}
	moved := *refused
	moved.Fields = nil
	for _, f := range refused.All() {
		list, rest, _ := strings.Cut(f.Field, ".")
		at, field, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(at); err == nil && i < len(v.blocks[list]) {
			f.Field = list + "." + strconv.Itoa(v.blocks[list][i]) + "." + field
		}
		if f.Field == "parties" {
			f.Field = "parties.0.name"
		}
		moved.Fields = append(moved.Fields, f)
	}
	return &moved
}
