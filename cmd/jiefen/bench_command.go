package main

import (
	"context"
	"os"

	"github.com/urfave/cli/v3"
)

func benchCommand() *cli.Command {
	return &cli.Command{
		Name:  "bench",
		Usage: "measure the program on this machine, side by side in one run",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "pg", Usage: "postgres:// address of an empty scratch database; left out without it"},
			&cli.IntFlag{Name: "matters", Usage: "matters in the lists", Value: 100_000},
			&cli.IntFlag{Name: "rounds", Usage: "steps per measurement", Value: 2000},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			dir, err := os.MkdirTemp("", "jiefen-bench-")
			if err != nil {
				return err
			}
			defer func() { _ = os.RemoveAll(dir) }() // scratch
			b := &Bench{Out: os.Stdout, Dir: dir, Postgres: cmd.String("pg"), Matters: cmd.Int("matters"), Rounds: cmd.Int("rounds")}
			return b.Run(ctx)
		},
	}
}
