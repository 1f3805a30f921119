package casework

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// participants keeps the rows from which relations are computed in step with
// the header: who handles, which body is in charge or asked.
func (j *job) participants(c *call) error {
	m := c.m
	if err := j.seat(m, casemodel.PartHandler, c.before.HandlerID, m.HandlerID, "", ""); err != nil {
		return err
	}
	role := casemodel.PartBody
	if m.Kind == casemodel.KindTask {
		role = casemodel.PartTask
	}
	return j.seat(m, role, "", "", c.before.BodyID, m.BodyID)
}

func (j *job) seat(m *casemodel.Matter, role string, wasUser, user, wasBody, body casemodel.ID) error {
	if wasUser == user && wasBody == body {
		return nil
	}
	for i := range j.fam.participants {
		p := &j.fam.participants[i]
		if p.MatterID == m.ID && p.Role == role && p.Until == casemodel.Never && (p.UserID == wasUser && wasUser != "" || p.BodyID == wasBody && wasBody != "") {
			p.Until = j.tx.Now()
			if err := j.tx.EndParticipant(p.ID, p.Until); err != nil {
				return err
			}
		}
	}
	if user == "" && body == "" {
		return nil
	}
	return j.join(m, role, user, body)
}

// join opens a window for a user or a body.
func (j *job) join(m *casemodel.Matter, role string, user, body casemodel.ID) error {
	for _, p := range j.fam.participants {
		if p.MatterID == m.ID && p.Role == role && p.UserID == user && p.BodyID == body && p.Until == casemodel.Never {
			return nil
		}
	}
	p := casemodel.Participant{
		ID: j.tx.NewID(), RootID: m.RootID, MatterID: m.ID, UserID: user, BodyID: body, Role: role,
		Since: j.tx.Now(), Until: casemodel.Never,
	}
	j.fam.participants = append(j.fam.participants, p)
	return j.tx.AddParticipant(p)
}

// courtOf lets the county's court desk see what is the court's to act on: a
// delegation and a confirmation.
func (j *job) courtOf(m *casemodel.Matter) error {
	flow := j.flow(m)
	if !flow.Is("court_delegated") && !flow.Is("judicial_confirmation") {
		return nil
	}
	if b, err := j.tx.Body(m.RegisteredBodyID); err == nil && b.Kind == "court_desk" {
		return j.join(m, casemodel.PartCourt, "", b.ID)
	} else if err != nil && !casemodel.Is(err, casemodel.NotFound) {
		return err
	}
	area := m.A3
	if area == "" {
		area = m.A2
	}
	courts, err := j.tx.Bodies(store.BodyFilter{Kind: "court_desk", Area: area, Active: true})
	if err != nil || len(courts) == 0 {
		return err
	}
	return j.join(m, casemodel.PartCourt, "", courts[0].ID)
}
