package store

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Processor is how long the database server's processes for this database, and
// those that worked for them and have ended, were on a processor since they
// began. It reads /proc: false where there is none, or the server is on
// another machine.
func (b *Baseline) Processor(ctx context.Context) (time.Duration, bool) {
	rows, err := b.pool.Query(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'")
	if err != nil {
		return 0, false
	}
	defer rows.Close()
	total, parent := time.Duration(0), ""
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			return 0, false
		}
		at := fmt.Sprintf("/proc/%d/", pid)
		run, err := os.ReadFile(at + "schedstat")
		if err != nil {
			return 0, false
		}
		ns, err := strconv.ParseInt(strings.Fields(string(run))[0], 10, 64)
		if err != nil {
			return 0, false
		}
		total += time.Duration(ns)
		parent = at
	}
	return total + ended(parent), rows.Err() == nil && total > 0
}

// tick is the unit of /proc/PID/stat, which is fixed on Linux.
const tick = 10 * time.Millisecond

// ended is what the children of a process's parent have used that are gone, as
// the workers of one query are when it is answered.
func ended(process string) time.Duration {
	status, err := os.ReadFile(process + "stat")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), ") ")
	fields := strings.Fields(after)
	if len(fields) < 2 {
		return 0
	}
	status, err = os.ReadFile("/proc/" + fields[1] + "/stat") //nolint:gosec // a process number the system itself wrote
	if err != nil {
		return 0
	}
	_, after, _ = strings.Cut(string(status), ") ")
	if fields = strings.Fields(after); len(fields) < 15 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[13], 10, 64)
	system, _ := strconv.ParseInt(fields[14], 10, 64)
	return time.Duration(user+system) * tick
}

// Tidy does at once what the server does by itself in its own time after many
// rows were written: figures for its planner, and the search index's waiting
// list worked off.
func (b *Baseline) Tidy(ctx context.Context) error {
	if _, err := b.pool.Exec(ctx, "VACUUM ANALYZE"); err != nil {
		return fmt.Errorf("tidy: %w", err)
	}
	return nil
}
