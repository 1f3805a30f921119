package main

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

const (
	fewAreas  = "\ufeffcode,name,level,parent\n150000000000,内蒙古自治区,province,\n150100000000,呼和浩特市,city,150000000000\n"
	fewBodies = "code,kind,title,number_name,area,parent,categories,phone,address\n" +
		"ZX,centre,市中心,呼,150100000000,,,0471-1,一号\nPL,platform,平台,台,150000000000,ZX,07|16,,\n"
)

// An empty database becomes one that somebody can sign in to.
func TestANewOfficeIsImported(t *testing.T) {
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			cfg := Config{Data: t.TempDir(), DB: storetest.URL(t, dialect)}
			run := func(want string, args ...string) {
				t.Helper()
				if got, err := command(t, cfg.args(args...)...); err != nil || got != want {
					t.Errorf("%v printed %q (%v), want %q", args, got, err, want)
				}
			}
			table := func(name, text string) string {
				t.Helper()
				path := filepath.Join(cfg.Data, name)
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				return path
			}
			t.Setenv(passwordEnv, "a long password 7")
			run("2 added, 0 changed, 0 as they were\n", "import", "areas", table("areas.csv", fewAreas))
			run("2 added, 0 changed, 0 as they were\n", "import", "bodies", table("bodies.csv", fewBodies))
			run("", "user", "add", "admin", "-body", "PL", "-role", "sysadmin")
			run("0 added, 1 changed, 1 as they were\n", "import", "areas", table("areas.csv", strings.Replace(fewAreas, "呼和浩特市", "青城", 1)))
			run("0 added, 1 changed, 1 as they were\n", "import", "bodies", table("bodies.csv", strings.Replace(fewBodies, "一号", "二号", 1)))
			before := allRows(t, cfg)
			for text, want := range map[string]string{
				strings.Replace(fewAreas, "city,", "town hall,", 1):                "areas.csv line 3: there is no level \"town hall\"",
				strings.Replace(fewAreas, "city,150000000000", "city,1", 1):        "areas.csv line 3: 150100000000 stands before 1, in which it lies",
				fewAreas + "150102000000,新城区,county,150100000000\n1,二,city,1500\n": "areas.csv line 5: 1 stands before 1500, in which it lies",
				"code,name\n": "areas.csv has no column \"level\"",
				"":            "areas.csv is empty",
			} {
				refused(t, cfg, want, "import", "areas", table("areas.csv", text))
			}
			for text, want := range map[string]string{
				strings.Replace(fewBodies, "ZX,centre", "ZX,center", 1):              "bodies.csv line 2: there is no kind of body \"center\"",
				strings.Replace(fewBodies, "150100000000", "9", 1):                   "bodies.csv line 2: there is no area \"9\"",
				strings.Replace(fewBodies, "ZX,centre", "ZX,plc", 1):                 "bodies.csv line 2: ZX is a centre at 150100000000, the table says a plc at 150100000000",
				strings.Replace(fewBodies, ",ZX,07", ",XX,07", 1):                    "bodies.csv line 3: PL stands before XX, to which it belongs",
				fewBodies + "NEW,pmc_town,新,新,150100000000,,,,\nNEW,centre,,,,,,,\n": "bodies.csv line 5: a body has a code and a title",
				fewBodies + "NEW,pmc_town,新,呼,150100000000,,,,\n":                    "bodies.csv line 4: NEW: another organisation has the number_name \"呼\", and both would give out the same numbers",
				strings.Replace(fewBodies, ",台,", ",呼,", 1):                          "bodies.csv line 3: PL: another organisation has the number_name \"呼\", and both would give out the same numbers",
			} {
				refused(t, cfg, want, "import", "bodies", table("bodies.csv", text))
			}
			if after := allRows(t, cfg); !maps.Equal(before, after) {
				t.Errorf("a refusal wrote\n%v\n%v", before, after)
			}
		})
	}
}

func refused(t *testing.T, cfg Config, want string, args ...string) {
	t.Helper()
	if _, err := command(t, cfg.args(args...)...); err == nil || err.Error() != want {
		t.Errorf("refused as %v, want %s", err, want)
	}
}

func allRows(t *testing.T, cfg Config) (rows map[string]string) {
	t.Helper()
	db, err := store.Open(context.Background(), cfg.DB, store.Options{Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.Read(context.Background(), func(tx *store.Tx) (err error) {
		rows, err = tx.Fingerprint()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
