package web

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// CameRow is how one party came to a sitting.
type CameRow struct {
	Path, Name, Title, Error string
	Ways, Authorities        []Option
	Late, Checked            bool
	With, Relation           string // who accompanies the party
	Capacities, Admissions   []Option
	Who                      string   // came for the party
	Agents                   []string // who is known to act for it
	Authorised               bool     // an agent of it is on file
	Named                    bool     // somebody comes for it whoever comes: a guardian, a representative
}

// attendance draws one row per party that takes part.
func (f *form) attendance(out *Field) {
	out.Wide, out.Group = true, true
	for _, p := range f.parties() {
		name := out.Name + "." + string(p.ID)
		row := CameRow{
			Path: out.ID + "." + string(p.ID), Name: name, Title: f.v.s.partyName(p), Who: f.values.Get(name + ".name"), Late: f.values.Get(name+".late") != "",
			Ways:        chosen(worded("came", casemodel.Came), f.values[name+".came"]),
			Authorities: chosen(worded("authority", casemodel.Authorities), f.values[name+".authority"]),
			Checked:     f.values.Get(name+".checked") != "", With: f.values.Get(name + ".with"), Relation: f.values.Get(name + ".relation"),
			Capacities: chosen(worded("capacity", casemodel.Capacities), f.values[name+".capacity"]),
			Admissions: chosen(worded("admitted", casemodel.Admissions), f.values[name+".admitted"]),
		}
		for _, r := range p.Representatives {
			row.Agents, row.Authorised = append(row.Agents, r.Name), row.Authorised || r.Authority != ""
		}
		row.Named = p.Kind != "natural" || slices.Contains(p.Needs, "minor")
		out.Came = append(out.Came, row)
	}
}

// attendance collects the rows in which something was chosen or typed.
func (r *reading) attendance(id, name string) {
	var all []any
	for _, p := range r.partiesOf(name) {
		row := map[string]any{"party": p}
		prefix := name + "." + p + "."
		for _, cell := range []string{"came", "name", "authority", "with", "relation", "capacity", "admitted"} {
			if value := strings.TrimSpace(r.values.Get(prefix + cell)); value != "" {
				row[cell] = value
			}
		}
		for _, tick := range []string{"late", "checked"} {
			if r.values.Get(prefix+tick) != "" {
				row[tick] = true
			}
		}
		if len(row) == 1 {
			continue
		}
		all = append(all, row)
		r.rows[id] = append(r.rows[id], p)
	}
	if len(all) > 0 {
		r.raw[id] = all
	}
}

func (s *Site) attendanceText(view *casework.View, value string) string {
	var list []casemodel.Attendance
	if json.Unmarshal([]byte(value), &list) != nil {
		return ""
	}
	lines := make([]string, len(list))
	for i, a := range list {
		lines[i] = s.cameLine(view, a)
	}
	return strings.Join(lines, "\n")
}

// cameLine says who came for a party, with which authority, and how late.
func (s *Site) cameLine(view *casework.View, a casemodel.Attendance) string {
	parts := []string{say("word.came." + a.Came)}
	if a.Name != "" {
		parts = append(parts, a.Name)
	}
	if a.Authority != "" {
		parts = append(parts, say("word.authority."+a.Authority))
	}
	if a.Checked {
		parts = append(parts, say("came.was_checked"))
	}
	if a.Late {
		parts = append(parts, say("came.late"))
	}
	line := say("came.line", "party", s.partyOf(view, a.Party), "how", strings.Join(parts, say("list.comma")))
	if a.With == "" {
		return line
	}
	return line + say("came.line_with", "name", a.With, "relation", a.Relation, "capacity", say("word.capacity."+a.Capacity), "admitted", say("came.was_"+a.Admitted))
}
