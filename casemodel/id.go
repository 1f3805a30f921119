// Package casemodel holds the words of dispute mediation and the rules that
// need nothing but those words: the Matter and its parts, parties, money,
// identity numbers, document numbers, errors. It imports the standard library
// only. No database, no workflow, no permission and no sentence a person reads
// lives here: those are the store, the definitions, the policy and the texts.
package casemodel

import (
	"database/sql/driver"
	"fmt"
)

// ID is the key of a row: a UUIDv7 in text form, "" when there is none. In the
// database "none" is the nil UUID, so that no predicate ever meets NULL.
type ID string

// nilID is what an absent reference looks like in a column.
const nilID = "00000000-0000-0000-0000-000000000000"

// Value implements driver.Valuer.
func (id ID) Value() (driver.Value, error) {
	if id == "" {
		return nilID, nil
	}
	return string(id), nil
}

// Scan implements sql.Scanner.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ""
	case string:
		*id = known(v)
	case []byte:
		*id = known(string(v))
	default:
		return fmt.Errorf("scan id from %T", src)
	}
	return nil
}

func known(s string) ID {
	if s == nilID {
		return ""
	}
	return ID(s)
}

// Valid reports whether the id has the shape of a UUID: 36 lower-case
// hexadecimal digits and hyphens. Doors check it before any query is made.
func (id ID) Valid() bool {
	if len(id) != len(nilID) {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if nilID[i] == '-' {
			if c != '-' {
				return false
			}
			continue
		}
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
