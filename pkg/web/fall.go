package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// fallPages are the acts by which an agreement loses its force and has it again.
var fallPages = map[string]ownPage{
	"proceeding.declare_void":      work("lead.declare_void", beginFall, noRoster, earlier, text, openParts, leftOpen),
	"proceeding.restore_agreement": work("lead.restore_agreement", beginRestore, fallList),
}

// FallRow is one time an agreement lost its force.
type FallRow struct {
	Title string
	Lines []string
	State State
	Href  string // where it is taken back, "" where it cannot be
}

// beginFall: the whole of it, today.
func beginFall(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set(nameOf("scope"), "all")
	values.Set(nameOf("void_on"), string(localDay(view.Now)))
}

// noRoster asks for nobody's number where no roster stands behind a party.
func noRoster(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
	if len(view.Roster) > 0 {
		return nil
	}
	p.Fields = slices.DeleteFunc(p.Fields, func(f Field) bool { return f.Name == nameOf("members_void") })
	for i := range p.Fields {
		if f := &p.Fields[i]; f.Name == nameOf("scope") {
			f.Options = slices.DeleteFunc(f.Options, func(o Option) bool { return o.Value == "people" })
		}
	}
	return nil
}

// earlier asks what becomes of the agreement that this one took the place of, and
// shows it by its numbers; where there is none nothing is asked.
func earlier(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	if len(view.Earlier) == 0 {
		p.Fields = slices.DeleteFunc(p.Fields, func(f Field) bool { return f.Name == nameOf("earlier") || f.Name == nameOf("earlier_clauses") })
		return nil
	}
	list := WorkList{Title: say("fall.earlier")}
	for i := range view.Earlier {
		one := &view.Earlier[i]
		list.Rows = append(list.Rows, WorkRow{Title: say("fall.clause_no", "no", one.No) + " " + s.itemLine(view, &one.Item), Href: "/matters/" + string(one.Of)})
	}
	p.Lists = append(p.Lists, list)
	return nil
}

// beginRestore names the only fall that can be meant.
func beginRestore(_ *Site, v *visit, view *casework.View, values url.Values) {
	values.Set(nameOf("restored_on"), string(localDay(view.Now)))
	if no := atoi(v.query("fall")); no > 0 {
		values.Set(nameOf("fall"), itoa(no))
		return
	}
	standing := 0
	for _, f := range view.Falls {
		if f.Stands() {
			standing++
			values.Set(nameOf("fall"), itoa(f.No))
		}
	}
	if standing != 1 {
		values.Del(nameOf("fall"))
	}
}

// fallRows says what has fallen, for the pages of the agreement, of the case and
// of its performance.
func (s *Site) fallRows(view *casework.View) []FallRow {
	rows := make([]FallRow, 0, len(view.Falls))
	today := localDay(view.Now)
	for i := range view.Falls {
		f := &view.Falls[i]
		row := FallRow{Title: s.fallTitle(&f.Fall), Lines: s.fallLines(f, today), State: fallState(f.Scope)}
		if !f.Stands() {
			row.State = State{Title: say("fall.state.restored"), Tint: "green", Icon: "back"}
		}
		for _, c := range view.Choices {
			if c.ID == "restore_agreement" && f.Stands() && f.Of == view.Matter.ID {
				row.Href = "/matters/" + string(view.Matter.ID) + "/do/restore_agreement?fall=" + itoa(f.No)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// fallState is how an agreement looks that fell, in part or as a whole.
func fallState(scope string) State {
	if scope == "all" {
		return State{Title: say("fall.state.all"), Tint: "red", Icon: "x"}
	}
	return State{Title: say("fall.state.part"), Tint: "amber", Icon: "alert"}
}

func (s *Site) fallTitle(f *casework.Fall) string {
	switch f.Scope {
	case "clauses":
		return say("fall.clauses", "no", f.No, "items", numbersOf(f.Clauses))
	case "people":
		return say("fall.people", "no", f.No, "items", numbersOf(f.Members))
	}
	return say("fall.whole", "no", f.No)
}

func numbersOf(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = itoa(n)
	}
	return strings.Join(words, say("list.comma"))
}

func (s *Site) fallLines(f *casework.FallOf, today casemodel.Day) []string {
	lines := []string{
		strings.TrimSpace(say("fall.by", "who", s.desk.Flows.Title("void_deciders", f.By), "ground", s.desk.Flows.Title("void_grounds", f.Ground)) + " " + f.Organ + " " + f.DocNo),
		say("fall.on", "on", shortDay(f.On, today)),
		say("fall.ended", "n", f.Ended, "rest", yuan(f.Rest)),
	}
	if f.ServedOn != "" {
		lines = append(lines, strings.TrimSpace(say("fall.served", "on", shortDay(f.ServedOn, today))+" "+s.desk.Flows.Title("handing_ways", f.ServedWay)))
	}
	switch {
	case f.PaidBack != "" && f.Paid == 0:
		lines = append(lines, say("fall.done_back", "how", f.PaidBack))
	case f.PaidBack != "":
		lines = append(lines, say("fall.paid_back", "paid", yuan(f.Paid), "how", f.PaidBack))
	case f.Paid > 0:
		lines = append(lines, say("fall.paid", "paid", yuan(f.Paid)))
	}
	switch {
	case f.Back > 0:
		lines = append(lines, say("fall.back_n", "n", f.Back, "rest", yuan(f.BackRest)))
	case f.Earlier == "none":
		lines = append(lines, say("fall.back_none"))
	}
	if f.Earlier == "some" {
		lines = append(lines, say("fall.back_clauses", "items", numbersOf(f.EarlierClauses)))
	}
	if len(f.Claims) > 0 && f.Stands() {
		lines = append(lines, say("fall.open_claims"))
	}
	if f.AtCourt {
		lines = append(lines, say("fall.tell_court"))
	}
	if back := f.Undone; back != nil {
		lines = append(lines, strings.TrimSpace(say("fall.back", "on", shortDay(back.On, today), "why", s.desk.Flows.Title("void_ends", back.Why))+" "+back.Organ+" "+back.DocNo+" "+back.Note))
		if back.Paid > 0 {
			lines = append(lines, say("fall.set_off", "paid", yuan(back.Paid)))
		}
	}
	return lines
}

// fallList lists what can be taken back beside the form that does.
func fallList(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("fall.title"), Empty: say("fall.nothing")}
	for _, row := range s.fallRows(view) {
		list.Rows = append(list.Rows, WorkRow{Title: row.Title, Note: strings.Join(row.Lines, say("list.dot")), State: row.State, Href: row.Href})
	}
	p.Lists = append(p.Lists, list)
	return nil
}

// fallWay leads from the case to where its agreement is said to have no force.
func fallWay(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
	for i := range view.Children {
		c := &view.Children[i]
		for _, choice := range c.Choices {
			if choice.ID == "declare_void" {
				p.Ways = append(p.Ways, Way{Title: choice.Title, Means: say("way.declare_void"), Href: "/matters/" + string(c.Matter.ID) + "/do/declare_void"})
			}
		}
	}
	return nil
}

// fallRecords are the falls that stand, on a paper.
func (s *Site) fallRecords(view *casework.View) []record {
	rows := make([]record, 0, len(view.Falls))
	for i := range view.Falls {
		f := &view.Falls[i]
		back := f.Undone
		row := record{
			"no": f.No, "title": s.fallTitle(&f.Fall), "by": s.desk.Flows.Title("void_deciders", f.By), "ground": s.desk.Flows.Title("void_grounds", f.Ground),
			"organ": f.Organ, "doc_no": f.DocNo, "on": f.On, "ended": f.Ended, "rest": f.Rest, "paid": f.Paid, "paid_some": f.Paid > 0, "how": f.PaidBack,
			"stands": back == nil, "back_on": casemodel.Day(""), "back_why": "", "back_no": "",
		}
		if back != nil {
			row["back_on"], row["back_why"], row["back_no"] = back.On, s.desk.Flows.Title("void_ends", back.Why), strings.TrimSpace(back.Organ+" "+back.DocNo)
		}
		rows = append(rows, row)
	}
	return rows
}
