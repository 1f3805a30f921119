package casemodel

// Fields holds the checked values of a form or the current values of a
// matter's declared fields, by field id. The types are string, Day, Instant,
// Money, int64, bool, ID, []ID, []Consent, []Item and []string.
type Fields map[string]any

// Text returns a string field, "" when absent.
func (f Fields) Text(id string) string {
	switch v := f[id].(type) {
	case string:
		return v
	case ID:
		return string(v)
	case Day:
		return string(v)
	}
	return ""
}

// Day returns a date field.
func (f Fields) Day(id string) Day { v, _ := f[id].(Day); return v }

// Instant returns a moment, zero when it was not given.
func (f Fields) Instant(id string) Instant { v, _ := f[id].(Instant); return v }

// Money returns an amount in fen and whether it was given.
func (f Fields) Money(id string) (Money, bool) { v, ok := f[id].(Money); return v, ok }

// Int returns a number, 0 when absent.
func (f Fields) Int(id string) int64 { v, _ := f[id].(int64); return v }

// Bool returns a tick, false when absent.
func (f Fields) Bool(id string) bool { v, _ := f[id].(bool); return v }

// ID returns a reference, "" when absent.
func (f Fields) ID(id string) ID {
	switch v := f[id].(type) {
	case ID:
		return v
	case string:
		return ID(v)
	}
	return ""
}

// IDs returns a list of references.
func (f Fields) IDs(id string) []ID { v, _ := f[id].([]ID); return v }

// Consents returns the answers of the parties.
func (f Fields) Consents(id string) []Consent { v, _ := f[id].([]Consent); return v }

// Attendance returns how each party came to a sitting.
func (f Fields) Attendance(id string) []Attendance { v, _ := f[id].([]Attendance); return v }

// Items returns the obligations.
func (f Fields) Items(id string) []Item { v, _ := f[id].([]Item); return v }

// Has reports whether the field was given.
func (f Fields) Has(id string) bool { _, ok := f[id]; return ok }

// Members returns the lines of a roster.
func (f Fields) Members(id string) []MemberRow { v, _ := f[id].([]MemberRow); return v }
