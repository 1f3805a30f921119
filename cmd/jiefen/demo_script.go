package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// demoScript tells the matters of the demonstration as acts of the people who
// do them; the words are in demo/matters*.yaml.
type demoScript struct {
	Teams   map[string]demoTeam   `yaml:"teams"`
	Plays   map[string][]demoStep `yaml:"plays"`
	Matters []*demoMatter         `yaml:"matters"`
}

// demoTeam is who leads a matter: body is a code, the others are usernames.
type demoTeam struct {
	Body     string `yaml:"body"`
	Chair    string `yaml:"chair"`
	Mediator string `yaml:"mediator"`
	Seal     string `yaml:"seal"`
}

// demoMatter is one family: a registration, plays everybody has alike, and
// steps of its own.
type demoMatter struct {
	ID           string         `yaml:"id"`
	By           string         `yaml:"by"`
	Ago          int            `yaml:"ago"` // working days before today
	Registration map[string]any `yaml:"registration"`
	Workflow     string         `yaml:"workflow"` // what is opened with With when it is no dispute
	With         map[string]any `yaml:"with"`
	Team         string         `yaml:"team"`
	Items        []any          `yaml:"items"`
	Steps        []demoStep     `yaml:"steps"`
}

// demoStep is one act. After counts working days from the step before.
type demoStep struct {
	Play  string         `yaml:"play"` // instead of an act: the steps of a play
	By    string         `yaml:"by"`
	On    string         `yaml:"on"` // procedure; the case itself when empty
	Nth   int            `yaml:"nth"`
	Open  string         `yaml:"open"` // opens a matter of this workflow under the case
	Do    string         `yaml:"do"`
	Each  bool           `yaml:"each"` // once for each side, as $each
	After int            `yaml:"after"`
	With  map[string]any `yaml:"with"`
}

func readScript() (*demoScript, error) {
	s := &demoScript{Teams: map[string]demoTeam{}, Plays: map[string][]demoStep{}}
	files, err := fs.Glob(demoFiles, "demo/matters*.yaml")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	for _, file := range files {
		if err := s.add(file); err != nil {
			return nil, err
		}
	}
	for _, m := range s.Matters {
		if m.Steps, err = s.spellOut(m.Steps); err != nil {
			return nil, fmt.Errorf("demo %s: %w", m.ID, err)
		}
	}
	return s, nil
}

// add takes one file of the script; what several files tell is told once.
func (s *demoScript) add(file string) error {
	text, err := demoFiles.ReadFile(file)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	var part demoScript
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&part); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	maps.Copy(s.Teams, part.Teams)
	maps.Copy(s.Plays, part.Plays)
	for _, m := range part.Matters {
		if slices.ContainsFunc(s.Matters, func(told *demoMatter) bool { return told.ID == m.ID }) {
			return fmt.Errorf("%s: %s is told twice", file, m.ID)
		}
		s.Matters = append(s.Matters, m)
	}
	return nil
}

// spellOut puts the steps of plays in the place of their names.
func (s *demoScript) spellOut(steps []demoStep) ([]demoStep, error) {
	var all []demoStep
	for _, step := range steps {
		if step.Play == "" {
			all = append(all, step)
			continue
		}
		play, known := s.Plays[step.Play]
		if !known {
			return nil, fmt.Errorf("there is no play %q", step.Play)
		}
		spelt, err := s.spellOut(play)
		if err != nil {
			return nil, err
		}
		spelt = slices.Clone(spelt)
		spelt[0].After += step.After
		all = append(all, spelt...)
	}
	return all, nil
}

// moment is one act and when it happened.
type moment struct {
	at     time.Time
	matter *demoMatter
	step   *demoStep // nil: the registration
}

// timeline puts every act on a working day before now, in the order in which a
// centre would have done them.
func (s *demoScript) timeline(book *calendar.Book, now time.Time) ([]moment, error) {
	var all []moment
	today := calendar.DayOf(now)
	for i, m := range s.Matters {
		ago := m.Ago
		all = append(all, moment{at: clockOf(book, today, now, ago, 3*i), matter: m})
		for k := range m.Steps {
			step := &m.Steps[k]
			if ago -= step.After; ago < 0 {
				return nil, fmt.Errorf("demo %s: step %d (%s) lies in the future", m.ID, k+1, step.Do)
			}
			all = append(all, moment{at: clockOf(book, today, now, ago, 3*i+8*(k+1)), matter: m, step: step})
		}
	}
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	return all, nil
}

// clockOf is a time within office hours, so many working days ago; today's
// acts lie within the last two hours.
func clockOf(book *calendar.Book, today calendar.Day, now time.Time, ago, minutes int) time.Time {
	if ago == 0 {
		return now.Add(-2*time.Hour + time.Duration(minutes)*15*time.Second)
	}
	return book.AddWorking(today, -ago).At(8, 40).Add(time.Duration(minutes) * time.Minute)
}
