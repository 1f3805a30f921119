// Command check is the project's one test command: it runs every machine check
// in order, each as a step that passes or fails, and provisions what they need.
//
//	go run ./cmd/check          everything, as the reviewer and the build server run it
//	go run ./cmd/check -quick   the inner loop: under a minute when the caches are warm
//
// It must compile and report while the rest of the tree is broken. So nothing of
// ours may be imported here but the package that starts PostgreSQL, and nothing
// from outside the standard library.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:])) }

type options struct {
	quick, verbose, keep bool
	only                 string
}

// run answers the exit code: 0 all passed, 1 something failed, 2 asked wrongly.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE) // the last is | head
	defer stop()
	root, err := moduleRoot(ctx)
	if err != nil {
		return complain(err, 1)
	}
	steps := allSteps(root)
	var o options
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	flags.BoolVar(&o.quick, "quick", false, "the inner loop only: no lint, race, PostgreSQL or browser")
	flags.StringVar(&o.only, "only", "", "steps to run, separated by commas: "+names(steps))
	flags.BoolVar(&o.verbose, "v", false, "show the output of steps that pass, too")
	flags.BoolVar(&o.keep, "keep", false, "keep the temporary folder (built program, PostgreSQL data and log)")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if steps, err = choose(steps, o); err != nil {
		return complain(err, 2)
	}
	w, err := openWorkshop(root, o)
	if err != nil {
		return complain(err, 1)
	}
	t := perform(ctx, w, steps)
	if err := w.close(); err != nil {
		fmt.Println("clearing up:", err)
		t.failed++
	}
	// The last line is read by machines; nothing may follow it.
	fmt.Printf("check: %d passed, %d failed\n", t.passed, t.failed)
	if t.failed > 0 {
		return 1
	}
	return 0
}

func complain(err error, code int) int {
	fmt.Fprintln(os.Stderr, "check:", err)
	return code
}

// choose picks the steps to run, in the order of the list whatever the order asked for.
func choose(steps []step, o options) ([]step, error) {
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(o.only, ",") {
		if name = strings.TrimSpace(name); name != "" {
			wanted[name] = true
		}
	}
	all := len(wanted) == 0
	var chosen []step
	for _, s := range steps {
		if wanted[s.name] || all && (s.quick || !o.quick) {
			chosen = append(chosen, s)
		}
		delete(wanted, s.name)
	}
	for name := range wanted {
		return nil, fmt.Errorf("no step %q; there are %s", name, names(steps))
	}
	return chosen, nil
}
