package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// fateVoid is that of what a clause was about that has no force any more, while
// the rest of its agreement has: nobody settles it.
const fateVoid = "void"

// openClaims writes down that what the clauses were about that fall alone is
// open again. It is talked about in a further mediation of the case, or applied
// for again, like any claim that an agreement leaves; the case is not led on for
// it (《民法典》156). What is owed to people of a roster is open by their own line.
func (j *job) openClaims(c *call, f *Fall) error {
	next := laterClaim
	for _, m := range j.fam.matters {
		for _, one := range j.writtenOf(m) {
			next = max(next, one.No)
		}
	}
	for _, no := range f.Clauses {
		i := slices.IndexFunc(j.fam.items, func(it casemodel.Item) bool {
			return it.MatterID == c.m.ID && it.Active == 1 && it.TemplateID == "" && it.ShareOf == "" && j.clauseNo(c.m, &it) == no
		})
		if i < 0 {
			continue
		}
		next++
		it := &j.fam.items[i]
		b, err := json.Marshal(LeftClaim{No: next, Text: it.What, Amount: it.Amount, Fate: fateVoid, Clause: no, By: []casemodel.ID{}})
		if err != nil {
			return fmt.Errorf("claim of clause %d: %w", no, err)
		}
		c.put(leftPrefix+strconv.Itoa(next), string(b))
		f.Claims = append(f.Claims, next)
	}
	return nil
}

// closeClaims takes those back that a fall opened, when it is taken back itself.
func (j *job) closeClaims(c *call, f *Fall) {
	for _, one := range j.writtenOf(c.m) {
		if one.Fate == fateVoid && slices.Contains(f.Claims, one.No) {
			c.put(leftPrefix+strconv.Itoa(one.No), "")
		}
	}
}

// textLeft are the claims that a text itself leaves open; what fell afterwards
// is no part of it.
func (j *job) textLeft(m *casemodel.Matter) []LeftClaim {
	return slices.DeleteFunc(j.leftOf(m), func(one LeftClaim) bool { return one.Fate == fateVoid })
}
