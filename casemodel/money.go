package casemodel

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
)

// Money is an amount in fen. Doors speak yuan as a decimal string.
type Money int64

var errMoney = errors.New("not an amount in yuan")

// ParseMoney reads yuan written as digits with either no or exactly two
// decimals, the form decision 22 fixes: 12800 or 12800.50.
func ParseMoney(s string) (Money, error) {
	whole, cents, dotted := strings.Cut(s, ".")
	if whole == "" || len(whole) > 15 || dotted && len(cents) != 2 {
		return 0, errMoney
	}
	for _, c := range whole + cents {
		if c < '0' || c > '9' {
			return 0, errMoney
		}
	}
	yuan, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || yuan > math.MaxInt64/100-1 {
		return 0, errMoney
	}
	fen := int64(0)
	if dotted {
		fen, err = strconv.ParseInt(cents, 10, 64)
	}
	return Money(yuan*100 + fen), err
}

// String writes yuan, with decimals only when there are fen.
func (m Money) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	if m%100 == 0 {
		return sign + strconv.FormatInt(int64(m/100), 10)
	}
	fen := strconv.FormatInt(int64(m%100), 10)
	if len(fen) == 1 {
		fen = "0" + fen
	}
	return sign + strconv.FormatInt(int64(m/100), 10) + "." + fen
}

// Grouped writes yuan with its thousands apart, as people read it.
func (m Money) Grouped() string {
	whole, fen, dotted := strings.Cut(m.String(), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + fen
	}
	return sign + whole
}

// MarshalJSON writes yuan as a decimal string.
func (m Money) MarshalJSON() ([]byte, error) { return json.Marshal(m.String()) }

// UnmarshalJSON reads yuan as a decimal string.
func (m *Money) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errMoney
	}
	got, err := ParseMoney(s)
	*m = got
	return err
}
