package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"

	"github.com/jiefen/jiefen/casemodel"
)

// Rows are the structs behind the tables, for the drift test.
var Rows = []tabled{
	&casemodel.Area{}, &casemodel.Body{}, &casemodel.User{}, &casemodel.Membership{}, &Login{}, &LoginFailure{}, &draftRow{}, &savedViewRow{},
	&casemodel.Matter{}, &casemodel.Card{}, &casemodel.Participant{}, &casemodel.Link{}, &casemodel.Recusal{}, &casemodel.QualitySample{},
	&partyRow{}, &casemodel.PartyOutcome{}, &casemodel.Item{}, &sessionRow{}, &offerRow{}, &casemodel.File{},
	&casemodel.PaperIssue{}, &Clause{}, &textRow{}, &casemodel.Handed{}, &casemodel.Slip{},
	&replyRow{}, &casemodel.Confidant{}, &casemodel.Disclosure{},
	&evidenceRow{}, &rosterRow{}, &supplementRow{}, &signingRow{}, &revisionRow{},
	&casemodel.Deadline{}, &casemodel.Segment{}, &casemodel.Firing{}, &casemodel.Entry{}, &payloadRow{}, &onceRow{}, &OutboxMessage{}, &Counter{},
	&Notice{}, &FirstLook{}, &Seen{}, &SampleDraw{},
	&OfficeEntry{}, &CalendarYear{}, &OfficeUpload{}, &PaperTemplate{}, &OfficeCheck{}, &TaskRun{}, &RecoveryCode{},
	&casemodel.Room{}, &sittingRow{}, &occupancyRow{}, &casemodel.SittingNotice{},
}

// ColumnsOf lists the columns of one of them as gorm reads it.
func ColumnsOf(row any) ([]string, error) {
	s, err := schema.Parse(row, &sync.Map{}, naming)
	if err != nil {
		return nil, err
	}
	return s.DBNames, nil
}

// Translate is what the migrations are put through.
var Translate = translate

// Unmigrate forgets the migrations after a version, as if they had not run.
func (d *DB) Unmigrate(ctx context.Context, version int64) error {
	provider, err := d.provider()
	if err == nil {
		_, err = provider.DownTo(ctx, version)
	}
	return err
}

// Trace sets what sees every statement on PostgreSQL; call it before Open.
func Trace(t pgx.QueryTracer) { tracer = t }

// Plan is how the database would answer a list, line by line.
func Plan(tx *Tx, scope casemodel.Scope, f casemodel.Filter, grams []string) ([]string, error) {
	sort, err := sortOf(f)
	if err != nil {
		return nil, err
	}
	l, err := tx.listing(scope, map[string]casemodel.Scope{readRegistration: scope}, f, grams)
	if err != nil {
		return nil, err
	}
	q := l.question(sort, defaultLimit+1)
	return tx.Explain(q.sql, q.args...)
}

// PlanOfCount is how it would count one.
func PlanOfCount(tx *Tx, scope casemodel.Scope, f casemodel.Filter) ([]string, error) {
	l, err := tx.listing(scope, nil, f, nil)
	if err != nil {
		return nil, err
	}
	q := l.counting()
	return tx.Explain(q.sql, q.args...)
}

// PlanOfReturns is how it would find who has come before.
func PlanOfReturns(tx *Tx, scope casemodel.Scope, f casemodel.Filter) ([]string, error) {
	l, err := tx.lately(scope, f)
	if err != nil {
		return nil, err
	}
	q := l.returns()
	return tx.Explain(q.sql, q.args...)
}

// Near reports whether a matter is what every matter of the scope is at least,
// and whether there is such a thing.
func Near(tx *Tx, scope casemodel.Scope, id casemodel.ID) (holds, known bool, err error) {
	c := near(scope)
	if c.sql == "" {
		return false, false, nil
	}
	q := clause{"m.id = ?", []any{id}}.and(c).in("SELECT m.id FROM matter m WHERE ", "")
	err = tx.each("ask", q, func(func(...any) error) error { holds = true; return nil })
	return holds, true, err
}

// Each and Query ask the same in two ways: the one tables are read by, and the
// one of database/sql.
func Each(tx *Tx, text string, read func(scan func(...any) error) error) error {
	return tx.each("ask", clause{sql: text}, read)
}

// Query is the second of them.
func Query(tx *Tx, text string) (*sql.Rows, error) { return tx.query("ask", text) }

// Explain is how the database would do what a text says.
func (tx *Tx) Explain(text string, args ...any) ([]string, error) {
	explain, into := "EXPLAIN ", func(line *string) []any { return []any{line} }
	if !tx.postgres() {
		var id, parent, unused int
		explain, into = "EXPLAIN QUERY PLAN ", func(line *string) []any { return []any{&id, &parent, &unused, line} }
	}
	rows, err := tx.query("explain", explain+text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(into(&line)...); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

// HeadsPerPage lets a run of anchors take several pages of few matters.
func (d *DB) HeadsPerPage(n int) { d.anchored.perPage = n }

// KeptStatements is how many compiled statements a SQLite connection keeps.
const KeptStatements = keptStatements

// Compiling is what the SQLite driver was given to compile, by text, and how
// many of its statements are open.
type Compiling struct {
	Texts  map[string]int
	Open   int
	status sqlite.DBStatus
}

// Bytes is what SQLite itself holds in compiled statements.
func (c *Compiling) Bytes() (int, error) {
	n, _, err := c.status.Status(sqlite.DBStatusStmtUsed, false)
	return n, err
}

// OpenKept opens a SQLite file over one connection as the store's pools do,
// and watches what reaches the driver.
func OpenKept(path string) (*sql.DB, *Compiling, error) {
	plain, err := sqlite.NewConnector(path + sqlitePragmas)
	if err != nil {
		return nil, nil, err
	}
	seen := &Compiling{Texts: map[string]int{}}
	conns := sql.OpenDB(connector{watchedConnector{plain, seen}})
	conns.SetMaxOpenConns(1)
	return conns, seen, nil
}

type watchedConnector struct {
	driver.Connector
	seen *Compiling
}

func (c watchedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c.seen.status = conn.(sqlite.DBStatus)            //nolint:errcheck,forcetypeassert // a test may panic
	return watchedConn{conn.(plainConn), c.seen}, nil //nolint:errcheck,forcetypeassert // a test may panic
}

type watchedConn struct {
	plainConn
	seen *Compiling
}

func (c watchedConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	c.seen.Texts[text]++
	stmt, err := c.plainConn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.seen.Open++
	return watchedStmt{stmt.(plainStmt), c.seen}, nil //nolint:errcheck,forcetypeassert // a test may panic
}

func (c watchedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.seen.Texts[text]++
	return c.plainConn.ExecContext(ctx, text, args)
}

func (c watchedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.seen.Texts[text]++
	return c.plainConn.QueryContext(ctx, text, args)
}

type watchedStmt struct {
	plainStmt
	seen *Compiling
}

func (s watchedStmt) Close() error {
	s.seen.Open--
	return s.plainStmt.Close()
}

// Break sends what no database understands.
func Break(tx *Tx) error {
	_, err := tx.run("break", "DELETE FROM nowhere")
	return err
}

// InUse is how many connections transactions hold just now.
func InUse(d *DB) int { return d.read.sql.Stats().InUse }

// Resealed names the columns that Reseal moves under the current key.
func Resealed() []string {
	all := make([]string, len(sealedTables))
	for i, t := range sealedTables {
		all[i] = t.table + "." + t.column
	}
	return all
}
