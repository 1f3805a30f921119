package store_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestATimeOfAnyZoneIsTheSameMoment(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		china := time.FixedZone("", 8*3600)
		due := time.Date(2026, 3, 2, 9, 30, 0, 123456789, china)
		given(t, db, func(m *casemodel.Matter) {
			m.DueAt, m.BodyID = casemodel.At(due), "018f0000-0000-7000-8000-000000000001"
		})
		scope := casemodel.Scope{Allow: []casemodel.ScopeTerm{{Rel: "any"}}}
		utc := time.Date(2026, 3, 2, 1, 30, 0, 123456000, time.UTC)
		read(t, db, func(tx *store.Tx) error {
			for before, want := range map[time.Duration]int{0: 0, time.Microsecond: 1, -time.Microsecond: 0} {
				n, err := tx.Count(scope, nil, casemodel.Filter{DueBefore: casemodel.At(utc.Add(before))}, nil)
				must(t, err)
				same(t, "due before "+before.String(), n, want)
			}
			page, err := tx.List(scope, nil, casemodel.Filter{}, nil)
			must(t, err)
			same(t, "due", page.Items[0].DueAt, casemodel.At(utc))
			return nil
		})
	})
}

func TestASecondRowIsRecognisedByItsConstraint(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		root := given(t, db, func(m *casemodel.Matter) { m.Number = "（2026）全椒矛调字第000001号" })
		for want, write := range map[string]func(tx *store.Tx) error{
			"matter_number": func(tx *store.Tx) error {
				m := newMatter(tx)
				m.Number = root.Number
				return tx.InsertMatter(m)
			},
			"matter_pkey": func(tx *store.Tx) error {
				return tx.InsertMatter(&casemodel.Matter{ID: root.ID, StateOn: "2026-01-01", StateSince: tx.Now(), OpenedAt: tx.Now(), ChangedAt: tx.Now(), DueAt: tx.Now()})
			},
			"matter_one_primary": func(tx *store.Tx) error {
				for range 2 {
					m := newMatter(tx)
					m.RootID, m.Primary = root.ID, 1
					if err := tx.InsertMatter(m); err != nil {
						return err
					}
				}
				return nil
			},
			"body_code_key": func(tx *store.Tx) error {
				return errors.Join(tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "a"}), tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "a"}))
			},
			"body_number_name": func(tx *store.Tx) error {
				must(t, tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "a"})) // two without one are no duplicates
				must(t, tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "b", NumberName: "全椒"}))
				b := &casemodel.Body{ID: tx.NewID(), Code: "c"}
				must(t, tx.InsertBody(b))
				b.NumberName = "全椒"
				return tx.UpdateBody(b)
			},
			"user_account_username_key": func(tx *store.Tx) error {
				return errors.Join(tx.InsertUser(&casemodel.User{ID: tx.NewID(), CreatedAt: tx.Now()}), tx.InsertUser(&casemodel.User{ID: tx.NewID(), CreatedAt: tx.Now()}))
			},
		} {
			err := db.Do(t.Context(), write)
			if !store.Duplicate(err) || store.DuplicateOf(err) != want || casemodel.KindOf(err) != "" {
				t.Errorf("got %q (%v), want %s", store.DuplicateOf(err), err, want)
			}
		}
	})
}

func TestNothingOfAnUnknownRowIsChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for key, write := range map[string]func(tx *store.Tx) error{
			"matter.not_found":      func(tx *store.Tx) error { _, err := tx.RootOf(tx.NewID()); return err },
			"body.not_found":        func(tx *store.Tx) error { return tx.UpdateBody(&casemodel.Body{ID: tx.NewID()}) },
			"participant.not_found": func(tx *store.Tx) error { return tx.EndParticipant(tx.NewID(), tx.Now()) },
			"segment.not_found":     func(tx *store.Tx) error { return tx.UpdateSegment(&casemodel.Segment{DeadlineID: tx.NewID()}) },
			"file.not_found":        func(tx *store.Tx) error { return tx.UseFiles(tx.NewID(), tx.NewID(), "", "", tx.NewID()) },
			"payload.not_found":     func(tx *store.Tx) error { _, _, err := tx.Payload(tx.NewID(), 1); return err },
		} {
			wantKind(t, db.Do(t.Context(), write), casemodel.NotFound, key)
		}
	})
}

func TestLetterCaseAndWildcardsCountTheSame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		do(t, db, func(tx *store.Tx) error {
			for _, title := range []string{"ABC 中心", "abc 中心", "a%c_中心"} {
				must(t, tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: title, Title: title, Categories: casemodel.StringList{"07", "1503"}}))
			}
			return tx.InsertBody(&casemodel.Body{ID: tx.NewID(), Code: "z", Title: "z", Active: 1})
		})
		read(t, db, func(tx *store.Tx) error {
			for _, c := range []struct {
				f    store.BodyFilter
				want int
			}{
				{store.BodyFilter{Q: "aBc"}, 2},
				{store.BodyFilter{Q: "%"}, 1},
				{store.BodyFilter{Q: "_"}, 1},
				{store.BodyFilter{Q: "中心"}, 3},
				{store.BodyFilter{Category: "0701"}, 4},
				{store.BodyFilter{Category: "15"}, 1},
				{store.BodyFilter{Category: "1503"}, 4},
				{store.BodyFilter{Active: true}, 1},
			} {
				bodies, err := tx.Bodies(c.f)
				must(t, err)
				if len(bodies) != c.want {
					t.Errorf("%+v: %d, want %d", c.f, len(bodies), c.want)
				}
			}
			return nil
		})
	})
}

func TestAnUnreachableDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=2", store.Options{Now: time.Now})
	wantKind(t, err, casemodel.Unavailable, "store.unavailable")
}

func TestAServerThatGoesAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.Postgres)
	db := open(t, url)
	admin, err := sql.Open("pgx", url)
	must(t, err)
	defer func() { must(t, admin.Close()) }()
	err = db.Do(t.Context(), func(tx *store.Tx) error {
		m := newMatter(tx)
		must(t, tx.InsertMatter(m))
		_, err := admin.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()")
		must(t, err)
		return retitle(tx, m.ID, "x")
	})
	wantKind(t, err, casemodel.Unavailable, "store.unavailable")
	given(t, db) // and the next one works again
}

func TestACommitTheStandbyMissedIsUnknown(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.Postgres)
	db := open(t, url)
	admin, err := sql.Open("pgx", url)
	must(t, err)
	defer func() { must(t, admin.Close()) }()
	// A warning at COMMIT, as PostgreSQL gives when its wait for a standby was cut short.
	for _, stmt := range []string{
		"CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'canceling wait for synchronous replication'; RETURN NULL; END $$",
		"CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON matter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION warn()",
	} {
		_, err := admin.ExecContext(t.Context(), stmt)
		must(t, err)
	}
	err = db.Do(t.Context(), func(tx *store.Tx) error { return tx.InsertMatter(newMatter(tx)) })
	wantKind(t, err, casemodel.Unavailable, "store.unknown")
	do(t, db, func(tx *store.Tx) error { return tx.PutSetting("a", "b", "") }) // the mark is gone with its transaction
}

func TestACommitOutlivesItsRequest(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.Postgres)
	db := open(t, url)
	slowCommit(t, url, "0.6")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var id casemodel.ID
	err := db.Do(ctx, func(tx *store.Tx) error {
		m := newMatter(tx)
		id = m.ID
		return tx.InsertMatter(m)
	})
	if err != nil || ctx.Err() == nil {
		t.Errorf("got %v, request over: %v", err, ctx.Err())
	}
	title(t, db, id) // it is there
}

func TestACommitWithoutAnAnswerIsUnknown(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t, store.Postgres)
	db := open(t, url)
	var id casemodel.ID
	slowCommit(t, url, "3.5")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	err := db.Do(ctx, func(tx *store.Tx) error {
		m := newMatter(tx)
		id = m.ID
		return tx.InsertMatter(m)
	})
	wantKind(t, err, casemodel.Unavailable, "store.unknown")
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %s to say so", took)
	}
	for range 30 { // the COMMIT was not cancelled
		time.Sleep(100 * time.Millisecond)
		if db.Read(t.Context(), func(tx *store.Tx) error { _, err := tx.Matter(id); return err }) == nil {
			return
		}
	}
	t.Error("the COMMIT never came through")
}

// slowCommit makes every COMMIT of a new matter last.
func slowCommit(t testing.TB, url, seconds string) {
	t.Helper()
	admin, err := sql.Open("pgx", url)
	must(t, err)
	defer func() { must(t, admin.Close()) }()
	for _, stmt := range []string{
		"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(" + seconds + "); RETURN NULL; END $$",
		"CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON matter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()",
	} {
		_, err := admin.ExecContext(t.Context(), stmt)
		must(t, err)
	}
}

func TestADatabaseWithoutLettersIsRefused(t *testing.T) {
	t.Parallel()
	if os.Getenv("JIEFEN_TEST_PG") == "" {
		t.Skip("PostgreSQL not tested: set JIEFEN_TEST_PG, or run `go run ./cmd/check`")
	}
	admin, err := sql.Open("pgx", os.Getenv("JIEFEN_TEST_PG"))
	must(t, err)
	defer func() { must(t, admin.Close()) }()
	for name, create := range map[string]string{
		"jiefen_c":      "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
		"jiefen_posix":  "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'POSIX'",
		"jiefen_latin1": "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
	} {
		_, err := admin.ExecContext(t.Context(), "DROP DATABASE IF EXISTS "+name)
		must(t, err)
		_, err = admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE template0 "+create)
		must(t, err)
		address, err := url.Parse(os.Getenv("JIEFEN_TEST_PG"))
		must(t, err)
		address.Path = "/" + name
		_, err = store.Open(t.Context(), address.String(), store.Options{Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), "CREATE DATABASE") || casemodel.KindOf(err) != "" {
			t.Errorf("%s: got %v", name, err)
		}
		_, err = admin.ExecContext(t.Context(), "DROP DATABASE "+name)
		must(t, err)
	}
}

func TestAPathThatIsNoFileIsRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", ":memory:", "file:x", t.TempDir() + "/a?b", t.TempDir() + "/none/jiefen.db"} {
		if _, err := store.Open(t.Context(), url, store.Options{Now: time.Now}); err == nil {
			t.Errorf("%q was opened", url)
		}
	}
	if _, err := store.Open(t.Context(), t.TempDir()+"/x.db", store.Options{}); err == nil {
		t.Error("opened without a clock")
	}
}

func TestADatabaseThatDoesNotWaitForTheDiskIsReported(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { // both are made forgetful for tests
		err := db.Durable(t.Context())
		if err == nil && db.Dialect() == store.Postgres {
			t.Skip("this cluster waits for the disk, as the one of `go run ./cmd/check` does not")
		}
		if err == nil || !strings.Contains(err.Error(), "can be lost") {
			t.Errorf("got %v", err)
		}
	})
}
