package web

import (
	"net/url"
	"regexp"
	"strings"
)

// numberLike is what may be a telephone or an identity number, or the greater
// part of one that is being typed.
var numberLike = regexp.MustCompile(`^(?:\+86[ \-\x{a0}]?)?\d[\d \-\x{a0}\x{3000}]{3,}[\dXx]$`)

// sealNumber is the address of a list without a number of somebody's: such
// words of the box are carried sealed, as a search's are, and stand neither in
// the history of a browser nor in the log of a proxy (security.md P12).
func (v *visit) sealNumber(asked url.Values) (url.Values, error) {
	q := strings.TrimSpace(asked.Get("q"))
	if q == "" {
		return asked, nil
	}
	asked = without(asked, "s") // what was looked for before
	if !numberLike.MatchString(q) {
		return asked, nil
	}
	sealed, err := v.sealAsked(question{Q: q})
	asked.Del("q")
	asked.Set("s", sealed)
	return asked, err
}

// words are what stands in the box of a list, "" too when they were sealed
// yesterday or for somebody else.
func (v *visit) words(asked url.Values) string {
	if q := strings.TrimSpace(asked.Get("q")); q != "" {
		return q
	}
	a, err := v.unsealAsked(asked.Get("s"))
	if err != nil {
		return ""
	}
	return a.Q
}
