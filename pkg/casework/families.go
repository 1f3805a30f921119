package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// openFamilies reads several families with a fixed number of questions, for
// lists that look into each: the headers, who takes part, the parties, what is
// owed, values, acts, papers and the register of handing out. They are for
// reading only: what is kept by matter is shared between them.
func openFamilies(tx *store.Tx, roots ...casemodel.ID) (map[casemodel.ID]*family, error) {
	of := make(map[casemodel.ID]*family, len(roots))
	if len(roots) == 0 {
		return of, nil
	}
	var matters []*casemodel.Matter
	var ids []casemodel.ID
	err := tx.AtOnce(func() (err error) {
		matters, err = tx.Family(roots...)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range matters {
		f := of[m.RootID]
		if f == nil {
			f = &family{tx: tx, loaded: map[string]bool{"parties": true, "items": true, "values": true, "acts": true, "papers": true, "handed": true}}
			of[m.RootID] = f
		}
		if f.matters = append(f.matters, m); m.IsRoot() {
			f.root = m
		}
		ids = append(ids, m.ID)
	}
	for _, id := range roots {
		if of[id] == nil || of[id].root == nil {
			return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "matter.not_found"}
		}
	}
	return of, tx.AtOnce(deal(func() ([]casemodel.Participant, error) { return tx.Participants(roots...) },
		func(p casemodel.Participant) { f := of[p.RootID]; f.participants = append(f.participants, p) }),
		deal(func() ([]casemodel.Recusal, error) { return tx.Recusals(roots...) },
			func(r casemodel.Recusal) { f := of[r.RootID]; f.recusals = append(f.recusals, r) }),
		deal(func() ([]casemodel.Item, error) { return tx.Items(roots...) },
			func(it casemodel.Item) { f := of[it.RootID]; f.items = append(f.items, it) }),
		deal(func() ([]casemodel.Handed, error) { return tx.Handed(roots...) },
			func(h casemodel.Handed) { f := of[h.RootID]; f.handed = append(f.handed, h) }),
		func() error { return dealPeople(tx, of, roots) },
		func() error { return dealValues(tx, of, roots, ids) })
}

// deal gives each row that was read to its family.
func deal[T any](read func() ([]T, error), give func(T)) func() error {
	return func() error {
		rows, err := read()
		for i := range rows {
			give(rows[i])
		}
		return err
	}
}

func dealPeople(tx *store.Tx, of map[casemodel.ID]*family, roots []casemodel.ID) error {
	people, err := tx.Parties(roots...)
	if err != nil {
		return err
	}
	behind := map[casemodel.ID]casemodel.Party{}
	for _, p := range people {
		if p.Role == casemodel.RoleMember {
			behind[p.ID] = p
			continue
		}
		f := of[p.RootID]
		f.parties = append(f.parties, p)
	}
	if len(behind) == 0 {
		return nil
	}
	members, err := tx.Roster(roots...)
	for _, one := range members {
		one.Party = behind[one.ID]
		f := of[one.RootID]
		f.roster = append(f.roster, one)
	}
	return err
}

func dealValues(tx *store.Tx, of map[casemodel.ID]*family, roots, ids []casemodel.ID) error {
	values, err := tx.Fields(ids...)
	if err != nil {
		return err
	}
	acts, err := tx.LastActs(roots...)
	if err != nil {
		return err
	}
	papers, err := tx.Papers(ids...)
	for _, f := range of {
		f.values, f.acts, f.papers = values, acts, papers
	}
	return err
}

// rootsOf are the families of some matters, each once.
func rootsOf[T any](rows []T, root func(*T) casemodel.ID) (roots []casemodel.ID) {
	for i := range rows {
		if id := root(&rows[i]); !slices.Contains(roots, id) {
			roots = append(roots, id)
		}
	}
	return roots
}
