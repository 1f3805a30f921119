package store

import (
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/jiefen/jiefen/casemodel"
)

// Rows are the structs behind the tables, for the drift test.
var Rows = []any{
	&casemodel.Area{}, &casemodel.Body{}, &casemodel.User{}, &casemodel.Membership{}, &Login{}, &LoginFailure{}, &draftRow{},
	&casemodel.Matter{}, &casemodel.Card{}, &casemodel.Participant{}, &casemodel.Link{}, &casemodel.Recusal{}, &casemodel.QualitySample{},
	&partyRow{}, &casemodel.PartyOutcome{}, &casemodel.Item{}, &sessionRow{}, &offerRow{}, &casemodel.File{},
	&casemodel.Deadline{}, &casemodel.Segment{}, &casemodel.Firing{}, &casemodel.Entry{}, &payloadRow{}, &onceRow{}, &OutboxMessage{}, &Counter{},
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

// Statement is one statement as it went to the database.
type Statement struct {
	SQL  string
	Args []any
}

// Record calls fn for every statement of the writing pool from now on.
func (d *DB) Record(fn func(Statement)) {
	each := func(g *gorm.DB) { fn(Statement{g.Statement.SQL.String(), g.Statement.Vars}) }
	c := d.write.gorm.Callback()
	for _, err := range []error{
		c.Create().After("*").Register("test:create", each), c.Query().After("*").Register("test:query", each),
		c.Update().After("*").Register("test:update", each), c.Raw().After("*").Register("test:raw", each), c.Row().After("*").Register("test:row", each),
	} {
		if err != nil {
			panic(err)
		}
	}
}
