package casework

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// takeOver completes the parties of an application that is made again by what
// the earlier case knows of them: who registers need not have seen a number to
// take it along. What was typed stays. Nothing else of that case is copied.
func (d *Desk) takeOver(tx *store.Tx, who casemodel.Actor, r *Registration) error {
	if r.EarlierAs != AsAgain || r.Earlier == "" {
		return nil
	}
	j, m, err := d.look(tx, who, r.Earlier)
	if err != nil {
		return missing(err, "earlier", "field.no_such_matter")
	}
	if !j.people(m) || m.Kind != casemodel.KindCase {
		return casemodel.Bad("earlier", "field.no_such_matter")
	}
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	if law := AgainFor(m, j.fam.value(m.ID, "reason")); law.Shut != "" {
		return casemodel.Bad("earlier", "guard."+law.Shut)
	}
	r.sealed = m.Sealed
	for i := range r.Parties {
		if p := j.fam.party(r.From[i]); p != nil {
			fillIn(&r.Parties[i], p)
		}
	}
	return nil
}

// fillIn gives a party what was known of it and not typed anew. Who bears another
// name is another person, whose numbers these are not.
func fillIn(p, was *casemodel.Party) {
	if p.Name != "" && plainName(p.Name) != plainName(was.Name) {
		return
	}
	for _, one := range []struct {
		to   *string
		from string
	}{
		{&p.Kind, was.Kind},
		{&p.Name, was.Name},
		{&p.Phone, was.Phone},
		{&p.Phone2, was.Phone2},
		{&p.Address, was.Address},
		{&p.Reach, was.Reach},
		{&p.SafeContact, was.SafeContact},
		{&p.Sex, was.Sex},
	} {
		if *one.to == "" {
			*one.to = one.from
		}
	}
	if p.IDNo == "" {
		p.IDNo, p.IDType = was.IDNo, was.IDType
	}
	if p.BornOn == "" {
		p.BornOn = was.BornOn
	}
	p.HideAddress = p.HideAddress || was.HideAddress
	p.Count = max(p.Count, was.Count)
	if len(p.Needs) == 0 {
		p.Needs = was.Needs
	}
	if len(p.Representatives) == 0 {
		for _, agent := range was.Representatives {
			p.Representatives = append(p.Representatives, casemodel.Representative{
				Kind: agent.Kind, Name: agent.Name, Authority: agent.Authority, Phone: agent.Phone, IDNo: agent.IDNo,
			})
		}
	}
}
