package store

import (
	"strings"
	"unicode"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/search"
)

// PutSearch writes the searchable text of a matter for one read class
// (registration, agreement …): what List rechecks, and its grams, by which it
// is found. Steps that change no text never call it.
func (tx *Tx) PutSearch(matter casemodel.ID, class, body string, grams []string) error {
	body, grams = search.Fold(body), plain(grams)
	if tx.postgres() {
		_, err := tx.exec("put search text", `
INSERT INTO matter_grams (matter_id, class, body, grams) VALUES (?, ?, ?, ?::text[])
ON CONFLICT (matter_id, class) DO UPDATE SET body = excluded.body, grams = excluded.grams`, matter, class, body, textArray(grams))
		return err
	}
	if err := tx.dropIndexed("matter_id = ? AND class = ?", matter, class); err != nil {
		return err
	}
	var n int64
	err := tx.db.Raw("INSERT INTO search_row (matter_id, class, body) VALUES (?, ?, ?) RETURNING n", matter, class, body).Row().Scan(&n)
	if err != nil {
		return tx.wrap("put search text", err)
	}
	_, err = tx.exec("put search text", "INSERT INTO search_index (rowid, grams) VALUES (?, ?)", n, strings.Join(grams, " "))
	return err
}

// DropSearch takes all text of a matter out of the search.
func (tx *Tx) DropSearch(matter casemodel.ID) error {
	if tx.postgres() {
		_, err := tx.exec("drop search text", "DELETE FROM matter_grams WHERE matter_id = ?", matter)
		return err
	}
	return tx.dropIndexed("matter_id = ?", matter)
}

// dropIndexed removes SQLite's search rows and their entries of the index.
func (tx *Tx) dropIndexed(where string, args ...any) error {
	_, err := tx.exec("drop search text", "DELETE FROM search_index WHERE rowid IN (SELECT n FROM search_row WHERE "+where+")", args...)
	if err != nil {
		return err
	}
	_, err = tx.exec("drop search text", "DELETE FROM search_row WHERE "+where, args...)
	return err
}

// plain keeps the grams made of letters and numbers only, as the zero in a name
// is one: the tokenizer of SQLite would cut others to pieces.
func plain(grams []string) []string {
	kept := make([]string, 0, len(grams))
	for _, g := range grams {
		if g != "" && strings.IndexFunc(g, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) < 0 {
			kept = append(kept, g)
		}
	}
	return kept
}

// textArray writes plain grams as a PostgreSQL array. Unquoted, the word null
// would be none.
func textArray(grams []string) string {
	if len(grams) == 0 {
		return "{}"
	}
	return `{"` + strings.Join(grams, `","`) + `"}`
}

// hits is the query for the matters whose text of one of the classes has all
// the grams, and in which each word of the question then really stands: grams
// of two letters meet in texts that never held the word.
func (tx *Tx) hits(classes, grams, words []string) clause {
	table, holds := "matter_grams", "strpos"
	match := clause{"g.grams @> ?::text[]", []any{textArray(grams)}}
	if !tx.postgres() {
		table, holds = "search_row", "instr"
		match = clause{"g.n IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)", []any{`"` + strings.Join(grams, `" "`) + `"`}}
	}
	where := oneOf("g.class", classes).and(match)
	for _, w := range words {
		where = where.and(clause{holds + "(g.body, ?) > 0", []any{w}})
	}
	return where.in("SELECT g.matter_id, g.class FROM "+table+" g WHERE ", "")
}
