package store

import (
	"bytes"
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

const (
	similarWithin = 180 * 24 * time.Hour // a closed case this young may be the same quarrel again
	similarRows   = 500
	similarMost   = 20
)

// similarRow is a party of another case that shares a name or a number.
type similarRow struct {
	RootID    casemodel.ID
	Role      string
	Kind      string
	Name      string
	IDHash    []byte
	PhoneHash []byte
	Category  string
}

// SimilarCases lists the cases, open or closed of late, that may be the same
// quarrel, the newest first. A person found by number counts; a person found
// by name only counts if both sides agree or the category does; an
// organisation counts only if both sides do, or every case of a big employer
// would be shown. Of those found, bound are the ones in which the same parties
// stand against each other, whoever asked then, and something that was agreed
// is still owed, however long they are closed: what is told now may be its
// breach.
func (tx *Tx) SimilarCases(except casemodel.ID, parties []casemodel.Party, category string) (cases []casemodel.Matter, bound map[casemodel.ID]bool, err error) {
	mine, err := tx.blindAll(parties)
	if err != nil || len(mine) == 0 {
		return nil, nil, err
	}
	rows, err := tx.sharing(except, mine)
	if err != nil {
		return nil, nil, err
	}
	theirs := map[casemodel.ID][]similarRow{}
	var order []casemodel.ID
	for _, r := range rows {
		if theirs[r.RootID] == nil {
			order = append(order, r.RootID)
		}
		theirs[r.RootID] = append(theirs[r.RootID], r)
	}
	var hits, against []casemodel.ID
	for _, root := range order {
		if len(hits) < similarMost && similar(mine, parties, theirs[root], category) {
			hits = append(hits, root)
			if opposed(mine, parties, theirs[root]) {
				against = append(against, root)
			}
		}
	}
	if len(hits) == 0 {
		return nil, nil, nil
	}
	if bound, err = tx.owing(against); err != nil {
		return nil, nil, err
	}
	cases, err = find[casemodel.Matter](tx, "similar cases", tx.db.Where("id IN ?", hits).Order("id DESC"))
	return cases, bound, err
}

// owing are those of the families in which an obligation is open.
func (tx *Tx) owing(roots []casemodel.ID) (map[casemodel.ID]bool, error) {
	if len(roots) == 0 {
		return map[casemodel.ID]bool{}, nil
	}
	var found []casemodel.ID
	err := tx.db.Raw("SELECT DISTINCT root_id FROM matter WHERE root_id IN ? AND kind = 'obligation' AND live = 1", roots).Scan(&found).Error
	owed := map[casemodel.ID]bool{}
	for _, id := range found {
		owed[id] = true
	}
	return owed, tx.wrap("find open obligations", err)
}

// blindAll hashes the numbers of the parties still present.
func (tx *Tx) blindAll(parties []casemodel.Party) ([]partyRow, error) {
	rows := make([]partyRow, 0, len(parties))
	for i := range parties {
		row := partyRow{Kind: parties[i].Kind, Name: parties[i].Name}
		if err := tx.blindParty(&parties[i], &row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// another is the predicate "a second party of p's case is one of those at hand":
// an organisation counts only then, and such cases are looked at first, so that
// the many cases of a big employer or of a common name crowd none of them out.
const another = `EXISTS (SELECT 1 FROM party q WHERE q.root_id = p.root_id AND q.id <> p.id AND (q.name IN ? OR q.id_hash IN ? OR q.phone_hash IN ?))`

func (tx *Tx) sharing(except casemodel.ID, mine []partyRow) ([]similarRow, error) {
	var names []string
	var ids, phones []any
	for _, p := range mine {
		if p.Name != "" {
			names = append(names, p.Name)
		}
		if p.IDHash != nil {
			ids = append(ids, blob(p.IDHash))
		}
		if p.PhoneHash != nil {
			phones = append(phones, blob(p.PhoneHash))
		}
	}
	var rows []similarRow
	err := tx.db.Raw(`
SELECT p.root_id, p.role, p.kind, p.name, p.id_hash, p.phone_hash, m.category
  FROM party p JOIN matter m ON m.id = p.root_id
 WHERE p.root_id <> ? AND m.kind = 'case' AND (m.class <> 'done' OR m.closed_at > ?
   OR EXISTS (SELECT 1 FROM matter o WHERE o.root_id = m.id AND o.kind = 'obligation' AND o.live = 1))
   AND (p.name IN ? OR p.id_hash IN ? OR p.phone_hash IN ?) AND (p.kind = 'natural' OR `+another+`)
 ORDER BY CASE WHEN `+another+` THEN 0 ELSE 1 END, p.root_id DESC LIMIT ?`,
		except, tx.Now().Add(-similarWithin), names, ids, phones, names, ids, phones, names, ids, phones, similarRows).Scan(&rows).Error
	return rows, tx.wrap("find similar cases", err)
}

// similar weighs one other case against the parties at hand.
func similar(mine []partyRow, parties []casemodel.Party, theirs []similarRow, category string) bool {
	var asks, answers []int // which of their rows matched each of our sides
	byName := false
	for i := range mine {
		for j := range theirs {
			number, name := matches(&mine[i], &theirs[j])
			if !number && !name {
				continue
			}
			person := mine[i].Kind == "natural" && theirs[j].Kind == "natural"
			if person && number {
				return true
			}
			byName = byName || person
			if parties[i].Asks() {
				asks = append(asks, j)
			} else {
				answers = append(answers, j)
			}
		}
	}
	both := slices.ContainsFunc(asks, func(a int) bool {
		return slices.ContainsFunc(answers, func(b int) bool { return a != b })
	})
	return both || byName && theirs[0].Category == category && category != ""
}

// opposed reports whether somebody who asks and somebody who answers are on
// different sides of the other case too. Who stands behind a side by a roster
// is on whichever side is asked about.
func opposed(mine []partyRow, parties []casemodel.Party, theirs []similarRow) bool {
	sides := func(asking bool) (sides [][2]bool) { // whether a match may have asked there, and may have answered
		for i := range mine {
			for j := range theirs {
				number, name := matches(&mine[i], &theirs[j])
				if parties[i].Asks() != asking || !number && !name {
					continue
				}
				behind, asked := theirs[j].Role == casemodel.RoleMember, (&casemodel.Party{Role: theirs[j].Role}).Asks()
				sides = append(sides, [2]bool{behind || asked, behind || !asked})
			}
		}
		return sides
	}
	answer := sides(false)
	return slices.ContainsFunc(sides(true), func(a [2]bool) bool {
		return slices.ContainsFunc(answer, func(b [2]bool) bool { return a[0] && b[1] || a[1] && b[0] })
	})
}

func matches(mine *partyRow, theirs *similarRow) (number, name bool) {
	number = mine.IDHash != nil && bytes.Equal(mine.IDHash, theirs.IDHash) ||
		mine.PhoneHash != nil && bytes.Equal(mine.PhoneHash, theirs.PhoneHash)
	return number, mine.Name != "" && mine.Name == theirs.Name
}

// OpenCasesNaming counts the open cases that name an organisation, of those the
// actor may see or be told of (hint); sealed ones are not told of.
func (tx *Tx) OpenCasesNaming(see, hint casemodel.Scope, name string) (n int, err error) {
	seen, err := tx.scoped(see)
	if err != nil {
		return 0, err
	}
	told, err := tx.scoped(hint)
	if err != nil {
		return 0, err
	}
	q := clause{`SELECT COUNT(DISTINCT p.root_id) FROM party p JOIN matter m ON m.id = p.root_id
 WHERE p.name = ? AND p.kind <> 'natural' AND p.ended_on IS NULL AND m.kind = 'case' AND m.class <> 'done' AND m.sealed = 0`, []any{name}}
	q = q.and(seen.or(told).in("(", ")"))
	err = tx.queryRow(q.sql, q.args...).Scan(&n)
	return n, tx.wrap("count cases of an organisation", err)
}
