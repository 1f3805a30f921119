package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Court is a court that could be asked to confirm an agreement, with what makes
// it competent: values of the field basis, the strongest first. One without any
// is not known to be, which a person may know better.
type Court struct {
	Body    casemodel.Body
	Basis   []string
	Lives   []casemodel.ID // parties that live in its county, as their address says
	Against string         // text key of why it is not, "" for none
}

// Fits reports whether the law names the court.
func (c Court) Fits() bool { return len(c.Basis) > 0 && c.Against == "" }

// Courts are the courts of the house in the order in which they should be
// thought of. 《民事诉讼法》205: a court that invited the mediation alone; else
// the basic court where a party lives, where the subject is or where the
// mediating body sits.
func (d *Desk) Courts(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Court, error) {
	var all []Court
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if !j.canRead(who, m, "registration") {
			return nil
		}
		all, err = j.courts(m)
		return err
	})
	return all, err
}

// courtLevel is the level of a county, where basic courts sit.
const courtLevel = 2

func (j *job) courts(m *casemodel.Matter) ([]Court, error) {
	bodies, err := j.tx.Bodies(store.BodyFilter{Kind: "court_desk", Active: true})
	if err != nil {
		return nil, err
	}
	invited, err := j.invitedBy(m)
	if err != nil {
		return nil, err
	}
	seat := ""
	if b, err := j.tx.Body(m.BodyID); err == nil {
		seat = b.AreaID
	} else if !casemodel.Is(err, casemodel.NotFound) {
		return nil, err
	}
	if err := j.fam.loadParties(); err != nil {
		return nil, err
	}
	all := make([]Court, 0, len(bodies))
	for _, b := range bodies {
		c := Court{Body: b}
		switch {
		case invited == b.ID:
			c.Basis = append(c.Basis, "inviting_court")
		case invited != "":
			c.Against = "court.invited_elsewhere"
		case b.Level != courtLevel:
			c.Against = "court.not_basic"
		}
		if c.Against == "" && invited == "" {
			if err := j.competent(&c, m, seat); err != nil {
				return nil, err
			}
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Court) int {
		return cmp.Or(bit(a.Against != "")-bit(b.Against != ""), len(b.Basis)-len(a.Basis))
	})
	return all, nil
}

// competent finds what makes a basic court competent.
func (j *job) competent(c *Court, m *casemodel.Matter, seat string) error {
	if sameCounty(seat, c.Body.AreaID) {
		c.Basis = append(c.Basis, "body_place")
	}
	if sameCounty(m.AreaID, c.Body.AreaID) {
		c.Basis = append(c.Basis, "subject_place")
	}
	county, err := j.tx.Area(c.Body.AreaID)
	if casemodel.Is(err, casemodel.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, p := range j.fam.parties {
		// where somebody in hiding lives is told by no reason either
		if p.Present() && !p.HideAddress && strings.Contains(p.Address, county.Name) {
			c.Lives = append(c.Lives, p.ID)
		}
	}
	if len(c.Lives) > 0 {
		c.Basis = append(c.Basis, "domicile")
	}
	return nil
}

// county is the part of a place's code that names its county.
const county = 6

func sameCounty(a, b string) bool {
	return len(a) >= county && len(b) >= county && a[:county] == b[:county]
}

// invitedBy is the court that invited the mediation behind a confirmation, ""
// for a mediation that the body took on by itself.
func (j *job) invitedBy(m *casemodel.Matter) (casemodel.ID, error) {
	parent := j.fam.matter(m.ParentID)
	if parent == nil || !j.flow(parent).Is("court_delegated") {
		return "", nil
	}
	if err := j.fam.loadValues(); err != nil {
		return "", err
	}
	if named := casemodel.ID(j.fam.value(parent.ID, "court")); named.Valid() {
		return named, nil
	}
	if err := j.fam.all(); err != nil {
		return "", err
	}
	for _, p := range j.fam.participants {
		if p.MatterID == parent.ID && p.Role == casemodel.PartCourt && p.Until == casemodel.Never {
			return p.BodyID, nil
		}
	}
	return "", nil
}

// precheckOK holds the court that was chosen against the law, and keeps what
// makes it competent.
func precheckOK(j *job, c *call) error {
	id := c.in.ID("court")
	if id == "" {
		if c.in.Text("court_name") == "" {
			return casemodel.Bad("court", "court.missing")
		}
		if invited, err := j.invitedBy(c.m); err != nil {
			return err
		} else if invited != "" {
			return casemodel.Bad("court", "court.invited_elsewhere")
		}
		return nil
	}
	all, err := j.courts(c.m)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(one Court) bool { return one.Body.ID == id })
	switch {
	case at < 0:
		return casemodel.Bad("court", "field.no_such_body")
	case all[at].Against != "":
		return casemodel.Bad("court", all[at].Against)
	case len(all[at].Basis) == 0 && c.in.Text("basis") == "":
		return casemodel.Bad("basis", "court.no_basis")
	case c.in.Text("basis") == "":
		c.put("basis", all[at].Basis[0])
	}
	return nil
}

// signApplication keeps who has put his name under the joint application.
func signApplication(j *job, c *call) error {
	p := j.fam.party(c.in.ID("party"))
	if p == nil || !p.Present() {
		return casemodel.Bad("party", "field.no_such_party")
	}
	on := cmp.Or(c.in.Day("signed_on"), c.on)
	if on > c.on {
		return casemodel.Bad("signed_on", "date.future")
	}
	c.put("signed."+string(p.ID), string(on)+" "+cmp.Or(c.in.Text("way"), "wet"))
	return nil
}

// submitJointly keeps each party's yes; nothing is counted down to any more.
func submitJointly(j *job, c *call) error {
	c.put("apply_by", "")
	return allConsent(j, c)
}

// oneWithdraws keeps whose word ended the joint application.
func oneWithdraws(j *job, c *call) error {
	id := c.in.ID("party")
	if id == "" {
		return nil
	}
	if p := j.fam.party(id); p == nil || !p.Present() {
		return casemodel.Bad("party", "field.no_such_party")
	}
	c.put("consent."+string(id), "refused")
	return nil
}

// Joined is how one party stands to the joint application.
type Joined struct {
	Party   casemodel.ID
	Signed  casemodel.Day // when the application was signed
	Refused bool
	Agreed  bool // said so when it was handed in
}

// joined are all who must apply together.
func (j *job) joined(m *casemodel.Matter) []Joined {
	var all []Joined
	for _, p := range j.fam.parties {
		if !p.Present() || !p.Asks() && p.Role != "respondent" {
			continue
		}
		said := j.fam.value(m.ID, "consent."+string(p.ID))
		day, _, _ := strings.Cut(j.fam.value(m.ID, "signed."+string(p.ID)), " ")
		all = append(all, Joined{Party: p.ID, Signed: casemodel.Day(day), Agreed: strings.HasPrefix(said, "agreed"), Refused: strings.HasPrefix(said, "refused")})
	}
	return all
}

// Confirmation is what the page of a confirmation says beside its fields.
type Confirmation struct {
	InForce bool          // the agreement behind it binds
	From    casemodel.Day // the day it took effect, by which the window counts
	Last    casemodel.Day // last day to apply, "" where no window runs
	Joined  []Joined
	Track   string        // workflow of the proceeding that made the agreement
	Limit   casemodel.Day // until which a claim under the agreement can be brought at least, "" where no day was agreed
}

// limitYears is the period of limitation (《民法典》188); of instalments it runs
// from the end of the last one (189), and who urges begins it anew (195).
const limitYears = 3

// limitOf counts it for the obligations that a test chooses, "" when none has a
// due day.
func (j *job) limitOf(counts func(m *casemodel.Matter) bool) (last casemodel.Day) {
	for _, m := range j.fam.matters {
		if m.Kind != casemodel.KindObligation || !counts(m) {
			continue
		}
		due := casemodel.Day(j.fam.value(m.ID, "due_on"))
		if due == "" {
			continue
		}
		last = last.Later(due).Later(j.fam.acts[m.ID]["urge"].On)
	}
	if last == "" {
		return ""
	}
	d, _ := day(last).AddMonths(12 * limitYears)
	return legal(d)
}

// Confirmation reads it; nil for what is no confirmation.
func (d *Desk) Confirmation(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*Confirmation, error) {
	var found *Confirmation
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil || m.Kind != casemodel.KindConfirmation {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		found = &Confirmation{InForce: workflows.AgreementInForce(m, j.fam.matters, j.fam.values), Last: workflows.WindowEnd(m.ID, j.fam.deadlines)}
		for _, one := range j.fam.deadlines {
			if one.MatterID == m.ID && one.RuleID == "JC-01" {
				found.From = one.AnchorOn
			}
		}
		if parent := j.fam.matter(m.ParentID); parent != nil {
			found.Track = parent.Workflow
		}
		if j.canRead(who, m, "registration") {
			found.Limit = j.limitOf(func(o *casemodel.Matter) bool { return o.ParentID == m.ParentID })
		}
		if j.people(m) {
			found.Joined = j.joined(m)
		}
		return nil
	})
	return found, err
}
