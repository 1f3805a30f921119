package casemodel

import (
	"slices"
	"strings"
)

// Answers to a question about violence at home. Who will not say is taken for
// somebody who has to be protected.
const (
	AnswerYes    = "yes"
	AnswerNo     = "no"
	AnswerSilent = "silent"
)

// Screening is what somebody who was asked alone answered to the three
// questions about violence at home (users.md F7); "" was not asked.
type Screening struct {
	Ever   string `json:"ever,omitempty"`   // beaten, hurt or threatened at any time
	Lately string `json:"lately,omitempty"` // within the last seven days
	Fear   string `json:"fear,omitempty"`   // to meet the other side, or to be found by it
}

// ScreeningFields are the fields of a case in which the answers stand.
var ScreeningFields = []string{"violence_ever", "violence_lately", "violence_fear"}

// ScreeningOf reads the answers out of a case's values.
func ScreeningOf(values map[string]string) Screening {
	return Screening{values[ScreeningFields[0]], values[ScreeningFields[1]], values[ScreeningFields[2]]}
}

// Answers are the three in the order of ScreeningFields.
func (s Screening) Answers() []string { return []string{s.Ever, s.Lately, s.Fear} }

// Asked reports whether all three were asked.
func (s Screening) Asked() bool { return !slices.Contains(s.Answers(), "") }

// Flagged reports whether there was, or may have been, violence.
func (s Screening) Flagged() bool {
	return slices.ContainsFunc(s.Answers(), func(a string) bool { return a != "" && a != AnswerNo })
}

// Risk is the grade the answers give by themselves.
func (s Screening) Risk() Risk {
	switch {
	case s.Lately == AnswerYes:
		return RiskRed
	case s.Flagged():
		return RiskOrange
	}
	return RiskNone
}

// Homely reports whether quarrels of a category are asked about violence at
// home: family, and love outside of marriage. Their addresses are hidden unless
// somebody says otherwise (users.md F7).
func Homely(category string) bool { return strings.HasPrefix(category, "01") || category == "26" }
