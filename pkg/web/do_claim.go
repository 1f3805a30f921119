package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// claimPages are what becomes of claims that an agreement does not settle.
var claimPages = map[string]ownPage{
	"proceeding.settle_claim": work("lead.settle_claim", beginClaim, claimRows),
}

// beginClaim names the claim that the address asks for, or the only one there
// is; that anybody agreed is never taken for granted.
func beginClaim(_ *Site, v *visit, view *casework.View, values url.Values) {
	claims := claimsOf(view)
	no, err := strconv.Atoi(v.query("claim"))
	switch {
	case err == nil && no > 0:
		values.Set(nameOf("claim"), itoa(no))
	case len(claims) == 1:
		values.Set(nameOf("claim"), "1")
	}
	values.Set(nameOf("fate"), "deferred")
	if v.query("fate") == "settled" {
		values.Set(nameOf("fate"), "settled")
	}
	asks := slices.DeleteFunc(slices.Clone(view.Parties), func(p casemodel.Party) bool { return !p.Present() || !p.Asks() })
	if len(asks) == 1 {
		values.Set(nameOf("who"), string(asks[0].ID))
	}
}

// claimsOf are the claims of the registration, as far as they may be read.
func claimsOf(view *casework.View) []casework.Claim {
	text := view.RootFields["claims"]
	if view.Matter.IsRoot() {
		text = view.Fields["claims"]
	}
	var claims []casework.Claim
	_ = json.Unmarshal([]byte(text), &claims) // none is none
	return claims
}

// claimRows lists what was claimed, each with what is written of it.
func claimRows(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("claim.title"), Empty: say("claim.none_registered")}
	at := "/matters/" + string(view.Matter.ID) + "/do/settle_claim?claim="
	left := slices.Clone(view.Left)
	for i, one := range claimsOf(view) {
		row := WorkRow{Title: itoa(i+1) + " " + claimLine(one), Href: at + itoa(i+1), State: State{Title: say("claim.open"), Tint: "grey", Icon: "dot"}}
		left = slices.DeleteFunc(left, func(l casework.LeftClaim) bool {
			if l.No == i+1 {
				row.State, row.Note = fateOf(&l), s.leftRoad(view, &l)
			}
			return l.No == i+1
		})
		list.Rows = append(list.Rows, row)
	}
	for i := range left { // what was claimed later
		list.Rows = append(list.Rows, WorkRow{Title: leftLine(&left[i]), Href: at + itoa(left[i].No), State: fateOf(&left[i]), Note: s.leftRoad(view, &left[i])})
	}
	p.Lists = append(p.Lists, list)
	if len(view.LeftBefore) > 0 { // an earlier agreement left them open: this one may settle them
		before := WorkList{Title: say("claim.before")}
		for _, row := range s.leftRows(view, view.LeftBefore) {
			before.Rows = append(before.Rows, WorkRow{Title: row.Text, Href: at + itoa(row.No) + "&fate=settled", State: row.State, Note: row.Road})
		}
		p.Lists = append(p.Lists, before)
	}
	return nil
}

func claimLine(c casework.Claim) string {
	if c.Amount > 0 {
		return strings.TrimSpace(c.Text + " " + yuan(c.Amount))
	}
	return c.Text
}

func leftLine(l *casework.LeftClaim) string {
	line := claimLine(casework.Claim{Text: l.Text, Amount: l.Amount})
	if l.Clause > 0 {
		return strings.TrimSpace(say("claim.clause", "no", l.Clause, "claim", line))
	}
	return line
}

func fateOf(l *casework.LeftClaim) State {
	switch l.Now {
	case "settled":
		return State{Title: say("claim.now.settled"), Tint: "green", Icon: "check"}
	case "talked", "again":
		return State{Title: say("claim.now.talked"), Tint: "blue", Icon: "hourglass"}
	case "open":
		return State{Title: say("claim.now.open"), Tint: "amber", Icon: "alert"}
	}
	if l.Fate == "void" {
		return State{Title: say("claim.fate.void"), Tint: "amber", Icon: "alert"}
	}
	if l.Fate == "abandoned" {
		return State{Title: say("claim.fate.abandoned"), Tint: "grey", Icon: "x"}
	}
	return State{Title: say("claim.fate.deferred"), Tint: "amber", Icon: "hourglass"}
}

// leftRoad says where a claim goes on to, by when and through whom.
func (s *Site) leftRoad(view *casework.View, l *casework.LeftClaim) string {
	var parts []string
	if l.Fate == "deferred" {
		parts = append(parts, s.desk.Flows.Title("claim_roads", l.Road), say("claim.who", "party", s.side(view, l.Who)))
		switch {
		case l.LastOn != "" && l.Rule != "":
			parts = append(parts, say("claim.last_by_law", "on", l.LastOn))
		case l.LastOn != "":
			parts = append(parts, say("claim.last", "on", l.LastOn))
		}
	}
	if l.Note != "" {
		parts = append(parts, l.Note)
	}
	return strings.Join(parts, say("claim.and"))
}

// LeftRow is a claim that an agreement leaves open.
type LeftRow struct {
	Text, Road string
	No         int
	Href       string // where it is talked about, or was settled
	State      State
	Due        Due
}

func (s *Site) leftRows(view *casework.View, left []casework.LeftClaim) []LeftRow {
	rows := make([]LeftRow, 0, len(left))
	for i := range left {
		l := &left[i]
		row := LeftRow{Text: leftLine(l), Road: s.leftRoad(view, l), State: fateOf(l), No: l.No}
		if l.In != "" {
			row.Href = "/matters/" + string(l.In)
		}
		if l.LastOn != "" && l.Now != "settled" {
			row.Due = dueDay(l.LastOn, localDay(view.Now))
		}
		rows = append(rows, row)
	}
	return rows
}

// leftOpen shows them beside an act that closes or asks after the case.
func leftOpen(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	if len(view.Left) == 0 {
		return nil
	}
	list := WorkList{Title: say("claim.left")}
	for _, row := range s.leftRows(view, view.Left) {
		list.Rows = append(list.Rows, WorkRow{Title: row.Text, Note: strings.TrimSpace(row.Road + " " + row.Due.Word), State: row.State})
	}
	p.Lists = append(p.Lists, list)
	return nil
}

// leftRecords are the same on the agreement's paper.
func (s *Site) leftRecords(view *casework.View) []record {
	rows := make([]record, 0, len(view.Left))
	for i := range view.Left {
		if l := &view.Left[i]; l.Fate != "void" { // the text says nothing of what befell it
			rows = append(rows, record{"no": len(rows) + 1, "text": s.leftText(view, l)})
		}
	}
	return rows
}

// leftText is such a claim in the words of the agreement.
func (s *Site) leftText(view *casework.View, l *casework.LeftClaim) string {
	text := say("claim.paper."+l.Fate, "claim", leftLine(l))
	if road := s.leftRoad(view, l); road != "" {
		text += say("claim.and") + road
	}
	return text
}

// beginPartial: what is left open is not typed again.
func beginPartial(s *Site, v *visit, view *casework.View, values url.Values) {
	beginSeal(s, v, view, values)
	lines := make([]string, 0, len(view.Left))
	for i := range view.Left {
		lines = append(lines, leftLine(&view.Left[i]))
	}
	set(values, nameOf("remaining"), strings.Join(lines, say("list.comma")))
}
