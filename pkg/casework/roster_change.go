package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// changeMember corrects one line. It names the version it was seen in: another
// hand's change is laid beside it and not written over.
func changeMember(j *job, c *call) error {
	m, err := j.memberOf(c, "member")
	if err != nil {
		return err
	}
	p := &m.Party
	before := map[string]string{}
	text := func(field string, at *string) {
		if c.in.Has(field) {
			before[field], *at = *at, c.in.Text(field)
		}
	}
	if int(c.in.Int("seen")) != m.Version {
		return j.changedBefore(c, m)
	}
	text("name", &p.Name)
	text("id_no", &p.IDNo)
	text("phone", &p.Phone)
	text("safe_contact", &p.SafeContact)
	text("claim", &m.Claim)
	text("note", &m.Note)
	if c.in.Has("agent") {
		p.Representatives = append(slices.DeleteFunc(slices.Clone(p.Representatives), func(r casemodel.Representative) bool { return r.Kind == "agent" }),
			casemodel.Representative{Kind: "agent", Name: c.in.Text("agent")})
	}
	for field, at := range map[string]*casemodel.Money{"amount": &m.Amount, "agreed": &m.Agreed} {
		amount, given := c.in.Money(field)
		if !given || amount == *at {
			continue
		}
		if m.BoundOn != "" {
			return casemodel.Bad(field, "roster.bound")
		}
		if err := j.unsigned(); err != nil {
			return err
		}
		if field == "amount" {
			before[field] = at.String()
		}
		*at = amount
	}
	tidyParty(p)
	faults := memberFaults(p, "", j.today)
	if again := twice(p, j.behind(m.SideID)); again > 0 {
		faults = append(faults, casemodel.FieldError{Field: "name", Key: "roster.twice", Args: map[string]any{"name": p.Name, "no": again}})
	}
	if len(faults) > 0 {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
	}
	for _, field := range []string{"id_no", "phone"} {
		if hide := secret(field); c.in.Has(field) {
			c.in[field], before[field] = hide(c.in.Text(field)), hide(before[field])
		}
	}
	delete(c.in, "note") // kept sealed
	delete(before, "note")
	c.tell("before", before)
	c.tell("no", m.No)
	if err := j.tx.UpdateParty(p); err != nil {
		return err
	}
	if err := j.tx.UpdateMember(m); err != nil {
		return err
	}
	return j.index(j.fam.root)
}

// memberOf finds the line an act names.
func (j *job) memberOf(c *call, field string) (*casemodel.Member, error) {
	if err := j.fam.loadParties(); err != nil {
		return nil, err
	}
	m := j.fam.member(c.in.ID(field))
	if m == nil {
		return nil, casemodel.Bad(field, "roster.no_member")
	}
	return m, nil
}

// changedBefore tells what another hand wrote meanwhile, each cell by its class.
func (j *job) changedBefore(c *call, m *casemodel.Member) error {
	if err := j.fam.loadActs(); err != nil {
		return err
	}
	clash := &casemodel.Error{Kind: casemodel.Conflict, Key: "roster.stale", Stage: c.m.State, Args: map[string]any{"name": m.Party.Name, "no": m.No}}
	for _, one := range j.fam.matters {
		for _, act := range []string{"change_member", "settle_members", "elect_spokesmen", "record_signature"} {
			if e, done := j.fam.acts[one.ID][act]; done && e.At.Time().After(clash.At.Time()) {
				clash.By, clash.At = e.ActorName, e.At
			}
		}
	}
	theirs := map[string]string{"name": m.Party.Name, "claim": m.Claim, "amount": m.Amount.String(), "agreed": m.Agreed.String()}
	for _, f := range c.flow.Act(c.act).Fields {
		now, told := theirs[f.ID]
		mine := asText(c.raw[f.ID])
		if told && c.in.Has(f.ID) && now != mine && j.canRead(c.who, c.m, f.Read) {
			clash.Differences = append(clash.Differences, casemodel.Difference{Field: f.ID, Theirs: now, Mine: mine, By: clash.By})
		}
	}
	return clash
}

// settleMembers says of people what became of their claim outside the text.
func settleMembers(j *job, c *call) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	result, road := c.in.Text("result"), c.in.Text("road")
	if result == "elsewhere" && road == "" {
		return casemodel.Bad("road", "field.missing")
	}
	for _, id := range c.in.IDs("members") {
		m := j.fam.member(id)
		switch {
		case m == nil:
			return casemodel.Bad("members", "roster.no_member")
		case m.BoundOn != "":
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "roster.bound", Field: "members", Args: map[string]any{"name": m.Party.Name}}
		}
		m.Result, m.Road, m.Reason = result, "", c.in.Text("reason")
		if result == "elsewhere" {
			m.Road = road
		}
		if err := j.tx.UpdateMember(m); err != nil {
			return err
		}
		if code := map[string]string{"refused": "R30", "withdrawn": "R50"}[result]; code != "" {
			if err := j.outcome(c, id, code); err != nil {
				return err
			}
		}
	}
	return nil
}
