package store

import (
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	gormclause "gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// liteDialector tells gorm how SQLite wants its statements. It knows what the
// store asks of gorm and no more: tables are made by migrations, no column is
// filled in by the database, rows are not locked one by one.
type liteDialector struct{ conns gorm.ConnPool }

// Name implements gorm.Dialector.
func (liteDialector) Name() string { return SQLite }

// Initialize implements gorm.Dialector.
func (l liteDialector) Initialize(db *gorm.DB) error {
	db.ConnPool = l.conns
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{})
	db.ClauseBuilders["LIMIT"] = buildLimit
	return nil
}

// buildLimit writes the numbers themselves. SQLite plans by them, and would
// compile a statement anew whenever a bound one changes.
func buildLimit(c gormclause.Clause, b gormclause.Builder) {
	limit, ok := c.Expression.(gormclause.Limit)
	if !ok {
		return
	}
	most := -1
	if limit.Limit != nil {
		most = *limit.Limit
	}
	_, _ = b.WriteString("LIMIT " + strconv.Itoa(most)) // to memory, as the next
	if limit.Offset > 0 {
		_, _ = b.WriteString(" OFFSET " + strconv.Itoa(limit.Offset))
	}
}

// Migrator implements gorm.Dialector. There is none: migrations are files.
func (liteDialector) Migrator(*gorm.DB) gorm.Migrator { return nil }

// DataTypeOf implements gorm.Dialector, for a migrator.
func (liteDialector) DataTypeOf(field *schema.Field) string { return string(field.DataType) }

// DefaultValueOf implements gorm.Dialector, for columns the database fills in.
func (liteDialector) DefaultValueOf(*schema.Field) gormclause.Expression {
	return gormclause.Expr{SQL: "NULL"}
}

// BindVarTo implements gorm.Dialector.
func (liteDialector) BindVarTo(w gormclause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') } // to memory

// QuoteTo implements gorm.Dialector. Not with ", which would turn a misspelt
// column into a text.
func (liteDialector) QuoteTo(w gormclause.Writer, name string) {
	_, _ = w.WriteString("`" + strings.ReplaceAll(name, ".", "`.`") + "`") // to memory
}

// Explain implements gorm.Dialector: the statement without its values, which
// are people's.
func (liteDialector) Explain(text string, _ ...any) string { return text }
