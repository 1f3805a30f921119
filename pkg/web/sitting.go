package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// SittingPage is the record of one sitting, to be read, printed and signed.
type SittingPage struct {
	Shell
	Crumbs []Link
	Head   string
	Number string
	Secret bool
	Facts  []Fact
	Came   []string
	Heads  []Fact
	Text   string
	Read   string   // those to whom it is read out, who cannot read it
	Pages  []Leaf   // the handwritten record in photographs
	Old    []Leaf   // pages that could not be read and were photographed again
	Signs  []string // places for signatures
	Back   string

	Signed      *SignedText // how far it is signed; nil for what nobody signs
	Supplements []SignedText
	Before      []Rewritten // how it read before it was written anew
	Acts        []Button
}

// sitting shows the record of a sitting to those who may read it.
func (s *Site) sitting(v *visit) error {
	view, err := v.view()
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(v.c.Param("no"))
	i := slices.IndexFunc(view.Sessions, func(one casemodel.Session) bool { return one.No == no })
	if err != nil || i < 0 {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	one := &view.Sessions[i]
	home := "/matters/" + string(view.Matter.ID)
	page := &SittingPage{
		Head: s.recordTitle(one), Number: matterName(&view.Matter, view.Flow),
		Secret: one.Mode == "caucus" && one.Released == 0, Text: one.Text, Back: home,
	}
	page.Facts = s.sittingFacts(v, view, one)
	for _, a := range one.Minutes.Came {
		page.Came = append(page.Came, s.cameLine(view, a))
	}
	for _, d := range headsOf(view.Flow, one) {
		if text := one.Minutes.Said[d.ID]; text != "" {
			page.Heads = append(page.Heads, Fact{d.Title, text})
		}
	}
	page.Pages, page.Old = s.leaves(view, one)
	page.signs(s, v, view, one)
	page.ofRecord(s, v, view, one)
	page.Before = s.rewritten(v, view, one)
	page.Crumbs = []Link{{say("nav.matters"), "/matters"}, {page.Number, home}, {page.Head, ""}}
	page.Shell = v.shell(page.Head, "/matters")
	return v.ok("session", page)
}

func (s *Site) sittingFacts(v *visit, view *casework.View, one *casemodel.Session) []Fact {
	facts := []Fact{{say("sitting.when"), sittingTime(one)}}
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, Fact{say(key), value})
		}
	}
	add("sitting.place", one.Place)
	if one.Side != "" {
		add("sitting.side", s.partyOf(view, one.Side))
	}
	if q := one.Minutes.Inquiry; q != nil {
		add("inquiry.asked", s.askedName(view, q))
		add("inquiry.about", q.About)
		add("inquiry.asker", askers(s.userOf(v, one.AuthorID), q.With))
		add("inquiry.writer", q.Writer)
		add("inquiry.refused", q.Refused)
	} else {
		add("sitting.mediator", s.userOf(v, one.AuthorID))
	}
	add("sitting.others", one.Present)
	add("sitting.interpreter", one.Minutes.Interpreter)
	add("sitting.result", s.desk.Flows.Title("session_results", one.Result))
	add("sitting.next", minute(one.Minutes.Next))
	return facts
}

// sittingTime is when a sitting was held: its day, or from when to when.
func sittingTime(one *casemodel.Session) string {
	began, ended := minute(one.Minutes.Began), minute(one.Minutes.Ended)
	if began == "" {
		began = string(one.On)
	}
	if ended == "" {
		return began
	}
	if day, hour, _ := strings.Cut(ended, " "); strings.HasPrefix(began, day) {
		ended = hour
	}
	return say("item.span", "from", began, "to", ended)
}

// signs lists who signs the record: who came, the mediator, and who read it out
// to those who cannot read.
func (p *SittingPage) signs(s *Site, v *visit, view *casework.View, one *casemodel.Session) {
	if one.Inquiry() {
		p.signsInquiry(s, v, view, one)
		return
	}
	var read []string
	for _, party := range view.Parties {
		i := slices.IndexFunc(one.Minutes.Came, func(a casemodel.Attendance) bool { return a.Party == party.ID })
		if i >= 0 && one.Minutes.Came[i].Came == "absent" || one.Side != "" && one.Side != party.ID || !party.Present() {
			continue
		}
		p.Signs = append(p.Signs, s.partyName(party))
		if slices.Contains(party.Needs, "illiterate") {
			read = append(read, party.Name)
		}
	}
	p.Read = strings.Join(read, say("list.comma"))
	p.Signs = append(p.Signs, say("signature.mediator", "name", s.userOf(v, one.AuthorID)))
	for _, more := range []Fact{{say("sitting.interpreter"), one.Minutes.Interpreter}, {say("sitting.reader"), one.Minutes.ReadBy}} {
		if more.Value != "" {
			p.Signs = append(p.Signs, more.Title+" "+more.Value)
		}
	}
}
