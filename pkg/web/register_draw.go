package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
	"github.com/jiefen/jiefen/workflows"
)

// drawing draws the fields of the registration, which no workflow declares.
type drawing struct {
	s      *Site
	values url.Values
}

// named draws a field whose title is another word than its name.
func (d drawing) named(name, title, kind string, must bool) Field {
	return Field{ID: name, Name: name, Title: say("register." + title), Type: kind, Required: must, Value: d.values.Get(name)}
}

func (d drawing) text(name, kind string, must bool) Field { return d.named(name, name, kind, must) }

func (d drawing) wide(f Field) Field {
	f.Wide = true
	return f
}

func (d drawing) spanned(f Field, span string) Field {
	f.Span = span
	return f
}

func (d drawing) list(name string, list []workflows.Option) Field {
	f := d.text(name, "select", false)
	f.Groups = []OptionGroup{{Options: chosen(options(list), []string{f.Value})}}
	return f
}

// typed is a list somebody finds his way in by typing.
func (d drawing) typed(name string, list []workflows.Option) Field {
	f := d.list(name, list)
	f.Type = "typed"
	for _, o := range f.Groups[0].Options {
		f.Entries = append(f.Entries, Entry{Option: o, Initials: initials(o.Title)})
	}
	return f
}

// initials of a title, "" when it has none.
func initials(title string) string {
	if all := search.Initials(title); len(all) > 0 {
		return all[0]
	}
	return ""
}

// boxes are the six signs of danger with the grade each gives (users.md F8).
func (d drawing) boxes() Field {
	f := d.wide(d.text("risk_boxes", "boxes", false))
	f.Group = true
	for n := range 6 {
		value := strconv.Itoa(n + 1)
		box := Entry{Option: Option{Value: value, Title: say("riskbox." + value), Chosen: slices.Contains(d.values[f.Name], value)}}
		if grade, err := casemodel.RiskOfBoxes([]int{n + 1}, 1, ""); err == nil {
			box.Mark = riskOf(grade)
		}
		f.Entries = append(f.Entries, box)
	}
	return f
}

// alone draws the questions about violence at home by the words of the act that
// asks them again.
func (d drawing) alone() Alone {
	block := Alone{Open: casemodel.Homely(d.values.Get("category"))}
	fields := d.s.desk.Flows.Latest("dispute_case").Act("accept").Fields
	for _, name := range casemodel.ScreeningFields {
		asked := fieldOf(fields, name)
		f := Field{ID: name, Name: name, Title: asked.Title, Value: d.values.Get(name)}
		f.Options = chosen(options(asked.Options), []string{f.Value})
		block.Fields = append(block.Fields, f)
	}
	return block
}

// count is how many blocks of a kind the page shows: those typed into, and one
// more when the person asks for it.
func (d drawing) count(name string, least, most int) int {
	n := max(rowCount(d.values, name), least, atoi(d.values.Get("_"+name)))
	if d.values.Get("_more") == name {
		n++
	}
	return min(n, most)
}

// party draws one block: who, and how to reach them without doing harm. What
// is rarely asked at the window is folded away below.
func (d drawing) party(i int) PartyForm {
	at := func(field string) string { return "parties." + strconv.Itoa(i) + "." + field }
	input := func(field, title, kind, span string) Field {
		f := d.named(at(field), title, kind, false)
		f.Span = span
		return f
	}
	pick := func(field, title, span string, list []Option, usual string) Field {
		f := input(field, title, "select", span)
		if f.Value == "" {
			f.Value = usual
		}
		f.Groups = []OptionGroup{{Options: chosen(list, []string{f.Value})}}
		return f
	}
	lists := d.s.desk.Flows.Lists
	role := []string{"applicant", "respondent", "third"}[min(i, 2)]
	roles := slices.DeleteFunc(options(lists["party_roles"]), func(o Option) bool { return o.Value == "petitioner" || o.Value == casemodel.RoleMember })
	hidden := pick("hide_address", "hide_address", "s3", worded("hide", []string{"yes", "no"}), "")
	hidden.Empty = say("word.hide_usual")
	block := PartyForm{
		N: i + 1, Path: "parties." + strconv.Itoa(i), Title: say("register.party", "n", i+1) + " " + d.s.desk.Flows.Title("party_roles", role),
		Fields: []Field{
			input("name", "name", "name", "s4"), pick("kind", "kind", "s2", options(lists["party_kinds"]), "natural"),
			input("phone", "phone", "tel", "s3"), pick("safe_contact", "safe_contact", "s3", worded("safe", []string{"yes", "only", "never"}), ""),
			input("id_no", "id_no", "card", "s4"), pick("role", "role", "s2", roles, role),
			input("address", "address", "text", "s6"), input("reach", "reach", "text", "s3"), hidden, d.needs(at("needs")),
		},
		More: []Field{
			pick("id_type", "id_type", "s3", worded("id_type", []string{"resident_id", "uscc", "passport", "other"}), ""), input("phone2", "phone2", "tel", "s3"),
			pick("representatives.0.kind", "agent_kind", "s3", worded("agent", []string{"guardian", "agent", "group", "legal_aid"}), ""),
			input("representatives.0.name", "agent_name", "text", "s3"), input("representatives.0.phone", "agent_phone", "tel", "s3"),
			pick("representatives.0.authority", "agent_authority", "s3", worded("authority", []string{"general", "special"}), ""),
		},
	}
	switch i {
	case 0:
		block.Fields[0].Required, block.Fields[0].First = true, true
		block.Fields[2].Required, block.Hint = true, say("register.phone_help")
	case 1:
		block.Fields[0].Hint = say("register.respondent_help")
	}
	block.Fields[4].Card = d.card(block.Fields[4].Value)
	return block
}

// card is what a resident number says about its holder, "" when it is none.
func (d drawing) card(number string) string {
	card, key := casemodel.ParseIDCard(halfWidth(number), "9999-12-31")
	if key != "" {
		return ""
	}
	return say("register.born", "sex", card.Sex, "on", card.BornOn)
}

func (d drawing) needs(name string) Field {
	f := d.named(name, "needs", "ticks", false)
	f.Span = "s6"
	f.Group, f.Options = true, chosen(worded("need", casemodel.PartyNeeds), d.values[name])
	return f
}

// typed reports whether anything was put into a block besides what stands in it
// from the beginning.
func typed(values url.Values, prefix string, but ...string) bool {
	for name, value := range values {
		field, is := strings.CutPrefix(name, prefix)
		if is && !slices.Contains(but, field) && strings.TrimSpace(strings.Join(value, "")) != "" {
			return true
		}
	}
	return false
}
