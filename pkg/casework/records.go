package casework

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

func addParty(j *job, c *call) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	p := &casemodel.Party{
		ID: j.tx.NewID(), RootID: c.m.RootID, Role: c.in.Text("role"), Kind: c.in.Text("kind"), Name: c.in.Text("name"), Count: 1,
		Phone: c.in.Text("phone"), IDNo: c.in.Text("id_no"), Address: c.in.Text("address"), Reach: c.in.Text("reach"),
	}
	if p.Kind == "" {
		p.Kind = "natural"
	}
	if fault := checkParty(p, "", j.today); fault != nil {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: fault.Key, Field: strings.TrimPrefix(fault.Field, "."), Args: fault.Args}
	}
	code, err := j.issueCode(p)
	if err != nil {
		return err
	}
	if err := j.tx.InsertParty(c.m.RootID, len(j.fam.parties)+1, p); err != nil {
		return err
	}
	j.out.Codes = append(j.out.Codes, code)
	j.fam.parties = append(j.fam.parties, *p)
	for _, secret := range []string{"phone", "id_no", "address"} {
		delete(c.in, secret) // kept encrypted with the party, not in the journal's text
	}
	return j.cardParties()
}

func endParty(j *job, c *call) error {
	p := j.fam.party(c.in.ID("party"))
	if !p.Present() {
		return casemodel.Bad("party", "field.no_such_party")
	}
	one := j.fam.member(p.ID)
	if one != nil {
		if err := j.unsigned(); err != nil { // a text that lies for signing names who signs
			return err
		}
	}
	p.EndedOn = c.on
	if err := j.tx.EndParty(p.ID, c.on); err != nil {
		return err
	}
	if err := j.outcome(c, p.ID, "R50"); err != nil {
		return err
	}
	if one != nil {
		if side := j.fam.party(one.SideID); side != nil {
			return j.counted(c, side)
		}
	}
	return j.cardParties()
}

// detach takes a file out of the volume. A page of what was signed stays: one
// that cannot be read is photographed again beside it.
func detach(j *job, c *call) error {
	f, err := j.tx.File(c.in.ID("file"))
	if err != nil {
		return missing(err, "file", "field.no_such_file")
	}
	if f.SessionID != "" && f.Page > 0 {
		signings, err := j.tx.RecordSignings(f.MatterID)
		if err != nil {
			return err
		}
		if signed(signings, f.SessionID) || f.SupplementID != "" && signed(signings, f.SupplementID) {
			return casemodel.Bad("file", "record.page_stays")
		}
	}
	return j.tx.DetachFile(f.ID)
}

// gradeRisk: anybody may raise; the six boxes grade by themselves. Lowering is
// an act of its own in the policy and asks for a reason.
func gradeRisk(j *job, c *call) error {
	root := j.fam.root
	grade, err := j.gradeOf(c)
	if err != nil {
		return err
	}
	if grade == casemodel.RiskNone {
		return casemodel.Bad("risk", "field.missing")
	}
	if grade < root.Risk {
		if c.in.Text("reason") == "" {
			return casemodel.Bad("reason", "risk.reason")
		}
		act := "lower_risk"
		if root.Risk == casemodel.RiskRed {
			act = "lower_red"
		}
		if answer := j.may(c.who, c.m, act, "write"); !answer.Allow {
			return j.refuse(c.m, c.flow, act, answer)
		}
	}
	c.tell("before", map[string]string{"risk": root.Risk.String()})
	for _, m := range j.fam.matters {
		if m.Open() {
			j.change(m)
			m.Risk = grade
		}
	}
	return nil
}

// gradeOf is the grade an input names: its own word or what its boxes give,
// whichever is the higher.
func (j *job) gradeOf(c *call) (casemodel.Risk, error) {
	grade := casemodel.RiskNone
	if s := c.in.Text("risk"); s != "" {
		named, err := casemodel.ParseRisk(s)
		if err != nil {
			return grade, casemodel.Bad("risk", "field.choice")
		}
		grade = named
	}
	if boxes, ok := c.in["boxes"].([]string); ok {
		numbers := make([]int, 0, len(boxes))
		for _, b := range boxes {
			n, err := strconv.Atoi(b)
			if err != nil {
				return grade, casemodel.Bad("boxes", "field.choice")
			}
			numbers = append(numbers, n)
		}
		if err := j.fam.loadValues(); err != nil {
			return grade, err
		}
		people, err := strconv.Atoi(j.fam.value(j.fam.root.ID, "people_involved"))
		if err != nil {
			people = 0 // not stated
		}
		ticked, err := casemodel.RiskOfBoxes(numbers, people, j.fam.root.Category)
		if err != nil {
			return grade, casemodel.Bad("boxes", "field.choice")
		}
		grade = max(grade, ticked)
	}
	return grade, nil
}

func addParticipant(j *job, c *call) error {
	user, body := c.in.ID("user"), c.in.ID("body")
	if user == "" && body == "" {
		return casemodel.Bad("user", "field.missing")
	}
	return j.join(c.m, c.in.Text("role"), user, body)
}

// declareTie: a person steps back at once; the decision comes after.
func declareTie(j *job, c *call) error {
	return j.recuse(c.who.UserID, "recused", c.in.Text("ground"))
}

// reveal hands a whole number to who asked and says so in the journal. Who
// works on an open matter dials without giving a reason (users.md F19); an ID
// number, a hidden address and a person who must not be called always ask.
func reveal(j *job, c *call) error {
	p := j.fam.party(c.in.ID("party"))
	if c.in.Text("reason") == "" && (!j.calls(c.m, c.who.UserID) || !Dials(p, c.in.Text("field"))) {
		return casemodel.Bad("reason", "reveal.reason")
	}
	if !j.own(c.m, c.who.UserID) {
		c.tell("outside", true) // the director's list shows who looked beyond his own matters
	}
	return nil
}

// calls reports whether a person may dial from a matter without saying why: it
// is his own, and there is still something to do. Of a finished matter everybody
// says why.
func (j *job) calls(m *casemodel.Matter, user casemodel.ID) bool { return m.Open() && j.own(m, user) }

// own reports whether a person handles or mediates an open matter of the
// family, or registered its case.
func (j *job) own(m *casemodel.Matter, user casemodel.ID) bool {
	if user == "" {
		return false
	}
	works := func(m *casemodel.Matter) bool { return m.Open() && (m.HandlerID == user || j.mediates(m, user)) }
	return m.HandlerID == user || j.fam.root.RegisteredByID == user || slices.ContainsFunc(j.fam.matters, works)
}

// Dials reports whether a party's number is simply called: it is a phone, and
// nothing says that calling is not safe.
func Dials(p *casemodel.Party, field string) bool {
	return p != nil && (field == "phone" || field == "phone2") && (p.SafeContact == "" || p.SafeContact == "yes" || p.SafeContact == "only")
}
