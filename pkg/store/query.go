package store

import (
	"database/sql/driver"
	"fmt"

	"gorm.io/gorm"

	"github.com/jiefen/jiefen/casemodel"
)

// wrap adds what was being done to a failure, once.
func (tx *Tx) wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, tx.d.named(err))
}

// find loads the rows a query names.
func find[T any](tx *Tx, what string, q *gorm.DB) ([]T, error) {
	var rows []T
	if err := q.Find(&rows).Error; err != nil {
		return nil, tx.wrap("read "+what, err)
	}
	return rows, nil
}

// take loads the one row a query names; none is "<what>.not_found".
func take[T any](tx *Tx, what string, q *gorm.DB) (*T, error) {
	rows, err := find[T](tx, what, q.Limit(1))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, missing(what)
	}
	return &rows[0], nil
}

// insert writes new rows: a pointer to one, or a slice of them.
func (tx *Tx) insert(what string, rows any) error {
	return tx.wrap("insert "+what, tx.db.Create(rows).Error)
}

// exec runs a statement and tells how many rows it touched.
func (tx *Tx) exec(doing, sql string, args ...any) (int64, error) {
	res := tx.db.Exec(sql, args...)
	return res.RowsAffected, tx.wrap(doing, res.Error)
}

// change runs a statement that must touch exactly one row of what.
func (tx *Tx) change(what, sql string, args ...any) error {
	n, err := tx.exec("change "+what, sql, args...)
	if err == nil && n != 1 {
		return missing(what)
	}
	return err
}

// rewrite updates every column of one row except those that name it, which
// where speaks of.
func (tx *Tx) rewrite(what string, row tabled, keys []string, where string, args ...any) error {
	res := tx.db.Table(row.TableName()).Where(where, args...).Select("*").Omit(keys...).Updates(row)
	if res.Error != nil {
		return tx.wrap("update "+what, res.Error)
	}
	if res.RowsAffected != 1 {
		return missing(what)
	}
	return nil
}

// tabled is what every row is; gorm asks for it too.
type tabled interface{ TableName() string }

// byID is the where of most tables.
var byID = []string{"id"}

func (tx *Tx) rewriteByID(what string, row tabled, id casemodel.ID) error {
	return tx.rewrite(what, row, byID, "id = ?", id)
}

// blob is bytes as one argument: gorm takes a bare slice after "(" for a list.
type blob []byte

// Value implements driver.Valuer.
func (b blob) Value() (driver.Value, error) {
	if b == nil {
		return nil, nil
	}
	return []byte(b), nil
}
