package web

import (
	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
)

// nearSums point out that a sum stays just under one from which something more
// is asked for: no fault, and nothing is refused for it.
func (s *Site) nearSums(view *casework.View, sum casemodel.Money) []string {
	if view.Flow == nil || sum == 0 {
		return nil
	}
	near := s.desk.Flows.Near(view.Flow, sum)
	lines := make([]string, 0, len(near))
	for _, t := range near {
		lines = append(lines, say("near.sum", "sum", yuan(sum), "of", yuan(t.Sum()), "title", t.Title, "why", t.Why, "source", templates.Cite(t.Source.Law, t.Source.Article)))
	}
	return lines
}

// nearText is nearSums of the text that lies for signing, beside an act on it.
func nearText(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	p.Near = s.nearSums(view, totalOf(view))
	return nil
}
