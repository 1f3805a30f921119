package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
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

// perform goes on after a failure, so that one run shows everything.
func perform(ctx context.Context, w *workshop, steps []step) tally {
	if lacking := absent(steps); len(lacking) > 0 {
		steps = append([]step{provisionStep(lacking)}, steps...)
	}
	var t tally
	for i, s := range steps {
		err := performOne(ctx, w, s)
		switch {
		case err == nil:
			t.passed++
		case !errors.As(err, new(skipped)):
			t.failed++
		}
		if ctx.Err() != nil || err != nil && s.fatal {
			fmt.Fprintln(w.out, "not run: ", names(steps[i+1:]))
			break
		}
	}
	return t
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
