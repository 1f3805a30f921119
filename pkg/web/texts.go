package web

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// TextsPage lays two texts of an agreement over each other, or side by side.
type TextsPage struct {
	Shell
	Crumbs    []Link
	Name      string
	Action    string
	Back      string
	Rows      []TextRow
	Falls     []FallRow
	From, To  []Option
	Between   string // which two are compared
	Lines     []TextLine
	Beside    bool   // the earlier text on the left, the later one on the right
	Turn      Link   // to the other way of laying them
	Old, New  string // which text stands on which side
	Same      bool
	Added     string
	Gone      string
	Signature string // of the later one
}

// TextRow is one saved text.
type TextRow struct {
	Title, Act, By, At, SHA string
	State                   State
}

// TextLine is a line of both texts with what became of it.
type TextLine struct {
	Head   string // what the line belongs to, where it begins
	Pieces []Piece
	Kind   string // same, changed, added or removed
}

// Left are the pieces of a line as the earlier text has it.
func (l TextLine) Left() []Piece { return l.without("added") }

// Right are those as the later one has it.
func (l TextLine) Right() []Piece { return l.without("removed") }

func (l TextLine) without(kind string) []Piece {
	return slices.DeleteFunc(slices.Clone(l.Pieces), func(p Piece) bool { return p.Kind == kind })
}

// texts shows which texts an agreement had, and any two of them with what went
// and what came; the last two unless others are asked for.
func (s *Site) texts(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	all, err := s.desk.Texts(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	home := "/matters/" + string(view.Matter.ID)
	page := TextsPage{Name: matterName(&view.Matter, view.Flow), Action: home + "/texts", Back: home, Falls: s.fallRows(view)}
	n := len(all)
	from, to := atoi(v.query("from")), atoi(v.query("to"))
	last := slices.IndexFunc(all, func(t casework.Text) bool { return t.No == to })
	if last < 0 {
		last = n - 1
	}
	first := slices.IndexFunc(all, func(t casework.Text) bool { return t.No == from })
	if first < 0 {
		first = max(last-1, 0)
	}
	for i := range all {
		t := &all[i]
		title := say("texts.no", "n", t.No)
		page.From = append(page.From, Option{Value: itoa(t.No), Title: title, Chosen: i == first})
		page.To = append(page.To, Option{Value: itoa(t.No), Title: title, Chosen: i == last})
		row := TextRow{Title: title, By: t.By, At: minute(t.At), SHA: t.SHA256[:12], State: State{Title: say("texts.draft"), Tint: "grey", Icon: "edit"}}
		if act := view.Flow.Act(t.Act); act != nil {
			row.Act = act.Title
		}
		switch {
		case t.Fallen != "":
			row.State = fallState(t.Fallen)
		case t.ForceOn != "":
			row.State = State{Title: say("texts.force", "on", shortDay(t.ForceOn, localDay(view.Now))), Tint: "green", Icon: "check"}
		case t.Signed:
			row.State = State{Title: say("texts.signed"), Tint: "purple", Icon: "sign"}
		}
		page.Rows = append(page.Rows, row)
	}
	if n > 0 {
		a, b := &all[first], &all[last]
		page.Between = say("texts.between", "from", a.No, "to", b.No)
		page.Lines = s.overlaid(view, a, b)
		page.Beside = v.query("view") == "side"
		page.Old, page.New = say("texts.no", "n", a.No), say("texts.no", "n", b.No)
		these := page.Action + "?from=" + itoa(a.No) + "&to=" + itoa(b.No)
		page.Turn = Link{say("texts.side"), these + "&view=side"}
		if page.Beside {
			page.Turn = Link{say("texts.over"), these}
		}
		added, gone := 0, 0
		for _, l := range page.Lines {
			for _, p := range l.Pieces {
				switch p.Kind {
				case "added":
					added += len([]rune(p.Text))
				case "removed":
					gone += len([]rune(p.Text))
				}
			}
		}
		page.Same = added+gone == 0
		page.Added, page.Gone = say("texts.added_n", "n", added), say("texts.removed_n", "n", gone)
		page.Signature = b.SHA256
	}
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {page.Name, home}, {say("texts.title"), ""}}
	page.Shell = v.shell(say("texts.title"), "/matters")
	return v.ok("texts", page)
}

// overlaid lays the parts of two texts over each other: the clauses, then each
// of what stands beneath them.
func (s *Site) overlaid(view *casework.View, a, b *casework.Text) []TextLine {
	clauses := func(t *casework.Text) (lines []string) {
		for i := range t.Items {
			lines = append(lines, s.itemLine(view, &t.Items[i]))
		}
		return lines
	}
	total := func(t *casework.Text) []string {
		sum, err := casemodel.ParseMoney(t.Total)
		if err != nil {
			return nil // none is said
		}
		return []string{yuan(sum)}
	}
	copies := func(t *casework.Text) []string {
		if t.Copies == "" || t.Copies == "0" {
			return nil
		}
		return []string{t.Copies}
	}
	var lines []TextLine
	for _, part := range []struct {
		head string
		a, b []string
	}{
		{"texts.clauses", clauses(a), clauses(b)},
		{"work.total", total(a), total(b)},
		{"work.breach", linesOf(a.Breach), linesOf(b.Breach)},
		{"work.clauses", linesOf(a.More), linesOf(b.More)},
		{"work.copies", copies(a), copies(b)},
		{"claim.left", s.leftLines(view, a), s.leftLines(view, b)},
	} {
		for i, line := range overlaidLines(part.a, part.b) {
			if i == 0 {
				line.Head = say(part.head)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// leftLines are the claims that a text does not settle, a line each, as it says.
func (s *Site) leftLines(view *casework.View, t *casework.Text) []string {
	lines := make([]string, 0, len(t.Left))
	for i := range t.Left {
		lines = append(lines, s.leftText(view, &t.Left[i]))
	}
	return lines
}

func linesOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// overlaidLines finds which lines stayed, and lays a line that went over the
// one that came in its place: in the order in which they stand.
func overlaidLines(a, b []string) (lines []TextLine) {
	i, k := 0, 0
	for i < len(a) || k < len(b) {
		ahead := func(in []string, from int, line string) int {
			for at := from; at < len(in); at++ {
				if in[at] == line {
					return at
				}
			}
			return -1
		}
		switch {
		case i < len(a) && k < len(b) && a[i] == b[k]:
			lines = append(lines, TextLine{Kind: "same", Pieces: []Piece{{"same", a[i]}}})
			i, k = i+1, k+1
		case i < len(a) && (k == len(b) || ahead(a, i, b[k]) >= 0 && ahead(b, k, a[i]) < 0):
			lines = append(lines, TextLine{Kind: "removed", Pieces: []Piece{{"removed", a[i]}}})
			i++
		case k < len(b) && (i == len(a) || ahead(b, k, a[i]) >= 0):
			lines = append(lines, TextLine{Kind: "added", Pieces: []Piece{{"added", b[k]}}})
			k++
		default:
			lines = append(lines, TextLine{Kind: "changed", Pieces: difference(a[i], b[k])})
			i, k = i+1, k+1
		}
	}
	return lines
}
