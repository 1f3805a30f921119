package casemodel

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Instant is a moment in UTC, to the microsecond, as both databases keep it.
// The zero Instant means "not yet" and is NULL in a nullable column.
type Instant struct{ t time.Time }

// Never is the due moment of a matter on which no clock runs; it keeps the
// keyset columns free of NULL.
var Never = At(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))

// At converts any moment to an Instant.
func At(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Microsecond)}
}

// Micro is the Instant of a count of microseconds since 1970 (UTC).
func Micro(us int64) Instant { return At(time.UnixMicro(us)) }

// Time returns the moment in UTC.
func (i Instant) Time() time.Time { return i.t }

// IsZero reports whether the moment is absent.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Before reports whether i is earlier than other.
func (i Instant) Before(other Instant) bool { return i.t.Before(other.t) }

// Add returns the moment d later.
func (i Instant) Add(d time.Duration) Instant { return At(i.t.Add(d)) }

// String is RFC 3339 in UTC with six digits: the form that is hashed.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.t.Format("2006-01-02T15:04:05.000000Z")
}

// Value implements driver.Valuer. The SQLite room turns the time into integer
// microseconds; PostgreSQL takes it as it is.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.t, nil
}

// Scan implements sql.Scanner for TIMESTAMPTZ and for integer microseconds.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
	case time.Time:
		*i = At(v)
	case int64:
		*i = Micro(v)
	default:
		return fmt.Errorf("scan instant from %T", src)
	}
	return nil
}

// MarshalJSON writes RFC 3339, or null when absent.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(i.String())
}

// UnmarshalJSON reads RFC 3339 with any zone.
func (i *Instant) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil || s == "" {
		*i = Instant{}
		return err
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("instant %q: %w", s, err)
	}
	*i = At(t)
	return nil
}

// Day is a legal date: a local date in Asia/Shanghai written 2006-01-02, ""
// when absent. Days compare as text; counting them is pkg/calendar's work.
type Day string

// Value implements driver.Valuer.
func (d Day) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Scan implements sql.Scanner for DATE and for text.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = ""
	case string:
		*d = Day(v)
	case []byte:
		*d = Day(v)
	case time.Time:
		*d = Day(v.Format(time.DateOnly))
	default:
		return fmt.Errorf("scan day from %T", src)
	}
	return nil
}

// Valid reports whether the text is an existing date.
func (d Day) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// Year returns the calendar year, 0 when the day is absent or malformed.
func (d Day) Year() int {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return t.Year()
}

// Later returns the later of two days.
func (d Day) Later(other Day) Day { return max(d, other) }
