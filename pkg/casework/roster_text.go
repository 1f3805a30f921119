package casework

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// annexed are the people whom the text of a matter names that lies for signing,
// of one side in the order of its roster.
func (j *job) annexed(m *casemodel.Matter, side casemodel.ID) []*casemodel.Member {
	var people []*casemodel.Member
	for i := range j.fam.roster {
		if one := &j.fam.roster[i]; one.TextID == m.ID && one.BoundOn == "" && (side == "" || one.SideID == side) {
			people = append(people, one)
		}
	}
	return people
}

// nameInText puts everybody who stands into the text that is made final, where
// it gives their side something: from here on they and their sums are part of it.
func (j *job) nameInText(m *casemodel.Matter, items []casemodel.Item) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	for i := range j.fam.roster {
		one := &j.fam.roster[i]
		given := slices.ContainsFunc(items, func(it casemodel.Item) bool { return it.Creditor == one.SideID && it.AmountKind == "sum" })
		if !given || !one.Stands() {
			continue
		}
		one.TextID = m.ID
		if err := j.tx.UpdateMember(one); err != nil {
			return err
		}
	}
	return nil
}

// layOpen names who stands in a text that lies for signing from here on.
func layOpen(j *job, c *call) error { return j.nameInText(c.m, c.in.Items("items")) }

// unname takes everybody out of a text that does not bind them.
func (j *job) unname(m *casemodel.Matter) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	for _, one := range j.annexed(m, "") {
		one.TextID = ""
		if err := j.tx.UpdateMember(one); err != nil {
			return err
		}
	}
	return nil
}

// frozenShare is one person's line of the annex, as it is hashed.
type frozenShare struct {
	Member casemodel.ID `json:"member"`
	Fen    int64        `json:"fen"`
}

func (j *job) frozenShares(m *casemodel.Matter) []frozenShare {
	named := j.annexed(m, "")
	shares := make([]frozenShare, 0, len(named))
	for _, one := range named {
		shares = append(shares, frozenShare{one.ID, int64(one.Share())})
	}
	return shares
}

// signersOf are the parties who signed the text, and those of the roster.
func (j *job) signersOf(m *casemodel.Matter) map[casemodel.ID]bool {
	signed := map[casemodel.ID]bool{}
	for field, value := range j.fam.values[m.ID] {
		if id, is := strings.CutPrefix(field, "signed."); is && value != "" {
			signed[casemodel.ID(id)] = true
		}
	}
	return signed
}

// binding is whom an act that puts a text in force binds: everybody whom it
// names, of a part of the agreement only who signed. how is how each signed.
type binding struct {
	partly bool
	signed map[casemodel.ID]bool
	how    map[casemodel.ID]Signature
}

// binds reads it before the signatures of a part are made void.
func (j *job) binds(c *call) *binding {
	if c.binding == nil {
		c.binding = &binding{c.act == "affix_seal_partial", j.signersOf(c.m), map[casemodel.ID]Signature{}}
		for _, one := range j.annexed(c.m, "") {
			if c.binding.signed[one.ID] {
				c.binding.how[one.ID] = j.signedBy(c.m, one.ID)
			}
		}
		for _, id := range c.in.IDs("signers") { // of an act that carries the signatures itself
			c.binding.signed[id] = true
			c.binding.how[id] = Signature{Party: id, On: c.on, Way: c.in.Text("signing_way"), How: How{Proof: c.in.ID("file")}}
		}
	}
	return c.binding
}

// bound reports whether the text binds a party: of a part, who signed it. Who
// is represented by people that sign each for themselves is bound through them.
func (b *binding) bound(j *job, m *casemodel.Matter, party casemodel.ID) bool {
	return !b.partly || party == "" || b.signed[party] || b.through(j, m, party)
}

// through reports whether one of the people whom a party stands for has signed.
func (b *binding) through(j *job, m *casemodel.Matter, party casemodel.ID) bool {
	return party != "" && slices.ContainsFunc(j.annexed(m, party), func(one *casemodel.Member) bool { return b.signed[one.ID] })
}

// toOwe are the obligations of a text that is put in force: its clauses, and
// for one that pays a side with a roster a share for each person whom it binds.
// divided are the clauses of these shares.
func (j *job) toOwe(c *call) (owing, divided []*casemodel.Item) {
	b := j.binds(c)
	var sides []casemodel.ID
	for i := range j.fam.items {
		it := &j.fam.items[i]
		if !owed(it, c.m) || !b.bound(j, c.m, it.Debtor) || !b.bound(j, c.m, it.Creditor) {
			continue
		}
		if it.AmountKind != "sum" || it.Creditor == "" || len(j.annexed(c.m, it.Creditor)) == 0 {
			owing = append(owing, it)
			continue
		}
		divided = append(divided, it)
		if !slices.Contains(sides, it.Creditor) {
			sides = append(sides, it.Creditor)
		}
	}
	for _, side := range sides {
		owing = append(owing, j.sharesOf(c, side, b)...)
	}
	return owing, divided
}

// sharesOf divides the clauses that pay one side. Of every clause each person
// gets what is still to be given to them of all that is still to be given, down
// to the fen; the fen that are left of a clause go to the first people who have
// not got theirs. So both the shares of a clause and the shares of a person add
// up, whatever the sums are.
func (j *job) sharesOf(c *call, side casemodel.ID, b *binding) []*casemodel.Item {
	var clauses []*casemodel.Item
	for i := range j.fam.items {
		if it := &j.fam.items[i]; owed(it, c.m) && it.Creditor == side && it.AmountKind == "sum" {
			clauses = append(clauses, it)
		}
	}
	slices.SortStableFunc(clauses, func(a, b *casemodel.Item) int { return a.Seq - b.Seq })
	people := j.annexed(c.m, side)
	rest, whole := make([]casemodel.Money, len(people)), casemodel.Money(0) // still to be given
	for k, one := range people {
		rest[k] = one.Share()
		whole += rest[k]
	}
	var owing []*casemodel.Item
	seq := len(j.fam.items)
	for _, clause := range clauses {
		if whole <= 0 {
			break
		}
		amounts, left := make([]casemodel.Money, len(people)), clause.Amount
		for k := range people {
			amounts[k] = part(clause.Amount, rest[k], whole)
			left -= amounts[k]
		}
		for k := 0; k < len(people) && left > 0; k++ {
			if amounts[k] < rest[k] {
				amounts[k]++
				left--
			}
		}
		for k, one := range people {
			amount := amounts[k]
			rest[k] -= amount
			whole -= amount
			if (b.partly && !b.signed[one.ID]) || amount <= 0 || !b.bound(j, c.m, clause.Debtor) {
				continue
			}
			share := *clause
			seq++
			share.ID, share.Seq, share.Creditor, share.Amount, share.ShareOf, share.OfferID = "", seq, one.ID, amount, clause.ID, ""
			owing = append(owing, &share)
		}
	}
	return owing
}

// part is a·b/total, down to the fen; of a and b no more than total counts.
func part(a, b, total casemodel.Money) casemodel.Money {
	high, low := bits.Mul64(uint64(min(a, total)), uint64(min(b, total)))
	quotient, _ := bits.Div64(high, low, uint64(total))
	return casemodel.Money(quotient)
}

// keepShares writes the shares and marks their clauses as divided, and binds
// the people: the day, and how each signed, stay with their lines.
func (j *job) keepShares(c *call, owing, divided []*casemodel.Item) error {
	var fresh []*casemodel.Item
	for _, it := range owing {
		if it.ID == "" {
			it.ID = j.tx.NewID()
			fresh = append(fresh, it)
		}
	}
	if err := j.tx.InsertItems(fresh...); err != nil {
		return err
	}
	for _, it := range divided {
		it.ObligationID = c.m.ID // each person's share is watched, and not the whole once more
		if err := j.tx.UpdateItem(it); err != nil {
			return err
		}
	}
	b := j.binds(c)
	for _, one := range j.annexed(c.m, "") {
		if b.partly && !b.signed[one.ID] {
			one.TextID = ""
		} else {
			s := b.how[one.ID]
			one.BoundOn, one.Result, one.Road, one.Reason = c.bindsOn(), casemodel.MemberAgreed, "", ""
			one.SignedOn, one.SignedWay, one.Signer, one.ProofID = s.On, s.Way, s.How.Signer, s.How.Proof
			if err := j.outcome(c, one.ID, "R11"); err != nil {
				return err
			}
		}
		if err := j.tx.UpdateMember(one); err != nil {
			return err
		}
	}
	if len(divided) == 0 {
		return nil
	}
	for _, it := range fresh {
		j.fam.items = append(j.fam.items, *it)
	}
	return j.cardAmount()
}

// bindsOn is the day a text takes effect.
func (c *call) bindsOn() casemodel.Day {
	if on := casemodel.Day(c.extra["effective_on"]); on != "" {
		return on
	}
	return cmp.Or(c.in.Day("seal_on"), c.on)
}
