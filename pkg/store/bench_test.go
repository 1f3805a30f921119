package store_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// step is what an act of casework asks of the store: the key, the lock, the
// family and its facts, then header, journal, fields, a clock, a message.
func step(tx *store.Tx, matter casemodel.ID, key string) error {
	if _, err := tx.Once("u", key, []byte{1}); err != nil {
		return err
	}
	root, err := tx.RootOf(matter)
	if err != nil {
		return err
	}
	if err := tx.LockRoots(root); err != nil {
		return err
	}
	family, err := tx.Family(root)
	if err != nil {
		return err
	}
	if _, err = tx.Participants(root); err != nil {
		return err
	}
	if _, err = tx.Recusals(root); err != nil {
		return err
	}
	if _, err = tx.Fields(root); err != nil {
		return err
	}
	if _, err = tx.Parties(root); err != nil {
		return err
	}
	deadlines, err := tx.Deadlines(root)
	if err != nil {
		return err
	}
	if _, err = tx.LastActs(root); err != nil {
		return err
	}
	m := family[0]
	was := m.Seq
	if err := tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", ActorName: "王芳", Act: "note", Version: m.Version}, []byte(`{"note":"电话联系申请人，约定下周一到场"}`)); err != nil {
		return err
	}
	m.Version, m.ChangedAt = m.Version+1, tx.Now()
	if err := tx.SetFields(m.ID, map[string]string{"summary": "x" + key, "track": "y"}, m.Seq); err != nil {
		return err
	}
	if err := tx.UpdateDeadline(&deadlines[0]); err != nil {
		return err
	}
	if err := tx.Outbox("index", key, m.ID, []byte("{}"), tx.Now()); err != nil {
		return err
	}
	if err := tx.UpdateMatter(m, was); err != nil {
		return err
	}
	return tx.SaveOnce("u", key, 200, m.ID, m.Version, []byte(`{"matter":{}}`))
}

func stage(b *testing.B, db *store.DB, n int) (ids []casemodel.ID) {
	b.Helper()
	for range n {
		m := given(b, db, func(m *casemodel.Matter) {
			m.BodyID, m.CentreID = "018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000002"
		})
		do(b, db, func(tx *store.Tx) error {
			for i, role := range []string{"applicant", "respondent"} {
				p := party(tx)
				p.Role, p.Code = role, ""
				must(b, tx.InsertParty(m.ID, i, p))
			}
			must(b, tx.AddParticipant(casemodel.Participant{RootID: m.ID, MatterID: m.ID, Role: "handler"}))
			return tx.InsertDeadline(&casemodel.Deadline{ID: tx.NewID(), MatterID: m.ID, RootID: m.ID, DueAt: casemodel.Never, FiresAt: casemodel.Never, Live: 1})
		})
		ids = append(ids, m.ID)
	}
	return ids
}

func random() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func BenchmarkStep(b *testing.B) {
	for _, dialect := range storetest.Dialects {
		b.Run(dialect, func(b *testing.B) {
			db := open(b, storetest.URL(b, dialect))
			ids := stage(b, db, 50)
			b.ResetTimer()
			for i := range b.N {
				do(b, db, func(tx *store.Tx) error { return step(tx, ids[i%len(ids)], random()) })
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

// BenchmarkStepByPgx replays the statements of such steps by plain pgx.
func BenchmarkStepByPgx(b *testing.B) {
	url := storetest.URL(b, store.Postgres)
	db := open(b, url)
	ids := stage(b, db, 50)
	var recorded []store.Statement
	recording := false
	db.Record(func(s store.Statement) {
		if recording {
			recorded = append(recorded, s)
		}
	})
	pool, err := pgxpool.New(b.Context(), url)
	must(b, err)
	defer pool.Close()
	for i := 0; b.Loop(); i++ {
		// The step runs for its statements and is rolled back; only the replay is timed.
		b.StopTimer()
		recorded, recording = recorded[:0], true
		stop := fmt.Errorf("rolled back")
		if err := db.Do(b.Context(), func(tx *store.Tx) error {
			must(b, step(tx, ids[i%len(ids)], random()))
			return stop
		}); err != stop { //nolint:errorlint // the very error
			b.Fatal(err)
		}
		recording = false
		b.StartTimer()
		must(b, replay(b.Context(), pool, recorded))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
}

func replay(ctx context.Context, pool *pgxpool.Pool, statements []store.Statement) error {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return err
	}
	for _, s := range statements {
		rows, err := tx.Query(ctx, s.SQL, s.Args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if _, err := rows.Values(); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", s.SQL, err)
		}
	}
	return tx.Commit(ctx)
}
