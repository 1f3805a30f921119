package casework

import (
	"cmp"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// electSpokesmen keeps who was elected and, of each who signed the sheet, what
// they gave them: who did not sign is not represented.
func electSpokesmen(j *job, c *call) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	on := cmp.Or(c.in.Day("elected_on"), c.on)
	if on > j.today {
		return casemodel.Bad("elected_on", "date.future")
	}
	chosen, side, err := j.chosen(c)
	if err != nil {
		return err
	}
	voters := c.in.IDs("voters")
	for _, id := range voters {
		if m := j.fam.member(id); m == nil || m.SideID != side.ID || !m.Party.Present() {
			return casemodel.Bad("voters", "roster.no_member")
		}
	}
	for i := range j.fam.roster {
		m := &j.fam.roster[i]
		if m.SideID != side.ID {
			continue
		}
		was := *m
		m.Speaks = 0
		if slices.Contains(chosen, m.ID) {
			m.Speaks = 1
		}
		if slices.Contains(voters, m.ID) {
			m.Authority, m.ElectedOn = c.in.Text("authority"), on
		}
		if was.Speaks == m.Speaks && was.Authority == m.Authority && was.ElectedOn == m.ElectedOn {
			continue
		}
		if err := j.tx.UpdateMember(m); err != nil {
			return err
		}
	}
	c.tell("side", string(side.ID))
	return j.speakers(side)
}

// chosen are the spokesmen an act names: two to five people of one side.
func (j *job) chosen(c *call) ([]casemodel.ID, *casemodel.Party, error) {
	var chosen []casemodel.ID
	side := casemodel.ID("")
	for _, id := range c.in.IDs("spokesmen") {
		m := j.fam.member(id)
		switch {
		case m == nil || !m.Party.Present():
			return nil, nil, casemodel.Bad("spokesmen", "roster.no_member")
		case side != "" && m.SideID != side:
			return nil, nil, casemodel.Bad("spokesmen", "roster.one_side")
		}
		side = m.SideID
		if !slices.Contains(chosen, id) {
			chosen = append(chosen, id)
		}
	}
	if len(chosen) < 2 || len(chosen) > 5 {
		return nil, nil, casemodel.Bad("spokesmen", "roster.spokesmen")
	}
	return chosen, j.fam.party(side), nil
}

// speakers writes the spokesmen among the side's representatives, where sittings
// and papers look for who acts for it. Their authority there is special only
// when everybody gave it.
func (j *job) speakers(side *casemodel.Party) error {
	authority, names := "special", []casemodel.Representative{}
	for _, m := range j.behind(side.ID) {
		if m.Party.Present() && m.Authority != "special" {
			authority = "general"
		}
		if m.Speaks == 1 {
			names = append(names, casemodel.Representative{Kind: "group", Name: m.Party.Name, Phone: m.Party.Phone, IDNo: m.Party.IDNo})
		}
	}
	for i := range names {
		names[i].Authority = authority
	}
	side.Representatives = append(slices.DeleteFunc(slices.Clone(side.Representatives), func(r casemodel.Representative) bool { return r.Kind == "group" }), names...)
	return j.tx.UpdateParty(side)
}
