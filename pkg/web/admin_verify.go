package web

import (
	"maps"
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// VerifyPage holds the journal against itself and shows what came of it.
type VerifyPage struct {
	Shell
	May     bool
	Running *CheckRow
	Rows    []CheckRow
}

// CheckRow is one check in words.
type CheckRow struct {
	ID, By, Start, End string
	State              State
	Done, Total        int
	Sound              bool // done, and nothing wrong
	Verdict            string
	Facts              []Fact
	Kinds              []Fact
	First              []CheckFault
}

// CheckFault is where one fault lies; the matter is an id, never its content.
type CheckFault struct {
	Kind, Matter string
	Seq          int
}

func (s *Site) verify(v *visit) error {
	list, err := s.desk.Checks(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page := VerifyPage{May: s.desk.Office(v.who, "jobs", "edit") == nil}
	for i := range list {
		row := checkRow(&list[i])
		if list[i].State == casework.CheckRunning {
			page.Running = &row
			continue
		}
		page.Rows = append(page.Rows, row)
	}
	page.Shell = v.shell(say("nav.verify"), "/admin/verify")
	return v.part(http.StatusOK, "verify", "checks", page)
}

var checkLooks = map[string][2]string{
	casework.CheckRunning: {"blue", "hourglass"}, casework.CheckDone: {"green", "check"}, casework.CheckCancelled: {"grey", "x"},
	casework.CheckFailed: {"red", "alert"}, casework.CheckLost: {"amber", "alert"},
}

func checkRow(c *casework.Check) CheckRow {
	r := &c.Report
	row := CheckRow{
		ID: string(c.ID), By: c.By, Start: minute(c.Start), End: minute(c.End), Done: c.Done, Total: max(c.Total, c.Done),
		State: State{Title: say("check.state." + c.State), Tint: checkLooks[c.State][0], Icon: checkLooks[c.State][1]},
		Sound: c.State == casework.CheckDone && r.Faults == 0,
	}
	switch {
	case c.State == casework.CheckFailed:
		row.Verdict = say("check.failed", "why", r.Failure)
	case c.State == casework.CheckLost:
		row.Verdict = say("check.lost")
	case c.State != casework.CheckDone:
		return row
	case r.Faults > 0:
		row.State = State{Title: say("check.broken"), Tint: "red", Icon: "alert"}
		row.Verdict = say("check.faults", "n", r.Faults)
	case r.Matters == 0:
		row.Verdict = say("check.empty")
	default:
		row.Verdict = say("check.sound", "matters", r.Matters, "entries", r.Entries)
	}
	row.Facts = []Fact{
		{say("check.matters"), itoa(r.Matters)},
		{say("check.entries"), itoa(r.Entries)},
		{say("check.payloads"), itoa(r.Payloads)},
		{say("check.erased"), itoa(r.Erased)},
		{say("check.anchors"), anchorWords(r)},
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		row.Kinds = append(row.Kinds, Fact{say("check.kind." + kind), say("check.places", "n", r.Kinds[kind])})
	}
	for _, f := range r.First {
		row.First = append(row.First, CheckFault{say("check.kind." + f.Kind), string(f.Matter), f.Seq})
	}
	return row
}

// anchorWords say how far the anchors outside the database reach.
func anchorWords(r *casework.CheckReport) string {
	if r.Anchors == 0 {
		return say("check.no_anchor")
	}
	return say("check.anchored", "n", r.Anchors, "at", r.AnchorAt)
}

func (s *Site) startCheck(v *visit) error {
	id, err := s.desk.StartCheck(v.ctx(), v.who)
	if casemodel.Is(err, casemodel.Conflict) {
		return v.back(say("check.runs"), "/admin/verify")
	}
	if err != nil {
		return err
	}
	v.administered("check_started", "check", id)
	return v.back(say("check.started"), "/admin/verify")
}

func (s *Site) cancelCheck(v *visit) error {
	id := casemodel.ID(v.form.Get("check"))
	err := s.desk.CancelCheck(v.ctx(), v.who, id)
	if casemodel.Is(err, casemodel.NotFound) {
		return v.back(say("check.over"), "/admin/verify")
	}
	if err != nil {
		return err
	}
	v.administered("check_cancelled", "check", id)
	return v.back(say("check.cancelled"), "/admin/verify")
}
