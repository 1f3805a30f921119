package web

import (
	"slices"

	"github.com/jiefen/jiefen/pkg/casework"
)

// contactPages are the acts between two sittings: talks, and the next date.
var contactPages = map[string]ownPage{
	"matter.contact":                          {name: "do_contact", fill: fillContact, typed: contactTyped},
	"peoples_mediation.give_rights_notice":    {name: "do_reason", fill: fillChoice},
	"peoples_mediation.ask_consent":           {name: "do_sign_for", fill: fillSignFor},
	"court_delegated.accept_delegation":       {name: "do_sign_for", fill: fillSignFor},
	"administrative_mediation.start_decision": {name: "do_sign_for", fill: fillSignFor},
	"linked_task.accept":                      {name: "do_sign_for", fill: fillSignFor},
	"approval.approve":                        {name: "do_decide", fill: fillDecide},
	"approval.reject":                         {name: "do_decide", fill: fillDecide},
}

// ContactPage notes a call or a visit: three taps and one line (users.md F2).
type ContactPage struct {
	*DoPage
	Party, Whom *Field
	With        string // who was spoken with, in words
	Other       bool   // somebody else than a party
	People      []AboutParty
	Days        ChipLine
}

func fillContact(_ *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	page.chips("with", "way")
	page.taps("outcome", "party")
	page.preset(v, "with", "party")
	page.preset(v, "way", "call_out")
	if len(page.About.Parties) == 1 {
		page.preset(v, "party", string(page.About.Parties[0].ID))
	}
	own := &ContactPage{DoPage: page, Party: page.Field("party"), Whom: page.Field("with"), People: page.About.Parties, Days: nextDays("next_on", localDay(view.Now))}
	own.Other = page.values.Get(nameOf("with")) != "party" || own.Whom.Error != ""
	for _, o := range own.Whom.Options {
		if o.Chosen {
			own.With = o.Title
		}
	}
	return own, nil
}

// contactTyped: a call that nobody answered has no other outcome, and who was
// not meant has no name.
func contactTyped(v *visit, _ *casework.View) {
	if v.form.Get(nameOf("way")) == "no_answer" && v.form.Get(nameOf("outcome")) == "" {
		v.form.Set(nameOf("outcome"), "no_answer")
	}
}

// fillChoice lays out acts that are one short choice.
func fillChoice(_ *Site, _ *visit, _ *casework.View, page *DoPage) (any, error) {
	for _, d := range page.act.Fields {
		if d.Type == "choice" {
			page.chips(d.ID)
		}
	}
	return page, nil
}

// SignForPage is the receipt of what was sent here.
type SignForPage struct {
	*DoPage
	Sent    *Sending
	Back    Link // to give it back instead
	Returns []BackRow
}

func fillSignFor(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	own := &SignForPage{DoPage: page, Sent: s.sent(v, view)}
	for _, c := range view.Choices {
		if slices.Contains([]string{"decline", "refuse_delegation", "return_task", "forward", "refuse_acceptance"}, c.ID) && own.Back.Href == "" {
			own.Back = Link{c.Title, "/matters/" + string(view.Matter.ID) + "/do/" + c.ID}
		}
	}
	returns, err := s.desk.GivenBack(v.ctx(), v.who, view.Root.ID)
	if err != nil {
		return nil, err
	}
	own.Returns = returnRows(view, returns)
	return own, nil
}

// DecidePage is the answer to a request.
type DecidePage struct {
	*DoPage
	Asked []Fact
	Chips ChipLine
}

func fillDecide(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	own := &DecidePage{DoPage: page, Asked: s.asked(v, view)}
	if page.Act == "reject" {
		own.Chips = readyWords("reason", "reject")
	}
	return own, nil
}
