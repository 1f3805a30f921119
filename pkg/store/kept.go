package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

const (
	// keptStatements is how many compiled statements a connection holds on to.
	keptStatements = 128
	// keptLength leaves out what is compiled for one occasion, as an INSERT of
	// a thousand rows or a search through a long list of ids.
	keptLength = 8 << 10
)

// keptConn is a connection that compiles a statement at its first use and runs
// the compiled form from then on: compiling was more than a quarter of the work
// of a step. SQLite compiles anew by itself what a change of the schema, or of
// a value its plan depends on, has made stale.
type keptConn struct {
	plainConn
	byText map[string]*keptStmt
	uses   int
}

// keptStmt is busy while its rows are being read.
type keptStmt struct {
	plainStmt
	used int // the connection's uses at its last
	busy bool
}

// plainStmt is what the driver's statements can do.
type plainStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func keep(conn plainConn) *keptConn {
	return &keptConn{plainConn: conn, byText: map[string]*keptStmt{}}
}

// ExecContext implements driver.ExecerContext.
func (c *keptConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, ok, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if !ok {
		return c.plainConn.ExecContext(ctx, text, args)
	}
	return s.ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *keptConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, ok, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	if !ok {
		return c.plainConn.QueryContext(ctx, text, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{rows, s}, nil
}

// Close gives the statements up first: with one left SQLite would keep the
// file open, and its log unfolded.
func (c *keptConn) Close() error {
	var errs []error
	for _, s := range c.byText {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.plainConn.Close())...)
}

// statement is the compiled form of text; not ok when text is to be run
// without one, because it is not of the kind that is kept or because its rows
// are just being read.
func (c *keptConn) statement(ctx context.Context, text string) (_ *keptStmt, ok bool, _ error) {
	c.uses++
	if s, known := c.byText[text]; known {
		s.used = c.uses
		return s, !s.busy, nil
	}
	if !keepable(text) {
		return nil, false, nil
	}
	stmt, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, false, err
	}
	plain, ok := stmt.(plainStmt)
	if !ok {
		return nil, false, errors.Join(fmt.Errorf("the SQLite driver's %T lacks a method", stmt), stmt.Close())
	}
	if len(c.byText) >= keptStatements {
		c.forget()
	}
	s := &keptStmt{plainStmt: plain, used: c.uses}
	c.byText[text] = s
	return s, true, nil
}

// forget gives up the statement that was not used for longest.
func (c *keptConn) forget() {
	oldest := ""
	for text, s := range c.byText {
		if !s.busy && (oldest == "" || s.used < c.byText[oldest].used) {
			oldest = text
		}
	}
	if s, found := c.byText[oldest]; found {
		_ = s.Close() // could only repeat the failure of its last use
		delete(c.byText, oldest)
	}
}

// keepable tells questions and changes of rows from the rest. A script has
// several compiled forms, and a PRAGMA may act while it is compiled.
func keepable(text string) bool {
	if len(text) > keptLength || strings.Contains(text, ";") {
		return false
	}
	text = strings.TrimLeft(text, " \t\r\n")
	for _, verb := range []string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"} {
		if strings.HasPrefix(text, verb) {
			return true
		}
	}
	return false
}

// keptRows frees its statement when it is closed.
type keptRows struct {
	driver.Rows
	stmt *keptStmt
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	r.stmt.busy = false
	return r.Rows.Close()
}
