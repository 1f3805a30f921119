package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/policies"
	"github.com/jiefen/jiefen/workflows"
)

func workflowsCommand() *cli.Command {
	return &cli.Command{
		Name:  "workflows",
		Usage: "look at the procedures",
		Commands: []*cli.Command{
			{Name: "list", Usage: "list every definition", Flags: commonFlags(), Action: onLibrary(listFlows)},
			{Name: "draw", Usage: "draw a machine as a mermaid diagram", ArgsUsage: "ID[@VERSION]", Flags: commonFlags(), Action: onLibrary(drawFlow)},
			{Name: "check", Usage: "load definitions and policy and say what does not hold", Flags: commonFlags(), Action: onLibrary(checkFlows)},
		},
	}
}

// onLibrary runs a command on the definitions alone.
func onLibrary(do func(w io.Writer, l *workflows.Library, argument string) error) cli.ActionFunc {
	return func(_ context.Context, cmd *cli.Command) error {
		cfg, err := settings(cmd)
		if err != nil {
			return err
		}
		l, err := cfg.library()
		if err != nil {
			return err
		}
		return do(cmd.Root().Writer, l, cmd.Args().First())
	}
}

func listFlows(w io.Writer, l *workflows.Library, _ string) error {
	for _, f := range l.Every() {
		fmt.Fprintf(w, "%s@%d\t%s\t%s\t%d states, %d events, %d records\t%s\n", f.ID, f.Version, f.Kind, f.Title, len(f.States.Keys), len(f.Events),
			len(f.Records), f.SHA[:12])
	}
	return nil
}

// checkFlows: the definitions have loaded, so they hold; the policy must speak
// of them too.
func checkFlows(w io.Writer, l *workflows.Library, _ string) error {
	gate, err := policies.Open(casework.PolicyCatalogue(l))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d definitions, %d deadline rules (%d not ready), %d policy rows: all hold\n", len(l.Every()), len(l.Rules.All()),
		len(l.Rules.NotReady()), len(gate.Now().Rows()))
	return nil
}

func drawFlow(w io.Writer, l *workflows.Library, argument string) error {
	id, version, exact := strings.Cut(argument, "@")
	f := l.Latest(id)
	if exact {
		n, err := strconv.Atoi(version)
		if err != nil {
			return fmt.Errorf("%q is no version", version)
		}
		f = l.Flow(id, n)
	}
	if f == nil {
		return fmt.Errorf("there is no procedure %q: %w", argument, errNoArgument)
	}
	fmt.Fprintln(w, "stateDiagram-v2")
	for _, s := range f.States.Keys {
		fmt.Fprintf(w, "  %s: %s\n", s, f.States.At[s].Title)
	}
	fmt.Fprintf(w, "  [*] --> %s\n", f.Start)
	for _, e := range f.Events {
		for _, way := range e.AllWays() {
			for _, from := range way.From {
				fmt.Fprintf(w, "  %s --> %s: %s\n", from, target(way, from), e.Title)
			}
		}
	}
	for _, s := range f.States.Keys {
		if f.States.At[s].Final {
			fmt.Fprintf(w, "  %s --> [*]\n", s)
		}
	}
	return nil
}

func target(way workflows.Way, from string) string {
	if way.To == workflows.Same {
		return from
	}
	return way.To
}
