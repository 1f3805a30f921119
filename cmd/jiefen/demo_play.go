package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/vault"
)

// demoClock shows the time of the act that is being played.
type demoClock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the clock of the database that is being filled.
func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *demoClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// player plays the script: every act goes through the desk as the person who
// does it, at its time, under the same rules as any other.
type player struct {
	desk   *casework.Desk
	clock  *demoClock
	town   *demoTown
	script *demoScript
	now    time.Time // the real one
	roots  map[string]casemodel.ID
	vault  *vault.Vault // where its pictures lie
}

// play does all acts in order; before each day the clocks fire what fell due.
func (p *player) play(ctx context.Context) error {
	acts, err := p.script.timeline(p.desk.Calendar(), p.now)
	if err != nil {
		return err
	}
	day := calendar.Day(0)
	for _, m := range acts {
		if d := calendar.DayOf(m.at); d != day {
			day = d
			if err := p.morning(ctx, d.At(8, 0)); err != nil {
				return err
			}
		}
		p.clock.set(m.at)
		if err := p.act(ctx, m); err != nil {
			return fmt.Errorf("demo %s on %s: %w", m.matter.ID, day, err)
		}
	}
	return p.morning(ctx, p.now)
}

func (p *player) morning(ctx context.Context, at time.Time) error {
	p.clock.set(at)
	_, err := p.desk.Sweep(ctx)
	return err
}

func (p *player) act(ctx context.Context, m moment) error {
	s := &scene{matter: m.matter, team: p.script.Teams[m.matter.Team], town: p.town, now: p.now, on: calendar.DayOf(m.at), book: p.desk.Calendar(), told: p.roots}
	if m.step == nil {
		return p.open(ctx, s)
	}
	root := p.roots[m.matter.ID]
	if err := p.family(ctx, root, s); err != nil {
		return err
	}
	if m.step.Each {
		for _, side := range s.sides {
			s.each = side
			if err := p.step(ctx, s, m.step, root); err != nil {
				return err
			}
		}
		return nil
	}
	return p.step(ctx, s, m.step, root)
}

// open registers a case, or opens another kind of family.
func (p *player) open(ctx context.Context, s *scene) error {
	m := s.matter
	who, known := p.town.who[m.By]
	if !known {
		return fmt.Errorf("there is no %s", m.By)
	}
	if m.Workflow == "" {
		r, err := registrationOf(m.Registration)
		if err != nil {
			return err
		}
		out, err := p.desk.Register(ctx, who, r, casework.Input{})
		p.roots[m.ID] = out.MatterID
		return err
	}
	fields, err := s.fields(m.With)
	if err != nil {
		return err
	}
	out, err := p.desk.Create(ctx, who, m.Workflow, "", casework.Input{Fields: fields})
	p.roots[m.ID] = out.MatterID
	return err
}

func registrationOf(written map[string]any) (casework.Registration, error) {
	var r casework.Registration
	text, err := json.Marshal(written)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	return r, err
}

// family reads what a step may speak of.
func (p *player) family(ctx context.Context, root casemodel.ID, s *scene) error {
	return p.desk.DB.Read(ctx, func(tx *store.Tx) error {
		parties, err := tx.Parties(root)
		if err != nil {
			return err
		}
		s.sides = nil
		for _, party := range parties {
			if party.Asks() || party.Role == "respondent" {
				s.sides = append(s.sides, party.ID)
			}
		}
		lines, err := tx.Roster(root)
		if err != nil {
			return err
		}
		s.members = nil
		for i := range lines {
			s.members = append(s.members, lines[i].ID)
		}
		if s.family, err = tx.Family(root); err != nil {
			return err
		}
		s.offers = nil
		for _, m := range s.family {
			offers, err := tx.Offers(m.ID)
			if err != nil {
				return err
			}
			for i := range offers {
				s.offers = append(s.offers, offers[i].ID)
			}
		}
		return nil
	})
}

// sends lets a person send up pictures of demo/, as through a door.
func (p *player) sends(ctx context.Context, who casemodel.Actor) func(string) (casemodel.ID, error) {
	return func(picture string) (casemodel.ID, error) {
		text, err := demoFiles.ReadFile("demo/" + picture)
		if err != nil {
			return "", fmt.Errorf("demo: %w", err)
		}
		f, err := p.vault.Take(bytes.NewReader(text), picture, vault.Rules{Largest: largestFile})
		if err == nil {
			f, err = p.desk.Upload(ctx, who, f, "")
		}
		return f.ID, err
	}
}

func (p *player) step(ctx context.Context, s *scene, step *demoStep, root casemodel.ID) error {
	who, known := p.town.who[s.person(step.By)]
	if !known {
		return fmt.Errorf("there is no %s", step.By)
	}
	s.keep = p.sends(ctx, who)
	fields, err := s.fields(step.With)
	if err != nil {
		return err
	}
	if step.Open != "" {
		_, err := p.desk.Create(ctx, who, step.Open, root, casework.Input{Fields: fields})
		return err
	}
	m := s.find(p.desk, step, root)
	if m == nil {
		return fmt.Errorf("there is no %s", step.On)
	}
	if _, err = p.desk.Do(ctx, who, m.ID, step.Do, casework.Input{Version: &m.Version, Fields: fields}); err != nil {
		return fmt.Errorf("%s does %s on %s in %s: %w", step.By, step.Do, m.Workflow, m.State, err)
	}
	return nil
}

// find is the matter a step is about: the case, or the latest of a procedure,
// or the nth.
func (s *scene) find(d *casework.Desk, step *demoStep, root casemodel.ID) *casemodel.Matter {
	var found *casemodel.Matter
	n := 0
	for _, m := range s.family {
		if step.On == "" && m.ID == root {
			return m
		}
		if step.On == "" || m.ID == root || !d.Flows.Latest(m.Workflow).Is(step.On) {
			continue
		}
		if found, n = m, n+1; n == step.Nth {
			return m
		}
	}
	return found
}
