package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// WorkPage is the form of an act with what a person needs to see beside it:
// what the act means, sums, what still stands open, who may be called, the
// other ways from here, and what it will bring about.
type WorkPage struct {
	*DoPage
	Lead    string
	Sums    []Fact
	Lists   []WorkList
	Calls   []Call
	Ways    []Way
	Turning bool   // the ways come first: one of them has to be chosen
	Means   []Fact // what each answer of a list means
	Running []Clock
	Chips   map[string]ChipLine // by the name of the input they fill in
	Near    []string            // sums from which more is asked for, just not reached
}

// WorkList is a list to go through, with a sentence for when it is empty.
type WorkList struct {
	Title, Empty string
	Rows         []WorkRow
}

// WorkRow is one line of it.
type WorkRow struct {
	Title, Note, Href string
	State             State
}

// Call is a party one may, or must not, ring up.
type Call struct {
	Name, Phone, Href, Safe string
	Never                   bool
}

// Way is another act from here: what it means, and who may do it when it is not
// the reader.
type Way struct{ Title, Means, Href, Who string }

// card puts one thing beside the form.
type card func(s *Site, v *visit, view *casework.View, p *WorkPage) error

// work is an own page made of cards.
func work(lead string, begin func(*Site, *visit, *casework.View, url.Values), cards ...card) ownPage {
	return ownPage{name: "do_work", begin: begin, fill: func(s *Site, v *visit, view *casework.View, page *DoPage) (any, error) {
		p := &WorkPage{DoPage: page, Chips: map[string]ChipLine{}, Running: runningClocks(view)}
		if lead != "" {
			p.Lead = say(lead)
		}
		page.chips()
		page.yesOrNo("voluntary")
		for _, put := range cards {
			if err := put(s, v, view, p); err != nil {
				return nil, err
			}
		}
		return p, nil
	}}
}

// sums shows what an obligation is worth, what was paid and what is left.
func sums(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	for i := range view.Items {
		if view.Items[i].ObligationID == view.Matter.ID || view.Fields["item"] == string(view.Items[i].ID) {
			p.Sums = append(p.Sums, Fact{say("work.agreed"), s.itemLine(view, &view.Items[i])})
		}
	}
	rest, owed := workflows.Rest(view.Fields)
	if owed && !casework.NothingOwed(view.Matter.State) {
		whole, paid := view.Fields["amount"], view.Fields["paid"]
		if paid == "" {
			paid = "0"
		}
		for _, one := range []struct{ key, amount string }{{"work.whole", whole}, {"work.paid", paid}, {"work.rest", rest.String()}} {
			if m, err := casemodel.ParseMoney(one.amount); err == nil {
				p.Sums = append(p.Sums, Fact{say(one.key), yuan(m)})
			}
		}
	}
	if what := view.Fields["what"]; what != "" {
		p.Sums = append(p.Sums, Fact{say("item.what"), what})
	}
	if due := casemodel.Day(view.Fields["due_on"]); due != "" {
		today := localDay(view.Now)
		p.Sums = append(p.Sums, Fact{say("item.due"), shortDay(due, today) + say("list.dot") + dueDay(due, today).Word})
	}
	return nil
}

// openParts lists what still runs below the matter, with the way there.
func openParts(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("work.open"), Empty: say("work.open_none")}
	for i := range view.Children {
		c := &view.Children[i]
		if !c.Matter.Open() || c.Flow == nil {
			continue
		}
		due, _ := dueOfMatter(&c.Matter, c.Set, "", view.Now)
		list.Rows = append(list.Rows, WorkRow{
			Title: c.Flow.Title, Note: strings.TrimSpace(due.Word + " " + c.Body.Title), Href: "/matters/" + string(c.Matter.ID), State: stateOf(c.Flow, c.Matter.State),
		})
	}
	p.Lists = append(p.Lists, list)
	return nil
}

// signed lists the places under the agreement.
func signed(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("matter.signed")}
	for _, one := range s.signatures(view) {
		list.Rows = append(list.Rows, WorkRow{Title: one.Name, Note: one.Meta, State: one.State})
	}
	p.Lists = append(p.Lists, list)
	return nil
}

// text shows the terms that bind and the hash they are frozen under.
func text(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	list := WorkList{Title: say("work.text")}
	for i := range view.Items {
		it := &view.Items[i]
		no := clauseNo(view, it)
		if no == 0 {
			continue
		}
		row := WorkRow{Title: say("fall.clause_no", "no", no) + " " + s.itemLine(view, it)}
		if at := slices.IndexFunc(view.Children, func(c casework.Child) bool { return c.Matter.ID == it.ObligationID }); at >= 0 {
			row.State = stateOf(view.Children[at].Flow, view.Children[at].Matter.State)
		}
		list.Rows = append(list.Rows, row)
	}
	p.Lists = append(p.Lists, list)
	if sum := view.Fields["text_sha256"]; len(sum) > 12 {
		p.Sums = append(p.Sums, Fact{say("work.hash"), sum[:12]})
	}
	for _, one := range []Fact{{"work.total", view.Fields["total"]}, {"work.copies", view.Fields["copies"]}, {"work.breach", view.Fields["breach"]}, {"work.clauses", view.Fields["clauses"]}} {
		if one.Value != "" {
			p.Sums = append(p.Sums, Fact{say(one.Title), one.Value})
		}
	}
	return nil
}

// calls shows whom one may ring up, and whom never.
func calls(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
	for _, party := range view.Parties {
		if !party.Present() {
			continue
		}
		call := Call{Name: s.partyName(party), Phone: party.Phone, Never: party.SafeContact == "never", Href: "/matters/" + string(view.Root.ID) + "#parties"}
		if party.SafeContact != "" {
			call.Safe = say("word.safe." + party.SafeContact)
		}
		p.Calls = append(p.Calls, call)
	}
	return nil
}

// ways lists the other acts from here, each with what it means; whoever may not
// do one reads who may.
func ways(words map[string]string, acts ...string) card {
	return func(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
		for _, act := range acts {
			if act == p.Act {
				continue
			}
			means := ""
			if key := words[act]; key != "" {
				means = say(key)
			}
			for _, c := range view.Choices {
				if c.ID == act {
					p.Ways = append(p.Ways, Way{Title: c.Title, Means: means, Href: "/matters/" + string(view.Matter.ID) + "/do/" + act})
				}
			}
			for _, r := range view.Refused {
				if r.ID != act {
					continue
				}
				who := s.sayFault(r.Why, r.Args)
				if len(r.Needs) > 0 {
					who = say("refused.others", "who", strings.Join(s.whoMay(r.Needs), say("list.or")))
				}
				p.Ways = append(p.Ways, Way{Title: r.Title, Means: means, Who: who})
			}
		}
		return nil
	}
}

// meaning explains every answer of a list that has a sentence for it.
func meaning(field, family string) card {
	return func(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
		act := view.Flow.Act(p.Act)
		if act == nil {
			return nil
		}
		for _, o := range fieldOf(act.Fields, field).Options {
			if key := family + o.Value; templates.Has(key) {
				p.Means = append(p.Means, Fact{o.Title, say(key)})
			}
		}
		return nil
	}
}

// likely days of a moment, as chips under its field.
func likely(field, hour string) card {
	return func(s *Site, _ *visit, view *casework.View, p *WorkPage) error {
		p.Chips[nameOf(field)] = s.sittingDays(view, field, hour)
		return nil
	}
}

// dossier goes through the papers that fell due in every part of the case and
// the files that lie there.
func dossier(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	volume, err := s.desk.Volume(v.ctx(), v.who, view.Matter.ID)
	if err != nil {
		return err
	}
	for _, part := range volume {
		list := WorkList{Title: strings.TrimSpace(part.Flow.Title + " " + part.Matter.Number)}
		home := "/matters/" + string(part.Matter.ID)
		to := home + "/do/attach?f.document="
		if !part.Matter.Open() { // what is over takes no more files, the case does
			to = "/matters/" + string(view.Matter.RootID) + "/do/attach?f.document="
		}
		for _, paper := range part.Papers {
			row := WorkRow{Title: lackTitle(paper), Note: string(paper.On)}
			switch {
			case paper.Filed:
				row.State = State{Title: say("dossier.filed"), Tint: "green", Icon: "check"}
			case paper.Copy != "":
				row.State, row.Href = State{Title: say("dossier.missing"), Tint: "red", Icon: "alert"}, home+"/do/hand_out?f.paper="+paper.Copy
			case paper.Must:
				row.State, row.Href = State{Title: say("dossier.missing"), Tint: "red", Icon: "alert"}, to+paper.Name
			default:
				row.State, row.Href = State{Title: say("dossier.none"), Tint: "amber", Icon: "alert"}, to+paper.Name
			}
			list.Rows = append(list.Rows, row)
		}
		if part.Others > 0 {
			list.Rows = append(list.Rows, WorkRow{Title: say("dossier.files", "n", part.Others), Href: home, State: State{Title: say("dossier.look"), Tint: "grey", Icon: "file"}})
		}
		p.Lists = append(p.Lists, list)
	}
	return nil
}

// beginPaid: paid today, all of the rest.
func beginPaid(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.paid_on", string(localDay(view.Now)))
	if rest, owed := workflows.Rest(view.Fields); owed {
		values.Set("f.amount", rest.String())
	}
}

// beginPart: paid today; how much, only who pays knows.
func beginPart(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.paid_on", string(localDay(view.Now)))
}

// answerIn is how many days whoever is urged is usually given.
const answerIn = 3

// beginUrging: an answer is wanted in a few days.
func beginUrging(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.next_on", string(localDay(casemodel.At(view.Now.Time().AddDate(0, 0, answerIn)))))
}

// soon offers the days by which an answer is wanted.
func soon(_ *Site, _ *visit, view *casework.View, p *WorkPage) error {
	p.Chips[nameOf("next_on")] = nextDays("next_on", localDay(view.Now))
	return nil
}

// beginSeal: sealed today.
func beginSeal(_ *Site, _ *visit, view *casework.View, values url.Values) {
	values.Set("f.seal_on", string(localDay(view.Now)))
}

// waysOn says what each other act means, by the act.
var waysOn = map[string]string{
	"propose_terms": "way.propose_terms", "suspend": "way.suspend", "adjourn": "way.adjourn",
	"perform": "way.perform", "perform_partly": "way.perform_partly", "renegotiate": "way.renegotiate", "waive": "way.waive",
	"urge": "way.urge", "mark_default": "way.mark_default", "apply_enforcement": "way.apply_enforcement", "sue": "way.sue",
	"remediate_default": "way.remediate_default", "monitor_performance": "way.monitor_performance",
	"complete": "way.complete", "attempt": "way.attempt", "find_problem": "way.find_problem", "skip": "way.skip",
	"dispatch": "way.dispatch", "transfer": "way.transfer", "divert": "way.divert", "escalate": "way.escalate",
	"close_without_agreement": "way.close_without_agreement", "settle_by_parties": "way.settle_by_parties", "precheck_fail": "way.precheck_fail",
}

// afterFailure are the ways when mediation came to nothing; one of them has to
// be taken before the day for it.
func afterFailure(s *Site, v *visit, view *casework.View, p *WorkPage) error {
	p.Turning = view.Matter.State == "not_agreed"
	return ways(waysOn, "dispatch", "divert", "escalate", "settle_by_parties", "close_without_agreement")(s, v, view, p)
}
