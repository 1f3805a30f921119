package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// rosterLink leads from a case to its roster: where there is one, or where one
// may be begun.
func rosterLink(view *casework.View) Link {
	if !view.Can["read.registration"] {
		return Link{}
	}
	at := "/matters/" + string(view.Matter.ID) + "/roster"
	n := len(view.Roster)
	switch {
	case n > 0:
		return Link{say("roster.link", "n", n), at}
	case canDo(view, "enter_members"):
		return Link{say("roster.begin"), at}
	}
	return Link{}
}

// rosterPages are the acts on a roster: they go on to it.
var rosterPages = map[string]ownPage{
	"matter.enter_members":   onRoster("lead.enter_members", nil),
	"matter.change_member":   onRoster("lead.change_member", beginMember, unseen),
	"matter.settle_members":  onRoster("lead.settle_members", nil),
	"matter.elect_spokesmen": onRoster("lead.elect_spokesmen", beginElection),
}

func onRoster(lead string, begin func(s *Site, v *visit, view *casework.View, values url.Values), cards ...card) ownPage {
	own := work(lead, begin, cards...)
	own.still, own.next = true, func(*casework.View) string { return "/roster" }
	return own
}

// beginMember fills in what stands on a person's line. Numbers are masked and
// stay unless new ones are typed.
func beginMember(_ *Site, v *visit, view *casework.View, values url.Values) {
	i := slices.IndexFunc(view.Roster, func(m casemodel.Member) bool { return string(m.ID) == v.query("member") })
	if i < 0 {
		return
	}
	m := &view.Roster[i]
	for field, value := range map[string]string{
		"member": string(m.ID), "seen": strconv.Itoa(m.Version), "name": m.Party.Name, "claim": m.Claim, "amount": m.Amount.String(), "safe_contact": m.Party.SafeContact, "note": m.Note,
	} {
		values.Set(nameOf(field), value)
	}
	if m.Agreed > 0 {
		values.Set(nameOf("agreed"), m.Agreed.String())
	}
	for _, a := range m.Party.Representatives {
		values.Set(nameOf("agent"), a.Name)
	}
}

// unseen carries the version of the line that is changed along with the form:
// nobody reads it.
func unseen(_ *Site, _ *visit, _ *casework.View, p *WorkPage) error {
	name := nameOf("seen")
	p.Fields = slices.DeleteFunc(p.Fields, func(f Field) bool { return f.Name == name })
	p.Hidden = append(p.Hidden, Hidden{name, p.values.Get(name)})
	return nil
}

// seenNow is the version of a line as it stands now, for who has just read what
// another hand wrote.
func seenNow(view *casework.View, member string) string {
	for i := range view.Roster {
		if string(view.Roster[i].ID) == member {
			return strconv.Itoa(view.Roster[i].Version)
		}
	}
	return ""
}

// beginElection ticks who was elected, and who is known to have signed the same
// sheet: nobody is taken to have, and nobody gives what only others gave.
func beginElection(_ *Site, _ *visit, view *casework.View, values url.Values) {
	for i := range view.Roster {
		if m := &view.Roster[i]; m.Party.Present() {
			if m.ElectedOn != "" && values.Get(nameOf("authority")) == "" {
				values.Set(nameOf("authority"), m.Authority)
				values.Set(nameOf("elected_on"), string(m.ElectedOn))
			}
			if m.ElectedOn != "" && values.Get(nameOf("authority")) == m.Authority && values.Get(nameOf("elected_on")) == string(m.ElectedOn) {
				values.Add(nameOf("voters"), string(m.ID))
			}
			if m.Speaks == 1 {
				values.Add(nameOf("spokesmen"), string(m.ID))
			}
		}
	}
}
