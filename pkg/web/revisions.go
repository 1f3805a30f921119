package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Rewritten is one time a record was written anew: what reads differently since.
type Rewritten struct {
	Meta string
	Rows []RewrittenRow
}

// RewrittenRow is one part of a record, and what was put in and taken out of it.
type RewrittenRow struct {
	Title  string
	Pieces []Piece
}

// rewritten are the times a record was written anew, the last first: each against
// how it read after it.
func (s *Site) rewritten(v *visit, view *casework.View, one *casemodel.Session) (list []Rewritten) {
	after := *one
	for _, r := range slices.Backward(view.Revisions) {
		if r.SessionID != one.ID || r.FileID != "" {
			continue
		}
		was := *one
		was.On, was.Place, was.Present, was.Result, was.Text, was.Minutes = r.Was.On, r.Was.Place, r.Was.Present, r.Was.Result, r.Was.Text, r.Was.Minutes
		list = append(list, Rewritten{say("record.before_meta", "on", r.On, "name", s.userOf(v, r.AuthorID)), s.rewrittenRows(v, view, &was, &after)})
		after = was
	}
	return list
}

func (s *Site) rewrittenRows(v *visit, view *casework.View, was, now *casemodel.Session) (rows []RewrittenRow) {
	before, after := s.recordParts(v, view, was), s.recordParts(v, view, now)
	text := func(parts []Fact, title string) string {
		i := slices.IndexFunc(parts, func(f Fact) bool { return f.Title == title })
		if i < 0 {
			return ""
		}
		return parts[i].Value
	}
	seen := map[string]bool{}
	for _, part := range slices.Concat(before, after) {
		a, b := text(before, part.Title), text(after, part.Title)
		if a != b && !seen[part.Title] {
			rows = append(rows, RewrittenRow{part.Title, difference(a, b)})
		}
		seen[part.Title] = true
	}
	return rows
}

// recordParts are all a record says, part by part.
func (s *Site) recordParts(v *visit, view *casework.View, one *casemodel.Session) []Fact {
	parts := s.sittingFacts(v, view, one)
	there := make([]string, len(one.Minutes.Came))
	for i, a := range one.Minutes.Came {
		there[i] = s.cameLine(view, a)
	}
	parts = append(parts, Fact{say("sitting.came"), strings.Join(there, "\n")})
	for _, d := range headsOf(view.Flow, one) {
		parts = append(parts, Fact{d.Title, one.Minutes.Said[d.ID]})
	}
	return append(parts, Fact{say("sitting.more"), one.Text}, Fact{say("sitting.reader"), one.Minutes.ReadBy})
}

// replacedFor is why a page was photographed again, "" where nobody said.
func replacedFor(view *casework.View, file casemodel.ID) string {
	for _, r := range view.Revisions {
		if r.FileID == file {
			return r.Was.Reason
		}
	}
	return ""
}
