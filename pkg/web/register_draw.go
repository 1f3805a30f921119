package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
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

func (d drawing) list(name string, list []workflows.Option) Field {
	f := d.text(name, "select", false)
	f.Groups = []OptionGroup{{Options: chosen(options(list), []string{f.Value})}}
	return f
}

func (d drawing) ticks(name, word string, values []string) Field {
	f := d.wide(d.named(name, word, "ticks", false))
	f.Group = true
	for _, one := range values {
		f.Options = append(f.Options, Option{Value: one, Title: say(word + "." + one)})
	}
	f.Options = chosen(f.Options, d.values[name])
	return f
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

// party draws one block: who, and how to reach them without doing harm.
func (d drawing) party(i int) PartyForm {
	at := func(field string) string { return "parties." + strconv.Itoa(i) + "." + field }
	pick := func(field, title string, list []Option, usual string) Field {
		f := d.named(at(field), title, "select", false)
		if f.Value == "" {
			f.Value = usual
		}
		f.Groups = []OptionGroup{{Options: chosen(list, []string{f.Value})}}
		return f
	}
	lists := d.s.desk.Flows.Lists
	role := []string{"applicant", "respondent", "third"}[min(i, 2)]
	roles := slices.DeleteFunc(options(lists["party_roles"]), func(o Option) bool { return o.Value == "petitioner" })
	name := d.named(at("name"), "name", "text", i == 0)
	if i == 1 {
		name.Help = say("register.respondent_help")
	}
	block := PartyForm{
		Title: say("register.party", "n", i+1), Open: i == 0,
		Fields: []Field{
			pick("role", "role", roles, role), pick("kind", "kind", options(lists["party_kinds"]), "natural"), name,
			d.named(at("phone"), "phone", "tel", false), pick("safe_contact", "safe_contact", worded("safe", []string{"yes", "only", "never"}), ""),
			d.named(at("reach"), "reach", "text", false),
		},
		More: []Field{
			d.named(at("id_no"), "id_no", "text", false), pick("id_type", "id_type", worded("id_type", []string{"resident_id", "uscc", "passport", "other"}), ""),
			d.named(at("address"), "address", "text", false), d.named(at("hide_address"), "hide_address", "bool", false),
			d.named(at("phone2"), "phone2", "tel", false), d.needs(at("needs")),
		},
	}
	if i == 0 {
		block.Fields[3].Help = say("register.phone_help")
	}
	return block
}

func (d drawing) needs(name string) Field {
	f := d.wide(d.named(name, "needs", "ticks", false))
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
