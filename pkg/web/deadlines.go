package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// DeadlinesPage lists every rule with its figure, its source and how well it is
// verified.
type DeadlinesPage struct {
	Shell
	Count, Chosen                    string
	Q                                string
	Flow, Class, Kind, Verified, Use Field
	Groups                           []RuleGroup
}

// RuleGroup is the rules of one law or regulation.
type RuleGroup struct {
	Title string
	Rows  []RuleRow
}

// RuleRow is one rule.
type RuleRow struct {
	ID, Title, Figure, Kind, Class, Owner, Source, Tag, Place, Valid, Quote, Not string
}

// ruleQuery is what the list of rules is asked for; "" asks for nothing.
type ruleQuery struct{ words, flow, class, kind, tag, use string }

func (s *Site) deadlines(v *visit) error {
	q := ruleQuery{v.query("q"), v.query("flow"), v.query("class"), v.query("kind"), v.query("tag"), v.query("use")}
	page := DeadlinesPage{Q: q.words}
	all := s.desk.Flows.Rules.All()
	ready, shown := 0, 0
	for _, r := range all {
		if r.Ready {
			ready++
		}
		if !s.listed(&q, r) {
			continue
		}
		shown++
		law := templates.FullWidth(r.Source.Law)
		if law == "" {
			law = say("rule.no_law")
		}
		i := slices.IndexFunc(page.Groups, func(g RuleGroup) bool { return g.Title == law })
		if i < 0 {
			i = len(page.Groups)
			page.Groups = append(page.Groups, RuleGroup{Title: law})
		}
		page.Groups[i].Rows = append(page.Groups[i].Rows, s.ruleRow(r))
	}
	page.Count = say("rule.count", "n", len(all), "ready", ready, "not", len(all)-ready)
	if shown < len(all) {
		page.Count = say("rule.found", "n", shown, "all", len(all))
	}
	s.ruleFields(&page, &q, all)
	page.Shell = v.shell(say("nav.deadlines"), "/deadlines")
	return v.ok("deadlines", page)
}

// listed reports whether a rule is among those asked for.
func (s *Site) listed(q *ruleQuery, r *workflows.Rule) bool {
	text := strings.ToLower(strings.Join([]string{r.ID, r.Title, r.Source.Law, r.Source.Article, r.Source.Text}, "\n"))
	text += "\n" + templates.FullWidth(text)
	for word := range strings.FieldsSeq(strings.ToLower(q.words)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	inFlow := q.flow == "" || slices.ContainsFunc(s.desk.Flows.Starting(r), func(st workflows.Starting) bool { return st.Flow.ID == q.flow })
	return inFlow && (q.class == "" || string(r.Class) == q.class) && (q.kind == "" || r.Kind == q.kind) && (q.tag == "" || r.Tag == q.tag) &&
		(q.use == "" || r.Ready == (q.use == "ready"))
}

// ruleFields are the choices above the list: only what some rule has.
func (s *Site) ruleFields(page *DeadlinesPage, q *ruleQuery, all []*workflows.Rule) {
	choices := func(name, title, chosen string, values []string, word func(string) string) Field {
		f := Field{Name: name, Title: title}
		for _, value := range values {
			f.Options = append(f.Options, Option{Value: value, Title: word(value), Chosen: value == chosen})
			if value == chosen {
				page.Chosen = strings.TrimPrefix(page.Chosen+" · "+word(value), " · ")
			}
		}
		return f
	}
	var flows []string
	for _, f := range s.desk.Flows.All() {
		if slices.ContainsFunc(all, func(r *workflows.Rule) bool { return s.listed(&ruleQuery{flow: f.ID}, r) }) {
			flows = append(flows, f.ID)
		}
	}
	classes, kinds, tags := make([]string, len(all)), make([]string, len(all)), make([]string, len(all))
	for i, r := range all {
		classes[i], kinds[i], tags[i] = string(r.Class), r.Kind, r.Tag
	}
	page.Flow = choices("flow", say("rule.all_flows"), q.flow, flows, func(id string) string { return s.desk.Flows.Latest(id).Title })
	page.Kind = choices("kind", say("rule.kind_title"), q.kind, once(kinds), func(v string) string { return say("rule.kind." + v) })
	page.Class = choices("class", say("rule.class_title"), q.class, once(classes), func(v string) string { return say("clock.class." + v) })
	page.Verified = choices("tag", say("rule.tag_title"), q.tag, once(tags), func(v string) string { return say("rule.tag." + v) })
	page.Use = choices("use", say("rule.use_title"), q.use, []string{"ready", "not"}, func(v string) string { return say("rule.use." + v) })
	if q.words != "" {
		page.Chosen = strings.TrimPrefix(page.Chosen+" · "+say("rule.quote", "text", q.words), " · ")
	}
}

// once sorts and drops what stands twice.
func once(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func (s *Site) ruleRow(r *workflows.Rule) RuleRow {
	row := RuleRow{
		ID: r.ID, Title: templates.FullWidth(r.Title), Figure: figure(r), Kind: say("rule.kind." + r.Kind), Class: say("clock.class." + string(r.Class)),
		Owner: say("rule.owner." + r.Owner), Source: article(r), Tag: say("rule.tag." + r.Tag), Quote: templates.FullWidth(r.Source.Text),
	}
	switch {
	case r.SameAs != "":
		row.Not = say("rule.same_as", "id", r.SameAs, "rule", s.ruleTitle(r.SameAs))
	case !r.Ready:
		row.Not = say("rule.not_ready")
	}
	if r.Jurisdiction != "" && r.Jurisdiction != "CN" {
		row.Place = say("rule.local", "area", r.Jurisdiction[len("CN-"):])
	}
	switch {
	case r.ValidTo != "":
		row.Valid = say("rule.valid", "from", string(r.ValidFrom), "to", string(r.ValidTo))
	case r.ValidFrom != "":
		row.Valid = say("rule.valid_from", "from", string(r.ValidFrom))
	}
	return row
}

// figure is 30 days, counted from the next day, rolled on a holiday.
func figure(r *workflows.Rule) string {
	c := r.Arith()
	if r.SameAs != "" {
		return ""
	}
	if r.Every != "" {
		return say("rule.every." + r.Every)
	}
	length := say("unit."+string(c.Unit), "n", c.N)
	return say("rule.figure", "length", length, "start", say("rule.start."+string(c.Start)), "roll", say("rule.roll."+string(c.Roll)))
}

// article cites only what the figure's own group does not say yet.
func article(r *workflows.Rule) string {
	if r.Kind == workflows.RuleDefault {
		return ""
	}
	full, law := templates.Cite(r.Source.Law, r.Source.Article), templates.Cite(r.Source.Law, "")
	return strings.TrimSpace(strings.TrimPrefix(full, law))
}
