package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Baseline replays by plain pgx the statements a transaction of ours sends, so
// that `jiefen bench` can say what our own work costs on top (decision 34).
type Baseline struct {
	DB   *DB // the database whose statements are recorded
	pool *pgxpool.Pool
	tape tape
}

// OpenBaseline opens a PostgreSQL database twice: as we do, with every
// statement seen, and by plain pgx.
func OpenBaseline(ctx context.Context, url string, opts Options) (*Baseline, error) {
	b := &Baseline{}
	tracer = &b.tape
	defer func() { tracer = nil }()
	var err error
	if b.DB, err = Open(ctx, url, opts); err != nil {
		return nil, err
	}
	if b.pool, err = pgxpool.New(ctx, url); err != nil {
		return nil, fmt.Errorf("open baseline: %w", err)
	}
	return b, nil
}

// Close gives all connections back.
func (b *Baseline) Close() error {
	b.pool.Close()
	return b.DB.Close()
}

// Record notes the statements of what runs, which the caller rolls back.
func (b *Baseline) Record(run func() error) error {
	b.tape.statements, b.tape.on = nil, true
	err := run()
	b.tape.on = false
	return err
}

// Replay runs the recorded statements in one transaction of plain pgx, one
// after the other, commits, and says how long that took.
func (b *Baseline) Replay(ctx context.Context) (time.Duration, error) {
	start := b.DB.opts.Now()
	tx, err := b.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return 0, fmt.Errorf("replay: %w", err)
	}
	defer func() { _ = tx.Rollback(ctx) }() // after a commit it does nothing
	for _, s := range b.tape.statements {
		rows, err := tx.Query(ctx, s.sql, s.args...)
		if err != nil {
			return 0, fmt.Errorf("replay %s: %w", s.sql, err)
		}
		for rows.Next() {
			if _, err := rows.Values(); err != nil {
				rows.Close()
				return 0, fmt.Errorf("replay %s: %w", s.sql, err)
			}
		}
		if rows.Close(); rows.Err() != nil {
			return 0, fmt.Errorf("replay %s: %w", s.sql, rows.Err())
		}
	}
	if err := tx.Commit(ctx); err != nil {
		return 0, fmt.Errorf("replay: %w", err)
	}
	return b.DB.opts.Now().Sub(start), nil
}

// Statements is how many statements were recorded.
func (b *Baseline) Statements() int { return len(b.tape.statements) }

// tape keeps what goes to PostgreSQL while it is on.
type tape struct {
	on         bool
	statements []taped
}

type taped struct {
	sql  string
	args []any
}

func (t *tape) keep(sql string, args []any) {
	if !t.on || sql == "commit" || sql == "rollback" || len(sql) >= 5 && sql[:5] == "begin" {
		return
	}
	if len(args) > 0 {
		if _, option := args[0].(pgx.QueryResultFormatsByOID); option {
			args = args[1:]
		}
	}
	t.statements = append(t.statements, taped{sql, slices.Clone(args)})
}

// TraceQueryStart implements pgx.QueryTracer.
func (t *tape) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.keep(data.SQL, data.Args)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (t *tape) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (t *tape) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (t *tape) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	t.keep(data.SQL, data.Args)
}

// TraceBatchEnd implements pgx.BatchTracer.
func (t *tape) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
