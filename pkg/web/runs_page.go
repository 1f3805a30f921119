package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// Where one's own long runs are.
const runsPath = "/runs"

// RunsPage is what one has asked for that takes its time: how far it is, and
// for some minutes what came of it.
type RunsPage struct {
	Shell
	Rows  []OwnRun
	Going bool // one of them is not over: the page looks again by itself
}

// OwnRun is one run.
type OwnRun struct {
	ID, Title, Back, Doing, Says string
	State                        State
	N, Of                        int
	Going, Done, Opens           bool // Opens: it is a page, no file
	Bound                        bool // it is being written down: nobody calls it off
	Size, Until                  string
}

var runLooks = map[string][2]string{
	runWaits: {"grey", "hourglass"}, runGoes: {"blue", "hourglass"}, runDone: {"green", "check"}, runFailed: {"red", "alert"}, runCancelled: {"grey", "x"},
}

// runsPage shows one's own runs. The page of who has no JavaScript comes anew
// every few seconds while one of them goes.
func (s *Site) runsPage(v *visit) error {
	page, err := s.ownRuns(v)
	if err != nil {
		return err
	}
	page.Shell = v.shell(say("run.title"), "")
	return v.ok("runs", page)
}

// runRows is the same for a page that stands open.
func (s *Site) runRows(v *visit) error {
	page, err := s.ownRuns(v)
	if err != nil {
		return err
	}
	if !v.partial() {
		return v.redirect(runsPath)
	}
	return v.part(http.StatusOK, "runs", "runrows", page)
}

func (s *Site) ownRuns(v *visit) (*RunsPage, error) {
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	page := &RunsPage{}
	q := s.runs
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sweep(now)
	for _, r := range slices.Backward(q.all) {
		if !v.owns(r) {
			continue
		}
		row := s.runRow(r)
		page.Going = page.Going || row.Going
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

// owns reports whether a run is this person's, at the post he asked from.
func (v *visit) owns(r *run) bool {
	return r.user == v.session.UserID && r.seat == v.who.MembershipID
}

// runRow is read while the runs are held.
func (s *Site) runRow(r *run) OwnRun {
	row := OwnRun{
		ID: r.id, Title: r.title, Back: r.back, N: r.n, Of: max(r.of, r.n), Opens: r.name == "",
		State: State{Title: say("run.state." + r.state), Tint: runLooks[r.state][0], Icon: runLooks[r.state][1]},
		Going: r.state == runWaits || r.state == runGoes, Bound: r.bound, Done: r.state == runDone && r.kept != nil,
	}
	switch r.state {
	case runWaits:
		row.Says = say("run.place", "n", slices.Index(s.runs.waiting[r.pdf], r)+1)
	case runGoes:
		row.Doing = r.doing
	case runFailed:
		row.Says = s.whyFailed(r.err)
	case runCancelled:
		row.Says = say("run.called_off")
	}
	if row.Done {
		row.Size, row.Until = size(r.kept.size), minute(casemodel.At(r.ended.Time().Add(runKept)))
	}
	return row
}

// whyFailed tells a refusal as it is; what broke is in the log.
func (s *Site) whyFailed(err error) string {
	if known, is := errors.AsType[*casemodel.Error](err); is {
		return s.sayFault(known.Key, known.Args)
	}
	return say("run.broke", "whom", s.whom())
}

// ownRun finds a run of the address.
func (v *visit) ownRun() (*run, error) {
	now, err := v.now()
	if err != nil {
		return nil, err
	}
	q := v.s.runs
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sweep(now)
	i := slices.IndexFunc(q.all, func(r *run) bool { return r.id == v.c.Param("id") && v.owns(r) })
	if i < 0 {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "run.gone", Args: map[string]any{"n": int(runKept.Minutes())}}
	}
	return q.all[i], nil
}

// runFile hands over what came of a run.
func (s *Site) runFile(v *visit) error {
	r, err := v.ownRun()
	if err != nil {
		return err
	}
	if err := s.stillHis(v, r); err != nil {
		return err
	}
	return s.sendRun(v, r)
}

// stillHis asks again as what was made leaves: who may read less of a matter in
// it than when it was made is not given it, and it is kept no longer.
func (s *Site) stillHis(v *visit, r *run) error {
	if !r.done() {
		return nil // there is nothing yet, which sendRun says
	}
	reach, err := s.desk.Reach(v.ctx(), v.who, r.about...)
	if err != nil {
		return err
	}
	if reach.Less(r.reach) {
		s.runs.drop(r)
		return &casemodel.Error{Kind: casemodel.Forbidden, Key: "run.rights_ended"}
	}
	return nil
}

// done reports whether a run is over.
func (r *run) done() bool {
	select {
	case <-r.over:
		return r.reach != nil
	default:
		return false
	}
}

func (s *Site) sendRun(v *visit, r *run) error {
	s.runs.mu.Lock()
	if r.kept == nil {
		s.runs.mu.Unlock()
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "run.gone", Args: map[string]any{"n": int(runKept.Minutes())}}
	}
	length := r.kept.size
	content, err := r.kept.open()
	s.runs.mu.Unlock()
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // it was only read
	v.release()
	if r.name != "" {
		v.c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": r.name}))
	}
	v.c.Header("Content-Type", r.kind)
	v.c.Header("Content-Length", strconv.FormatInt(length, 10))
	v.c.Status(http.StatusOK)
	if _, err := io.Copy(v.c.Writer, content); err != nil {
		s.log.WarnContext(v.ctx(), "send a run", "err", err) // who takes it has gone; it is kept
	}
	return nil
}

// endRun calls a run off, or removes what came of it before its time.
func (s *Site) endRun(v *visit) error {
	r, err := v.ownRun()
	if err != nil {
		return err
	}
	s.runs.mu.Lock()
	if r.ended.IsZero() {
		s.runs.stop(r)
	} else {
		s.runs.forget(r)
	}
	s.runs.mu.Unlock()
	return v.redirect(runsPath)
}

// has reports whether one's menu leads to runs: there are some.
func (q *runs) has(v *visit) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.ContainsFunc(q.all, v.owns)
}
