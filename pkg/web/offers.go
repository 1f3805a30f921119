package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Ladder is what the sides offered each other, chain by chain.
type Ladder struct {
	Make   string // where an offer is written down, "" when it cannot be
	Gap    string // between the last figures of the two sides: its mediators' alone
	Chains [][]Rung
	Kept   string // that more is there which this reader may not read
}

// Rung is one offer.
type Rung struct {
	Party, What, Amount, On, Until, Answer, Reason string

	State  State
	Secret bool   // told to the mediators alone
	Let    string // how its party agreed that it be told
	Acts   []Button
}

// offerTints colours the states of an offer, beside their words.
var offerTints = map[string]State{
	casemodel.OfferOpen: {Tint: "amber", Icon: "hourglass"}, casemodel.OfferAccepted: {Tint: "green", Icon: "check"},
	casemodel.OfferDeclined: {Tint: "grey", Icon: "dot"}, casemodel.OfferWithdrawn: {Tint: "grey", Icon: "dot"},
	casemodel.OfferClosed: {Tint: "grey", Icon: "dot"}, casemodel.OfferExpired: {Tint: "grey", Icon: "clock"},
}

func (s *Site) ladder(view *casework.View) *Ladder {
	l := &Ladder{}
	if canDo(view, "make_offer") {
		l.Make = "/matters/" + string(view.Matter.ID) + "/do/make_offer"
	}
	heads := map[casemodel.ID]int{}
	for i := range view.Offers {
		o := &view.Offers[i]
		at, known := heads[o.Answers]
		if !known || o.Answers == "" {
			at = len(l.Chains)
			l.Chains = append(l.Chains, nil)
		}
		heads[o.ID] = at
		l.Chains[at] = append(l.Chains[at], s.rung(view, o))
	}
	if view.Mediates {
		l.Gap = s.between(view)
	}
	if n := len(view.KeptBack); n > 0 {
		l.Kept = say("ladder.kept", "n", n)
	}
	if len(l.Chains) == 0 && l.Kept == "" {
		return nil
	}
	return l
}

func canDo(view *casework.View, act string) bool {
	return slices.ContainsFunc(view.Choices, func(c casework.Choice) bool { return c.ID == act })
}

func (s *Site) rung(view *casework.View, o *casemodel.Offer) Rung {
	today := localDay(view.Now)
	r := Rung{
		Party: s.partyOf(view, o.PartyID), What: o.Text, On: shortDay(o.On, today), State: offerTints[o.State],
		Secret: o.Released == 0,
	}
	r.State.Title = say("offer." + o.State)
	if o.State == casemodel.OfferOpen && countered(view, o) {
		r.State = State{Title: say("ladder.countered"), Tint: "grey", Icon: "dot"}
	}
	if o.Amount > 0 {
		r.Amount = yuan(o.Amount)
	}
	if o.Terms.Every != "" {
		r.What = strings.TrimSpace(say("word.every."+o.Terms.Every) + " " + r.What)
	}
	if kind := o.Terms.Kind; kind != "" && kind != "pay" && kind != "other" && !strings.Contains(r.What, say("word.item_kind."+kind)) {
		r.What = strings.TrimSpace(say("word.item_kind."+kind) + " " + r.What)
	}
	if o.Terms.Due != "" {
		r.What = strings.TrimSpace(r.What + " " + say("item.by", "on", shortDay(o.Terms.Due, today)))
	}
	if o.Terms.Expires != "" && o.State == casemodel.OfferOpen {
		r.Until = say("ladder.until", "on", shortDay(o.Terms.Expires, today))
	}
	for _, a := range view.Replies {
		if a.OfferID == o.ID {
			word := "offer." + a.State
			if a.State == casemodel.OfferOpen {
				word = "ladder.retracted"
			}
			r.Answer = say("ladder.answer", "party", s.partyOf(view, a.PartyID), "state", say(word), "on", shortDay(a.On, today))
			r.Reason = a.Text
		}
	}
	for _, d := range view.Disclosed {
		if d.ThingID == o.ID {
			r.Let = say("ladder.let", "way", s.desk.Flows.Title("consent_ways", d.Way), "on", shortDay(d.On, today))
		}
	}
	r.Acts = rungActs(view, o)
	return r
}

// countered reports whether somebody answered an offer by another one.
func countered(view *casework.View, o *casemodel.Offer) bool {
	return slices.ContainsFunc(view.Offers, func(one casemodel.Offer) bool { return one.Answers == o.ID })
}

// rungActs are the answers an offer can have now, each leading to its form with
// the offer, and the party where there is only one, filled in.
func rungActs(view *casework.View, o *casemodel.Offer) []Button {
	var acts []Button
	add := func(act string, party casemodel.ID) {
		i := slices.IndexFunc(view.Choices, func(c casework.Choice) bool { return c.ID == act })
		if i < 0 {
			return
		}
		fill := url.Values{"f.offer": {string(o.ID)}}
		if act == "disclose" {
			fill = url.Values{"f.thing": {string(o.ID)}}
		}
		if party != "" {
			fill.Set("f.party", string(party))
		}
		acts = append(acts, Button{
			Title: say("ladder.do." + act), Href: "/matters/" + string(view.Matter.ID) + "/do/" + act + "?" + fill.Encode(), Small: true,
		})
	}
	other := answerer(view, o)
	switch {
	case o.Released == 0:
		add("disclose", o.PartyID)
	case o.State == casemodel.OfferOpen:
		if !countered(view, o) {
			add("counter_offer", other)
		}
		add("accept_offer", other)
		add("decline_offer", other)
	}
	switch o.State {
	case casemodel.OfferOpen:
		add("withdraw_offer", o.PartyID)
	case casemodel.OfferAccepted:
		add("withdraw_offer", "")
	}
	return acts
}

// answerer is the one party that can answer an offer, "" when there are several.
func answerer(view *casework.View, o *casemodel.Offer) casemodel.ID {
	if o.Terms.To != "" {
		return o.Terms.To
	}
	asks := map[casemodel.ID]bool{}
	for _, p := range view.Parties {
		asks[p.ID] = p.Asks()
	}
	only := casemodel.ID("")
	for _, p := range view.Parties {
		if !p.Present() || p.Role == "third" || p.Asks() == asks[o.PartyID] {
			continue
		}
		if only != "" {
			return ""
		}
		only = p.ID
	}
	return only
}

// between is how far apart the last open figures of the two sides are.
func (s *Site) between(view *casework.View) string {
	last := map[bool]casemodel.Money{}
	for i := range view.Offers {
		o := &view.Offers[i]
		at := slices.IndexFunc(view.Parties, func(p casemodel.Party) bool { return p.ID == o.PartyID })
		if at < 0 || o.Amount == 0 || o.State != casemodel.OfferOpen || view.Parties[at].Role == "third" {
			continue
		}
		last[view.Parties[at].Asks()] = o.Amount
	}
	if len(last) < 2 {
		return ""
	}
	apart := last[true] - last[false]
	if apart <= 0 {
		return say("ladder.met")
	}
	return say("ladder.gap", "sum", yuan(apart))
}

// offerPages are the acts of a negotiation.
var offerPages = map[string]ownPage{
	"proceeding.make_offer":      {name: "do_offer", begin: beginOffer, fill: fillOffer, still: true},
	"proceeding.counter_offer":   {name: "do_offer", begin: beginOffer, fill: fillOffer, still: true},
	"proceeding.accept_offer":    {name: "do_offer", fill: fillOffer, still: true},
	"proceeding.decline_offer":   {name: "do_offer", fill: fillOffer, still: true},
	"proceeding.withdraw_offer":  {name: "do_offer", fill: fillOffer, still: true},
	"proceeding.disclose":        {name: "do_offer", fill: fillOffer, still: true},
	"proceeding.hand_over_notes": {name: "do_offer", fill: fillOffer, still: true},
}

// OfferPage is an act of a negotiation with the ladder beside it.
type OfferPage struct {
	*DoPage
	Lead   string
	Rare   []*Field // what few offers need
	Open   bool     // something stands in one of them
	Ladder *Ladder
}

// beginOffer: an offer on the table was made before both sides unless it is
// said otherwise on the form; nothing of that is guessed.
func beginOffer(_ *Site, _ *visit, _ *casework.View, values url.Values) { values.Set("f.kind", "pay") }

func fillOffer(s *Site, _ *visit, view *casework.View, page *DoPage) (any, error) {
	page.chips("way", "kind", "consent", "party")
	p := &OfferPage{DoPage: page, Ladder: s.ladder(view), Lead: say("ladder.lead." + page.Act)}
	if p.Ladder != nil {
		p.Ladder.Make = ""
		for _, chain := range p.Ladder.Chains {
			for i := range chain {
				chain[i].Acts = nil
			}
		}
	}
	for _, id := range []string{"debtor", "creditor", "every", "until", "to"} {
		if f := page.Field(id); f != nil {
			p.Rare = append(p.Rare, f)
			p.Open = p.Open || f.Value != "" || f.Error != ""
		}
	}
	return p, nil
}

// said offers what a field may name of a negotiation: an offer that can be
// answered so, or something still kept in confidence.
func (f *form) said(d string, out *Field) {
	var list []Option
	if f.view != nil {
		if d == "confided" {
			for _, one := range f.view.Sessions {
				if one.Mode == "caucus" && one.Released == 0 {
					list = append(list, Option{Value: string(one.ID), Title: f.v.s.noteName(f.view, &one)})
				}
			}
		}
		for _, o := range f.view.Offers {
			if f.fits(d, &o) {
				list = append(list, Option{Value: string(o.ID), Title: f.v.s.offerName(f.view, &o)})
			}
		}
	}
	out.Type, out.Wide, out.Groups = "select", true, []OptionGroup{{Options: chosen(list, f.values[out.Name])}}
}

func (f *form) fits(d string, o *casemodel.Offer) bool {
	open := o.State == casemodel.OfferOpen
	switch {
	case d == "confided":
		return o.Released == 0
	case f.act == "withdraw_offer":
		return open || o.State == casemodel.OfferAccepted
	}
	return open && o.Released == 1
}

func (s *Site) noteName(view *casework.View, one *casemodel.Session) string {
	return say("session.title", "n", one.Nth, "mode", s.desk.Flows.Title("session_modes", one.Mode)) +
		say("session.side", "party", s.partyOf(view, one.Side)) + " " + string(one.On)
}

func (s *Site) offerName(view *casework.View, o *casemodel.Offer) string {
	r := s.rung(view, o)
	return strings.Join(slices.DeleteFunc([]string{r.Party, r.Amount, r.What, r.On}, func(w string) bool { return w == "" }), " ")
}
