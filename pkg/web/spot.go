package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// TermForm is one thing that was agreed.
type TermForm struct {
	N      int
	Path   string
	Fields []Field
}

// Halted says at which step the short road ends, why, and how it goes on.
type Halted struct{ Step, Why, Keeps string }

const spotPath = "/cases/on-the-spot"

// Bounds of the page; more of either is an ordinary case.
const (
	spotParties = 4
	spotTerms   = 6
)

// onTheSpot is how a mediator takes down, on one page, what he settled where it
// was: who, what, what came out of it, the sheet.
func (s *Site) onTheSpot() intake {
	return intake{
		whose: whose{Form: "spot", Path: spotPath, Title: say("spot.title")}, most: spotParties,
		usual: url.Values{"source_channel": {"active"}, "result": {casework.SpotOral}, "items.0.debtor": {"1"}, "items.0.creditor": {"0"}},
		may:   (*visit).settles, party: drawing.spotParty, blocks: spotBlocks, keep: (*visit).spotPhotos, send: s.settle,
	}
}

func (v *visit) settles() error {
	if v.s.mayRegister(v.who) && v.s.desk.MaySettle(v.who) {
		return nil
	}
	return &casemodel.Error{Kind: casemodel.Forbidden, Key: "spot.forbidden"}
}

// spotBlocks are what is asked on the road: the whole page is one column.
func spotBlocks(d drawing, v *visit, place Field, page *RegisterPage) {
	page.Lead, page.Submit, page.More, page.RiskHint = say("spot.lead"), say("spot.submit"), say("spot.more"), say("spot.risk_hint")
	category := d.spanned(d.typed("category", d.s.desk.Flows.Lists["categories"]), "s3")
	category.Required = true
	page.What = []Field{
		d.spanned(d.text("summary", "longtext", true), "s6"), category, d.radio("source_channel", "channel", "active", "window"),
		place, d.spanned(d.text("occurred_place", "text", false), "s6"),
	}
	d.outcome(page)
	page.Sheet = d.sheet(v)
	page.When = []Field{d.spanned(d.named("on", "", "date", false), "s3"), d.spanned(d.named("why", "", "text", false), "s3")}
	page.When[0].Title, page.When[1].Title = say("spot.on"), say("form.why")
}

// halted puts the refusal of a step into words, with what would stay when the
// case goes the ordinary road from there.
func (p *RegisterPage) halted(s *Site, wrong error) {
	var halt *casework.Halt
	var refused *casemodel.Error
	if !errors.As(wrong, &halt) || !asRefusal(halt.Err, &refused) {
		return
	}
	p.Halted = &Halted{Step: s.actTitle(halt.Flow, halt.Act), Keeps: say("spot.keeps_registered")}
	p.Halted.Why = s.sayFault(refused.Key, refused.Args)
	if all := refused.All(); len(all) > 0 {
		p.Halted.Why = s.sayFault(all[0].Key, all[0].Args)
	}
	if len(refused.Needs) > 0 {
		p.Halted.Why += say("fail.others_may", "who", strings.Join(s.whoMay(refused.Needs), say("list.or")))
	}
	p.Faults = nil // said here, with the step
	if halt.At > 0 {
		p.Halted.Keeps = say("spot.keeps_until", "step", p.Halted.Step)
	}
}

func (s *Site) actTitle(flow, act string) string {
	if f := s.desk.Flows.Latest(flow); f != nil && f.Act(act) != nil {
		return f.Act(act).Title
	}
	return act
}

// settle takes the short road; a road that ended at a step says where, with the
// terms waiting where they are taken.
func (s *Site) settle(v *visit, r casework.Registration, photos []casemodel.ID, in casework.Input) (casework.Outcome, *Note, error) {
	spot, faults := v.spot(r, photos)
	if len(faults) > 0 {
		return casework.Outcome{}, nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "input.invalid", Fields: faults}
	}
	in.On, in.Why = casemodel.Day(v.form.Get("on")), strings.TrimSpace(v.form.Get("why"))
	out, halt, err := s.desk.OnTheSpot(v.ctx(), v.who, spot, in)
	switch {
	case err != nil:
		return out, nil, err
	case halt == nil:
		return out, &Note{Kind: "ok", Text: say("spot.done")}, nil
	}
	note := &Note{Kind: "warn", Text: say("spot.went_on", "step", s.actTitle(halt.Flow, halt.Act))}
	if note.Links, err = s.carryOver(v, out.MatterID, spot); err != nil {
		s.log.WarnContext(v.ctx(), "terms are not carried over", "err", err)
	}
	return out, note, nil
}

// carryOver keeps the terms as the draft of the act that takes them, where the
// short road ended in a sitting, and leads there.
func (s *Site) carryOver(v *visit, root casemodel.ID, spot casework.Spot) ([]Link, error) {
	view, err := s.desk.Case(v.ctx(), v.who, root)
	if err != nil {
		return nil, err
	}
	for i := range view.Children {
		c := &view.Children[i]
		at := slices.IndexFunc(c.Choices, func(one casework.Choice) bool { return one.ID == "propose_terms" })
		if at < 0 || len(spot.Terms) == 0 {
			continue
		}
		values := url.Values{}
		for n, t := range spot.Terms {
			prefix := "f.items." + strconv.Itoa(n) + "."
			for cell, value := range map[string]string{"kind": t.Kind, "what": t.What, "due": string(t.Due)} {
				set(values, prefix+cell, value)
			}
			for cell, who := range map[string]int{"debtor": t.Debtor, "creditor": t.Creditor} {
				if who >= 0 && who < len(view.Parties) {
					values.Set(prefix+cell, string(view.Parties[who].ID))
				}
			}
			if t.Amount > 0 {
				values.Set(prefix+"amount", t.Amount.String())
			}
		}
		title := c.Choices[at].Title
		w := whose{
			User: v.who.UserID, Form: "do:propose_terms", Matter: c.Matter.ID, Title: title + " " + c.Matter.Number,
			Path: "/matters/" + string(c.Matter.ID) + "/do/propose_terms", Slot: "1",
		}
		return []Link{{title, w.Path + "?" + keptMark + "1"}}, v.putDraft(w, values)
	}
	return nil, nil
}
