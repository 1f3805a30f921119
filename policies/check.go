package policies

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// cell is one square of the matrix. What is no matter has a flow in name only.
type cell struct{ flow, state, act string }

// cells yields every square of the catalogue that a line covers.
func (b *book) cells(r *Row) iter.Seq[cell] {
	return func(yield func(cell) bool) {
		for i := range b.flows {
			f := &b.flows[i]
			if !in(r.Flow, f.Lineage) {
				continue
			}
			for _, act := range f.means[r.Act] {
				for _, state := range f.occurs(act) {
					if r.stands(state, string(f.States[state])) && !yield(cell{f.ID, state, act}) {
						return
					}
				}
			}
		}
		for _, office := range offices {
			for _, act := range officeActs {
				covered := (r.Flow == "*" || r.Flow == office) && (r.Act == "*" || r.Act == act) && r.stands(nowhere, "")
				if covered && !yield(cell{office, nowhere, act}) {
					return
				}
			}
		}
	}
}

// stands reports whether the line's state column takes a state of a class.
func (r *Row) stands(state, class string) bool {
	return r.State == "*" || r.State == state || r.State == class
}

// check holds the lines against the catalogue: every line names something that
// exists, and every act in every state is allowed to somebody.
func (b *book) check(rows []Row) error {
	var faults []error
	allowed := map[cell]bool{}
	for i := range rows {
		if err := b.checkRow(&rows[i], allowed); err != nil {
			faults = append(faults, fmt.Errorf("policy.csv:%d: %s: %w", rows[i].Line, rows[i].ID, err))
		}
	}
	faults = append(faults, twins(rows)...)
	return errors.Join(append(faults, b.orphans(allowed)...)...)
}

// checkRow also marks what the line allows.
func (b *book) checkRow(r *Row, allowed map[cell]bool) error {
	if err := r.known(); err != nil {
		return err
	}
	if r.Flow != "*" && !isOffice(r.Flow) && len(b.under[r.Flow]) == 0 {
		return fmt.Errorf("there is no flow %q", r.Flow)
	}
	if r.Act != "*" && r.Act != Read && r.Act != Write && membersOf(r.Act) == nil && b.acts[r.Act] == nil {
		return fmt.Errorf("there is no act %q", r.Act)
	}
	covers, reading := false, false
	for c := range b.cells(r) {
		covers, reading = true, reading || isRead(c.act)
		if !r.Denies() {
			allowed[c] = true
		}
	}
	if !covers {
		return fmt.Errorf("%s never occurs in state %q of %s", r.Act, r.State, r.Flow)
	}
	// a list could not keep away from what a single read keeps away from
	if r.Denies() && reading && relationOf(r.Rel).SQL == "" {
		return fmt.Errorf("%s is unknown to lists, so it cannot keep from reading", r.Rel)
	}
	return nil
}

// twins finds ids given twice and lines that say the same.
func twins(rows []Row) []error {
	var faults []error
	ids, sentences := map[string]int{}, map[[7]string]int{}
	for i := range rows {
		r := &rows[i]
		if first := ids[r.ID]; first > 0 {
			faults = append(faults, fmt.Errorf("policy.csv:%d: the id %s is taken by line %d", r.Line, r.ID, first))
		}
		sentence := [7]string(r.values()[:7])
		if first := sentences[sentence]; first > 0 {
			faults = append(faults, fmt.Errorf("policy.csv:%d: %s says what line %d says", r.Line, r.ID, first))
		}
		ids[r.ID], sentences[sentence] = r.Line, r.Line
	}
	return faults
}

// orphans finds acts that nobody may do in a state where they can occur.
func (b *book) orphans(allowed map[cell]bool) []error {
	var faults []error
	for i := range b.flows {
		f := &b.flows[i]
		for _, act := range slices.Sorted(maps.Keys(f.Acts)) {
			for _, state := range f.Acts[act] {
				if !allowed[cell{f.ID, state, act}] {
					faults = append(faults, fmt.Errorf("%s: nobody may %s in state %s", f.ID, act, state))
				}
			}
		}
	}
	return faults
}
