package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// family is all matters of one root as they stand in the transaction, with
// their parts read when somebody asks. The root's row is locked, so what is
// read here stays true until the commit.
type family struct {
	tx      *store.Tx
	root    *casemodel.Matter
	matters []*casemodel.Matter

	participants []casemodel.Participant
	recusals     []casemodel.Recusal
	deadlines    []*casemodel.Deadline
	segments     map[casemodel.ID][]casemodel.Segment

	parties []casemodel.Party
	roster  []casemodel.Member // who stands behind the name of one of them
	items   []casemodel.Item
	values  map[casemodel.ID]map[string]string
	acts    map[casemodel.ID]map[string]casemodel.Entry
	samples []casemodel.QualitySample
	sits    []*casemodel.Sitting      // that were arranged, in order of time
	papers  map[casemodel.ID][]string // documents that lie with each matter
	handed  []casemodel.Handed        // the register of what went out of the house
	loaded  map[string]bool
}

// openFamily reads the headers and who takes part: what every question needs.
func openFamily(tx *store.Tx, root casemodel.ID) (*family, error) {
	f := &family{tx: tx, loaded: map[string]bool{}}
	err := tx.AtOnce(func() (err error) {
		f.matters, err = tx.Family(root)
		return err
	}, func() (err error) {
		f.participants, err = tx.Participants(root)
		return err
	}, func() (err error) {
		f.recusals, err = tx.Recusals(root)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range f.matters {
		if m.ID == root {
			f.root = m
		}
	}
	if f.root == nil {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
	}
	return f, nil
}

func (f *family) matter(id casemodel.ID) *casemodel.Matter {
	for _, m := range f.matters {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// once runs a loader the first time it is asked for.
func (f *family) once(what string, load func() error) error {
	if f.loaded[what] {
		return nil
	}
	f.loaded[what] = true
	return load()
}

func (f *family) loadParties() error {
	return f.once("parties", func() error {
		all, err := f.tx.Parties(f.root.ID)
		if err != nil {
			return err
		}
		behind := map[casemodel.ID]casemodel.Party{}
		for _, p := range all {
			if p.Role == casemodel.RoleMember {
				behind[p.ID] = p
				continue
			}
			f.parties = append(f.parties, p)
		}
		if len(behind) == 0 {
			return nil
		}
		f.roster, err = f.tx.Roster(f.root.ID)
		for i := range f.roster {
			f.roster[i].Party = behind[f.roster[i].ID]
		}
		return err
	})
}

func (f *family) loadItems() error {
	return f.once("items", func() (err error) {
		f.items, err = f.tx.Items(f.root.ID)
		for i := range f.items {
			f.items[i].PaidNow = f.items[i].AtTable == 1
		}
		return err
	})
}

func (f *family) loadValues() error {
	return f.once("values", func() (err error) {
		ids := make([]casemodel.ID, len(f.matters))
		for i, m := range f.matters {
			ids[i] = m.ID
		}
		f.values, err = f.tx.Fields(ids...)
		if f.values == nil {
			f.values = map[casemodel.ID]map[string]string{}
		}
		return err
	})
}

func (f *family) loadActs() error {
	return f.once("acts", func() (err error) {
		f.acts, err = f.tx.LastActs(f.root.ID)
		if f.acts == nil {
			f.acts = map[casemodel.ID]map[string]casemodel.Entry{}
		}
		return err
	})
}

func (f *family) loadSamples() error {
	return f.once("samples", func() (err error) {
		ids := make([]casemodel.ID, len(f.matters))
		for i, m := range f.matters {
			ids[i] = m.ID
		}
		f.samples, err = f.tx.Samples(ids...)
		return err
	})
}

func (f *family) loadSittings() error {
	return f.once("sittings", func() error {
		list, err := f.tx.Arranged(f.root.ID)
		f.sits = make([]*casemodel.Sitting, len(list))
		for i := range list {
			f.sits[i] = &list[i]
		}
		return err
	})
}

func (f *family) loadDeadlines() error {
	return f.once("deadlines", func() error {
		list, err := f.tx.Deadlines(f.root.ID)
		if err != nil {
			return err
		}
		f.deadlines = make([]*casemodel.Deadline, len(list))
		for i := range list {
			f.deadlines[i] = &list[i]
		}
		return nil
	})
}

// loadSegments reads the pauses and extensions of the family's clocks.
func (f *family) loadSegments() error {
	return f.once("segments", func() (err error) {
		ids := make([]casemodel.ID, len(f.deadlines))
		for i, d := range f.deadlines {
			ids[i] = d.ID
		}
		f.segments, err = f.tx.Segments(ids...)
		if f.segments == nil {
			f.segments = map[casemodel.ID][]casemodel.Segment{}
		}
		return err
	})
}

// all reads everything a guard may look at.
func (f *family) all() error {
	return f.tx.AtOnce(f.loadParties, f.loadItems, f.loadValues, f.loadActs, f.loadDeadlines)
}

// value is a current declared field of a matter.
func (f *family) value(m casemodel.ID, field string) string { return f.values[m][field] }

func (f *family) keep(m casemodel.ID, field, value string) {
	if f.values == nil {
		return
	}
	if f.values[m] == nil {
		f.values[m] = map[string]string{}
	}
	if value == "" {
		delete(f.values[m], field)
		return
	}
	f.values[m][field] = value
}

// below returns the live descendants of a matter in id order; for the root it
// is every live matter of the family (decision 6).
func (f *family) below(m *casemodel.Matter) []*casemodel.Matter {
	var found []*casemodel.Matter
	for _, c := range f.matters {
		if c.ID != m.ID && c.Open() && (m.IsRoot() || f.descends(c, m.ID)) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *casemodel.Matter) int {
		switch {
		case a.ID < b.ID:
			return -1
		case a.ID > b.ID:
			return 1
		}
		return 0
	})
	return found
}

func (f *family) descends(c *casemodel.Matter, ancestor casemodel.ID) bool {
	for c != nil && c.ParentID != "" && c.ParentID != c.ID {
		if c.ParentID == ancestor {
			return true
		}
		c = f.matter(c.ParentID)
	}
	return false
}

// party returns a party of the family by id, those of a roster too.
func (f *family) party(id casemodel.ID) *casemodel.Party {
	for i := range f.parties {
		if f.parties[i].ID == id {
			return &f.parties[i]
		}
	}
	if m := f.member(id); m != nil {
		return &m.Party
	}
	return nil
}

// member returns one person of a roster by id, nil for none.
func (f *family) member(id casemodel.ID) *casemodel.Member {
	for i := range f.roster {
		if f.roster[i].ID == id {
			return &f.roster[i]
		}
	}
	return nil
}
