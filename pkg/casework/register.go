package casework

import (
	"context"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

// Registration is what a clerk writes down at the window (decision 29). Only
// an applicant who can be reached, the place and one sentence are compulsory;
// the rest is asked for before acceptance.
type Registration struct {
	Title          string               `json:"title,omitempty"`
	Category       string               `json:"category,omitempty"`
	Channel        string               `json:"source_channel,omitempty"`
	SourceRef      string               `json:"source_ref,omitempty"`
	Area           string               `json:"occurred_area"`
	Place          string               `json:"occurred_place,omitempty"`
	Summary        string               `json:"summary"`
	People         int                  `json:"people_involved,omitempty"`
	AppliedAt      casemodel.Instant    `json:"applied_at,omitzero"`
	Claims         []Claim              `json:"claims,omitempty"`
	Parties        []casemodel.Party    `json:"parties"`
	RiskBoxes      []int                `json:"risk_boxes,omitempty"`
	Violence       casemodel.Screening  `json:"violence,omitzero"`
	Anonymous      bool                 `json:"anonymous,omitempty"`
	Submit         *bool                `json:"submit,omitempty"` // true unless said
	DuplicatesSeen bool                 `json:"duplicates_seen,omitempty"`
	Slip           string               `json:"slip,omitempty"`       // the sheet of the pad it was taken down on: AppliedAt is its hour
	SlipWhy        string               `json:"slip_why,omitempty"`   // why it was
	Earlier        casemodel.ID         `json:"earlier,omitempty"`    // a case of the same parties before this one
	EarlierAs      string               `json:"earlier_as,omitempty"` // how this stands to it: AsBreach, AsNew, AsOther, AsAgain
	Released       bool                 `json:"released,omitempty"`   // no court or organ has it any more, of AsAgain
	From           map[int]casemodel.ID `json:"from,omitempty"`       // by their place, parties of that case who are taken over, of AsAgain

	sealed int  // as the case that is applied for again
	onSpot bool // taken down with what came out of it, by its mediator
}

// Claim is one thing somebody asks for.
type Claim struct {
	Kind   string          `json:"kind,omitempty"`
	Text   string          `json:"text"`
	Amount casemodel.Money `json:"amount,omitempty"`
}

// Register opens a dispute case: a draft, and unless told otherwise its
// submission with number and query codes, in one transaction. The codes are in
// the outcome once and nowhere else.
func (d *Desk) Register(ctx context.Context, who casemodel.Actor, r Registration, in Input) (Outcome, error) {
	var out Outcome
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		return once(tx, who, in, &out, func() error { return d.register(tx, who, r, in, &out) })
	})
	return out, err
}

func (d *Desk) register(tx *store.Tx, who casemodel.Actor, r Registration, in Input, out *Outcome) error {
	if r.EarlierAs == AsBreach {
		return d.breach(tx, who, r, in, out)
	}
	if err := d.takeOver(tx, who, &r); err != nil {
		return err
	}
	flow := d.Flows.Latest("dispute_case")
	fam := &family{tx: tx, loaded: map[string]bool{}}
	j := d.job(tx, fam, who, out)
	slip, err := r.fromSlip(j, &in)
	if err != nil {
		return err
	}
	m, err := j.rootOf(flow, r.Area, in.On)
	if err != nil {
		return err
	}
	m.Category, m.Channel, m.Urgency = r.Category, r.Channel, "normal"
	if m.Channel == "" {
		m.Channel = "window"
	}
	if err := r.check(j); err != nil {
		return err
	}
	if m.Risk, err = casemodel.RiskOfBoxes(r.RiskBoxes, r.People, r.Category); err != nil {
		return casemodel.Bad("risk_boxes", "field.choice")
	}
	m.Risk, m.Sealed = max(m.Risk, r.Violence.Risk()), r.sealed
	if m.Title = r.Title; m.Title == "" {
		m.Title = d.titleOf(r)
	}
	m.PublicTitle = publicTitle(d.Flows, m)
	row, err := j.mayCreate(flow, m)
	if err != nil {
		return err
	}
	if err := j.datedBirth(flow, m, in.Why); err != nil {
		return err
	}
	c := &call{m: m, flow: flow, who: who, on: m.StateOn, row: row, act: "create"}
	if err := j.born(c, m, flow, r.values(), because(in.Why)); err != nil {
		return err
	}
	if err := j.enterParties(m, r.Parties); err != nil {
		return err
	}
	if err := j.firstCard(); err != nil {
		return err
	}
	if r.Submit == nil || *r.Submit {
		if err := j.submitNow(m, flow, r); err != nil {
			return err
		}
	}
	if err := j.index(m); err != nil {
		return err
	}
	if err := j.useSlip(slip, m.ID); err != nil {
		return err
	}
	if err := j.finish(); err != nil {
		return err
	}
	out.MatterID, out.Version = m.ID, m.Version
	return nil
}

// submitNow fires the submission as the same person, in the same transaction.
func (j *job) submitNow(m *casemodel.Matter, flow *workflows.Flow, r Registration) error {
	c := &call{m: m, flow: flow, act: "submit", on: m.StateOn, who: j.who, raw: r.told()}
	answer := j.may(j.who, m, "submit", "write")
	if !answer.Allow {
		return j.refuse(m, flow, "submit", answer)
	}
	c.row = answer.Row + "@" + short(j.gate.SHA())
	return j.fire(c)
}

// rootOf is the header of a new family at a place: its centre is the nearest
// one up the tree (decision 21).
func (j *job) rootOf(flow *workflows.Flow, area string, on casemodel.Day) (*casemodel.Matter, error) {
	if area == "" {
		return nil, casemodel.Bad("occurred_area", "field.missing")
	}
	if strings.Trim(area, "0123456789") != "" {
		return nil, casemodel.Bad("occurred_area", "field.no_such_area")
	}
	place, err := j.tx.Area(area)
	if err != nil {
		return nil, missing(err, "occurred_area", "field.no_such_area")
	}
	if place.Closed == 1 && j.who.UserID != "" { // what follows on by itself goes on
		return nil, casemodel.Bad("occurred_area", "field.area_closed")
	}
	centre, err := j.centreOf(place)
	if err != nil {
		return nil, err
	}
	if on == "" {
		on = j.today
	}
	switch {
	case !on.Valid():
		return nil, casemodel.Bad("on", "field.date")
	case on > j.today:
		return nil, casemodel.Bad("on", "date.future")
	}
	now := j.tx.Now()
	m := &casemodel.Matter{
		ID: j.tx.NewID(), Kind: flow.Kind, Workflow: flow.ID, WorkflowVersion: flow.Version, State: flow.Start, StateSince: now,
		StateOn: on, Class: flow.Class(flow.Start), Version: 1, CentreID: centre.ID, BodyID: centre.ID, RegisteredByID: j.who.UserID,
		RegisteredBodyID: j.who.BodyID, AreaID: area, A1: place.A1, A2: place.A2, A3: place.A3, A4: place.A4, A5: place.A5,
		GridID: j.who.GridID, Level: centre.Level, Round: 1, OpenedAt: now, ChangedAt: now, DueAt: casemodel.Never, ImportID: j.who.Import,
	}
	m.RootID = m.ID
	if m.Class == casemodel.Live {
		m.Live = 1
	}
	j.fam.root, j.fam.matters = m, nil
	return m, nil
}

// centreOf finds the nearest centre at the place or above it.
func (j *job) centreOf(place *casemodel.Area) (*casemodel.Body, error) {
	for _, area := range []string{place.ID, place.A5, place.A4, place.A3, place.A2, place.A1} {
		if area == "" {
			continue
		}
		found, err := j.tx.Bodies(store.BodyFilter{Kind: "centre", Area: area, Active: true})
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			return &found[0], nil
		}
	}
	return nil, casemodel.Bad("occurred_area", "field.no_centre")
}

// mayCreate asks the gate for the act create in the state new, as the matter
// would stand.
func (j *job) mayCreate(flow *workflows.Flow, m *casemodel.Matter) (string, error) {
	answer := j.mayAtBirth(flow, m, "create", "write")
	if !answer.Allow {
		return "", &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "create.forbidden", Stage: "new", Rule: answer.Row,
			Needs: j.gate.Needs(flow.Lineage, "new", "new", "create", []string{"write"}),
		}
	}
	return answer.Row + "@" + short(j.gate.SHA()), nil
}

// datedBirth checks a birth's legal date as dated does an act's (engine rule
// T3): with a reason when it is old, and by whom when it is very old.
func (j *job) datedBirth(flow *workflows.Flow, m *casemodel.Matter, why string) error {
	now, on := day(j.today), day(m.StateOn)
	if on < now.Add(-30) && !j.mayAtBirth(flow, m, "backdate").Allow {
		return &casemodel.Error{
			Kind: casemodel.Forbidden, Key: "date.backdate", Field: "on", Stage: "new",
			Needs: j.gate.Needs(flow.Lineage, "new", "new", "backdate", nil),
		}
	}
	if on < j.book.AddWorking(now, -3) && why == "" && j.who.UserID != "" {
		return casemodel.Bad("why", "date.reason_needed")
	}
	return nil
}

// because is the journal payload of a birth that gives a reason.
func because(why string) map[string]any {
	if why == "" {
		return nil
	}
	return map[string]any{"why": why}
}

// mayAtBirth asks about an act on a matter that is still to be made.
func (j *job) mayAtBirth(flow *workflows.Flow, m *casemodel.Matter, act string, classes ...string) policies.Answer {
	rels := policies.RelSet(&policies.Facts{
		Actor: j.who, Matter: m, Root: j.fam.root, Participants: j.fam.participants, Recusals: j.fam.recusals, Now: j.tx.Now(),
		Category: m.Category, Area: [5]string{m.A1, m.A2, m.A3, m.A4, m.A5}, Body: m.BodyID,
	})
	return j.gate.Ask(policies.Question{
		Roles: j.who.Roles, Body: j.who.BodyKind, Flows: flow.Lineage, State: "new", Class: "new", Act: act,
		ActClasses: classes, Rels: rels,
	})
}
