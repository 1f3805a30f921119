package workflows

import "slices"

// Filed is a paper of a procedure's volume (domain.md 6). One that an act makes
// is asked for once it fell due, another one once one of the acts named was done.
type Filed struct {
	Paper string   `yaml:"paper"`
	Or    string   `yaml:"or"`    // another paper that may lie there instead, "" for none
	Must  []string `yaml:"must"`  // the ends at which it is compulsory
	After []string `yaml:"after"` // acts
	Read  string   `yaml:"read"`  // class a file of it has at least

	// Copies is what a volume lacks while somebody whom the paper binds holds none, "" where nobody has to.
	Copies string `yaml:"copies"`
}

// FiledRead is the read class of a file that is a document: the one chosen, or
// the document's own where that is stricter.
func (f *Flow) FiledRead(document, chosen string) string {
	for _, v := range f.Volume {
		if v.Paper == document {
			chosen = stricter(chosen, v.Read)
		}
	}
	return chosen
}

// PaperNames are the papers of a procedure in the order of its volume, then
// those its acts make.
func (f *Flow) PaperNames() []string {
	var names []string
	for _, v := range f.Volume {
		for _, name := range []string{v.Paper, v.Or} {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, a := range f.acts() {
		for _, name := range a.Documents {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Compulsory are the papers that have to lie with a matter which ended in a
// state; done answers whether an act was done, due whether a paper fell due.
func (f *Flow) Compulsory(state string, done, due func(string) bool) []string {
	var names []string
	for _, v := range f.Volume {
		if slices.Contains(v.Must, state) && (len(v.After) == 0 && due(v.Paper) || slices.ContainsFunc(v.After, done)) {
			names = append(names, v.Paper)
		}
	}
	return names
}

// Instead is the paper that may lie in the volume in the place of another, ""
// for none.
func (f *Flow) Instead(paper string) string {
	i := slices.IndexFunc(f.Volume, func(v Filed) bool { return v.Paper == paper })
	if i < 0 {
		return ""
	}
	return f.Volume[i].Or
}

// Copies are the papers of which everybody whom they bind holds one, for a
// matter that ended in a state: by the paper the word for one that is lacking.
func (f *Flow) Copies(state string) map[string]string {
	words := map[string]string{}
	for _, v := range f.Volume {
		if v.Copies != "" && slices.Contains(v.Must, state) {
			words[v.Paper] = v.Copies
		}
	}
	return words
}

// unmade reports whether nothing in the procedure makes a paper or leads to it:
// an overlay that removes an act removes its paper too.
func (f *Flow) unmade(v Filed) bool {
	return !slices.ContainsFunc(f.acts(), func(a *Act) bool {
		return slices.Contains(v.After, a.ID) || len(v.After) == 0 && slices.Contains(a.Documents, v.Paper)
	})
}

// volume refuses papers that no act makes or leads to, and ends that are no
// states.
func (c *checker) volume() {
	for _, v := range c.flow.Volume {
		if c.flow.unmade(v) {
			c.fault("$.volume", "no act makes the paper %q", v.Paper)
		}
		if v.Read != "" && !slices.Contains(ReadClasses, v.Read) {
			c.fault("$.volume", "paper %s: there is no read class %q", v.Paper, v.Read)
		}
		for _, state := range v.Must {
			if c.flow.States.Get(state) == nil {
				c.fault("$.volume", "paper %s: there is no state %q", v.Paper, state)
			}
		}
	}
}
