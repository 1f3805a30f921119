package web

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// AgainCard stands on the form of an application that is made once more: for
// which case, what is taken over, and what the law says to it.
type AgainCard struct {
	Number, Href, State string
	Limits              []string
	Ask                 []Field
}

// earlier asks how what is taken down stands to the cases whose agreement binds
// the same parties; nothing where there are none.
func (v *visit) earlier(values url.Values, cases []casemodel.Matter, bound map[casemodel.ID]bool) []Field {
	f := Field{ID: "earlier_as", Name: "earlier_as", Title: say("again.earlier_as"), Type: "radio", Group: true, Required: true, Wide: true}
	for i := range cases {
		if m := &cases[i]; bound[m.ID] {
			f.Options = append(f.Options, Option{Value: breachOf + string(m.ID), Title: say("again.breach", "number", m.Number)})
		}
	}
	if len(f.Options) == 0 {
		return nil
	}
	f.Options = append(f.Options, Option{Value: casework.AsNew, Title: say("again.new")}, Option{Value: casework.AsOther, Title: say("again.other")})
	f.Options = chosen(f.Options, []string{values.Get(f.Name)})
	return []Field{f}
}

// breachOf stands before the case whose agreement was broken.
const breachOf = casework.AsBreach + ":"

// stands reads how a registration stands to a case before it.
func (v *visit) stands(r *casework.Registration) {
	as := strings.TrimSpace(v.form.Get("earlier_as"))
	id, broken := strings.CutPrefix(as, breachOf)
	switch again := v.form.Get("again"); {
	case again != "":
		r.EarlierAs, r.Earlier, r.Released = casework.AsAgain, casemodel.ID(again), v.form.Get("released") != ""
		r.From = map[int]casemodel.ID{}
	case broken:
		r.EarlierAs, r.Earlier = casework.AsBreach, casemodel.ID(id)
	default:
		r.EarlierAs = as
	}
}

// reported leads to the case in which a breach was written down.
func (v *visit) reported(out casework.Outcome) error {
	home := "/matters/" + string(out.MatterID)
	if err := v.leave(Note{Kind: "ok", Text: say("again.reported"), Links: []Link{{say("receive.title"), home + "/performance"}}}); err != nil {
		return err
	}
	return v.redirect(home)
}

// onceMore is what stands in a fresh form: what is usual, or what the case says
// that is applied for again.
func (v *visit) onceMore(in intake) (url.Values, error) {
	values := maps.Clone(in.usual)
	id := v.query("again")
	if id == "" || in.Path != windowPath {
		return values, nil
	}
	view, law, err := v.before(id)
	if err != nil {
		return nil, err
	}
	if law != "" {
		return nil, &casemodel.Error{Kind: casemodel.WrongStep, Key: "guard." + law, Stage: view.Matter.State}
	}
	values.Set("again", id)
	m := &view.Matter
	for name, text := range map[string]string{
		"occurred_area": m.AreaID, "category": m.Category, "summary": view.Fields["summary"], "occurred_place": view.Fields["occurred_place"],
		"people_involved": view.Fields["people_involved"],
	} {
		if text != "" {
			values.Set(name, text)
		}
	}
	n := 0
	for _, p := range view.Parties {
		if !p.Present() || p.Role == casemodel.RoleMember {
			continue
		}
		at := "parties." + strconv.Itoa(n) + "."
		n++
		for field, text := range map[string]string{"from": string(p.ID), "role": p.Role, "kind": p.Kind, "name": p.Name, "safe_contact": p.SafeContact} {
			if text != "" {
				values.Set(at+field, text)
			}
		}
		if p.HideAddress {
			values.Set(at+"hide_address", "yes")
		}
		values[at+"needs"] = slices.Clone(p.Needs)
	}
	var claims []casework.Claim
	if json.Unmarshal([]byte(view.Fields["claims"]), &claims) != nil {
		claims = nil // nothing was asked for
	}
	for i, c := range claims {
		at := "claims." + strconv.Itoa(i) + "."
		values.Set(at+"text", c.Text)
		if c.Amount > 0 {
			values.Set(at+"amount", c.Amount.String())
		}
	}
	return values, nil
}

// before reads the case that is applied for again, and why it cannot be.
func (v *visit) before(id string) (*casework.View, string, error) {
	if !casemodel.ID(id).Valid() {
		return nil, "", &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	view, err := v.s.desk.Case(v.ctx(), v.who, casemodel.ID(id))
	if err != nil {
		return nil, "", err
	}
	if view.Matter.Kind != casemodel.KindCase || !view.Can["read.registration"] {
		return nil, "", &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	return view, casework.AgainFor(&view.Matter, view.Fields["reason"]).Shut, nil
}

// again says on the form what is taken over and where the law stands.
func (p *RegisterPage) again(v *visit, values url.Values) error {
	id := values.Get("again")
	if id == "" {
		return nil
	}
	view, _, err := v.before(id)
	if err != nil {
		return err
	}
	m := &view.Matter
	p.Again = &AgainCard{Number: m.Number, Href: "/matters/" + id, State: stateOf(view.Flow, m.State).Title, Limits: limitsOf(view)}
	p.Hidden = append(p.Hidden, Hidden{"again", id})
	d := drawing{s: v.s, values: values}
	if casework.AgainFor(m, view.Fields["reason"]).Released {
		p.Again.Ask = []Field{d.wide(d.text("released", "bool", true))}
	}
	for i := range p.Parties {
		at := p.Parties[i].Path + ".from"
		was := slices.IndexFunc(view.Parties, func(one casemodel.Party) bool { return string(one.ID) == values.Get(at) })
		if was < 0 {
			continue
		}
		p.Hidden = append(p.Hidden, Hidden{at, values.Get(at)})
		p.Parties[i].Hint = say("again.same", "phone", view.Parties[was].Phone)
		for k := range p.Parties[i].Fields {
			if f := &p.Parties[i].Fields[k]; f.Type == "tel" {
				f.Required = false
			}
		}
	}
	return nil
}

// limitsOf are what the law says to applying again for a case that is over.
func limitsOf(view *casework.View) []string {
	m := &view.Matter
	limits := []string{say("again.limit.willing")}
	if m.Result == "R30" {
		limits = append(limits, say("again.limit.refused"))
	}
	if casework.AgainFor(m, view.Fields["reason"]).Released {
		limits = append(limits, say("again.limit.released"))
	}
	if m.State == "rejected" && view.Fields["reason"] == "settled_before" {
		limits = append(limits, say("again.limit.settled_before"))
	}
	if slices.ContainsFunc(view.Children, func(c casework.Child) bool { return c.Matter.Kind == casemodel.KindConfirmation }) {
		limits = append(limits, say("again.limit.confirmation"))
	}
	return limits
}

// offerAgain leads from a case that is over, and was not settled, to an
// application for it.
func (v *visit) offerAgain(view *casework.View, page *MatterPage) {
	m := &view.Matter
	if m.Kind == casemodel.KindCase && view.Can["read.registration"] && v.s.mayRegister(v.who) &&
		casework.AgainFor(m, view.Fields["reason"]).Shut == "" {
		page.Acts = append(page.Acts, Button{Title: say("again.button"), Icon: "plus", Href: windowPath + "?again=" + string(m.ID)})
	}
}

// evidenceBefore names the pieces of the case that is applied for again, where
// they lie: to who may read them there. What was confided in its sittings stays
// with them.
func (v *visit) evidenceBefore(view *casework.View) (links []Link, err error) {
	for _, l := range view.Links {
		if l.Kind != "again" || !l.Out {
			continue
		}
		pieces, err := v.s.desk.Evidence(v.ctx(), v.who, l.ID)
		if err != nil {
			return nil, err
		}
		for i := range pieces {
			if p := &pieces[i]; p.Read != "sessions" && p.Withdrawn == "" {
				links = append(links, Link{say("again.piece", "number", l.Number, "no", p.No, "title", p.Title), "/matters/" + string(l.ID) + "/evidence#piece-" + strconv.Itoa(p.No)})
			}
		}
	}
	return links, nil
}
