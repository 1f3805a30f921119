package web

import (
	"errors"
	"net/http"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// JobsPage is what the program does by itself. It names no case, only ids.
type JobsPage struct {
	Shell
	May     bool
	Runs    []RunRow
	Counts  []LetterCount
	Letters []LetterRow
	More    bool
}

// RunRow is how a task last went.
type RunRow struct {
	Title, Server, At, Fine, Fault string
	Count                          int
	Late                           bool // nothing was heard of it for long
}

// LetterCount is how much work between matters is not delivered.
type LetterCount struct {
	Kind                string
	Waiting, Held, Dead int
}

// LetterRow is one piece of it.
type LetterRow struct {
	ID, Matter, Kind, At, Fault string
	Attempts                    int
	Held, Dead                  bool
	Error                       string // of the reason that was typed
	Reason                      string
}

// lateAfter is how long a task may be silent, in seconds: twice the time of the
// slowest.
const lateAfter = 20 * 60

func (s *Site) jobs(v *visit) error { return s.showJobs(v, http.StatusOK, "", "") }

// showJobs draws the page; fault is of the reason typed for one letter.
func (s *Site) showJobs(v *visit, status int, letter, fault string) error {
	all, err := s.desk.Jobs(v.ctx(), v.who)
	if err != nil {
		return err
	}
	page := JobsPage{May: s.desk.Office(v.who, "jobs", "edit") == nil, More: all.More}
	for _, r := range all.Runs {
		title := r.Name
		if templates.Has("job.task." + r.Name) {
			title = say("job.task." + r.Name)
		}
		page.Runs = append(page.Runs, RunRow{
			Title: title, Server: r.Server, At: minute(r.At), Fine: minute(r.Fine), Fault: r.Fault, Count: r.Count,
			Late: all.Now.Time().Sub(r.At.Time()).Seconds() > lateAfter,
		})
	}
	for _, c := range all.Counts {
		page.Counts = append(page.Counts, LetterCount{letterKind(c.Kind), c.Waiting, c.Held, c.Dead})
	}
	for i := range all.Letters {
		row := letterRow(&all.Letters[i])
		if row.ID == letter {
			row.Error, row.Reason = fault, v.form.Get("reason")
		}
		page.Letters = append(page.Letters, row)
	}
	page.Shell = v.shell(say("nav.jobs"), "/admin/jobs")
	return v.show(status, "jobs", page)
}

func letterRow(l *casework.Letter) LetterRow {
	return LetterRow{
		ID: string(l.ID), Matter: string(l.Matter), Kind: letterKind(l.Kind), At: minute(l.RunAt), Fault: l.Fault, Attempts: l.Attempts,
		Held: l.Held, Dead: l.Dead,
	}
}

func letterKind(kind string) string {
	if templates.Has("job.kind." + kind) {
		return say("job.kind." + kind)
	}
	return kind
}

func (s *Site) reviveLetter(v *visit) error {
	id := casemodel.ID(v.c.Param("id"))
	if err := s.letterAct(v, "letter_revived", id, s.desk.ReviveLetter(v.ctx(), v.who, id)); err != nil {
		return err
	}
	return v.back(say("job.revived"), "/admin/jobs")
}

func (s *Site) dropLetter(v *visit) error {
	id := casemodel.ID(v.c.Param("id"))
	err := s.desk.DropLetter(v.ctx(), v.who, id, v.form.Get("reason"))
	var wrong *casemodel.Error
	if errors.As(err, &wrong) && wrong.Kind == casemodel.Invalid {
		return s.showJobs(v, http.StatusUnprocessableEntity, string(id), s.sayFault(wrong.Key, wrong.Args))
	}
	if err := s.letterAct(v, "letter_dropped", id, err); err != nil {
		return err
	}
	return v.back(say("job.dropped"), "/admin/jobs")
}

// letterAct leaves a trace of what was done to a letter. An id that is none is
// not found, like one that is no longer given up.
func (s *Site) letterAct(v *visit, act string, id casemodel.ID, err error) error {
	if err == nil {
		v.administered(act, "letter", id)
	}
	return err
}
