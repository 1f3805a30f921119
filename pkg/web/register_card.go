package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// cardLine is what a reader types or somebody pastes: name, sex, nation, birth,
// address and number in any order, in one line (users.md F22).
type cardLine struct {
	Name    string `json:"name"`
	IDNo    string `json:"id_no"`
	Address string `json:"address"`
	Card    string `json:"card"` // sex and birth date in words
}

var (
	residentNo = regexp.MustCompile(`[1-9]\d{16}[\dXx]`)
	onlyFigure = regexp.MustCompile(`^[\d\-./]+$`)
)

// parseCard reads such a line; false when it holds no more than a number.
func parseCard(line string) (c cardLine, ok bool) {
	line = halfWidth(line)
	c.IDNo = strings.ToUpper(residentNo.FindString(line))
	if c.IDNo == "" || len(line) <= len(c.IDNo)+1 {
		return c, false
	}
	line = strings.Replace(line, residentNo.FindString(line), " ", 1)
	for label := range strings.FieldsSeq(say("card.labels")) {
		line = strings.ReplaceAll(line, label, " ")
	}
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;|:\u3000\uff0c\uff1b\uff1a\u3001", r) }) {
		switch {
		case onlyFigure.MatchString(word) || word == say("word.sex.male") || word == say("word.sex.female") || nation(word):
		case address(word) && len(word) > len(c.Address):
			c.Address = word
		case c.Name == "":
			c.Name = word
		}
	}
	return c, true
}

func nation(word string) bool {
	word = strings.TrimSuffix(word, say("card.nation"))
	return slices.Contains(strings.Fields(say("card.nations")), word)
}

// address reports whether a word reads like an address: two of its marks.
func address(word string) bool {
	marks := 0
	for one := range strings.FieldsSeq(say("card.places")) {
		marks += strings.Count(word, one)
	}
	return marks >= 2
}

// readCard spreads a line that stands in the field of the number over the
// party; what somebody typed before stays.
func (v *visit) readCard(prefix string) {
	c, ok := parseCard(v.form.Get(prefix + "id_no"))
	if !ok {
		return
	}
	for field, value := range map[string]string{"name": c.Name, "address": c.Address} {
		if strings.TrimSpace(v.form.Get(prefix+field)) == "" {
			v.form.Set(prefix+field, value)
		}
	}
	v.form.Set(prefix+"id_no", c.IDNo)
}

// card answers form.js with what a line says.
func (s *Site) card(v *visit) error {
	c, ok := parseCard(v.form.Get("line"))
	if !ok {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "id.length"}
	}
	c.Card = drawing{s: s}.card(c.IDNo)
	v.c.JSON(http.StatusOK, c)
	return nil
}
