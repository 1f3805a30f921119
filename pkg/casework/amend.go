package casework

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// amendable header columns, under the names forms use.
var amendable = []string{"title", "category", "urgency", "complexity", "channel", "summary", "occurred_place", "people_involved", "prevention"}

// amendableParty are the fields of a party that may be corrected.
var amendableParty = []string{"name", "phone", "phone2", "id_no", "address", "reach", "safe_contact", "sex", "kind"}

// Amendable lists what amend takes as its field, of the matter first and then
// of a party, for the doors that offer it.
func Amendable() []string { return slices.Concat(amendable, amendableParty) }

// AmendChoices lists the values an item of Amendable may have, none when it
// is free text: the doors offer them, the act takes nothing else.
func (d *Desk) AmendChoices(item string) []string {
	switch item {
	case "kind":
		return casemodel.PartyKinds
	case "safe_contact":
		return safeContacts
	case "sex":
		return sexes
	case "prevention":
		return []string{"true", "false"}
	}
	list := map[string]string{"category": "categories", "channel": "channels", "urgency": "urgencies", "complexity": "complexities"}[item]
	var values []string
	for _, o := range d.Flows.Lists[list] {
		values = append(values, o.Value)
	}
	return values
}

// numbersOfParties are told nobody but by reveal, so a conflict does not show
// what a colleague corrected them to.
var numbersOfParties = []string{"phone", "phone2", "id_no", "address"}

// amendedSince adds to newer what a colleague has put, after the version that
// was seen, where a correction is to be made now: a column of the matter or of
// the same party, which is kept under no name of a field.
func (j *job) amendedSince(m *casemodel.Matter, version int, in Input, newer map[string]string) error {
	item, party := asText(in.Fields["field"]), asText(in.Fields["party"])
	if newer[item] != "" && party == "" || slices.Contains(numbersOfParties, item) {
		return nil
	}
	const recent = 200 // nobody keeps a form open for longer than that
	entries, err := j.tx.Journal(m.ID, max(m.Seq-recent, 0), recent)
	if err != nil {
		return err
	}
	payloads, err := j.tx.Payloads(m.ID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		var written struct {
			Fields map[string]string `json:"fields"`
		}
		if e.Act != "amend" || e.Version <= version || json.Unmarshal(payloads[e.Seq], &written) != nil {
			continue
		}
		if written.Fields["field"] == item && written.Fields["party"] == party {
			newer[item] = written.Fields["value"]
		}
	}
	return nil
}

// amend corrects what was written: old and new value, with a reason.
func amend(j *job, c *call) error {
	field, value := c.in.Text("field"), c.in.Text("value")
	if !slices.Contains(Amendable(), field) {
		return casemodel.Bad("field", "amend.field")
	}
	if choices := j.d.AmendChoices(field); choices != nil && !slices.Contains(choices, value) {
		return casemodel.Bad("value", "field.choice")
	}
	if id := c.in.ID("party"); id != "" {
		return j.amendParty(c, id, field, value)
	}
	if slices.Contains(amendableParty, field) {
		return casemodel.Bad("party", "field.missing")
	}
	if err := checkAmended(field, value); err != nil {
		return err
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	old := j.fam.value(c.m.ID, field)
	switch field {
	case "title":
		old = c.m.Title
		c.m.Title = value
	case "category":
		old = c.m.Category
		c.m.Category = value
		c.m.PublicTitle = publicTitle(j.d.Flows, c.m)
	case "urgency":
		old = c.m.Urgency
		c.m.Urgency = value
	case "channel":
		old = c.m.Channel
		c.m.Channel = value
	default:
		c.put(field, value)
		j.fam.keep(c.m.ID, field, value)
	}
	c.tell("before", map[string]string{field: old})
	if err := j.handDown(c); err != nil {
		return err
	}
	return j.index(c.m)
}

// handDown corrects the copies that the matters of a case's family carry of
// its header (see child). As with a graded risk and a new number, the case's
// own entry is the one that says so.
func (j *job) handDown(c *call) error {
	if !c.m.IsRoot() {
		return nil
	}
	for _, m := range j.fam.matters {
		if m.ID == c.m.ID || !j.copied(c, m) {
			continue
		}
		j.change(m)
		if err := j.index(m); err != nil {
			return err
		}
	}
	return nil
}

// copied puts what the case has now where a matter still has what it had.
func (j *job) copied(c *call, m *casemodel.Matter) bool {
	was, now, found := &c.before, c.m, false
	for _, one := range []struct {
		at       *string
		was, now string
	}{{&m.Title, was.Title, now.Title}, {&m.Channel, was.Channel, now.Channel}, {&m.Urgency, was.Urgency, now.Urgency}} {
		if one.was != one.now && *one.at == one.was {
			*one.at, found = one.now, true
		}
	}
	if was.Category == now.Category || m.Category != was.Category {
		return found
	}
	m.Category = now.Category
	if m.PublicTitle == was.PublicTitle {
		m.PublicTitle = now.PublicTitle
	} else {
		m.PublicTitle = publicTitle(j.d.Flows, m) // it has a number of its own
	}
	return true
}

// checkAmended holds free text to what a registration would take.
func checkAmended(field, value string) error {
	limit := map[string]int{"title": longestTitle, "summary": longestSummary, "occurred_place": longestPlace}[field]
	switch {
	case value == "" && (field == "title" || field == "summary"):
		return casemodel.Bad("value", "field.missing")
	case limit > 0:
		return atValue(tooLong(field, value, limit), field)
	case field == "people_involved" && value != "":
		if n, err := strconv.Atoi(value); err != nil || n < 1 || n > mostPeople {
			return casemodel.Bad("value", "field.int")
		}
	}
	return nil
}

// atValue puts the fault of one field where its correction was typed. What
// else is wrong was so before, and is nobody's mistake now.
func atValue(faults []casemodel.FieldError, field string) error {
	for _, f := range faults {
		if f.Field == field {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: f.Key, Args: f.Args, Field: "value"}
		}
	}
	return nil
}

func (j *job) amendParty(c *call, id casemodel.ID, field, value string) error {
	if !slices.Contains(amendableParty, field) {
		return casemodel.Bad("field", "amend.field")
	}
	p := j.fam.party(id)
	old := ""
	swap := func(at *string) { old, *at = *at, value }
	switch field {
	case "name":
		if value == "" {
			return casemodel.Bad("value", "field.missing")
		}
		swap(&p.Name)
	case "phone":
		swap(&p.Phone)
	case "phone2":
		swap(&p.Phone2)
	case "id_no":
		swap(&p.IDNo)
	case "address":
		swap(&p.Address)
	case "reach":
		swap(&p.Reach)
	case "safe_contact":
		swap(&p.SafeContact)
	case "sex":
		swap(&p.Sex)
	case "kind":
		swap(&p.Kind)
	}
	if err := atValue(partyFaults(p, "", j.today), field); err != nil {
		return err
	}
	if hide := secret(field); hide != nil {
		// Whole numbers stay with the party, encrypted and revealed by name;
		// the journal says that they were changed.
		old = hide(old)
		c.in["value"] = hide(value)
	}
	c.tell("before", map[string]string{"party": string(id), field: old})
	if err := j.tx.UpdateParty(p); err != nil {
		return err
	}
	if one := j.fam.member(id); one != nil { // who has the line open must see it
		if err := j.tx.UpdateMember(one); err != nil {
			return err
		}
	}
	return j.cardParties()
}

// secret returns how a party's field is written where it may be read, nil for
// what is no secret.
func secret(field string) func(string) string {
	switch field {
	case "phone", "phone2":
		return casemodel.MaskPhone
	case "id_no":
		return casemodel.MaskID
	case "address", "reach":
		return func(string) string { return "***" }
	}
	return nil
}
