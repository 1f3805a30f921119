package casemodel

import (
	"fmt"
	"strconv"
	"strings"
)

// Slip is one numbered sheet of a body's pad for when there is no network.
type Slip struct {
	ID        ID      `json:"id" gorm:"primaryKey"`
	BodyID    ID      `json:"-"`
	No        int     `json:"no"` // through the body's pad, from 1
	PrintedAt Instant `json:"printed_at"`
	ByID      ID      `json:"-"`
	ByName    string  `json:"by"`
	RootID    ID      `json:"case,omitempty"`   // the case it was entered into, "" while it is blank
	UsedAt    Instant `json:"used_at,omitzero"` // when it was entered
	UsedBy    string  `json:"used_by,omitempty"`
	Spoilt    string  `json:"spoilt,omitempty"` // why nothing comes of it, "" while it is good
}

// TableName is the SQL name.
func (Slip) TableName() string { return "slip" }

// Number is what stands on the sheet: Y-001.
func (s Slip) Number() string { return fmt.Sprintf("Y-%03d", s.No) }

// SlipNo reads the number of a sheet as people type it: Y-001, y1, 1. 0 when it
// is none.
func SlipNo(typed string) int {
	s := strings.ToUpper(strings.TrimSpace(typed))
	s = strings.TrimPrefix(strings.TrimPrefix(s, "Y"), "-")
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1_000_000 {
		return 0
	}
	return n
}
