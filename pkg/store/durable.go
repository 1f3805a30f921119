package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Durable returns an error when this database may lose work it has
// acknowledged: all settings that do not wait for the disk. Doctor asks it.
func (d *DB) Durable(ctx context.Context) error {
	settings := map[string]string{"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2"}
	if d.dialect == Postgres {
		settings = map[string]string{"SHOW fsync": "on", "SHOW full_page_writes": "on", "SHOW synchronous_commit": "on remote_apply remote_write"}
	}
	var faults []error
	for _, ask := range slices.Sorted(maps.Keys(settings)) {
		var value string
		if err := d.write.sql.QueryRowContext(ctx, ask).Scan(&value); err != nil {
			return fmt.Errorf("%s: %w", ask, d.outcome(err))
		}
		if good := strings.Fields(settings[ask]); !isIn(value, good) {
			faults = append(faults, fmt.Errorf("acknowledged work can be lost: %s is %q, not %s", ask, value, good[0]))
		}
	}
	return errors.Join(faults...)
}
