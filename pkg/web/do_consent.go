package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/casework"
)

// consentPages are the acts about what the parties want, and who shall mediate.
var consentPages = map[string]ownPage{
	"peoples_mediation.all_consent":      {name: "do_consent", fill: fillConsent, typed: consentsTyped},
	"court_delegated.consent_ok":         {name: "do_consent", fill: fillConsent, typed: consentsTyped},
	"peoples_mediation.any_refuse":       {name: "do_refuse", fill: fillRefuse},
	"court_delegated.report_refusal":     {name: "do_refuse", fill: fillRefuse},
	"peoples_mediation.choose_mediator":  {name: "do_appoint", fill: fillAppoint},
	"peoples_mediation.appoint_mediator": {name: "do_appoint", fill: fillAppoint},
	"peoples_mediation.replace_mediator": {name: "do_appoint", fill: fillAppoint},
	"court_delegated.sign_receipt":       {name: "do_appoint", fill: fillAppoint},
	"matter.assign_handler":              {name: "do_appoint", fill: fillAppoint},
}

// ConsentPage asks every party by name.
type ConsentPage struct {
	*DoPage
	Asked   *Field
	Rows    []ConsentLine
	Refused []Link // parties that said no: where that is written down
}

// ConsentLine is one party's answer, with what must be known before calling.
type ConsentLine struct {
	ConsentRow
	AboutParty
	Open   bool   // nobody has answered yet
	Refuse string // where a refusal is written down, "" when that cannot be now
}

func fillConsent(_ *Site, _ *visit, view *casework.View, page *DoPage) (any, error) {
	own := &ConsentPage{DoPage: page, Asked: page.Field("consents")}
	refusal := refusalOf(view)
	for _, row := range own.Asked.Consents {
		line := ConsentLine{ConsentRow: row, Open: !slices.ContainsFunc(row.Answers, func(o Option) bool { return o.Chosen })}
		if i := slices.IndexFunc(page.About.Parties, func(p AboutParty) bool { return strings.HasSuffix(row.Name, string(p.ID)) }); i >= 0 {
			line.AboutParty = page.About.Parties[i]
		}
		if refusal != "" {
			where := url.Values{"f.party": {string(line.ID)}, "f.way": {page.values.Get(row.Name + ".way")}}
			line.Refuse = refusal + "?" + where.Encode()
		}
		if line.Refuse != "" && page.values.Get(row.Name+".consent") == "refused" {
			own.Refused = append(own.Refused, Link{say("consent.refused", "party", row.Title), line.Refuse})
		}
		own.Rows = append(own.Rows, line)
	}
	return own, nil
}

// refusalOf is where a party's no is written down in this procedure.
func refusalOf(view *casework.View) string {
	for _, c := range view.Choices {
		if c.ID == "any_refuse" || c.ID == "report_refusal" {
			return "/matters/" + string(view.Matter.ID) + "/do/" + c.ID
		}
	}
	return ""
}

// consentsTyped lets one key stand for everybody who is here and agrees, and a
// row without an answer for a party that was not reached: its way says nothing.
func consentsTyped(v *visit, view *casework.View) {
	together := v.form.Get("_together") != ""
	for _, p := range view.Parties {
		name := nameOf("consents") + "." + string(p.ID)
		switch {
		case !p.Present():
		case together:
			v.form.Set(name+".consent", "agreed")
			v.form.Set(name+".way", "present")
		case v.form.Get(name+".consent") == "":
			v.form.Del(name + ".way")
		}
	}
}

// fillRefuse writes down that a party does not want to.
func fillRefuse(_ *Site, _ *visit, _ *casework.View, page *DoPage) (any, error) {
	page.chips("way")
	return page, nil
}

// AppointPage is the choice of a mediator.
type AppointPage struct {
	*DoPage
	Handler *Field
	Rows    []MediatorRow
}

// MediatorRow is somebody who could mediate.
type MediatorRow struct {
	Value, Name string
	Load        int
	Why         []string
	Against     []string
	Chosen      bool
}

func fillAppoint(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	people, err := s.desk.Mediators(v.ctx(), v.who, view.Matter.ID, page.Act)
	if err != nil {
		return nil, err
	}
	if fit := slices.DeleteFunc(slices.Clone(people), func(m casework.Mediator) bool { return len(m.Against) > 0 || m.Now }); len(fit) == 1 {
		page.preset(v, "handler", string(fit[0].User.ID))
	}
	own := &AppointPage{DoPage: page, Handler: page.Field("handler")}
	for _, m := range people {
		row := MediatorRow{Value: string(m.User.ID), Name: m.User.Name, Load: m.Load, Chosen: page.values.Get(nameOf("handler")) == string(m.User.ID)}
		if sameName(people, m) {
			row.Name = say("person.named", "name", m.User.Name, "username", m.User.Username)
		}
		if m.Now {
			row.Why = append(row.Why, say("appoint.now"))
		}
		if m.Knows {
			row.Why = append(row.Why, say("appoint.knows"))
		}
		for _, f := range m.Against {
			row.Against = append(row.Against, s.sayFault(f.Key, f.Args))
		}
		own.Rows = append(own.Rows, row)
	}
	return own, nil
}

func sameName(all []casework.Mediator, one casework.Mediator) bool {
	return slices.ContainsFunc(all, func(m casework.Mediator) bool { return m.User.ID != one.User.ID && m.User.Name == one.User.Name })
}
