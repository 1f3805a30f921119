package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// What long runs may take of the machine and of the others.
const (
	atOnceMade  = 2                // of a lane; the others wait their turn
	mostUnended = 3                // of one person
	runKept     = 15 * time.Minute // a result stays so long for who asked
	longestRun  = 30 * time.Minute
	quickAnswer = 2 * time.Second // what is made within it is answered at once
)

// How a run stands.
const (
	runWaits     = "waits"
	runGoes      = "goes"
	runDone      = "done"
	runFailed    = "failed"
	runCancelled = "cancelled"
)

// product is what a run makes, and how the browser gets it.
type product struct {
	title string         // of the run, for who asked
	name  string         // as which it is saved, "" for a page that is shown
	kind  string         // its media type
	back  string         // where it was asked for
	of    int            // steps there will be
	pdf   bool           // it waits for LibreOffice: such runs do not stand in the way of the quick ones
	about []casemodel.ID // matters it tells of: who may read less of one of them than when it was made is not given it later
	make  func(v *visit, step func(doing string), out io.Writer) error
	note  func(v *visit) error // writes down that it is handed over, once all is made; nil where making it does
}

// run is one product in the making, or made.
type run struct {
	product

	id         string
	user, seat casemodel.ID // whose it is, under which membership
	state      string
	doing      string // what is made now
	n          int    // which it is, from 1
	begun      casemodel.Instant
	ended      casemodel.Instant
	kept       *result
	err        error
	reach      casework.Reach // what its person could read of what it tells of
	bound      bool           // it is being written down as handed over: it can no more be called off
	cancel     context.CancelFunc
	begin      func()
	over       chan struct{}
}

// runs are all of this program. They live in memory: what a stopped program
// left on the disk nobody can read, and the next one removes it.
type runs struct {
	mu      sync.Mutex
	all     []*run
	waiting map[bool][]*run // by lane, in their order
	busy    map[bool]int
	going   sync.WaitGroup
	closed  bool // no more are taken in
	store   *results
}

func newRuns(dir string) (*runs, error) {
	store, err := openResults(dir)
	return &runs{waiting: map[bool][]*run{}, busy: map[bool]int{}, store: store}, err
}

// deliver makes a product. What is made while the browser still waits is the
// answer; for the rest it is led to the page that says how far it is. Who goes
// away before that has called it off.
func (s *Site) deliver(v *visit, p product) error {
	now, err := v.now()
	if err != nil {
		return err
	}
	v.release()
	r := &run{product: p, id: token(), user: v.session.UserID, seat: v.who.MembershipID, state: runWaits, begun: now, over: make(chan struct{})}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.ctx()), longestRun)
	r.cancel = cancel
	apart := v.apart(ctx)
	apart.run = r
	r.begin = func() { s.runs.going.Go(func() { s.carryOut(apart, r) }) }
	if err := s.runs.take(r, now); err != nil {
		cancel()
		return err
	}
	patience := time.NewTimer(s.patience)
	defer patience.Stop()
	select {
	case <-r.over:
	case <-v.ctx().Done():
		s.runs.drop(r)
		return v.ctx().Err()
	case <-patience.C:
		return v.redirect(runsPath)
	}
	defer s.runs.drop(r)
	if r.err != nil {
		return r.err
	}
	return s.sendRun(v, r)
}

// apart is the visit of who is not waited for any more.
func (v *visit) apart(ctx context.Context) *visit {
	w := *v
	w.c = v.c.Copy()
	w.c.Request = v.c.Request.WithContext(ctx)
	w.shared, w.looked = nil, nil
	return &w
}

// carryOut makes what a run is for, and says how it ended.
func (s *Site) carryOut(v *visit, r *run) {
	out, err := s.runs.store.create()
	if err == nil {
		err = s.makeRun(v, r, out)
		err = errors.Join(err, out.finish())
	}
	now, clockErr := s.desk.Now(context.WithoutCancel(v.ctx()))
	if clockErr != nil {
		now = r.begun
	}
	if err != nil && v.ctx().Err() == nil {
		if _, known := errors.AsType[*casemodel.Error](err); !known {
			s.log.ErrorContext(v.ctx(), "run", "title", r.title, "err", err)
		}
	}
	if errors.Is(v.ctx().Err(), context.DeadlineExceeded) {
		err = &casemodel.Error{Kind: casemodel.Unavailable, Key: "run.too_long", Args: map[string]any{"n": int(longestRun / time.Minute)}}
	}
	r.cancel()
	s.runs.end(r, out, now, err)
	time.AfterFunc(runKept, func() { s.runs.drop(r) })
}

func (s *Site) makeRun(v *visit, r *run, out io.Writer) (err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
	}()
	if r.reach, err = s.desk.Reach(v.ctx(), v.who, r.about...); err != nil {
		return err
	}
	if err = r.make(v, func(doing string) { s.runs.step(r, doing) }, out); err != nil || r.note == nil {
		return err
	}
	if v, err = v.binding(); err != nil {
		return err
	}
	return r.note(v)
}

// binding ends the time in which a run can be called off: what is written down
// as handed over from here on is, though the browser has gone. The visit it
// answers is not cut short any more.
func (v *visit) binding() (*visit, error) {
	q := v.s.runs
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := v.ctx().Err(); err != nil {
		return nil, err
	}
	v.run.bound, v.run.doing = true, say("run.noting")
	return v.apart(context.WithoutCancel(v.ctx())), nil
}

// take lets a run in, behind those of its lane.
func (q *runs) take(r *run, now casemodel.Instant) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return &casemodel.Error{Kind: casemodel.Unavailable, Key: "run.closing"}
	}
	q.sweep(now)
	own := 0
	for _, one := range q.all {
		if one.user == r.user && one.ended.IsZero() {
			own++
		}
	}
	if own >= mostUnended {
		return &casemodel.Error{Kind: casemodel.Conflict, Key: "run.too_many", Args: map[string]any{"n": own}}
	}
	q.all = append(q.all, r)
	q.waiting[r.pdf] = append(q.waiting[r.pdf], r)
	q.next(r.pdf)
	return nil
}

// next begins as many as a lane has room for.
func (q *runs) next(lane bool) {
	for q.busy[lane] < atOnceMade && len(q.waiting[lane]) > 0 {
		r := q.waiting[lane][0]
		q.waiting[lane] = q.waiting[lane][1:]
		q.busy[lane]++
		r.state = runGoes
		r.begin()
	}
}

func (q *runs) step(r *run, doing string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	r.doing, r.n = doing, r.n+1
}

// end notes how a run ended; one that was dropped meanwhile leaves nothing.
func (q *runs) end(r *run, out *result, now casemodel.Instant, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy[r.pdf]--
	r.ended, r.err, r.kept = now, err, out
	switch {
	case r.state == runCancelled:
	case err != nil:
		r.state = runFailed
	default:
		r.state = runDone
	}
	if out != nil && (r.state != runDone || !slices.Contains(q.all, r)) {
		out.remove()
		r.kept = nil
	}
	close(r.over)
	q.next(r.pdf)
}

// drop forgets a run and removes what it made; one that still goes is ended.
func (q *runs) drop(r *run) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.forget(r)
}

func (q *runs) forget(r *run) {
	if r.bound && r.ended.IsZero() {
		return // who went away finds it on the page of runs
	}
	if r.kept != nil {
		r.kept.remove()
	}
	q.stop(r)
	q.all = slices.DeleteFunc(q.all, func(one *run) bool { return one == r })
}

// stop ends what goes and takes out what waits.
func (q *runs) stop(r *run) {
	switch r.state {
	case runWaits:
		q.waiting[r.pdf] = slices.DeleteFunc(q.waiting[r.pdf], func(one *run) bool { return one == r })
		r.state, r.ended = runCancelled, r.begun
		r.cancel()
		close(r.over)
	case runGoes:
		if r.bound {
			return
		}
		r.state = runCancelled
		r.cancel()
	}
}

// close takes no more in, calls off what still goes, waits until what is being
// written down is, and removes what was made: nobody can ask for it any more.
func (q *runs) close(ctx context.Context) error {
	q.mu.Lock()
	q.closed = true
	for _, r := range slices.Clone(q.all) {
		q.forget(r)
	}
	q.mu.Unlock()
	over := make(chan struct{})
	go func() { q.going.Wait(); close(over) }()
	select {
	case <-over:
	case <-ctx.Done():
		return fmt.Errorf("runs are not over: %w", ctx.Err())
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range slices.Clone(q.all) {
		q.forget(r) // those that could not be cut short
	}
	return nil
}

// sweep forgets what was kept long enough.
func (q *runs) sweep(now casemodel.Instant) {
	for _, r := range slices.Clone(q.all) {
		if !r.ended.IsZero() && now.Time().Sub(r.ended.Time()) >= runKept {
			q.forget(r)
		}
	}
}
