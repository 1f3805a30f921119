package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// ModelClause is one version of a site's own model clause.
type ModelClause struct {
	ID         casemodel.ID
	Code       string // of the program's clause it replaces, else its first version's id
	No         int    // from 1
	Sort       string
	Title      string
	Categories []string // offered in these and all below them; none for every one
	Kind       string   // of casemodel.ItemKinds, "" for text beneath the clauses
	Words      string   // "": the program's own is not offered
	State      string   // TemplateForce or TemplateWithdrawn
	By         string
	At         casemodel.Instant
}

// Most of a model clause, in characters.
const (
	longestClauseTitle = 40
	longestClause      = 2000
)

func clauseVersions(rows []store.Clause) []ModelClause {
	list := make([]ModelClause, 0, len(rows))
	for i := range rows {
		c := &rows[i]
		list = append(list, ModelClause{c.ID, c.Code, c.No, c.Sort, c.Title, strings.Fields(c.Categories), c.Kind, c.Words, c.State, c.ByName, c.At})
	}
	return list
}

// ModelClauses lists the site's own versions of a clause, of all clauses for
// "", the latest first.
func (d *Desk) ModelClauses(ctx context.Context, who casemodel.Actor, code string) (list []ModelClause, err error) {
	if err := d.Office(who, "papers", "list"); err != nil {
		return nil, err
	}
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Clauses(code)
		list = clauseVersions(rows)
		return err
	})
	return list, err
}

// ClausesInForce are the site's own versions that are offered, or that take the
// program's own out of use.
func (d *Desk) ClausesInForce(ctx context.Context) (list []ModelClause, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.ClausesInForce()
		list = clauseVersions(rows)
		return err
	})
	return list, err
}

// SaveClause writes the next version of a clause and puts it in force: a new
// clause for code "", a site's own in place of the program's for one that the
// program has. Empty words take the program's own out of use. seen is the
// number of the latest version the person saw, 0 for none.
//
// Errors: Invalid at title, sort, categories, kind or words; Conflict when
// somebody else has written a version meanwhile.
func (d *Desk) SaveClause(ctx context.Context, who casemodel.Actor, c ModelClause, sorts []string, seen int) (*ModelClause, error) {
	if err := d.Office(who, "papers", "edit"); err != nil {
		return nil, err
	}
	if faults := d.clauseFaults(&c, sorts); len(faults) > 0 {
		return nil, faultsOr(nil, faults)
	}
	row := &store.Clause{
		Code: c.Code, Sort: c.Sort, Title: c.Title, Categories: strings.Join(c.Categories, " "), Kind: c.Kind, Words: c.Words,
		State: TemplateForce, ByID: who.UserID, ByName: who.Name,
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		row.ID, row.At, row.No = tx.NewID(), tx.Now(), 1
		if c.Code == "" {
			row.Code = string(row.ID)
		}
		before, err := tx.Clauses(row.Code)
		if err != nil {
			return err
		}
		if len(before) > 0 {
			row.No = before[0].No + 1
		}
		if row.No != seen+1 {
			return &casemodel.Error{Kind: casemodel.Conflict, Key: "clause.moved"}
		}
		for i := range before {
			if before[i].State == TemplateForce {
				if err := tx.WithdrawClause(before[i].ID); err != nil {
					return err
				}
			}
		}
		if err := tx.InsertClause(row); err != nil {
			return err
		}
		return record(tx, who, clauseDeed("clause_saved", row))
	})
	if store.Duplicate(err) {
		return nil, &casemodel.Error{Kind: casemodel.Conflict, Key: "clause.moved"}
	}
	if err != nil {
		return nil, err
	}
	return &clauseVersions([]store.Clause{*row})[0], nil
}

// WithdrawClause takes the site's own version of a clause out of use: the
// program's own is offered again, where there is one. Conflict when none is in
// force any more.
func (d *Desk) WithdrawClause(ctx context.Context, who casemodel.Actor, code string) error {
	if err := d.Office(who, "papers", "edit"); err != nil {
		return err
	}
	return d.DB.Do(ctx, func(tx *store.Tx) error {
		before, err := tx.Clauses(code)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(before, func(c store.Clause) bool { return c.State == TemplateForce })
		if i < 0 {
			return &casemodel.Error{Kind: casemodel.Conflict, Key: "clause.moved"}
		}
		if err := tx.WithdrawClause(before[i].ID); err != nil {
			return err
		}
		return record(tx, who, clauseDeed("clause_withdrawn", &before[i]))
	})
}

func (d *Desk) clauseFaults(c *ModelClause, sorts []string) (faults []casemodel.FieldError) {
	c.Title, c.Words = strings.TrimSpace(c.Title), strings.TrimSpace(c.Words)
	bad := func(field, key string, most int) {
		fault := casemodel.FieldError{Field: field, Key: key}
		if most > 0 {
			fault.Args = map[string]any{"max": most}
		}
		faults = append(faults, fault)
	}
	switch n := utf8.RuneCountInString(c.Title); {
	case n == 0:
		bad("title", "field.missing", 0)
	case n > longestClauseTitle:
		bad("title", "field.too_long", longestClauseTitle)
	}
	if !slices.Contains(sorts, c.Sort) {
		bad("sort", "field.choice", 0)
	}
	for _, category := range c.Categories {
		if d.Flows.Title("categories", category) == category { // it has no name
			bad("categories", "field.choice", 0)
			break
		}
	}
	if c.Kind != "" && !slices.Contains(casemodel.ItemKinds, c.Kind) {
		bad("kind", "field.choice", 0)
	}
	if utf8.RuneCountInString(c.Words) > longestClause {
		bad("words", "field.too_long", longestClause)
	}
	return faults
}

func clauseDeed(act string, c *store.Clause) Deed {
	return Deed{act, "clause", c.Code, c.Title, []Change{{Field: "template_no", After: strconv.Itoa(c.No)}}}
}
