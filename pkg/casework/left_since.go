package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// writtenOf are the claims an act has written something of in a mediation, in
// order: what its agreement leaves open, and what it settles of an earlier one.
func (j *job) writtenOf(m *casemodel.Matter) []LeftClaim {
	var all []LeftClaim
	for field, value := range j.fam.values[m.ID] {
		var one LeftClaim
		if strings.HasPrefix(field, leftPrefix) && value != "" && json.Unmarshal([]byte(value), &one) == nil {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b LeftClaim) int { return a.No - b.No })
	return all
}

// leftOf lists the claims that the agreement of a matter leaves open, in order.
func (j *job) leftOf(m *casemodel.Matter) []LeftClaim {
	return slices.DeleteFunc(j.writtenOf(m), func(one LeftClaim) bool { return one.Fate == "settled" })
}

// settledHere: a claim is in the agreement after all. One that this text left
// open is so no more; one that an earlier agreement left open is settled by
// this one, once it is in force.
func (j *job) settledHere(c *call, left *LeftClaim) error {
	key := leftPrefix + strconv.Itoa(left.No)
	var own LeftClaim
	_ = json.Unmarshal([]byte(j.fam.value(c.m.ID, key)), &own) // none is none
	before := left.Of != "" || own.Of != "" || j.leftBefore(c.m, left.No)
	switch {
	case own.No == 0 && !before:
		return casemodel.Bad("claim", "claim.not_left")
	case !before:
		c.put(key, "")
		return nil
	case left.Of == "":
		left.Of, left.OfNo = own.Of, own.OfNo
	}
	b, err := json.Marshal(LeftClaim{No: left.No, Text: left.Text, Amount: left.Amount, Fate: "settled", By: left.By, Note: left.Note, Of: left.Of, OfNo: left.OfNo, Clause: left.Clause})
	if err != nil {
		return fmt.Errorf("claim settled: %w", err)
	}
	c.put(key, string(b))
	return nil
}

// leftBefore reports whether an earlier mediation of the case left a claim open.
func (j *job) leftBefore(m *casemodel.Matter, no int) bool {
	return slices.ContainsFunc(j.fam.matters, func(one *casemodel.Matter) bool {
		return one.Kind == casemodel.KindProceeding && one.ID < m.ID && slices.ContainsFunc(j.leftOf(one), func(l LeftClaim) bool { return l.No == no })
	})
}

// inForceNow: an agreement of the mediation binds.
func (j *job) inForceNow(m *casemodel.Matter) bool {
	return !j.fallen(m.ID) && slices.ContainsFunc(j.fam.items, func(it casemodel.Item) bool { return it.MatterID == m.ID && it.Active == 1 && it.ObligationID != "" })
}

// leftSince is what a mediation leaves open, with what became of each claim in
// the mediations of the case after it: settled by an agreement in force, talked
// about, put off or given up once more (then it is said there), or open again
// because the agreement that put it off has no force (《民法典》155).
func (j *job) leftSince(m *casemodel.Matter) []LeftClaim {
	all := j.leftOf(m)
	for i := range all {
		if j.fallen(m.ID) {
			all[i].Now = "open"
		}
		for _, later := range j.fam.matters {
			if later.Kind != casemodel.KindProceeding || later.ID <= m.ID {
				continue
			}
			for _, one := range j.writtenOf(later) {
				if one.No == all[i].No {
					j.became(&all[i], &one, later)
				}
			}
		}
	}
	return all
}

// became says of a claim what a later mediation has written of it.
func (j *job) became(left, one *LeftClaim, later *casemodel.Matter) {
	switch {
	case j.fallen(later.ID):
	case one.Fate == "settled" && j.inForceNow(later):
		left.Now, left.In = "settled", later.ID
	case one.Fate == "settled" && later.IsLive():
		left.Now, left.In = "talked", later.ID
	case one.Fate != "settled" && (later.IsLive() || j.inForceNow(later)):
		left.Now, left.In = "again", later.ID
	}
}

// leftInCase lists every claim that a mediation of the case left open, each as
// the last one left it.
func (j *job) leftInCase() []LeftClaim {
	var all []LeftClaim
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindProceeding {
			for _, one := range j.leftSince(m) {
				if one.Now != "again" {
					all = append(all, one)
				}
			}
		}
	}
	return all
}

// leftElsewhere lists what is still open of the cases that this one applies for
// again, as far as the actor may read of both, under numbers of its own.
func (j *job) leftElsewhere() ([]LeftClaim, error) {
	var all []LeftClaim
	err := j.againWith(func(other *job, out bool) {
		if !out {
			return
		}
		for _, m := range other.fam.matters {
			if m.Kind != casemodel.KindProceeding || !other.canRead(other.who, m, "agreement") {
				continue
			}
			for _, one := range other.leftSince(m) {
				if one.Now == "again" || one.Now == "settled" {
					continue
				}
				one.Of, one.OfNo, one.No, one.Who = m.ID, one.No, elsewhere+1+len(all), ""
				all = append(all, j.takenUp(one))
			}
		}
	})
	return all, err
}

// takenUp says what this case has made of a claim that another one left open.
func (j *job) takenUp(left LeftClaim) LeftClaim {
	for _, m := range j.fam.matters {
		if m.Kind != casemodel.KindProceeding {
			continue
		}
		for _, one := range j.writtenOf(m) {
			if one.Of == left.Of && one.OfNo == left.OfNo {
				j.became(&left, &one, m)
			}
		}
	}
	return left
}

// loadLinks reads how the case is tied to other ones: once for who only looks,
// for an act may tie it to another.
func (j *job) loadLinks() (err error) {
	if !j.haveLinks || j.stands == nil {
		j.links, err = j.tx.Links(j.fam.root.ID)
		j.haveLinks = err == nil
	}
	return err
}

// againWith shows every case that applied again for what this one was about
// (out: that this one applies again for), as far as the actor may know of it.
func (j *job) againWith(each func(other *job, out bool)) error {
	if err := j.loadLinks(); err != nil {
		return err
	}
	for _, l := range j.links {
		if l.Kind != "again" || l.Until != casemodel.Never {
			continue
		}
		id, out := l.ToID, l.FromID == j.fam.root.ID
		if !out {
			id = l.FromID
		}
		other, _, err := j.d.look(j.tx, j.who, id)
		if casemodel.Is(err, casemodel.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := other.fam.all(); err != nil {
			return err
		}
		each(other, out)
	}
	return nil
}

// leftClaims adds to a view what the agreements leave open: those of a mediation
// to itself, with what was open before it; all of them to the case and to what
// follows from it. What an application made again has settled is said as far as
// the actor may read of both.
func (j *job) leftClaims(v *View, m *casemodel.Matter) error {
	if !v.Can["read.agreement"] {
		return nil
	}
	inCase := m.Kind != casemodel.KindProceeding
	for _, one := range j.fam.matters {
		if one.Kind != casemodel.KindProceeding || one.ID != m.ID && !inCase && one.ID > m.ID || !j.canRead(j.who, one, "agreement") {
			continue
		}
		for _, left := range j.leftSince(one) {
			switch {
			case one.ID == m.ID:
				v.Left = append(v.Left, left)
			case left.Now == "again" && (inCase || left.In != m.ID):
			case inCase:
				v.Left = append(v.Left, left)
			case left.Now != "again":
				v.LeftBefore = append(v.LeftBefore, left)
			}
		}
	}
	if m.Kind != casemodel.KindProceeding && !m.IsRoot() {
		return nil
	}
	before, err := j.leftElsewhere()
	if err != nil {
		return err
	}
	v.LeftBefore = append(v.LeftBefore, before...)
	return j.againWith(func(other *job, out bool) {
		if out {
			return
		}
		for i := range v.Left {
			left := &v.Left[i]
			for _, later := range other.fam.matters {
				if later.Kind != casemodel.KindProceeding || !other.canRead(other.who, later, "agreement") {
					continue
				}
				for _, one := range other.writtenOf(later) {
					if one.Of != "" && one.OfNo == left.No && j.leftBy(one.Of, left) {
						other.became(left, &one, later)
					}
				}
			}
		}
	})
}

// leftBy reports whether it was the agreement named that left the claim open.
func (j *job) leftBy(id casemodel.ID, left *LeftClaim) bool {
	m := j.fam.matter(id)
	return m != nil && slices.ContainsFunc(j.leftOf(m), func(one LeftClaim) bool { return one.No == left.No && one.Text == left.Text })
}
