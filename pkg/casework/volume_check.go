package casework

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// ClosedQuery chooses cases by when they were closed; both days are included.
type ClosedQuery struct {
	From, Until casemodel.Day
	Body        casemodel.ID
	Category    string
	After       casemodel.ID // of the page before
	Limit       int
}

// Binder is one closed case with what its volume lacks: the same papers for
// which the archive refuses it.
type Binder struct {
	Matter  casemodel.Matter
	Shelf   string // where the paper original stands, "" until it is archived
	Missing []Paper
	Out     *casemodel.Handed // by which it is lent, nil while it is in the house

	Elsewhere string // where the archivist said that what is missing lies, "" until it is archived
}

// mostClosed is how many cases a draw is made from; a district closes some
// thousands a year.
const mostClosed = 50_000

// Closed lists closed cases with what is missing in their volumes, in the order
// of their making; more reports whether others follow.
func (d *Desk) Closed(ctx context.Context, who casemodel.Actor, q ClosedQuery) (list []Binder, more bool, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		found, err := d.closed(tx, who, q, q.Limit+1)
		if err != nil {
			return err
		}
		more = len(found) > q.Limit
		list, err = d.binders(tx, who, found[:min(len(found), q.Limit)])
		return err
	})
	return list, more, err
}

func (d *Desk) closed(tx *store.Tx, who casemodel.Actor, q ClosedQuery, limit int) ([]casemodel.Matter, error) {
	return tx.ClosedCases(d.Gate.Now().Scope(who, "see"), store.ClosedFilter{
		From: casemodel.At(day(q.From).Start()), Until: casemodel.At((day(q.Until) + 1).Start()),
		BodyID: q.Body, Category: q.Category, After: q.After, Limit: limit,
	})
}

// Draw takes n of the closed cases by lot. The same seed over the same cases
// gives the same draw, whoever asks on whichever day; of counts those it was
// made from. The order is that of the lot.
func (d *Desk) Draw(ctx context.Context, who casemodel.Actor, q ClosedQuery, n int, seed string) (list []Binder, of int, err error) {
	q.After = ""
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		found, err := d.closed(tx, who, q, mostClosed)
		if err != nil {
			return err
		}
		of = len(found)
		slices.SortFunc(found, func(a, b casemodel.Matter) int {
			return bytes.Compare(lot(seed, a.ID), lot(seed, b.ID))
		})
		list, err = d.binders(tx, who, found[:min(len(found), n)])
		return err
	})
	return list, of, err
}

// lot is what a case draws: nobody can choose a seed for a case he wants, or
// tell before which one it will be.
func lot(seed string, id casemodel.ID) []byte {
	sum := sha256.Sum256([]byte(seed + "\x00" + string(id)))
	return sum[:]
}

// NoteDraw writes into the log of the administration that a draw was made.
func (d *Desk) NoteDraw(ctx context.Context, who casemodel.Actor, q ClosedQuery, n int, seed string) error {
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		return record(tx, who, Deed{"volumes_drawn", "volume", seed, string(q.From) + "–" + string(q.Until), []Change{
			{Field: "seed", After: seed}, {Field: "drawn", After: strconv.Itoa(n)}, {Field: "body", After: string(q.Body)}, {Field: "categories", After: q.Category},
		}})
	})
}

func (d *Desk) binders(tx *store.Tx, who casemodel.Actor, found []casemodel.Matter) ([]Binder, error) {
	list := make([]Binder, 0, len(found))
	families, err := openFamilies(tx, rootsOf(found, func(m *casemodel.Matter) casemodel.ID { return m.ID })...)
	if err != nil {
		return nil, err
	}
	for i := range found {
		fam := families[found[i].ID]
		j := d.job(tx, fam, who, &Outcome{})
		missing, err := j.missingPapers()
		if err != nil {
			return nil, err
		}
		one := Binder{Matter: found[i], Shelf: fam.value(found[i].ID, "shelf"), Missing: missing, Out: lentOut(fam.handed)}
		if one.Matter.State == "archived" {
			one.Elsewhere = fam.value(found[i].ID, "elsewhere")
		}
		if !j.rights(fam.root)["read.registration"] {
			one.Out, one.Elsewhere = nil, ""
			one.Matter.Title, one.Shelf = one.Matter.PublicTitle, ""
		}
		list = append(list, one)
	}
	return list, nil
}

// Missing are the compulsory papers that a case still lacks as it stands, of
// the parts this actor may know of.
func (d *Desk) Missing(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Paper, error) {
	var missing []Paper
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, _, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		missing, err = j.missingPapers()
		missing = slices.DeleteFunc(missing, func(p Paper) bool { return !j.may(who, j.fam.matter(p.Matter), "see", "read").Allow })
		return err
	})
	return missing, err
}
