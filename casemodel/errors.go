package casemodel

import (
	"errors"
	"strings"
)

// ErrorKind says what happened in one word; the doors map it to a status.
type ErrorKind string

// The kinds of refusal. WrongStep, Conflict and Pending are all 409 but mean
// different things to the person who reads them.
const (
	NotFound    ErrorKind = "not_found"        // 404: no such thing, or none this actor may know of
	WrongStep   ErrorKind = "wrong_step"       // 409: the matter has moved on
	Conflict    ErrorKind = "conflict"         // 409: a stale version of a step that is still open
	Pending     ErrorKind = "approval_pending" // 409: the same request is already waiting
	Forbidden   ErrorKind = "forbidden"        // 403: not this actor
	Recused     ErrorKind = "recused"          // 403: not this actor in this matter
	Invalid     ErrorKind = "invalid"          // 422: the input
	KeyReused   ErrorKind = "key_reused"       // 422: an idempotency key with another body
	KeyMissing  ErrorKind = "key_missing"      // 400
	NoVersion   ErrorKind = "version_missing"  // 428
	NoSession   ErrorKind = "unauthenticated"  // 401
	NeedsSecond ErrorKind = "second_factor"    // 401
	Throttled   ErrorKind = "throttled"        // 429
	TooLarge    ErrorKind = "too_large"        // 413
	TypeRefused ErrorKind = "type_refused"     // 415
	Busy        ErrorKind = "busy"             // 503: try again
	Unavailable ErrorKind = "unavailable"      // 503: the database cannot be reached
)

// Need names one sort of actor that may do a refused act.
type Need struct {
	Role string `json:"role"`
	Body string `json:"body"` // kind of body, "*" for any
	Rel  string `json:"rel,omitempty"`
}

// FieldError is one fault of the input, at its field. Field is a path such as
// "parties.0.phone"; Key is a text key; Args fill the text.
type FieldError struct {
	Field string         `json:"field"`
	Key   string         `json:"key"`
	Args  map[string]any `json:"args,omitempty"`
}

// Difference is one field of a conflict: what the sender saw and typed against
// what stands there now and who put it there.
type Difference struct {
	Field  string `json:"field"`
	Theirs string `json:"theirs"`
	Mine   string `json:"mine"`
	By     string `json:"by"`
}

// Error is the one error a person may see. It is made where the rule is, with
// a text key and never a sentence. Everything else is an operator's error.
type Error struct {
	Kind   ErrorKind
	Key    string
	Args   map[string]any
	Field  string       // the first bad field, for single faults
	Fields []FieldError // all of them, when there are several

	// What a refused actor is told besides the text.
	Stage string // state of the matter
	Needs []Need // who may
	Rule  string // id of the deciding policy row, "" when no row allows it

	// Who was there first, for WrongStep.
	By string
	At Instant

	Differences []Difference // for Conflict
	Free        []Stretch    // for a Conflict of times: when all who are needed are free
}

// Error implements error for logs; doors never show it.
func (e *Error) Error() string {
	var s strings.Builder
	s.WriteString(string(e.Kind) + " " + e.Key)
	if e.Field != "" {
		s.WriteString(" at " + e.Field)
	}
	for _, f := range e.Fields {
		s.WriteString("; " + f.Field + ": " + f.Key)
	}
	return s.String()
}

// Bad is the short form for a fault of one field.
func Bad(field, key string) *Error {
	return &Error{Kind: Invalid, Key: key, Field: field}
}

// All returns every field fault of the error, however it was made.
func (e *Error) All() []FieldError {
	if len(e.Fields) > 0 {
		return e.Fields
	}
	if e.Field == "" {
		return nil
	}
	return []FieldError{{Field: e.Field, Key: e.Key, Args: e.Args}}
}

// KindOf returns the kind of err, "" when it is not for a person.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// Is reports whether err is of the kind.
func Is(err error, kind ErrorKind) bool { return KindOf(err) == kind }
