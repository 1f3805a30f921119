package casemodel

import (
	"encoding/json"
	"fmt"
)

// Risk is the grade of danger, stored 0 to 4 (decision 22).
type Risk int

// The grades.
const (
	RiskNone Risk = iota
	RiskBlue
	RiskYellow
	RiskOrange
	RiskRed
)

var riskNames = [...]string{"none", "blue", "yellow", "orange", "red"}

// String is the name used in the API, in YAML and in CSV.
func (r Risk) String() string {
	if r < RiskNone || r > RiskRed {
		return "none"
	}
	return riskNames[r]
}

// ParseRisk reads a grade by name.
func ParseRisk(s string) (Risk, error) {
	for i, name := range riskNames {
		if s == name {
			return Risk(i), nil
		}
	}
	return RiskNone, fmt.Errorf("unknown risk %q", s)
}

// MarshalJSON writes the name.
func (r Risk) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// UnmarshalJSON reads the name.
func (r *Risk) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	got, err := ParseRisk(s)
	*r = got
	return err
}

// RiskOfBoxes grades the six boxes ticked at the counter (users.md F8), with
// the number of people who came and the category:
// 1 threat to kill or self-harm, or a tool carried; 2 blows already, or
// domestic violence within 7 days; 3 a death and relatives gathered; 4 ten or
// more came together, or a higher organ or a road block is announced; 5 a
// minor, a lone elder or a drunk person present; 6 alarm or visit again within
// 10 days. 1–3 are red, 4–6 at least orange; ten workers' wages are orange.
func RiskOfBoxes(boxes []int, people int, category string) (Risk, error) {
	grade := RiskNone
	for _, b := range boxes {
		switch {
		case b >= 1 && b <= 3:
			grade = RiskRed
		case b >= 4 && b <= 6:
			grade = max(grade, RiskOrange)
		default:
			return RiskNone, fmt.Errorf("there is no risk box %d", b)
		}
	}
	if len(category) >= 2 && category[:2] == "07" && people >= 10 {
		grade = max(grade, RiskOrange)
	}
	return grade, nil
}
