package store

import "github.com/jiefen/jiefen/casemodel"

// Rows are the structs behind the tables, for the drift test.
var Rows = []any{
	&casemodel.Area{}, &casemodel.Body{}, &casemodel.User{}, &casemodel.Membership{}, &Login{}, &LoginFailure{}, &draftRow{},
	&casemodel.Matter{}, &casemodel.Card{}, &casemodel.Participant{}, &casemodel.Link{}, &casemodel.Recusal{}, &casemodel.QualitySample{},
	&partyRow{}, &casemodel.PartyOutcome{}, &casemodel.Item{}, &sessionRow{}, &offerRow{}, &casemodel.File{},
	&casemodel.Deadline{}, &casemodel.Segment{}, &casemodel.Firing{}, &casemodel.Entry{}, &payloadRow{}, &onceRow{}, &OutboxMessage{}, &Counter{},
}

// ColumnsOf lists the columns of one of them as gorm reads it.
func (d *DB) ColumnsOf(row any) (string, error) { return columnsOf(d.read.gorm, row, "x") }

// Mutable are the columns UpdateMatter writes.
var Mutable = mutable

// Translate is what the migrations are put through.
var Translate = translate
