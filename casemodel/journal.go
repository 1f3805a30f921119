package casemodel

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
)

// journalFormat is the first byte of what is hashed, so that a later format
// can be told apart (decision 27).
const journalFormat = 1

// Entry is one line of a matter's journal (engine rule T7). The payload, what
// was typed, is another row, encrypted and erasable; the entry keeps only its
// salted digest, so that an erased payload still verifies as erased.
type Entry struct {
	MatterID      ID  `gorm:"primaryKey"`
	Seq           int `gorm:"primaryKey"`
	RootID        ID
	At            Instant // recorded
	On            Day     `gorm:"column:on_day"` // legal date
	ActorID       ID
	ActorName     string // as it was; names change
	BodyID        ID
	MembershipID  ID
	OnBehalfOf    ID     // user a follow-on or an approved request acts for
	Cause         string // "matter:seq" of the entry that fired this one
	Act           string // event or record
	FromState     string
	ToState       string
	Version       int    // of the matter after the act
	PolicyRow     string // row@snapshot that allowed it
	WorkflowSHA   string `gorm:"column:workflow_sha"`
	PayloadDigest []byte
	PrevHash      []byte
	Hash          []byte
}

// TableName is the SQL name.
func (Entry) TableName() string { return "journal_entry" }

// Sum computes the hash of the entry over its previous hash and its fields in
// T7's order, each as a 4-byte big-endian length and UTF-8.
func (e *Entry) Sum() []byte {
	buf := make([]byte, 1, 512)
	buf[0] = journalFormat
	put := func(field string) {
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(field)))
		buf = append(buf, field...)
	}
	for _, field := range []string{
		string(e.PrevHash), string(e.MatterID), strconv.Itoa(e.Seq), string(e.RootID), e.At.String(), string(e.On),
		string(e.ActorID), e.ActorName, string(e.BodyID), string(e.MembershipID), string(e.OnBehalfOf), e.Cause, e.Act,
		e.FromState, e.ToState, strconv.Itoa(e.Version), e.PolicyRow, e.WorkflowSHA, string(e.PayloadDigest),
	} {
		put(field)
	}
	sum := sha256.Sum256(buf)
	return sum[:]
}

// PayloadDigest hashes a payload with its salt; 32 random bytes keep a short
// payload from being guessed after it was erased.
func PayloadDigest(salt, payload []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(payload)
	return h.Sum(nil)
}
