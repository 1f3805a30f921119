// Command jiefen is the program: case management for a dispute mediation centre.
// Only wiring lives here; what a centre does lives in pkg/casework.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/urfave/cli/v3"
)

func main() {
	roomy()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := program().Run(ctx, os.Args)
	stop()
	if err != nil {
		if !errors.Is(err, errFound) {
			fmt.Fprintln(os.Stderr, "jiefen:", err)
		}
		os.Exit(1)
	}
}

// roomy lets waste gather to four times what is in use before it is collected,
// unless GOGC says otherwise. What is in use is small, some thirty megabytes;
// what a page leaves behind is not, and collecting was a fifth of its cost.
func roomy() {
	const percent = 400
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// errFound is the outcome of a command whose findings are printed already.
var errFound = errors.New("something is wrong")

func program() *cli.Command {
	return &cli.Command{
		Name:  "jiefen",
		Usage: "case management for dispute mediation centres",
		Commands: []*cli.Command{
			serveCommand(), demoCommand(), migrateCommand(), importCommand(), userCommand(), verifyCommand(), workflowsCommand(), doctorCommand(), lettersCommand(), benchCommand(),
		},
		// main prints the error once and sets the code.
		ExitErrHandler: func(context.Context, *cli.Command, error) {},
	}
}
