package store

import (
	"sync"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm/schema"

	"github.com/jiefen/jiefen/casemodel"
)

// Rows are the structs behind the tables, for the drift test.
var Rows = []tabled{
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

// Trace sets what sees every statement on PostgreSQL; call it before Open.
func Trace(t pgx.QueryTracer) { tracer = t }
