package workflows

import "slices"

// Starting is an act that starts a rule's clock; Act is "create" where the
// matter itself does, by being there.
type Starting struct {
	Flow       *Flow
	Act, Title string
}

// Starting lists where a rule is started, in the order of the files: by its own
// name or by that of its family.
func (l *Library) Starting(rule *Rule) []Starting {
	var all []Starting
	for _, f := range l.All() {
		if f.Create != nil && l.starts(f.Create.Starts, rule) {
			all = append(all, Starting{f, "create", ""})
		}
		for _, a := range f.acts() {
			if l.starts(a.Starts, rule) {
				all = append(all, Starting{f, a.ID, a.Title})
			}
		}
	}
	return all
}

func (l *Library) starts(refs []string, rule *Rule) bool {
	return slices.ContainsFunc(refs, func(ref string) bool { return l.Rules.means(rule, ref) })
}
