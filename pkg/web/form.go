package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/templates"
	"github.com/jiefen/jiefen/workflows"
)

// Field is one input as the page draws it.
type Field struct {
	ID, Name, Title, Type, Value, Help, Error string

	Required bool
	Wide     bool   // takes the whole line
	None     bool   // what was typed is no answer: "there is none" is one
	Span     string // how much of a dense line it takes, "" for the usual
	First    bool   // the caret stands here when the page opens
	Group    bool   // several inputs under one title
	Many     bool   // several files
	Redraw   bool   // what is chosen here decides how another field looks
	Size     string

	Hint  string // stands in an empty input
	Empty string // what no choice in a list means, "" for: please choose
	Card  string // of an identity number: sex and birth date

	Options  []Option
	Entries  []Entry
	Groups   []OptionGroup
	Long     bool // more candidates than a list should hold: a search stands before it
	FindName string
	Find     string
	Levels   []AreaLevel
	Files    []KeptFile
	Accept   string // endings of files it takes
	Consents []ConsentRow
	Came     []CameRow
	Items    []ItemRow
}

// Option is one value of a list.
type Option = templates.Option

// Entry is an option with what only some lists show.
type Entry struct {
	Option
	Initials string  // by which it is found when typed
	Mark     RiskTag // the grade a tick gives
}

// OptionGroup is options under a heading, "" for none.
type OptionGroup struct {
	Title   string
	Options []Option
}

// Fault is one fault of a form in words, with the way to its field.
type Fault struct{ Title, Href, Text string }

// nameOf is the name under which a declared field is posted: nothing a page
// adds of its own can meet it.
func nameOf(field string) string { return "f." + field }

// form builds the inputs of declared fields.
type form struct {
	v      *visit
	view   *casework.View // the matter it is about, nil for none
	act    string
	values url.Values // typed, kept or known
	faults map[string]string
}

// fields draws every declared field; every type of workflows.FieldTypes has
// its input.
func (f *form) fields(declared []workflows.Field) ([]Field, error) {
	drawn := make([]Field, 0, len(declared))
	for i := range declared {
		one, err := f.field(&declared[i])
		if err != nil {
			return nil, err
		}
		if one.Type != "" { // there is something to choose
			drawn = append(drawn, one)
		}
	}
	return drawn, nil
}

func (f *form) field(d *workflows.Field) (Field, error) {
	name := nameOf(d.ID)
	out := Field{
		ID: name, Name: name, Title: d.Title, Type: d.Type, Help: d.Help, Required: d.Required,
		Value: f.values.Get(name), Error: f.faults[d.ID],
	}
	if f.act == "amend" && f.amends(d, &out) {
		return out, nil
	}
	switch d.Type {
	case "longtext":
		out.Wide = true
		if d.Max == 0 || d.Max > 1000 {
			out.Size = "tall"
		}
	case "text":
		out.Wide = d.Max > 100 || len(d.Title) > 24
	case "choice":
		f.choice(d, &out)
	case "paper":
		return out, f.paper(&out)
	case "choices":
		out.Type, out.Wide, out.Group = "ticks", true, true
		out.Options = chosen(options(d.Options), f.values[name])
	case "party", "parties":
		f.party(d, &out)
	case "body":
		return out, f.bodies(d, &out)
	case "user", "users":
		return out, f.users(d, &out)
	case "area":
		return out, f.area(&out)
	case "matter":
		return out, f.matters(&out)
	case "offer", "confided":
		f.said(d.Type, &out)
	case "room":
		return out, f.rooms(&out)
	case "sitting":
		f.sitting(d, &out)
	case "record":
		return out, f.records(&out)
	case "consents":
		f.consents(d, &out)
	case "attendance":
		f.attendance(&out)
	case "members":
		out.Type, out.Wide, out.Size, out.Help = "longtext", true, "tall", say("roster.paste_hint")
	case "items":
		f.items(d, &out)
	case "file", "files":
		out.Type, out.Wide, out.Many, out.Name = "files", true, d.Type == "files", name+".new"
		out.Files, out.Accept = keptFiles(f.values, name), strings.Join(vault.Endings(f.v.s.rules().Extras), ",")
		if out.Help == "" {
			out.Help = say("form.file_help", "max", strconv.FormatInt(f.v.s.rules().Largest>>20, 10))
		}
	}
	return out, nil
}

// choice is a row of ticks when it is short and must be answered, else a list
// that can be left empty.
func (f *form) choice(d *workflows.Field, out *Field) {
	list := chosen(options(d.Options), f.values[out.Name])
	if d.Required && len(list) <= 5 {
		out.Type, out.Group, out.Wide, out.Options = "radio", true, true, list
		return
	}
	out.Type, out.Groups = "select", []OptionGroup{{Options: list}}
}

func (f *form) party(d *workflows.Field, out *Field) {
	var list []Option
	for _, p := range f.parties() {
		list = append(list, Option{Value: string(p.ID), Title: f.v.s.partyName(p)})
	}
	if slices.Contains(casework.RosterActs, f.act) && d.ID != "side" {
		list = f.listed()
	}
	if d.ID == "signers" { // whom the text names signs it with the sides
		list = append(list, f.named()...)
	}
	list = chosen(list, f.values[out.Name])
	switch {
	case d.Type == "parties" && len(list) > 0:
		out.Type, out.Group, out.Wide, out.Options = "ticks", true, true, list
	case d.Required && len(list) <= 5 && len(list) > 0:
		out.Type, out.Group, out.Wide, out.Options = "radio", true, true, list
	default:
		out.Type, out.Groups = "select", []OptionGroup{{Options: list}}
	}
}

// parties are those who still take part.
func (f *form) parties() []casemodel.Party {
	if f.view == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.view.Parties), func(p casemodel.Party) bool { return !p.Present() })
}

// listed are the people on the rosters of the case, for an act about them.
func (f *form) listed() (list []Option) {
	if f.view == nil {
		return nil
	}
	for i := range f.view.Roster {
		if m := &f.view.Roster[i]; m.Party.Present() {
			list = append(list, Option{Value: string(m.ID), Title: say("roster.called", "no", m.No, "name", m.Party.Name)})
		}
	}
	return list
}

// named are the people of a roster who sign with an act that carries the
// signatures itself.
func (f *form) named() (list []Option) {
	if f.view == nil {
		return nil
	}
	for i := range f.view.Roster {
		m := &f.view.Roster[i]
		if m.TextID == f.view.Matter.ID && m.BoundOn == "" || f.act == "make_agreement" && m.Stands() {
			list = append(list, Option{Value: string(m.ID), Title: say("roster.called", "no", m.No, "name", m.Party.Name)})
		}
	}
	return list
}

// partyName is the role and the name; a respondent may have none.
func (s *Site) partyName(p casemodel.Party) string {
	name := p.Name
	if name == "" {
		name = say("party.nameless")
	}
	return s.desk.Flows.Title("party_roles", p.Role) + " " + name
}

func options(declared []workflows.Option) []Option {
	list := make([]Option, len(declared))
	for i, o := range declared {
		list[i] = Option{Value: o.Value, Title: o.Title}
	}
	return list
}

func chosen(list []Option, values []string) []Option {
	for i := range list {
		list[i].Chosen = slices.Contains(values, list[i].Value)
	}
	return list
}

// faults puts an error into words, each at its field; what no field of the
// form carries stands in the summary alone.
func (s *Site) faults(err error, fields []Field) []Fault {
	var refused *casemodel.Error
	if !asRefusal(err, &refused) {
		return nil
	}
	all := refused.All()
	if len(all) == 0 {
		return []Fault{{Text: s.sayFault(refused.Key, refused.Args), Title: say("form.whole")}}
	}
	place := func(f casemodel.FieldError) int {
		return slices.IndexFunc(fields, func(field Field) bool { return covers(field, f.Field) })
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b casemodel.FieldError) int { return place(a) - place(b) }) // as they are read on the page
	list := make([]Fault, 0, len(all))
	for _, one := range all {
		fault := Fault{Title: say("form.whole"), Text: s.sayFault(one.Key, one.Args)}
		if i := place(one); i >= 0 {
			fault.Title, fault.Href = fields[i].Title, "#"+fields[i].ID
			fields[i].put(one.Field, fault.Text)
			fields[i].None = fields[i].None || strings.HasSuffix(one.Key, ".filler")
		}
		list = append(list, fault)
	}
	return list
}
