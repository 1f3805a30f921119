package casework

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// The application that is before the court, and the ruling: neither is changed
// from here (《民事诉讼法》205, 206).
var atCourt = []string{"submitted", "supplementing", "accepted"}

// replaced finds what a further agreement takes the place of: of the agreement
// of this case that came into force last, all obligations that are still open,
// or those of the clauses named by their numbers. None when it replaces nothing.
//
// Errors, at replaces: no agreement is in force, or the court has it before it
// or has confirmed it; at replaced_items: no such clause, or nothing of it is
// open any more.
func (j *job) replaced(c *call, which, numbers string) ([]*casemodel.Matter, error) {
	if which == "" {
		if numbers != "" {
			return nil, casemodel.Bad("replaces", "field.missing")
		}
		return nil, nil
	}
	if err := j.fam.loadItems(); err != nil {
		return nil, err
	}
	old := j.inForce(c.m)
	if old == nil {
		return nil, casemodel.Bad("replaces", "supersede.none")
	}
	for _, m := range j.fam.matters {
		switch {
		case m.Kind != casemodel.KindConfirmation || m.ParentID != old.ID:
		case slices.Contains(atCourt, m.State):
			return nil, casemodel.Bad("replaces", "supersede.at_court")
		case m.State == "confirmed":
			return nil, casemodel.Bad("replaces", "supersede.confirmed")
		}
	}
	open := map[int][]*casemodel.Matter{}
	for i := range j.fam.items {
		it := &j.fam.items[i]
		of := j.fam.matter(it.MatterID) // the agreement, or the obligation that was agreed anew
		if of == nil || of.ID != old.ID && !j.fam.descends(of, old.ID) || it.Active != 1 || it.ObligationID == it.MatterID /* divided: owed in its shares */ {
			continue
		}
		if m := j.fam.matter(it.ObligationID); m != nil && m.IsLive() {
			no := j.clauseNo(old, it)
			open[no] = append(open[no], m)
		}
	}
	var found []*casemodel.Matter
	if which == "all" {
		for _, list := range open {
			found = append(found, list...)
		}
		if len(found) == 0 {
			return nil, casemodel.Bad("replaces", "supersede.none")
		}
		return j.alone(found)
	}
	wanted := strings.FieldsFunc(numbers, func(r rune) bool { return r < '0' || r > '9' })
	if len(wanted) == 0 {
		return nil, casemodel.Bad("replaced_items", "field.missing")
	}
	for _, word := range wanted {
		no, err := strconv.Atoi(word)
		if err != nil || len(open[no]) == 0 {
			return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "supersede.no_clause", Field: "replaced_items", Args: map[string]any{"no": word}}
		}
		found = append(found, open[no]...)
	}
	return j.alone(found)
}

// alone sorts what would end, and refuses what is owed to one person of a
// roster: that is agreed anew with this person, not with the side.
func (j *job) alone(list []*casemodel.Matter) ([]*casemodel.Matter, error) {
	for i := range j.fam.items {
		it := &j.fam.items[i]
		if j.fam.member(it.Creditor) != nil && slices.ContainsFunc(list, func(m *casemodel.Matter) bool { return m.ID == it.ObligationID }) {
			return nil, casemodel.Bad("replaces", "supersede.roster")
		}
	}
	return ordered(list), nil
}

// ordered sorts matters by their ids and names each once.
func ordered(list []*casemodel.Matter) []*casemodel.Matter {
	slices.SortFunc(list, func(a, b *casemodel.Matter) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return slices.Compact(list)
}

// inForce is the proceeding of this case, other than the one that acts, whose
// agreement came into force last; nil for none.
func (j *job) inForce(m *casemodel.Matter) *casemodel.Matter {
	var last *casemodel.Matter
	for _, one := range j.fam.matters {
		binds := slices.ContainsFunc(j.fam.items, func(it casemodel.Item) bool {
			return it.MatterID == one.ID && it.Active == 1 && it.ObligationID != ""
		})
		if one.Kind == casemodel.KindProceeding && one.ID != m.ID && binds && !j.fallen(one.ID) && (last == nil || last.ID < one.ID) {
			last = one
		}
	}
	return last
}

// clauseNo is the number under which a clause stands in its agreement; a later
// day of a recurring duty has that of the first.
func (j *job) clauseNo(m *casemodel.Matter, it *casemodel.Item) int {
	for it.MatterID != m.ID { // agreed anew about a clause: that clause's number
		i := slices.IndexFunc(j.fam.items, func(o casemodel.Item) bool { return o.ObligationID == it.MatterID })
		if i < 0 {
			return 0
		}
		it = &j.fam.items[i]
	}
	no := 0
	for i := range j.fam.items {
		one := &j.fam.items[i]
		if one.MatterID != m.ID || one.Active != 1 || one.TemplateID != "" || one.ShareOf != "" {
			continue
		}
		no++
		if one.ID == it.ID || one.ID == it.TemplateID || one.ID == it.ShareOf {
			return no
		}
	}
	return 0
}

// supplanted: the obligation of a clause has ended because another one took its
// place, or it fell with its agreement; what the case is worth is counted once,
// and what has no force not at all.
func (j *job) supplanted(it *casemodel.Item) bool {
	m := j.fam.matter(it.ObligationID)
	return m != nil && (m.State == "superseded" || m.State == "annulled") || j.fallen(it.MatterID)
}

// supersede ends, when a further agreement comes into force, what it takes the
// place of, and gives up a confirmation of it that has not gone to court.
func (j *job) supersede(c *call) error {
	if c.extra["effective_on"] == "" || c.m.Kind != casemodel.KindProceeding || j.dry {
		return nil
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	which := j.fam.value(c.m.ID, "replaces")
	if which == "" {
		return nil
	}
	gone, err := j.replaced(c, which, j.fam.value(c.m.ID, "replaced_items"))
	if refused, is := errors.AsType[*casemodel.Error](err); is {
		return &casemodel.Error{Kind: refused.Kind, Key: refused.Key, Args: refused.Args} // what was typed then is no field of this form
	}
	if err != nil {
		return err
	}
	old := j.inForce(c.m)
	for _, m := range gone {
		if err := j.followOn(c, workflows.Then{With: map[string]string{"by": string(c.m.ID)}}, m, "supersede"); err != nil {
			return err
		}
	}
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindConfirmation && m.ParentID == old.ID && slices.Contains([]string{"eligible", "preparing"}, m.State) {
			if err := j.followOn(c, workflows.Then{With: map[string]string{"reason": c.flow.Act(c.act).Title}}, m, "waive"); err != nil {
				return err
			}
		}
	}
	return j.cardAmount()
}
