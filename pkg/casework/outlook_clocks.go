package casework

import (
	"encoding/json"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/workflows"
)

// Turn is what becomes of one clock.
type Turn struct {
	Kind   string // one of the Turn words below
	Matter casemodel.ID
	Rule   *workflows.Rule
	Was    casemodel.Day // due day before, "" for a new clock
	Due    casemodel.Day // due day after, "" when none is known
	Terms  []calendar.Term
}

// What becomes of a clock.
const (
	TurnStarts  = "starts"
	TurnWaits   = "waits"   // started, but the day it counts from is not known yet
	TurnMet     = "met"     // ended by what was done
	TurnStops   = "stops"   // ended without having been met
	TurnPauses  = "pauses"  // stands still
	TurnResumes = "resumes" // goes on
	TurnMoves   = "moves"   // another day
)

// turns compares the clocks with what they were.
func (j *job) turns(was map[*casemodel.Deadline]casemodel.Deadline) []Turn {
	var all []Turn
	for _, d := range j.fam.deadlines {
		old, known := was[d]
		kind := turnOf(&old, d, known)
		if kind == "" || !j.may(j.who, j.fam.matter(d.MatterID), "see", "read").Allow || kind == TurnStops && j.begunAgain(d, was) {
			continue
		}
		turn := Turn{Kind: kind, Matter: d.MatterID, Was: old.DueOn, Due: d.DueOn}
		turn.Rule, _ = j.d.Flows.Rules.Get(d.RuleID)
		if err := json.Unmarshal([]byte(d.Explain), &turn.Terms); err != nil || turn.Rule == nil {
			continue
		}
		all = append(all, turn)
	}
	return all
}

func turnOf(old, d *casemodel.Deadline, known bool) string {
	switch {
	case !known && d.State == casemodel.ClockAwaiting:
		return TurnWaits
	case !known:
		return TurnStarts
	case old.State == d.State && old.DueOn == d.DueOn:
		return ""
	case d.State == casemodel.ClockMet || d.State == casemodel.ClockMetLate: // one that was missed too
		return TurnMet
	case !old.Running() && !d.Running():
		return ""
	case !d.Running():
		return TurnStops
	case d.State == casemodel.ClockPaused && old.State != casemodel.ClockPaused:
		return TurnPauses
	case old.State == casemodel.ClockPaused && d.State == casemodel.ClockRunning:
		return TurnResumes
	case old.State == casemodel.ClockAwaiting, old.State == casemodel.ClockStopped:
		return TurnStarts
	}
	return TurnMoves
}

// begunAgain reports whether a clock only makes room for the same one from a
// new start.
func (j *job) begunAgain(d *casemodel.Deadline, was map[*casemodel.Deadline]casemodel.Deadline) bool {
	return slices.ContainsFunc(j.fam.deadlines, func(other *casemodel.Deadline) bool {
		_, known := was[other]
		return !known && other.MatterID == d.MatterID && other.Family == d.Family
	})
}
