package api

import (
	"regexp"
	"strings"

	"github.com/jiefen/jiefen/pkg/calendar"
)

// explain puts the terms of a due date into one sentence: the parts, then
// where the figure is from.
func (d *Door) explain(terms []calendar.Term, source string) string {
	parts := make([]string, 0, len(terms))
	for _, t := range terms {
		key := "explain." + string(t.Kind)
		if t.Kind == calendar.TermRolled && t.Reason != "" {
			key += "_holiday"
		}
		parts = append(parts, d.cfg.Text(key, d.termArgs(t)))
	}
	text := strings.Join(parts, d.cfg.Text("explain.then", nil))
	if source == "" {
		return text
	}
	return text + d.cfg.Text("explain.by", map[string]any{"source": source})
}

func (d *Door) termArgs(t calendar.Term) map[string]any {
	args := map[string]any{"n": t.N, "days": t.Days, "reason": t.Reason, "on": d.date(t.On), "to": d.date(t.To)}
	if t.Unit != "" {
		args["unit"] = d.cfg.Text("explain.unit_"+string(t.Unit), nil)
	}
	if !t.At.IsZero() {
		args["at"] = t.At.In(calendar.Zone).Format("15:04")
	}
	if t.Kind == calendar.TermPaused || t.Kind == calendar.TermOpenPause || t.Kind == calendar.TermExtension {
		args["reason"] = d.cfg.Desk.Flows.Title("suspensions", t.Reason)
	}
	return args
}

func (d *Door) date(on calendar.Day) string {
	if on == 0 {
		return ""
	}
	year, month, day := on.Start().In(calendar.Zone).Date()
	return d.cfg.Text("explain.date", map[string]any{"year": year, "month": int(month), "day": day})
}

var articleForm = regexp.MustCompile(`^(\d+)(?:¶(\d+))?$`)

// source names law and article; an article nobody has read is not claimed.
func (d *Door) source(law, article string) string {
	law, _, _ = strings.Cut(law, "(")
	m := articleForm.FindStringSubmatch(article)
	switch {
	case law == "" || law == "-":
		return ""
	case m == nil:
		return d.cfg.Text("explain.law", map[string]any{"law": law})
	case m[2] == "":
		return d.cfg.Text("explain.article", map[string]any{"law": law, "article": m[1]})
	}
	return d.cfg.Text("explain.paragraph", map[string]any{"law": law, "article": m[1], "paragraph": m[2]})
}
