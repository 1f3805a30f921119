package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// choice is something the caller may do with a matter now.
type choice struct {
	Kind         string  `json:"kind" enum:"event,record,create"`
	ID           string  `json:"id"`
	Title        string  `json:"title"`
	Fields       []field `json:"fields"`
	Href         string  `json:"href"`
	NeedsVersion bool    `json:"needs_version"`
	Approval     bool    `json:"approval" doc:"it asks for somebody's yes instead of acting"`
}

// field declares one input.
type field struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Type       string   `json:"type"`
	Required   bool     `json:"required"`
	Options    []valued `json:"options,omitempty"`
	OptionsURL string   `json:"options_url,omitempty" doc:"where the options are, when they are many"`
	Max        int      `json:"max,omitempty"`
	Kinds      []string `json:"kinds,omitempty"`
	Role       string   `json:"role,omitempty"`
	Help       string   `json:"help,omitempty"`
}

// manyOptions are looked up instead of being listed.
const manyOptions = 50

// choicesOf is one list of events, records and creations (decision 30).
func (d *Door) choicesOf(v *casework.View) []choice {
	out := make([]choice, 0, len(v.Choices)+len(v.Creatable))
	for _, c := range v.Choices {
		fields := d.fieldsOf(casework.Creatable{Fields: c.Fields}, v)
		if c.ID == "amend" {
			d.offerAmendable(fields)
		}
		out = append(out, choice{
			Kind: c.Kind, ID: c.ID, Title: c.Title, Fields: fields, NeedsVersion: c.NeedsVersion, Approval: c.Approval,
			Href: Prefix + "/matters/" + string(v.Matter.ID) + "/" + c.Kind + "s/" + c.ID,
		})
	}
	for _, c := range d.creatableOf(v.Creatable, v) {
		out = append(out, choice{Kind: "create", ID: c.Workflow, Title: c.Title, Fields: c.Fields, Href: c.Href})
	}
	return out
}

// fieldsOf completes declared fields by what a client needs to fill them in:
// the parties of the case, the people of the body, where the rest is found.
func (d *Door) fieldsOf(act casework.Creatable, v *casework.View) []field {
	out := make([]field, 0, len(act.Fields))
	for _, f := range act.Fields {
		one := field{ID: f.ID, Title: f.Title, Type: f.Type, Required: f.Required, Max: f.Max, Kinds: f.Kinds, Role: f.Role, Help: f.Help}
		switch f.Type {
		case "party", "parties", "consents", "attendance":
			one.Options = partyOptions(v)
		case "offer":
			one.Options = offerOptions(v)
		case "confided":
			one.Options = confidedOptions(v)
		case "sitting":
			if v != nil {
				one.Options = sittingOptions(v)
			}
		case "record":
			one.Options = recordOptions(v)
		case "room":
			if v != nil {
				one.OptionsURL = query("/rooms", "matter", string(v.Matter.ID))
			}
		case "body":
			one.OptionsURL = bodiesURL(f.Kinds)
		case "user", "users":
			one.OptionsURL = query("/users", "body", bodyFor(f.Of, v), "role", f.Role)
		case "area":
			one.OptionsURL = query("/areas")
		case "matter":
			one.OptionsURL = query("/matters", "view", "all")
		default:
			for _, o := range f.Options {
				one.Options = append(one.Options, valued{o.Value, o.Title})
			}
			if len(one.Options) > manyOptions {
				one.Options, one.OptionsURL = nil, query("/"+f.List)
			}
		}
		out = append(out, one)
	}
	return out
}

// offerAmendable makes a choice of what may be corrected; the definition asks
// for it as plain text.
func (d *Door) offerAmendable(fields []field) {
	at := slices.IndexFunc(fields, func(f field) bool { return f.ID == "field" })
	if at < 0 {
		return
	}
	fields[at].Type = "choice"
	for _, id := range casework.Amendable() {
		fields[at].Options = append(fields[at].Options, valued{id, d.cfg.Text("amend.item."+id, nil)})
	}
}

func partyOptions(v *casework.View) []valued {
	if v == nil {
		return nil
	}
	present := slices.DeleteFunc(slices.Clone(v.Parties), func(p casemodel.Party) bool { return !p.Present() })
	return each(present, func(p casemodel.Party) valued { return valued{string(p.ID), p.Name} })
}

// offerOptions are the offers that may be read, by what they say.
func offerOptions(v *casework.View) []valued {
	if v == nil {
		return nil
	}
	return each(v.Offers, func(o casemodel.Offer) valued {
		return valued{string(o.ID), strings.TrimSpace(o.Amount.String() + " " + o.Text)}
	})
}

// confidedOptions are the notes and offers that are still kept in confidence.
func confidedOptions(v *casework.View) []valued {
	if v == nil {
		return nil
	}
	var out []valued
	for _, s := range v.Sessions {
		if s.Mode == "caucus" && s.Released == 0 {
			out = append(out, valued{string(s.ID), strconv.Itoa(s.No) + " " + string(s.On)})
		}
	}
	for _, o := range v.Offers {
		if o.Released == 0 {
			out = append(out, valued{string(o.ID), strings.TrimSpace(o.Amount.String() + " " + o.Text)})
		}
	}
	return out
}

// sittingOptions are what is arranged with a matter and not over.
func sittingOptions(v *casework.View) []valued {
	var all []valued
	for i := range v.Arranged {
		if s := &v.Arranged[i]; s.MatterID == v.Matter.ID && s.Ahead() {
			all = append(all, valued{string(s.ID), s.From.String() + " " + v.RoomOf(s)})
		}
	}
	return all
}

// recordOptions are the records of a mediation that its parties may sign, as far
// as the caller may read them.
func recordOptions(v *casework.View) []valued {
	if v == nil {
		return nil
	}
	signable := slices.DeleteFunc(slices.Clone(v.Sessions), func(s casemodel.Session) bool { return s.Mode == "caucus" || s.Mode == casemodel.ModeInside })
	return each(signable, func(s casemodel.Session) valued {
		return valued{string(s.ID), strconv.Itoa(s.No) + " " + string(s.On)}
	})
}

func bodiesURL(kinds []string) string {
	pairs := make([]string, 0, 2*len(kinds))
	for _, k := range kinds {
		pairs = append(pairs, "kind", k)
	}
	return query("/bodies", pairs...)
}

func bodyFor(of string, v *casework.View) string {
	switch {
	case v == nil:
		return ""
	case of == "body":
		return string(v.Matter.BodyID)
	case of == "centre":
		return string(v.Matter.CentreID)
	}
	return ""
}
