package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// rosterShows are the parts of a roster, and rosterOrders its orders.
var (
	rosterShows  = []string{"open", "unsigned", "signed", "bound", "refused", "withdrawn", "elsewhere", "unpaid", "speaks"}
	rosterOrders = []string{"no", "name", "amount", "rest"}
)

// chosenLines are the lines that the filter of the page keeps, in its order.
func chosenLines(v *visit, r *casework.Roster) []*casework.RosterLine {
	get := func(name string) string { return cmp.Or(v.form.Get(name), v.query(name)) }
	words, show := get("q"), get("show")
	var kept []*casework.RosterLine
	for i := range r.Lines {
		l := &r.Lines[i]
		held := words == "" || strings.Contains(l.Party.Name, words) || strings.Contains(l.Claim, words) || strconv.Itoa(l.No) == words || len(words) >= 4 && strings.HasSuffix(l.Party.IDNo, strings.ToUpper(words)) || len(words) >= 4 && strings.HasSuffix(l.Party.Phone, words)
		switch show {
		case "open", "refused", "withdrawn", "elsewhere":
			held = held && l.Result == show
		case "unsigned":
			held = held && l.Party.Present() && l.Signed.On == "" && l.BoundOn == ""
		case "signed":
			held = held && l.Signed.On != ""
		case "bound":
			held = held && l.BoundOn != ""
		case "unpaid":
			held = held && l.Owed > l.Paid
		case "speaks":
			held = held && l.Speaks == 1
		}
		if held {
			kept = append(kept, l)
		}
	}
	slices.SortStableFunc(kept, func(a, b *casework.RosterLine) int {
		switch get("by") {
		case "name":
			return cmp.Compare(a.Party.Name, b.Party.Name)
		case "amount":
			return cmp.Compare(b.Amount, a.Amount)
		case "rest":
			return cmp.Compare(b.Owed-b.Paid, a.Owed-a.Paid)
		}
		return 0
	})
	return kept
}

func (s *Site) rosterTable(v *visit, page *RosterPage, r *casework.Roster) {
	kept := chosenLines(v, r)
	page.Count = say("roster.found", "n", len(kept))
	if !page.Deal {
		page.Shows = chosen(worded("roster_show", []string{"speaks"}), []string{v.query("show")})
	} else {
		page.Shows = chosen(worded("roster_show", rosterShows), []string{v.query("show")})
	}
	page.Orders = chosen(worded("roster_by", rosterOrders), []string{v.query("by")})
	from, _ := strconv.Atoi(v.query("from")) // anything else is the beginning
	from = max(0, min(from, len(kept)-1)) / rosterRows * rosterRows
	at := func(n int) string {
		q := url.Values{"from": {strconv.Itoa(n)}}
		for _, name := range []string{"q", "show", "by"} {
			if value := v.query(name); value != "" {
				q.Set(name, value)
			}
		}
		return page.Href + "?" + q.Encode()
	}
	page.Here, page.Pages = at(from), &PageLinks{}
	if from > 0 {
		page.Pages.First, page.Pages.Prev = at(0), at(from-rosterRows)
	}
	if from+rosterRows < len(kept) {
		page.Pages.Next = at(from + rosterRows)
	}
	for _, l := range kept[min(from, len(kept)):min(from+rosterRows, len(kept))] {
		page.Rows = append(page.Rows, s.rosterRow(page, r, l))
	}
}

func (s *Site) rosterRow(page *RosterPage, r *casework.Roster, l *casework.RosterLine) RosterRow {
	today, p := localDay(r.View.Now), l.Party
	row := RosterRow{
		ID: string(l.ID), No: l.No, Name: p.Name, Claim: l.Claim, Amount: yuan(l.Amount), Note: l.Note, Speaks: l.Speaks == 1, Special: l.Authority == "special",
		Never: !casework.Dials(&p, "phone"), Ended: string(p.EndedOn),
	}
	if slices.Contains(r.Acts, "change_member") && p.Present() {
		row.Edit = "/matters/" + string(r.At) + "/do/change_member?member=" + string(l.ID)
	}
	if p.IDNo != "" {
		row.IDNo = numbered(r.View, p, "id_no", p.IDNo)
	}
	if p.Phone != "" {
		row.Phone = numbered(r.View, p, "phone", p.Phone)
	}
	for _, a := range p.Representatives {
		row.Agent = a.Name
	}
	if !page.Deal {
		return row
	}
	row.Share = yuan(l.Share())
	row.Signed = State{Title: say("roster.state.unsigned"), Tint: "grey", Icon: "dot"}
	if l.Signed.On != "" {
		row.Signed = State{Title: say("roster.signed_on", "on", shortDay(l.Signed.On, today), "way", wordIn("sign_way", l.Signed.Way)), Tint: "green", Icon: "check"}
	}
	if proof := l.Signed.How.Proof; proof != "" {
		row.Proof = "/matters/" + string(l.TextID) + "/files/" + string(proof) + "/view"
	}
	row.Result = State{Title: say("roster.state." + l.Result), Tint: "blue", Icon: "dot"}
	switch {
	case l.BoundOn != "":
		row.Result.Tint, row.Result.Icon = "green", "check"
	case l.Road != "":
		row.Result = State{Title: s.desk.Flows.Title("member_roads", l.Road), Tint: "amber", Icon: "link"}
	case l.Result != casemodel.MemberOpen:
		row.Result.Tint = "grey"
	}
	if l.Owed > 0 {
		row.Owed, row.Paid = yuan(l.Owed), yuan(l.Paid)
		if l.Due != "" {
			row.Due = shortDay(l.Due, today)
		}
	}
	return row
}
