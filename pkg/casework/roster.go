package casework

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// A roster is who stands behind the name of one party: two hundred workers and
// the first of them. Each is a party of the role member, sealed, found, masked
// and revealed like any other, and a line of the roster with a claim of their
// own. The side speaks and consents for all; nobody signs for another.

// mostMembers stand behind one name.
const mostMembers = 2000

// sideOf finds the party behind whom people stand.
func (j *job) sideOf(c *call, field string) (*casemodel.Party, error) {
	if err := j.fam.loadParties(); err != nil {
		return nil, err
	}
	p := j.fam.party(c.in.ID(field))
	if p == nil || !p.Present() || p.Role == casemodel.RoleMember {
		return nil, casemodel.Bad(field, "roster.no_side")
	}
	return p, nil
}

// enterMembers writes people onto a roster, all of them or none.
func enterMembers(j *job, c *call) error {
	side, err := j.sideOf(c, "side")
	if err != nil {
		return err
	}
	if err := j.unsigned(); err != nil {
		return err
	}
	rows := c.in.Members("rows")
	people, faults := j.enlist(side, rows)
	if len(faults) > 0 {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Field: faults[0].Field, Fields: faults}
	}
	sum := casemodel.Money(0)
	added := make([]*casemodel.Member, len(people))
	for i := range people {
		m := &people[i]
		m.ID, m.RootID, m.Seq, m.Version = j.tx.NewID(), c.m.RootID, c.seq, 1
		m.Party.ID = m.ID
		if err := j.tx.InsertParty(c.m.RootID, firstMember+len(j.fam.roster)+1, &m.Party); err != nil {
			return err
		}
		j.fam.roster = append(j.fam.roster, *m)
		added[i] = m
		sum += m.Amount
	}
	if err := j.tx.InsertMembers(added...); err != nil {
		return err
	}
	// Who they are is kept with each of them, encrypted; the journal says how many came.
	delete(c.in, "rows")
	c.tell("members", len(added))
	c.tell("sum", sum.String())
	return j.counted(c, side)
}

// firstMember is the place after which the parties of rosters lie.
const firstMember = 10_000

// enlist makes people of lines and finds what is wrong with each: a number
// that is none, a name that is missing, somebody who is there twice.
func (j *job) enlist(side *casemodel.Party, rows []casemodel.MemberRow) ([]casemodel.Member, []casemodel.FieldError) {
	var faults []casemodel.FieldError
	people := make([]casemodel.Member, 0, len(rows))
	here := j.behind(side.ID)
	last := 0
	for _, m := range here {
		last = max(last, m.No)
	}
	if len(here)+len(rows) > mostMembers {
		return nil, []casemodel.FieldError{{Field: "rows", Key: "field.too_many", Args: map[string]any{"max": mostMembers}}}
	}
	for i, r := range rows {
		prefix := fmt.Sprintf("rows.%d.", i)
		p := casemodel.Party{Role: casemodel.RoleMember, Kind: "natural", Name: r.Name, IDNo: r.IDNo, Phone: r.Phone, SafeContact: r.Safe, Count: 1}
		if r.Agent != "" {
			p.Representatives = []casemodel.Representative{{Kind: "agent", Name: r.Agent}}
		}
		tidyParty(&p)
		faults = append(faults, memberFaults(&p, prefix, j.today)...)
		faults = roundedFaults(faults, r, prefix)
		m := casemodel.Member{SideID: side.ID, No: last + i + 1, Claim: r.Claim, Result: casemodel.MemberOpen, Note: r.Note, Party: p}
		m.Amount, m.Agreed = moneyOf(r.Amount), moneyOf(r.Agreed)
		for _, cell := range []struct{ name, text string }{{"amount", r.Amount}, {"agreed", r.Agreed}} {
			if _, err := casemodel.ParseMoney(cell.text); cell.text != "" && err != nil {
				faults = append(faults, casemodel.FieldError{Field: prefix + cell.name, Key: "field.money"})
			}
		}
		if again := twice(&p, here, people); again > 0 {
			faults = append(faults, casemodel.FieldError{Field: prefix + "name", Key: "roster.twice", Args: map[string]any{"name": p.Name, "no": again}})
		}
		people = append(people, m)
	}
	return people, faults
}

// rounded is a number as a spreadsheet shows it that has lost its last digits.
var rounded = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}$`)

// roundedFaults tells of numbers whose last digits a spreadsheet lost: what they
// were nobody guesses, and no other fault of the cell says more.
func roundedFaults(faults []casemodel.FieldError, r casemodel.MemberRow, prefix string) []casemodel.FieldError {
	for _, cell := range []struct{ name, text string }{{"id_no", r.IDNo}, {"phone", r.Phone}, {"note", r.Note}} {
		if rounded.MatchString(cell.text) {
			faults = slices.DeleteFunc(faults, func(f casemodel.FieldError) bool { return f.Field == prefix+cell.name })
			faults = append(faults, casemodel.FieldError{Field: prefix + cell.name, Key: "roster.rounded"})
		}
	}
	return faults
}

// moneyOf reads a sum whose form is checked elsewhere; none is none.
func moneyOf(text string) casemodel.Money {
	m, err := casemodel.ParseMoney(text)
	if err != nil {
		return 0
	}
	return m
}

// memberFaults are those of a party: its role is the roster's business.
func memberFaults(p *casemodel.Party, prefix string, today casemodel.Day) []casemodel.FieldError {
	return slices.DeleteFunc(partyFaults(p, prefix, today), func(f casemodel.FieldError) bool { return f.Field == prefix+"role" })
}

// twice gives the number on the roster of who is the same person: of the same
// identity number, or of the same name where nothing tells the two apart.
func twice(p *casemodel.Party, lists ...[]casemodel.Member) int {
	for _, list := range lists {
		for i := range list {
			o := &list[i].Party
			switch {
			case o.ID != "" && o.ID == p.ID || !o.Present():
			case p.IDNo != "" && o.IDNo != "":
				if p.IDNo == o.IDNo {
					return list[i].No
				}
			case p.Name == o.Name && (p.Phone == "" || o.Phone == "" || p.Phone == o.Phone):
				return list[i].No
			}
		}
	}
	return 0
}

// behind are the people of one side, who left included, in their order.
func (j *job) behind(side casemodel.ID) []casemodel.Member {
	var people []casemodel.Member
	for _, m := range j.fam.roster {
		if m.SideID == side {
			people = append(people, m)
		}
	}
	return people
}

// unsigned refuses what would change a text that lies for signing: who is named
// in it, and with what sum, is part of it.
func (j *job) unsigned() error {
	for _, m := range j.fam.matters {
		flow := j.flow(m)
		if flow == nil {
			continue
		}
		signing := flow.Record("record_signature") != nil && flow.RecordOpen(m.State, "record_signature")
		if signing || len(j.annexed(m, "")) > 0 && flow.Open(m.State, "back_to_session") != nil {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "roster.lies", Stage: m.State}
		}
	}
	return nil
}

// counted brings what others are told of how many there are up to the roster:
// the side's name, and how many the case involves. What was said at the counter
// stays when it is more: not everybody may be listed yet.
func (j *job) counted(c *call, side *casemodel.Party) error {
	n := 0
	for _, m := range j.behind(side.ID) {
		if m.Party.Present() {
			n++
		}
	}
	if side.Count != max(n, 1) {
		side.Count = max(n, 1)
		if err := j.tx.UpdateParty(side); err != nil {
			return err
		}
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	involved := 0
	for _, p := range j.fam.parties {
		if p.Present() {
			involved += max(p.Count, 1)
		}
	}
	root := j.fam.root
	said, err := strconv.Atoi(j.fam.value(root.ID, "people_involved"))
	if err != nil || said < involved {
		seq := c.seq
		if c.m.ID != root.ID {
			seq = root.Seq
		}
		if err := j.keepValues(root, map[string]string{"people_involved": strconv.Itoa(involved)}, seq); err != nil {
			return err
		}
	}
	return j.cardParties()
}
