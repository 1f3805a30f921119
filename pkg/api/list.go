package api

import (
	"context"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// listInput chooses and orders matters. A parameter that stands twice means
// either of the values.
type listInput struct {
	View     string   `query:"view" enum:"mine,body,offered,centre,area,part,approve,all" doc:"which work list: mine, of my body, offered to it, of my centre, of my area, that I take part in, that wait for my yes, all I may see; by itself the one that fits who is asking"`
	Mine     bool     `query:"mine" doc:"the same as view=mine"`
	Kind     []string `query:"kind,explode" enum:"case,proceeding,confirmation,handover,petition,backlog,task,supervision,obligation,followup,approval,alert,claim,feedback"`
	Workflow []string `query:"workflow,explode"`
	State    []string `query:"state,explode"`
	Class    []string `query:"class,explode" enum:"live,closing,done" doc:"live and closing by itself, unless a state is named; all of them for the views all and approve"`
	Category []string `query:"category,explode"`
	Channel  []string `query:"channel,explode"`
	Risk     []string `query:"risk,explode" enum:"none,blue,yellow,orange,red"`
	Charge   string   `query:"body" doc:"id of the body in charge"`
	Handler  string   `query:"handler" doc:"id of the user who handles it"`
	Register string   `query:"registered_by" doc:"id of the user who took it down"`
	Area     string   `query:"area" doc:"12-digit code; the place and all below"`
	Root     string   `query:"root" doc:"id: the family of a case"`
	Parent   string   `query:"parent" doc:"id"`
	Number   string   `query:"number" doc:"the whole number"`
	Q        string   `query:"q" maxLength:"200" doc:"words in title, summary, place and names of parties"`
	Party    string   `query:"party" maxLength:"100" doc:"a party's whole name"`
	Overdue  bool     `query:"overdue"`
	Sort     string   `query:"sort" enum:"due,-due,changed,-changed,opened,-opened,number,-number" doc:"due by itself; - is descending"`
	After    string   `query:"after" maxLength:"500" doc:"next of the page before"`
	Limit    int      `query:"limit" minimum:"1" maximum:"200" doc:"50 by itself"`
}

// row is a matter in a list.
type row struct {
	Head
	Parties string             `json:"parties_text" doc:"who is in dispute, for readers of the registration"`
	Sitting *casemodel.Instant `json:"next_sitting_at"`
	Amount  casemodel.Money    `json:"amount"`
}

type page struct {
	Body struct {
		Items []row  `json:"items"`
		Next  string `json:"next" doc:"empty on the last page"`
		Total int    `json:"total" doc:"up to 1000"`
		More  bool   `json:"more" doc:"there are more than total"`
	}
}

func (d *Door) listMatters(ctx context.Context, who *caller, in *listInput) (*page, error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	f, err := in.filter(actor)
	if err != nil {
		return nil, err
	}
	found, err := d.cfg.Desk.List(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	out := &page{}
	out.Body.Next, out.Body.Total, out.Body.More = found.Next, found.Total, found.More
	out.Body.Items, err = d.rows(ctx, actor, found.Items)
	return out, err
}

// filter reads the parameters; every id is checked before a query is made.
func (in *listInput) filter(actor casemodel.Actor) (casemodel.Filter, error) {
	f := casemodel.Filter{
		View: in.view(actor), Workflows: in.Workflow, States: in.State, Categories: in.Category, Channels: in.Channel,
		AreaID: in.Area, Number: in.Number, Query: in.Q, Party: in.Party, Overdue: in.Overdue, After: in.After, Limit: in.Limit,
		Sort: strings.TrimPrefix(in.Sort, "-"), Desc: strings.HasPrefix(in.Sort, "-"),
		Kinds:   each(in.Kind, func(s string) casemodel.Kind { return casemodel.Kind(s) }),
		Classes: each(in.Class, func(s string) casemodel.Class { return casemodel.Class(s) }),
	}
	if whole := f.View == casemodel.ViewAll || f.View == casemodel.ViewApprove; !whole && len(in.Class) == 0 && len(in.State) == 0 {
		f.Classes = []casemodel.Class{casemodel.Live, casemodel.Closing}
	}
	for _, name := range in.Risk {
		r, err := casemodel.ParseRisk(name)
		if err != nil {
			return f, casemodel.Bad("risk", "field.choice")
		}
		f.Risks = append(f.Risks, r)
	}
	for _, ref := range []struct {
		name, value string
		into        *casemodel.ID
	}{{"body", in.Charge, &f.BodyID}, {"handler", in.Handler, &f.HandlerID}, {"registered_by", in.Register, &f.RegisteredByID}, {"root", in.Root, &f.RootID}, {"parent", in.Parent, &f.ParentID}} {
		*ref.into = casemodel.ID(ref.value)
		if ref.value != "" && !ref.into.Valid() {
			return f, casemodel.Bad(ref.name, "field.reference")
		}
	}
	return f, nil
}

// view is the index that drives the list. A question that names a matter, a
// person or words may be about anything the actor may see.
func (in *listInput) view(actor casemodel.Actor) casemodel.View {
	switch {
	case in.View != "":
		return casemodel.View(in.View)
	case in.Mine:
		return casemodel.ViewMine
	case in.Charge == string(actor.BodyID) && in.Charge != "":
		return casemodel.ViewBody
	case slices.ContainsFunc([]string{in.Q, in.Party, in.Number, in.Root, in.Parent, in.Charge, in.Handler, in.Register, in.Area}, func(s string) bool { return s != "" }):
		return casemodel.ViewAll
	}
	return usual(actor)
}

// usual is where somebody's work lies.
func usual(actor casemodel.Actor) casemodel.View {
	switch actor.BodyKind {
	case "centre":
		return casemodel.ViewCentre
	case "grid", "plc", "auditor", "judicial_office":
		return casemodel.ViewArea
	case "petition_office":
		return casemodel.ViewBody
	}
	return casemodel.ViewPart
}

// rows completes headers by the words of their references.
func (d *Door) rows(ctx context.Context, actor casemodel.Actor, items []casemodel.Matter) ([]row, error) {
	roots := each(items, func(m casemodel.Matter) casemodel.ID { return m.RootID })
	cards, err := d.cfg.Desk.Cards(ctx, actor, roots)
	if err != nil {
		return nil, err
	}
	people, err := d.cfg.Desk.Names(ctx, each(items, func(m casemodel.Matter) casemodel.ID { return m.HandlerID })...)
	if err != nil {
		return nil, err
	}
	titles := map[casemodel.ID]string{}
	out := make([]row, 0, len(items))
	for i := range items {
		m := &items[i]
		r := row{Head: d.headOf(m)}
		if r.Body != nil {
			if r.Body.Title, err = d.bodyTitle(ctx, titles, m.BodyID); err != nil {
				return nil, err
			}
		}
		if r.Area != nil {
			if r.Area.Title, err = d.areaTitle(ctx, m.AreaID); err != nil {
				return nil, err
			}
		}
		if r.Handler != nil {
			r.Handler.Title = people[m.HandlerID]
		}
		if m.IsRoot() {
			r.Root.Title = m.Title
		}
		if card, known := cards[m.RootID]; known {
			r.Parties, r.Amount, r.Sitting = card.PartiesText, card.Amount, moment(card.NextSittingAt)
		}
		out = append(out, r)
	}
	return out, nil
}

func (d *Door) bodyTitle(ctx context.Context, known map[casemodel.ID]string, id casemodel.ID) (string, error) {
	if title, ok := known[id]; ok {
		return title, nil
	}
	b, err := d.cfg.Desk.Body(ctx, id)
	if err != nil {
		return "", err
	}
	known[id] = b.Title
	return b.Title, nil
}

// areaTitle names a place. Places do not change while the program runs, and a
// list is full of the same few.
func (d *Door) areaTitle(ctx context.Context, id string) (string, error) {
	if title, known := d.areas.Load(id); known {
		text, _ := title.(string)
		return text, nil
	}
	a, err := d.cfg.Desk.Area(ctx, id)
	if casemodel.Is(err, casemodel.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	d.areas.Store(id, a.Name)
	return a.Name, nil
}
