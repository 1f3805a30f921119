package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// step is one thing that must hold. run answers a short note for a pass, or an
// error whose text is all that somebody needs to mend it.
type step struct {
	name  string // for -only
	title string
	quick bool // part of the inner loop
	fatal bool // what follows cannot say anything new when this fails
	needs []need
	run   func(ctx context.Context, w *workshop) (note string, err error)
}

// skipped is the error of a step that has nothing to judge here and says why.
type skipped string

func (s skipped) Error() string { return string(s) }

// tally counts steps; a skipped one is neither passed nor failed, and is printed.
type tally struct{ passed, failed int }

func names(steps []step) string {
	all := make([]string, len(steps))
	for i, s := range steps {
		all[i] = s.name
	}
	return strings.Join(all, ",")
}

// perform goes on after a failure, so that one run shows everything. Where a
// failure would be fatal it runs one step after the other, and from there on as
// many at once as there are lanes: most of them wait for one long package, for
// the browser or for a server, and leave a core idle.
func perform(ctx context.Context, w *workshop, steps []step) tally {
	if lacking := absent(steps); len(lacking) > 0 {
		steps = append([]step{provisionStep(lacking)}, steps...)
	}
	var t tally
	alone := upToFatal(steps)
	for i, s := range steps[:alone] {
		err := performOne(ctx, w, s)
		t.count(err)
		if ctx.Err() != nil || err != nil && s.fatal {
			fmt.Fprintln(w.out, "not run: ", names(steps[i+1:]))
			return t
		}
	}
	performBeside(ctx, w, steps[alone:], &t)
	return t
}

// upToFatal is how many steps there are up to the last that is fatal.
func upToFatal(steps []step) int {
	n := len(steps)
	for n > 0 && !steps[n-1].fatal {
		n--
	}
	return n
}

// performBeside begins the steps in their order. What one has to say is said as
// a whole, when it has ended.
func performBeside(ctx context.Context, w *workshop, steps []step, t *tally) {
	var mu sync.Mutex // of what follows and of w.out
	begun := 0
	next := func() (s step, more bool) {
		mu.Lock()
		defer mu.Unlock()
		if begun == len(steps) || ctx.Err() != nil {
			return step{}, false
		}
		begun++
		return steps[begun-1], true
	}
	var lanes sync.WaitGroup
	for range max(w.lanes, 1) {
		lanes.Go(func() {
			for s, more := next(); more; s, more = next() {
				said, own := new(strings.Builder), *w
				own.out = said
				err := performOne(ctx, &own, s)
				mu.Lock()
				t.count(err)
				fmt.Fprint(w.out, said)
				mu.Unlock()
			}
		})
	}
	lanes.Wait()
	if begun < len(steps) {
		fmt.Fprintln(w.out, "not run: ", names(steps[begun:]))
	}
}

// count takes in how a step ended.
func (t *tally) count(err error) {
	switch {
	case err == nil:
		t.passed++
	case !errors.As(err, new(skipped)):
		t.failed++
	}
}

func performOne(ctx context.Context, w *workshop, s step) error {
	fmt.Fprintf(w.out, "%-8s %s\n", s.name, s.title)
	start := time.Now()
	note, err := "", missing(s.needs)
	if err == nil {
		note, err = s.run(ctx, w)
	}
	if ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	took := time.Since(start)
	switch {
	case err == nil:
		w.report("PASS", took, note)
	case errors.As(err, new(skipped)):
		w.report("SKIP", took, err.Error())
	default:
		w.report("FAIL", took, "")
		fmt.Fprintln(w.out, indent(err.Error()))
	}
	return err
}

func (w *workshop) report(verdict string, took time.Duration, note string) {
	if note != "" {
		note = "  " + note
	}
	fmt.Fprintf(w.out, "         %s %.1fs%s\n", verdict, took.Seconds(), note)
}

func indent(text string) string {
	return "         | " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n         | ")
}
