package web

import (
	"net/url"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/workflows"
)

// typedText is what was typed into a field as people read it: titles for
// choices, names for parties, rows as lines. view is nil when the matter may
// not be read; then parties have no names.
func (s *Site) typedText(v *visit, view *casework.View, d *workflows.Field, values url.Values) string {
	name := nameOf(d.ID)
	r := &reading{v: v, values: values, raw: map[string]any{}, rows: map[string][]string{}}
	switch d.Type {
	case "file", "files":
		kept := keptFiles(values, name)
		names := make([]string, len(kept))
		for i, k := range kept {
			names[i] = k.Name
		}
		return strings.Join(names, say("list.comma"))
	case "choices", "users", "parties":
		return s.readable(v, view, d, casemodel.Set(values[name]...))
	case "area":
		place, _, err := (&form{v: v, values: values}).typedPlace(name)
		if err != nil {
			return "" // a page that keeps what was typed must not fail for want of a name
		}
		return s.readable(v, view, d, place)
	case "matter":
		return strings.TrimSpace(values.Get(name))
	case "money":
		return s.readable(v, view, d, amount(values.Get(name)))
	case "consents":
		r.consents(d.ID, name)
	case "attendance":
		r.attendance(d.ID, name)
	case "members":
		return values.Get(name)
	case "items":
		r.items(d.ID, name)
	default:
		return s.readable(v, view, d, strings.TrimSpace(values.Get(name)))
	}
	if in, err := workflows.Read([]workflows.Field{*d}, r.raw); err == nil {
		return s.readable(v, view, d, workflows.Write(in[d.ID]))
	}
	return rowsText(values, name)
}

// rowsText is what stands in rows that cannot be read yet, cell by cell.
func rowsText(values url.Values, name string) string {
	var lines []string
	for _, key := range sortedKeys(values) {
		if text := strings.TrimSpace(values.Get(key)); text != "" && strings.HasPrefix(key, name+".") && !casemodel.ID(text).Valid() {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}
