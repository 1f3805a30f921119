package casework

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
)

// declareVoid writes down that an agreement, or a part of it, has lost its
// force, and frees the people whom it bound; what it brought about ends in the
// same step (follow). 《民法典》155, 566: what was not performed is not any more.
func declareVoid(j *job, c *call) error {
	f, err := j.falls(c)
	if err != nil {
		return err
	}
	f.fall.Seq, f.fall.ID = c.seq, j.tx.NewID()
	c.falling = f
	if err := j.openClaims(c, &f.fall); err != nil {
		return err
	}
	c.tell("fall", f.fall)
	if err := c.keepFall(&f.fall); err != nil {
		return err
	}
	if f.fall.Scope == "all" {
		c.put(voidOn, string(f.fall.On))
	}
	for _, one := range f.people {
		if err := j.release(c, one); err != nil {
			return err
		}
	}
	return nil
}

// boundBy is how somebody on a roster was bound, kept while the text that did has
// no force.
type boundBy struct {
	Seq       int           `json:"seq"` // of the fall
	BoundOn   casemodel.Day `json:"bound_on"`
	SignedOn  casemodel.Day `json:"signed_on"`
	SignedWay string        `json:"way"`
	Signer    string        `json:"signer"`
	ProofID   casemodel.ID  `json:"proof"`
}

// release lets somebody go whom the text bound: a further text may name them.
func (j *job) release(c *call, one *casemodel.Member) error {
	b, err := json.Marshal(boundBy{c.seq, one.BoundOn, one.SignedOn, one.SignedWay, one.Signer, one.ProofID})
	if err != nil {
		return fmt.Errorf("free %s: %w", one.ID, err)
	}
	c.put(freedPrefix+string(one.ID), string(b))
	one.TextID, one.BoundOn, one.Result, one.Road, one.Reason = "", "", casemodel.MemberOpen, "", ""
	one.SignedOn, one.SignedWay, one.Signer, one.ProofID = "", "", "", ""
	return j.tx.UpdateMember(one)
}

// restoreAgreement takes a fall back whose decision was overturned, or that was
// written down in error: what it ended is owed again, and nothing else.
//
// Errors at their fields: fall for one that is not there, was taken back, was
// the parties' own will, or in whose place something else was agreed or is
// talked about; the rest for what is missing or does not fit.
func restoreAgreement(j *job, c *call) error {
	f, err := j.restores(c)
	if err != nil {
		return err
	}
	c.falling = f
	c.tell("fall", f.fall)
	if err := c.keepFall(&f.fall); err != nil {
		return err
	}
	if f.fall.Scope == "all" {
		c.put(voidOn, "")
	}
	j.closeClaims(c, &f.fall)
	for _, one := range f.people {
		if err := j.bind(c, one); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) restores(c *call) (*falling, error) {
	for _, load := range []func() error{j.fam.loadItems, j.fam.loadValues, j.fam.loadParties, j.fam.loadActs, j.fam.loadDeadlines} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	all := j.fallsOf(c.m)
	i := slices.IndexFunc(all, func(f Fall) bool { return f.No == int(c.in.Int("fall")) })
	if i < 0 {
		return nil, casemodel.Bad("fall", "fall.none")
	}
	f := &falling{fall: all[i], back: true}
	one := &f.fall
	back := &Restored{Why: c.in.Text("why"), Organ: c.in.Text("organ"), DocNo: c.in.Text("doc_no"), On: c.in.Day("restored_on"), Note: c.in.Text("note")}
	switch {
	case !one.Stands():
		return nil, casemodel.Bad("fall", "fall.restored")
	case back.Why == "overturned" && one.By == "parties": // they agree anew, or not
		return nil, casemodel.Bad("why", "fall.own_will")
	case back.Why == "overturned" && back.Organ == "":
		return nil, casemodel.Bad("organ", "field.missing")
	case back.Why == "overturned" && back.DocNo == "":
		return nil, casemodel.Bad("doc_no", "field.missing")
	case back.Why == "clerical" && back.Note == "":
		return nil, casemodel.Bad("note", "field.missing")
	case back.On > j.today:
		return nil, casemodel.Bad("restored_on", "date.future")
	case back.On < one.On:
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.restored_before", Field: "restored_on", Args: map[string]any{"on": string(one.On)}}
	}
	if err := j.nothingNew(c, one); err != nil {
		return nil, err
	}
	one.Undone = back
	f.end = j.owedAgain(c.m, one, all)
	if err := j.replacedAgain(c, f); err != nil {
		return nil, err
	}
	for i := range j.fam.roster {
		if who := &j.fam.roster[i]; j.wasBound(c.m, who, one.Seq) != nil {
			f.people = append(f.people, who)
		}
	}
	return f, nil
}

// owedAgain are the obligations that come back when a fall is taken back: those
// it ended, and those that one taken back before it ended and it held down, but
// for what another fall that stands took away, too.
func (j *job) owedAgain(agreement *casemodel.Matter, one *Fall, all []Fall) []*casemodel.Matter {
	var back []*casemodel.Matter
	for it, m := range j.under(agreement) {
		if by := j.replacer(m); m.State == "superseded" && by != nil && j.covers(one, agreement, m, it) && !j.fellBefore(agreement, m, it, one.No) && j.brought(by, it, 0) {
			back = append(back, m) // what replaced it has fallen since
			continue
		}
		i := slices.IndexFunc(all, func(f Fall) bool { return j.fam.acts[m.ID]["annul"].Cause == mark(agreement, f.Seq) })
		if m.State != "annulled" || i < 0 || all[i].Stands() && all[i].No != one.No {
			continue
		}
		if !j.fellBefore(agreement, m, it, one.No) && !j.boundAnew(it, &all[i]) {
			back = append(back, m)
		}
	}
	return ordered(back)
}

// nothingNew: what was agreed in the place of the agreement that fell, or is
// being talked about, ends by its own act first.
// A part stands again beside what was agreed before it fell; of the people of a
// roster each is asked for himself (boundAnew).
func (j *job) nothingNew(c *call, one *Fall) error {
	for _, f := range j.fallsOf(c.m) {
		if one.Scope != "all" && f.Stands() && f.Scope == "all" && f.No > one.No && slices.ContainsFunc(f.Texts, func(no int) bool { return slices.Contains(one.Texts, no) }) {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "fall.whole_first", Field: "fall", Args: map[string]any{"no": f.No}}
		}
	}
	if one.Scope == "people" {
		return nil
	}
	for _, m := range j.fam.matters {
		switch {
		case m.Kind != casemodel.KindProceeding || m.ID < c.m.ID:
		case m.ID > c.m.ID && m.IsLive() && (one.Scope == "all" || m.ID > one.ID):
			return casemodel.Bad("fall", "fall.talks")
		case j.agreedSince(m, one):
			return casemodel.Bad("fall", "fall.agreed_anew")
		}
	}
	return nil
}

// agreedSince reports whether a mediation put something in force after a fall
// that is owed by it; instalments of what stands were agreed before.
func (j *job) agreedSince(m *casemodel.Matter, f *Fall) bool {
	for it, o := range j.under(m) {
		if o.ID > f.ID && it.TemplateID == "" && j.fam.member(it.Creditor) == nil && j.fam.member(it.Debtor) == nil && !slices.Contains(notOwed, o.State) {
			return true
		}
	}
	return false
}

// wasBound is how somebody was bound before a fall, nil for whom another text
// has named since, or whose claim has gone another way.
func (j *job) wasBound(m *casemodel.Matter, one *casemodel.Member, seq int) *boundBy {
	var b boundBy
	kept := j.fam.value(m.ID, freedPrefix+string(one.ID))
	if kept == "" || json.Unmarshal([]byte(kept), &b) != nil || b.Seq != seq || one.TextID != "" || one.Result != casemodel.MemberOpen {
		return nil
	}
	return &b
}

// boundAnew: somebody of a roster agreed to something else after the fall, and
// is not owed both.
func (j *job) boundAnew(it *casemodel.Item, f *Fall) bool {
	for i := range j.fam.items {
		other := &j.fam.items[i]
		o := j.fam.matter(other.ObligationID)
		if o == nil || other.TemplateID != "" || o.ID < f.ID || slices.Contains(notOwed, o.State) {
			continue
		}
		for _, id := range []casemodel.ID{it.Creditor, it.Debtor} {
			if j.fam.member(id) != nil && (other.Creditor == id || other.Debtor == id) {
				return true
			}
		}
	}
	return false
}

// bind puts somebody back under the text that bound them.
func (j *job) bind(c *call, one *casemodel.Member) error {
	b := j.wasBound(c.m, one, c.falling.fall.Seq)
	if b == nil {
		return nil
	}
	c.put(freedPrefix+string(one.ID), "")
	one.TextID, one.BoundOn, one.Result = c.m.ID, b.BoundOn, casemodel.MemberAgreed
	one.SignedOn, one.SignedWay, one.Signer, one.ProofID = b.SignedOn, b.SignedWay, b.Signer, b.ProofID
	return j.tx.UpdateMember(one)
}
