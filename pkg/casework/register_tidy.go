package casework

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
)

// tidy cleans what was typed as the declared fields of an act are cleaned, and
// drops what only the desk may say: who has left, and when.
func (r *Registration) tidy() {
	clean(&r.Title, &r.Summary, &r.Place, &r.SourceRef)
	for i := range r.Claims {
		clean(&r.Claims[i].Kind, &r.Claims[i].Text)
	}
	for i := range r.Parties {
		tidyParty(&r.Parties[i])
	}
}

func tidyParty(p *casemodel.Party) {
	clean(&p.Name, &p.IDNo, &p.Phone, &p.Phone2, &p.Address, &p.Reach)
	p.EndedOn = ""
	for i := range p.Representatives {
		a := &p.Representatives[i]
		clean(&a.Name, &a.Phone, &a.IDNo)
	}
}

// clean trims texts and drops what no keyboard types: control characters and
// what is no UTF-8.
func clean(texts ...*string) {
	for _, text := range texts {
		*text = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError {
				return -1
			}
			return r
		}, strings.ReplaceAll(*text, "\r\n", "\n")))
	}
}
