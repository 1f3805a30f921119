package store_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
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

// cpu is the processor time this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
			before := cpu()
			for i := range b.N {
				do(b, db, func(tx *store.Tx) error { return step(tx, ids[i%len(ids)], random()) })
			}
			b.ReportMetric(float64(cpu()-before)/float64(b.N)/1e3, "cpu-us/step")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

// recorder keeps the statements of a transaction as they go to PostgreSQL.
type recorder struct {
	on         bool
	statements []statement
	trips      int
}

type statement struct {
	sql  string
	args []any
}

func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if r.on && data.SQL != "begin isolation level read committed" && data.SQL != "rollback" && data.SQL != "commit" {
		args := data.Args
		if len(args) > 0 {
			if _, option := args[0].(pgx.QueryResultFormatsByOID); option {
				args = args[1:]
			}
		}
		r.add(data.SQL, args)
		r.trips++
	}
	return ctx
}

func (r *recorder) add(sql string, args []any) {
	r.statements = append(r.statements, statement{sql, slices.Clone(args)})
}

func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (r *recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	if r.on {
		r.trips++
	}
	return ctx
}

func (r *recorder) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	if r.on {
		r.add(data.SQL, data.Args)
	}
}

func (r *recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// BenchmarkStepAgainstPgx runs a step, then the statements of such a step by
// plain pgx one after the other, in turns, so that a busy machine is busy for
// both. ratio is what the design wants at 0.8: steps by us per step by pgx.
func BenchmarkStepAgainstPgx(b *testing.B) {
	url := storetest.URL(b, store.Postgres)
	r := &recorder{}
	store.Trace(r)
	db := open(b, url)
	store.Trace(nil)
	ids := stage(b, db, 50)
	pool, err := pgxpool.New(b.Context(), url)
	must(b, err)
	defer pool.Close()
	stop := errors.New("rolled back")
	var ours, theirs time.Duration
	for i := 0; b.Loop(); i++ {
		id := ids[i%len(ids)]
		start := time.Now()
		do(b, db, func(tx *store.Tx) error { return step(tx, id, random()) })
		ours += time.Since(start)
		// Once more for its statements, rolled back; then those alone.
		*r = recorder{on: true}
		err := db.Do(b.Context(), func(tx *store.Tx) error {
			must(b, step(tx, id, random()))
			_, err := tx.RootOf(id) // sends what has gathered
			return errors.Join(err, stop)
		})
		if r.on = false; !errors.Is(err, stop) {
			b.Fatal(err)
		}
		start = time.Now()
		must(b, replay(b.Context(), pool, r.statements[:len(r.statements)-1]))
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(theirs)/float64(ours), "ratio")
	b.ReportMetric(float64(len(r.statements)-1), "statements")
	b.ReportMetric(float64(r.trips-1), "trips")
}

func replay(ctx context.Context, pool *pgxpool.Pool, statements []statement) error {
	tx, err := pool.Begin(ctx)
	if err != nil {
		return err
	}
	for _, s := range statements {
		rows, err := tx.Query(ctx, s.sql, s.args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if _, err := rows.Values(); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", s.sql, err)
		}
	}
	return tx.Commit(ctx)
}
