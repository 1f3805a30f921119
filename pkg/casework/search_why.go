package casework

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/pkg/store"
)

// why says where the words stand; of a matter whose registration may not be
// read, only its number may have been asked for.
func (s *seeking) why(m *casemodel.Matter, fields map[string]string) []Reason {
	var why []Reason
	if n := s.q.Number; n != nil && m.Number != "" && s.ends(m.Number, n) {
		why = append(why, Reason{"number", m.Number})
	}
	if !s.readable[m.ID] {
		return why
	}
	for _, p := range s.met[m.RootID] {
		if kind := s.fits(&p); kind != "" {
			why = append(why, Reason{kind, p.Name})
		}
	}
	for _, field := range []string{"occurred_place", "summary"} {
		if text := search.Snippet(fields[field], s.q.Words, 40); text != "" {
			why = append(why, Reason{field, text})
		}
	}
	if len(why) == 0 && len(s.q.Words) > 0 && search.Snippet(m.Title, s.q.Words, 100) == "" && search.Snippet(m.Number, s.q.Words, 100) == "" {
		why = append(why, Reason{Kind: "text"})
	}
	return why
}

func (s *seeking) ends(number string, n *search.Number) bool {
	tail := fmt.Sprintf("%06d", n.N)
	return strings.Contains(number, tail) && strings.Contains(search.Fold(number), n.Name) && (n.Year == 0 || strings.Contains(number, strconv.Itoa(n.Year)))
}

// fits says by what a party was found, "" when it was not.
func (s *seeking) fits(p *store.Met) string {
	switch {
	case p.ByID:
		return "id"
	case p.ByPhone:
		return "phone"
	case p.ByIDTail:
		return "id_tail"
	case p.ByPhoneTail:
		return "phone_tail"
	case p.Name == "":
		return ""
	case search.Snippet(p.Name, s.named(), 100) != "":
		return "party"
	case search.Spelled(p.Name, s.q.Words):
		return "spelled"
	}
	return ""
}

// named are the words that may be names: no figures.
func (s *seeking) named() []string {
	var words []string
	for _, t := range s.q.Texts {
		words = append(words, t.Words...)
	}
	return words
}
