package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// canaries are planted wherever a person's numbers or words of a sitting go.
var canaries = []string{
	"13812345678", "13987654321", "340123199001011234", "幸福路99号", "邻居王大妈", "代理人李四", "15512340000", "笔录金丝雀", "报价金丝雀",
	"流水金丝雀", "草稿金丝雀", "短信金丝雀", "回执金丝雀", "JBSWY3DPEHPK3PXP", "13700001111", "7K3M9Q2XW4TZ", "246813",
}

func party(tx *store.Tx) *casemodel.Party {
	return &casemodel.Party{
		ID: tx.NewID(), Role: "applicant", Kind: "natural", Name: "张三", Count: 1, Sex: "male", BornOn: "1990-01-01",
		IDType: "resident_id", IDNo: canaries[2], Phone: canaries[0], Phone2: canaries[1], Address: canaries[3], Reach: canaries[4],
		SafeContact: "only", HideAddress: true, Needs: []string{"deaf"}, Code: canaries[15], PIN: canaries[16],
		Representatives: []casemodel.Representative{{Kind: "agent", Name: canaries[5], Phone: canaries[6], IDNo: canaries[2]}},
	}
}

// plant writes every sealed column once and returns how often.
func plant(t testing.TB, db *store.DB) (root casemodel.ID, cells int) {
	root = given(t, db).ID
	do(t, db, func(tx *store.Tx) error {
		m, err := tx.Matter(root)
		must(t, err)
		must(t, tx.InsertParty(root, 1, party(tx)))
		must(t, tx.InsertSession(&casemodel.Session{ID: tx.NewID(), RootID: root, MatterID: root, On: "2026-03-02", Text: canaries[7]}))
		must(t, tx.InsertOffer(&casemodel.Offer{ID: tx.NewID(), RootID: root, MatterID: root, On: "2026-03-02", Text: canaries[8]}))
		must(t, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "note", ToState: m.State, Version: m.Version}, []byte(canaries[9])))
		must(t, tx.UpdateMatter(m, 0))
		must(t, tx.PutDraft(&store.Draft{UserID: root, Form: "new", Content: canaries[10], ExpiresAt: casemodel.Never}))
		must(t, tx.Outbox("sms", "", root, []byte(canaries[11]+canaries[0]), tx.Now()))
		_, err = tx.Once("clerk", "k", nil)
		must(t, err)
		must(t, tx.SaveOnce("clerk", "k", 201, root, 1, []byte(canaries[12])))
		return tx.InsertUser(&casemodel.User{ID: tx.NewID(), Username: "clerk", TOTPSecret: canaries[13], Phone: canaries[14], CreatedAt: tx.Now()})
	})
	return root, 8
}

func TestNoNumberOrWordOfASittingStandsReadableInTheDatabase(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			url := storetest.URL(t, dialect)
			plant(t, open(t, url))
			content := dump(t, dialect, url)
			if !bytes.Contains(content, []byte("张三")) {
				t.Fatal("the dump does not even hold what stands there in clear")
			}
			for _, c := range canaries {
				if bytes.Contains(content, []byte(c)) {
					t.Errorf("%q stands there in clear", c)
				}
			}
		})
	}
}

// dump is all a thief of the files or of a backup has.
func dump(t testing.TB, dialect, url string) (all []byte) {
	t.Helper()
	if dialect == store.SQLite {
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(url + suffix)
			must(t, err)
			all = append(all, content...)
		}
		return all
	}
	db, err := sql.Open("pgx", url)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	tables, err := db.QueryContext(t.Context(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
	must(t, err)
	for _, table := range scan(t, tables) {
		for _, form := range []string{"t::text", "convert_from(decode(replace(t::text, '\\x', ''), 'escape'), 'UTF8')"} {
			rows, err := db.QueryContext(t.Context(), "SELECT "+form+" FROM "+table+" t")
			if err == nil {
				all = append(all, strings.Join(scan(t, rows), "\n")...)
			}
		}
	}
	return all
}

func scan(t testing.TB, rows *sql.Rows) (texts []string) {
	t.Helper()
	defer func() { must(t, rows.Close()) }()
	for rows.Next() {
		var text string
		must(t, rows.Scan(&text))
		texts = append(texts, text)
	}
	return texts
}

func TestASealedValueMovedToAnotherRowDoesNotOpen(t *testing.T) {
	t.Parallel()
	ring, err := store.CreateKeys(filepath.Join(t.TempDir(), "sub", "keys"))
	must(t, err)
	sealed, err := ring.Seal("party.sealed.1", []byte("x"))
	must(t, err)
	for place, ok := range map[string]bool{"party.sealed.1": true, "party.sealed.2": false, "session.sealed.1": false} {
		if _, err := ring.Open(place, sealed); (err == nil) != ok {
			t.Errorf("%s: %v", place, err)
		}
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := ring.Open("party.sealed.1", bad); err == nil {
			t.Errorf("byte %d changed and it still opened", i)
		}
	}
	if again, _ := ring.Seal("party.sealed.1", []byte("x")); bytes.Equal(again, sealed) {
		t.Error("the same text gave the same bytes twice")
	}
}

func TestAKeyFileOthersMayReadIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	_, err := store.LoadOrCreateKeys(path)
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	same(t, "mode", info.Mode().Perm(), os.FileMode(0o600))
	_, err = store.LoadOrCreateKeys(path)
	must(t, err)
	if _, err := store.CreateKeys(path); err == nil {
		t.Error("a second key file over the first")
	}
	must(t, os.Chmod(path, 0o644))
	if _, err := store.LoadKeys(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("got %v", err)
	}
}

func TestKeysAreRotatedBesideTheWork(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, _ *store.DB, clock *storetest.Clock) {
		path := filepath.Join(t.TempDir(), "keys")
		ring, err := store.CreateKeys(path)
		must(t, err)
		dialect := strings.Split(t.Name(), "/")[1]
		db := storetest.Open(t, dialect, func(o *store.Options) { o.Keys, o.Now = ring, clock.Now })
		root, cells := plant(t, db)
		do(t, db, func(tx *store.Tx) error {
			for i := range 1200 { // more than two pages
				m, err := tx.Matter(root)
				must(t, err)
				must(t, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "note", ToState: m.State, Version: m.Version}, fmt.Appendf(nil, "%d", i)))
				must(t, tx.UpdateMatter(m, m.Seq-1))
			}
			return nil
		})
		must(t, ring.Rotate(path))
		var failed, reads atomic.Int64
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
				}
				reads.Add(1)
				if err := db.Read(t.Context(), func(tx *store.Tx) error { _, err := tx.Parties(root); return err }); err != nil {
					failed.Add(1)
				}
			}
		}()
		moved, err := db.Reseal(t.Context())
		must(t, err)
		close(stop)
		<-stopped
		if moved != cells+1200 || failed.Load() > 0 || reads.Load() == 0 {
			t.Errorf("moved %d, %d of %d reads failed", moved, failed.Load(), reads.Load())
		}
		again, err := db.Reseal(t.Context())
		must(t, err)
		same(t, "moved again", again, 0)
		sum, err := db.Verify(t.Context(), t.TempDir(), func(f store.Finding) { t.Error(f) })
		must(t, err)
		same(t, "payloads verified", sum.Payloads, 1201)

		later, err := store.LoadKeys(path) // as another process starts
		must(t, err)
		reread := storetest.Open(t, dialect, func(o *store.Options) { o.Keys = later })
		plant(t, reread)
	})
}
