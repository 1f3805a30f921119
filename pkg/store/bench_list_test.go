package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// rowsOf is how many matters the lists are measured over: JIEFEN_BENCH_ROWS,
// a million for the figures of the design.
func rowsOf(b *testing.B) int {
	b.Helper()
	n, err := strconv.Atoi(os.Getenv("JIEFEN_BENCH_ROWS"))
	if err != nil {
		return 20_000
	}
	return n
}

// crowd fills a database with matters of 1,600 bodies in 8 counties, half of
// them open, with names to search for.
func crowd(b testing.TB, dialect, url string, n int) {
	b.Helper()
	series, id, at := "(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < %d) SELECT i FROM s)", "printf('%%08x-0000-7000-8000-%%012x', %s, %s)", "%s"
	driver := "sqlite"
	if dialect == store.Postgres {
		series, id, at = "(SELECT i FROM generate_series(CAST(1 AS bigint), %d) AS g(i))", "(lpad(to_hex(%s), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(%s), 12, '0'))::uuid", "to_timestamp((%s) / 1000000.0)"
		driver = "pgx"
	}
	rows := fmt.Sprintf(series, n)
	key := func(a, b string) string { return fmt.Sprintf(id, a, b) }
	moment := func(expr string) string { return fmt.Sprintf(at, expr) }
	none := key("0", "0")
	db, err := sql.Open(driver, url)
	must(b, err)
	defer func() { must(b, db.Close()) }()
	day := "1770000000000000 + (i * 7919 % 1000003) * 10000000"
	for _, text := range []string{
		`INSERT INTO matter (id, root_id, parent_id, kind, workflow, workflow_version, state, state_since, state_on, return_state, class, live, version, seq, last_hash,
 number, title, public_title, centre_id, body_id, offered_body_id, review_body_id, handler_id, owner_id, registered_by_id, registered_body_id,
 area_id, a1, a2, a3, a4, a5, grid_id, level, category, channel, risk, urgency, sealed, "primary", round, result, opened_at, changed_at, due_at, closed_at, archived_at, import_id)
SELECT ` + key("i", "1") + `, ` + key("i", "1") + `, ` + none + `, 'case', 'dispute_case', 1, 's' || (i % 9), ` + moment(day) + `, '2026-01-01', '',
 CASE WHEN i / 7 % 2 = 0 THEN 'done' ELSE 'live' END, i / 7 % 2, 1, 0, NULL, '', '标题' || i, '', ` + key("i % 26", "2") + `, ` + key("i % 1600", "3") + `, ` + none + `, ` + none + `, ` + key("i % 20000", "4") + `, ` + none + `, ` + key("i % 20000", "4") + `, ` + none + `,
 '', '15', '1501', '1501' || (i % 8), '', '', ` + none + `, 3, '07', 'window', i % 5, '', CASE WHEN i % 49 = 0 THEN 1 ELSE 0 END, 0, 1, '', ` + moment(day) + `, ` + moment(day) + `, ` + moment(day) + `, NULL, NULL, ` + none + ` FROM ` + rows + ` AS t`,
		`INSERT INTO matter_participant (id, root_id, matter_id, user_id, body_id, role, since, until)
SELECT ` + key("i", "5") + `, ` + key("i", "1") + `, ` + key("i", "1") + `, ` + key("i % 20000", "4") + `, ` + none + `, 'handler', ` + moment("1") + `, ` + moment("253000000000000000") + ` FROM ` + rows + ` AS t`,
	} {
		_, err := db.ExecContext(b.Context(), text)
		must(b, err)
	}
	// 20,000 different two-letter names: each stands in fifty texts of a million.
	char := map[string]string{store.SQLite: "char", store.Postgres: "chr"}[dialect]
	letters, given := char+"(CAST(19968 + i % 100 AS INTEGER))", char+"(CAST(20968 + i / 100 % 200 AS INTEGER))"
	text := letters + " || " + given + " || '诉' || (i % 25)"
	search := []string{`INSERT INTO matter_grams (matter_id, class, body, grams) SELECT ` + key("i", "1") + `, 'registration', ` + text + `, ARRAY[` + letters + `, ` + given + `, ` + letters + ` || ` + given + `, 'x' || (i % 25)] FROM ` + rows + ` AS t`, "ANALYZE"}
	if dialect == store.SQLite {
		search = []string{
			`INSERT INTO search_row (n, matter_id, class, body) SELECT i, ` + key("i", "1") + `, 'registration', ` + text + ` FROM ` + rows,
			`INSERT INTO search_index (rowid, grams) SELECT i, ` + letters + ` || ' ' || ` + given + ` || ' ' || ` + letters + ` || ` + given + ` || ' x' || (i % 25) FROM ` + rows,
		}
	}
	for _, text := range search {
		_, err := db.ExecContext(b.Context(), text)
		must(b, err)
	}
}

func BenchmarkList(b *testing.B) {
	for _, dialect := range storetest.Dialects {
		b.Run(dialect, func(b *testing.B) {
			n := rowsOf(b)
			url := storetest.URL(b, dialect)
			db := open(b, url)
			crowd(b, dialect, url, n)
			body := func(i int, kind string) casemodel.ID {
				return casemodel.ID(fmt.Sprintf("%08x-0000-7000-8000-%012s", i, kind))
			}
			who := casemodel.Actor{UserID: body(77, "4"), BodyID: body(77, "3"), AreaID: "15013", AreaLevel: 2}
			clerk := who
			clerk.BodyID = body(8, "2")
			deny := []casemodel.ScopeTerm{{Rel: "sealed_unnamed"}, {Rel: "recused"}}
			own := casemodel.Scope{Actor: who, Allow: []casemodel.ScopeTerm{{Rel: "body"}, {Rel: "team"}, {Rel: "registered"}, {Rel: "co_body"}}, Deny: deny}
			centre := casemodel.Scope{Actor: clerk, Allow: []casemodel.ScopeTerm{{Rel: "centre"}, {Rel: "registered"}}, Deny: deny}
			area := casemodel.Scope{Actor: who, Allow: []casemodel.ScopeTerm{{Rel: "area"}}, Deny: deny}
			open := []casemodel.Class{casemodel.Live, casemodel.Closing}
			for _, c := range []struct {
				name  string
				scope casemodel.Scope
				f     casemodel.Filter
			}{
				{"mine", own, casemodel.Filter{View: casemodel.ViewMine, Classes: open}},
				{"body", own, casemodel.Filter{View: casemodel.ViewBody, Classes: open}},
				{"centre", centre, casemodel.Filter{View: casemodel.ViewCentre, Classes: open}},
				{"area", area, casemodel.Filter{View: casemodel.ViewArea, Classes: open}},
				{"part", own, casemodel.Filter{View: casemodel.ViewPart, Classes: open}},
				{"registered", own, casemodel.Filter{View: casemodel.ViewAll, RegisteredByID: who.UserID, Classes: open}},
				{"search", centre, casemodel.Filter{Query: "一凨"}},
				{"searchfrequent", centre, casemodel.Filter{Query: "一"}},
			} {
				b.Run(c.name, func(b *testing.B) {
					items, before := 0, cpu()
					for b.Loop() {
						read(b, db, func(tx *store.Tx) error {
							page, err := tx.List(c.scope, map[string]casemodel.Scope{"read.registration": c.scope}, c.f, grams(c.f.Query))
							items = len(page.Items)
							return err
						})
					}
					b.ReportMetric(float64(items), "rows")
					b.ReportMetric(float64(cpu()-before)/float64(b.N)/float64(time.Microsecond), "client-cpu-us")
				})
			}
		})
	}
}
