package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// TryMembers looks what an act of entering people would be refused for, and
// writes nothing. Errors as of Do.
func (d *Desk) TryMembers(ctx context.Context, who casemodel.Actor, id casemodel.ID, in Input) error {
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		if err := d.step(tx, who, id, "enter_members", Input{Fields: in.Fields}, &Outcome{}); err != nil {
			return err
		}
		return errOnlyTried
	})
	if errors.Is(err, errOnlyTried) {
		return nil
	}
	return err
}

// claimOf is a line without what only who reads the agreement may know.
func claimOf(m casemodel.Member) casemodel.Member {
	m.Agreed, m.Result, m.Road, m.Reason, m.TextID, m.BoundOn, m.SignedOn, m.SignedWay, m.Signer, m.ProofID = 0, "", "", "", "", "", "", "", "", ""
	return m
}

// Roster is who stands behind the sides of a case, with what became of each.
// Sums are of the lines of people who are still there.
type Roster struct {
	View    *View
	Sides   []casemodel.Party // that may have a roster, those that have one first
	Lines   []RosterLine
	Text    casemodel.ID // the proceeding whose text lies for signing, "" for none or none this person may sign on
	Version int          // of that proceeding
	Acts    []string     // of the roster's own that this person may do on the case
	At      casemodel.ID // the matter on which they are done
	Said    int          // how many the case involves, as it was said
}

// RosterLine is one person's line.
type RosterLine struct {
	casemodel.Member

	Signed Signature       // the text that lies, or the one that binds
	Listed bool            // named in the text that lies for signing
	Owed   casemodel.Money // by agreements in force
	Paid   casemodel.Money
	Due    casemodel.Day  // the next day of payment that is open
	Duties []casemodel.ID // their obligations
	Dues   []RosterDue    // what these pay and when, in order
}

// RosterDue is one payment to one person. Amounts are in fen.
type RosterDue struct {
	On           casemodel.Day // "" where none is set
	Amount, Paid casemodel.Money
	Debtor       casemodel.ID
}

// RosterActs are the acts on a roster: their parties are its people.
var RosterActs = []string{"enter_members", "change_member", "settle_members", "elect_spokesmen"}

// Roster reads the rosters of the case a matter belongs to. NotFound when the
// actor may not know of the matter; without the right to its registration there
// are no lines, and without the right to the agreement nothing of what it gives.
func (d *Desk) Roster(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*Roster, error) {
	r := &Roster{}
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		*r = Roster{At: m.ID}
		if r.View, err = j.view(m); err != nil {
			return err
		}
		if !r.View.Can["read.registration"] || !j.people(m) {
			return nil
		}
		r.Said = len(r.View.Parties)
		if n := heads(j.fam.value(j.fam.root.ID, "people_involved")); n > 0 {
			r.Said = n
		}
		flow := j.flow(m)
		for _, act := range RosterActs {
			if rec := flow.Record(act); rec != nil && flow.RecordOpen(m.State, act) && j.may(who, m, act, "write").Allow {
				r.Acts = append(r.Acts, act)
			}
		}
		j.lyingFor(r)
		j.rosterLines(r)
		return j.proofs(r)
	})
	return r, err
}

// heads reads a number of people; none stated is none.
func heads(text string) (n int) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// proofs leaves with the lines only photographs that are there and that this
// person may open.
func (j *job) proofs(r *Roster) error {
	open := map[casemodel.ID]bool{}
	for _, m := range j.fam.matters {
		if !slices.ContainsFunc(r.Lines, func(l RosterLine) bool { return l.TextID == m.ID && l.Signed.How.Proof != "" }) {
			continue
		}
		files, err := j.tx.Files(m.ID)
		if err != nil {
			return err
		}
		for i := range files {
			may, err := j.opens(j.who, m, &files[i])
			if err != nil {
				return err
			}
			open[files[i].ID] = may && files[i].Detached == 0
		}
	}
	for i := range r.Lines {
		if l := &r.Lines[i]; !open[l.Signed.How.Proof] {
			l.Signed.How.Proof = ""
		}
	}
	return nil
}

// lyingFor finds the text that lies for signing, where this person may write
// signatures down.
func (j *job) lyingFor(r *Roster) {
	for _, m := range j.fam.matters {
		flow := j.flow(m)
		if flow == nil || flow.Record("record_signature") == nil || !flow.RecordOpen(m.State, "record_signature") {
			continue
		}
		if len(j.annexed(m, "")) > 0 && j.may(j.who, m, "record_signature", "write").Allow {
			r.Text, r.Version = m.ID, m.Version
		}
	}
}

func (j *job) rosterLines(r *Roster) {
	for _, p := range r.View.Parties {
		if p.Present() && p.Role != "third" {
			r.Sides = append(r.Sides, p)
		}
	}
	has := func(p casemodel.Party) int {
		if slices.ContainsFunc(r.View.Roster, func(m casemodel.Member) bool { return m.SideID == p.ID }) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(r.Sides, func(a, b casemodel.Party) int { return has(a) - has(b) })
	at := map[casemodel.ID]int{}
	for _, m := range r.View.Roster {
		at[m.ID] = len(r.Lines)
		line := RosterLine{Member: m}
		if text := j.fam.matter(m.TextID); text != nil && m.BoundOn == "" {
			line.Listed, line.Signed = true, j.signedBy(text, m.ID)
		} else if m.BoundOn != "" {
			line.Signed = Signature{Party: m.ID, On: m.SignedOn, Way: m.SignedWay, How: How{Signer: m.Signer, Proof: m.ProofID}}
		}
		r.Lines = append(r.Lines, line)
	}
	for _, it := range j.fam.items {
		i, listed := at[it.Creditor]
		duty := j.fam.matter(it.ObligationID)
		if !listed || it.Active == 0 || duty == nil || slices.Contains(notOwed, duty.State) || !j.canRead(j.who, duty, "agreement") {
			continue
		}
		line, paid := &r.Lines[i], moneyOf(j.fam.value(duty.ID, "paid"))
		line.Owed, line.Paid, line.Duties = line.Owed+it.Amount, line.Paid+paid, append(line.Duties, duty.ID)
		due := casemodel.Day(j.fam.value(duty.ID, "due_on"))
		if duty.Open() && due != "" && (line.Due == "" || due < line.Due) {
			line.Due = due
		}
		line.Dues = append(line.Dues, RosterDue{cmp.Or(due, it.DueOn), it.Amount, paid, it.Debtor})
	}
	for i := range r.Lines {
		slices.SortStableFunc(r.Lines[i].Dues, func(a, b RosterDue) int { return cmp.Compare(a.On, b.On) })
	}
}
