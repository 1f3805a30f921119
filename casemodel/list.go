package casemodel

import (
	"database/sql/driver"
	"fmt"
	"strings"
)

// StringList is a short list of words in one column, written |a|b|, the form
// the policy matcher reads too.
type StringList []string

// Set writes a list as |a|b|.
func Set(words ...string) string {
	if len(words) == 0 {
		return "|"
	}
	return "|" + strings.Join(words, "|") + "|"
}

// ParseSet reads |a|b|.
func ParseSet(s string) []string {
	s = strings.Trim(s, "|")
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// Value implements driver.Valuer.
func (l StringList) Value() (driver.Value, error) { return Set(l...), nil }

// Scan implements sql.Scanner.
func (l *StringList) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*l = nil
	case string:
		*l = ParseSet(v)
	case []byte:
		*l = ParseSet(string(v))
	default:
		return fmt.Errorf("scan list from %T", src)
	}
	return nil
}
