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

// intakePages are the acts at the door of the centre.
var intakePages = map[string]ownPage{
	"dispute_case.accept": {name: "do_accept", fill: fillAccept},
	"dispute_case.reject": {name: "do_reason", fill: fillReason},
	"dispute_case.guide":  {name: "do_reason", fill: fillReason},
	"matter.grade_risk":   {name: "do_grade", fill: fillGrade},
}

// AcceptPage is the decision to take a case on.
type AcceptPage struct {
	*DoPage
	Lacking []Gap // what the act would be refused for, or what is asked for before it
	Alone   Alone
	Boxes   []Box // what was ticked at the counter
	Grade   string
	Similar []LinkRow
	More    []LinkRow // similar ones beyond the first: the form must not be pushed off the page
	Unseen  int       // cases that look alike of which no more may be told
}

const firstSimilar = 5

// Gap is something that is not there yet and where it can be put right.
type Gap struct {
	Text, Href string
	Must       bool // it stands in the way
}

func fillAccept(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	page.chips("risk", "complexity", "urgency")
	page.low("note")
	missing, similar, err := s.desk.Lacks(v.ctx(), v.who, view.Matter.ID, page.Act)
	if err != nil {
		return nil, err
	}
	own := &AcceptPage{DoPage: page, Boxes: s.boxes(view), Grade: "/matters/" + string(view.Matter.ID) + "/do/grade_risk"}
	for _, f := range missing {
		own.Lacking = append(own.Lacking, s.gap(view, f))
	}
	own.Lacking = append(own.Lacking, s.partyGaps(view)...)
	own.Alone = page.alone(view)
	if own.Alone.Open && !view.Screened {
		own.Lacking = append(own.Lacking, Gap{Text: say("alone.gap"), Href: "#" + nameOf(casemodel.ScreeningFields[0])})
	}
	for i := range similar {
		m := &similar[i]
		if m.PublicTitle == "" {
			own.Unseen++
			continue
		}
		flow := s.desk.Flows.Flow(m.Workflow, m.WorkflowVersion)
		row := LinkRow{Href: "/matters/" + string(m.ID), Title: m.PublicTitle, State: stateOf(flow, m.State)}
		if len(own.Similar) < firstSimilar {
			own.Similar = append(own.Similar, row)
		} else {
			own.More = append(own.More, row)
		}
	}
	return own, nil
}

// alone takes the three questions out of the form, into a block of their own.
func (p *DoPage) alone(view *casework.View) Alone {
	p.taps(casemodel.ScreeningFields...)
	block := Alone{Asked: view.Screened, Open: casemodel.Homely(cmp.Or(p.values.Get(nameOf("category")), view.Matter.Category))}
	for _, name := range casemodel.ScreeningFields {
		if f := p.Field(name); f != nil {
			block.Fields = append(block.Fields, *f)
		}
	}
	return block
}

// gap leads to where a guard's refusal is put right: a field of this very form,
// or the act that adds what is missing.
func (s *Site) gap(view *casework.View, f casemodel.FieldError) Gap {
	gap := Gap{Text: s.sayFault(f.Key, f.Args), Must: true, Href: "#" + nameOf(f.Field)}
	if f.Field == "parties" {
		gap.Href = "/matters/" + string(view.Matter.ID) + "/do/add_party?f.role=respondent"
	}
	return gap
}

// partyGaps are the details of the parties that the number could do without
// (users.md F9).
func (s *Site) partyGaps(view *casework.View) []Gap {
	if !slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == "amend" }) {
		return nil
	}
	var gaps []Gap
	for _, p := range view.Parties {
		if !p.Present() {
			continue
		}
		for _, one := range []struct{ item, value string }{{"name", p.Name}, {"phone", p.Phone + p.Reach}, {"address", p.Address}, {"id_no", p.IDNo}} {
			if one.value != "" || one.item == "address" && p.HideAddress {
				continue
			}
			where := url.Values{"f.field": {one.item}, "f.party": {string(p.ID)}}
			gaps = append(gaps, Gap{
				Text: say("accept.gap", "party", s.partyName(p), "item", say("amend.item."+one.item)),
				Href: "/matters/" + string(view.Matter.ID) + "/do/amend?" + where.Encode(),
			})
		}
	}
	return gaps
}

// Box is one of the six things somebody at the counter sees or hears, and the
// grade it gives by itself.
type Box struct {
	Value, Text string
	Risk        RiskTag
	Ticked      bool
}

// boxes are the six, with what was ticked so far.
func (s *Site) boxes(view *casework.View) []Box {
	ticked := strings.FieldsFunc(view.Fields["risk_boxes"], func(r rune) bool { return r < '1' || r > '6' })
	all := make([]Box, 0, 6)
	for n := 1; n <= 6; n++ {
		grade, err := casemodel.RiskOfBoxes([]int{n}, 0, "")
		if err != nil {
			continue
		}
		value := strconv.Itoa(n)
		all = append(all, Box{Value: value, Text: say("riskbox." + value), Risk: riskOf(grade), Ticked: slices.Contains(ticked, value)})
	}
	return all
}

// GradePage is the grading of a risk by what was seen.
type GradePage struct {
	*DoPage
	Boxes []Box
	Now   RiskTag
}

func fillGrade(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
	own := &GradePage{DoPage: page, Boxes: s.boxes(view), Now: riskOf(view.Root.Risk)}
	typed := page.values[nameOf("boxes")]
	for i := range own.Boxes {
		if v.form != nil || len(typed) > 0 {
			own.Boxes[i].Ticked = slices.Contains(typed, own.Boxes[i].Value)
		} else if own.Boxes[i].Ticked {
			page.values.Add(nameOf("boxes"), own.Boxes[i].Value)
		}
	}
	page.chips("risk")
	return own, nil
}

// fillReason lays out acts that are a choice with a reason.
func fillReason(_ *Site, _ *visit, _ *casework.View, page *DoPage) (any, error) {
	page.chips("route", "reason")
	return page, nil
}
