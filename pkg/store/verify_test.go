package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// history is a database with journals, anchored twice, and a way past the
// program to its rows, as somebody with the database's password has it.
type history struct {
	t     testing.TB
	db    *store.DB
	raw   *sql.DB
	dir   string
	roots []casemodel.ID
}

const entriesEach = 6

func journalled(t *testing.T, dialect string) *history {
	url := storetest.URL(t, dialect)
	h := &history{t: t, db: open(t, url), dir: t.TempDir()}
	driver := map[string]string{store.SQLite: "sqlite", store.Postgres: "pgx"}[dialect]
	var err error
	h.raw, err = sql.Open(driver, url)
	must(t, err)
	t.Cleanup(func() { must(t, h.raw.Close()) })
	h.raw.SetMaxOpenConns(1)
	if dialect == store.SQLite {
		h.exec("PRAGMA synchronous = OFF")
	}
	for range 4 {
		h.roots = append(h.roots, given(t, h.db).ID)
	}
	for range entriesEach / 2 {
		h.append(h.roots...)
	}
	h.anchor(4)
	for range entriesEach / 2 {
		h.append(h.roots...)
	}
	h.anchor(4)
	h.anchor(0) // nothing new
	for _, table := range []string{"matter", "journal_entry", "journal_payload"} {
		h.exec("CREATE TABLE saved_" + table + " AS SELECT * FROM " + table)
	}
	return h
}

func (h *history) append(matters ...casemodel.ID) {
	do(h.t, h.db, func(tx *store.Tx) error {
		for _, id := range matters {
			m, err := tx.Matter(id)
			must(h.t, err)
			was := m.Seq
			must(h.t, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", ActorName: "王芳", Act: "note", ToState: m.State, Version: m.Version}, fmt.Appendf(nil, "第%d次", m.Seq)))
			must(h.t, tx.UpdateMatter(m, was))
		}
		return nil
	})
}

func (h *history) anchor(want int) {
	n, err := h.db.WriteAnchor(h.t.Context(), h.dir)
	must(h.t, err)
	same(h.t, "anchored", n, want)
}

func (h *history) exec(query string, args ...any) {
	h.t.Helper()
	if h.db.Dialect() == store.SQLite {
		for i := len(args); i > 0; i-- {
			query = strings.ReplaceAll(query, fmt.Sprintf("$%d", i), fmt.Sprintf("?%d", i))
		}
	}
	_, err := h.raw.ExecContext(h.t.Context(), query, args...)
	if err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
}

// attack opens a way around the foreign keys, as a dump and restore would.
func (h *history) attack(queries ...string) {
	h.t.Helper()
	off := map[string]string{store.SQLite: "PRAGMA foreign_keys = OFF", store.Postgres: "SET session_replication_role = replica"}[h.db.Dialect()]
	h.exec(off + "; " + strings.Join(queries, "; "))
}

func (h *history) restore() {
	var all []string
	for _, table := range []string{"journal_payload", "journal_entry", "matter"} {
		all = append(all, "DELETE FROM "+table)
	}
	for _, table := range []string{"matter", "journal_entry", "journal_payload"} {
		all = append(all, "INSERT INTO "+table+" SELECT * FROM saved_"+table)
	}
	h.attack(all...)
}

// verify returns what was found, without erasures.
func (h *history) verify() (faults []store.Finding, sum store.Summary) {
	h.t.Helper()
	sum, err := h.db.Verify(h.t.Context(), h.dir, func(f store.Finding) {
		if f.Kind != store.Erased {
			faults = append(faults, f)
		}
	})
	must(h.t, err)
	same(h.t, "faults", sum.Faults, len(faults))
	return faults, sum
}

// rehash makes a chain whole again from an entry on, as an attacker would who
// knows the format, and writes the matter's head to match.
func (h *history) rehash(matter casemodel.ID, from int) {
	read(h.t, h.db, func(tx *store.Tx) error {
		entries, err := tx.Journal(matter, 0, 0)
		must(h.t, err)
		var prev []byte
		for i := range entries {
			e := &entries[i]
			if e.Seq >= from {
				e.PrevHash = prev
				e.Hash = e.Sum()
				h.exec("UPDATE journal_entry SET prev_hash = $1, hash = $2 WHERE matter_id = $3 AND seq = $4", e.PrevHash, e.Hash, string(matter), e.Seq)
			}
			prev = e.Hash
		}
		h.exec("UPDATE matter SET seq = $1, last_hash = $2 WHERE id = $3", len(entries), prev, string(matter))
		return nil
	})
}

// rehashOne gives a single entry the hash of its fields.
func (h *history) rehashOne(matter casemodel.ID, seq int) {
	read(h.t, h.db, func(tx *store.Tx) error {
		entries, err := tx.Journal(matter, seq-1, 1)
		must(h.t, err)
		h.exec("UPDATE journal_entry SET hash = $1 WHERE matter_id = $2 AND seq = $3", entries[0].Sum(), string(matter), seq)
		return nil
	})
}

func TestAnEndCutOffAfterTheLastAnchorShowsInTheMatter(t *testing.T) {
	t.Parallel()
	h := journalled(t, store.SQLite)
	h.append(h.roots[1])
	h.attack("DELETE FROM journal_payload WHERE seq = 7", "DELETE FROM journal_entry WHERE seq = 7")
	faults, _ := h.verify()
	same(t, "faults", first(faults), "truncated 7")
}

func TestEverySortOfTamperingIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			h := journalled(t, dialect)
			faults, sum := h.verify()
			same(t, "faults of an honest history", faults, []store.Finding(nil))
			same(t, "summary", []int{sum.Matters, sum.Entries, sum.Payloads, sum.Anchors, sum.Heads}, []int{4, 24, 24, 2, 8})
			m, other := string(h.roots[1]), string(h.roots[2])
			entry := "matter_id = '" + m + "' AND seq = "
			for _, c := range []struct {
				name string
				do   func()
				want string // kind and seq of the first finding
			}{
				{"an entry is edited", func() { h.attack("UPDATE journal_entry SET actor_name = 'x' WHERE " + entry + "3") }, "entry_changed 3"},
				{"a legal date is moved", func() { h.attack("UPDATE journal_entry SET on_day = '2026-02-01' WHERE " + entry + "6") }, "entry_changed 6"},
				{"an entry is deleted", func() {
					h.attack("DELETE FROM journal_payload WHERE "+entry+"2", "DELETE FROM journal_entry WHERE "+entry+"2")
				}, "entry_missing 2"},
				{"the end is cut off", func() { h.attack("DELETE FROM journal_entry WHERE " + entry + "6") }, "truncated 6"},
				{"the end is cut off and the matter's head with it", func() {
					h.attack("DELETE FROM journal_payload WHERE "+entry+"6", "DELETE FROM journal_entry WHERE "+entry+"6")
					h.rehash(h.roots[1], 99)
				}, "truncated 6"},
				{"two entries change places", func() {
					h.attack("UPDATE journal_entry SET seq = 99 WHERE "+entry+"4", "UPDATE journal_entry SET seq = 4 WHERE "+entry+"5", "UPDATE journal_entry SET seq = 5 WHERE "+entry+"99")
				}, "entry_changed 4"},
				{"an entry of another matter is put in", func() {
					h.attack("INSERT INTO journal_entry SELECT '" + m + "', 7, root_id, at, on_day, actor_id, actor_name, body_id, membership_id, on_behalf_of, cause, act, from_state, to_state, version, policy_row, workflow_sha, NULL, prev_hash, hash FROM journal_entry WHERE matter_id = '" + other + "' AND seq = 1")
				}, "entry_changed 7"},
				{"an entry is added with its right hash", func() {
					h.attack("INSERT INTO journal_entry SELECT matter_id, 7, root_id, at, on_day, actor_id, actor_name, body_id, membership_id, on_behalf_of, cause, act, from_state, to_state, version, policy_row, workflow_sha, NULL, prev_hash, hash FROM journal_entry WHERE " + entry + "6")
					was := h.head(m)
					h.rehash(h.roots[1], 7)
					h.exec("UPDATE matter SET seq = $1, last_hash = $2 WHERE id = $3", 6, was, m)
				}, "head_differs 7"},
				{"history is rewritten and hashed anew", func() {
					h.attack("UPDATE journal_entry SET actor_name = 'x' WHERE " + entry + "5")
					h.rehash(h.roots[1], 5)
				}, "rewritten 6"},
				{"old history is rewritten and hashed anew", func() {
					h.attack("UPDATE journal_entry SET actor_name = 'x' WHERE " + entry + "1")
					h.rehash(h.roots[1], 1)
				}, "rewritten 3"},
				{"one entry is rewritten and hashed, those after it left", func() {
					h.attack("UPDATE journal_entry SET actor_name = 'x' WHERE " + entry + "2")
					h.rehashOne(h.roots[1], 2)
				}, "link_broken 3"},
				{"the matter's head is edited", func() { h.attack("UPDATE matter SET seq = 5 WHERE id = '" + m + "'") }, "head_differs 6"},
				{"the matter's state is rewritten", func() {
					h.attack("UPDATE matter SET state = 'closed', class = 'done', live = 0 WHERE id = '" + m + "'")
				}, "header_differs 6"},
				{"the matter's version is rewritten", func() { h.attack("UPDATE matter SET version = 9 WHERE id = '" + m + "'") }, "header_differs 6"},
				{"the matter is moved to another family", func() { h.attack("UPDATE matter SET root_id = '" + other + "' WHERE id = '" + m + "'") }, "header_differs 6"},
				{"a payload is edited", func() { h.attack("UPDATE journal_payload SET sealed = salt WHERE " + entry + "2") }, "payload_changed 2"},
				{"a payload of another entry is put in its place", func() {
					h.attack("UPDATE journal_payload SET salt = (SELECT salt FROM saved_journal_payload WHERE " + entry + "3), sealed = (SELECT sealed FROM saved_journal_payload WHERE " + entry + "3) WHERE " + entry + "2")
				}, "payload_changed 2"},
				{"a payload is removed", func() { h.attack("DELETE FROM journal_payload WHERE " + entry + "2") }, "payload_missing 2"},
				{"a payload is removed as if erased", func() {
					h.attack("UPDATE journal_payload SET salt = NULL, sealed = NULL, erased_under = '" + m + ":77' WHERE " + entry + "2")
				}, "payload_missing 2"},
				{"a matter is deleted with everything", func() {
					h.attack("DELETE FROM journal_payload WHERE matter_id = '"+m+"'", "DELETE FROM journal_entry WHERE matter_id = '"+m+"'", "DELETE FROM matter WHERE id = '"+m+"'")
				}, "matter_missing 3"},
				{"the last matter is deleted with everything", func() {
					last := string(h.roots[3])
					h.attack("DELETE FROM journal_payload WHERE matter_id = '"+last+"'", "DELETE FROM journal_entry WHERE matter_id = '"+last+"'", "DELETE FROM matter WHERE id = '"+last+"'")
				}, "matter_missing 3"},
				{"only the matter's row is deleted", func() { h.attack("DELETE FROM matter WHERE id = '" + m + "'") }, "matter_missing 0"},
				{"a journal is deleted and its matter set to none", func() {
					h.attack("DELETE FROM journal_payload WHERE matter_id = '"+m+"'", "DELETE FROM journal_entry WHERE matter_id = '"+m+"'", "UPDATE matter SET seq = 0, last_hash = NULL WHERE id = '"+m+"'")
				}, "truncated 3"},
			} {
				c.do()
				faults, _ := h.verify()
				if got := first(faults); got != c.want {
					t.Errorf("%s: got %q of %v, want %q", c.name, got, faults, c.want)
				}
				for _, f := range faults {
					if f.Matter != h.roots[1] && !strings.HasPrefix(c.name, "the last") {
						t.Errorf("%s: it accuses %s", c.name, f)
					}
				}
				h.restore()
			}
			if faults, _ := h.verify(); faults != nil {
				t.Errorf("after all was put back: %v", faults)
			}
		})
	}
}

func (h *history) head(matter string) (hash []byte) {
	read(h.t, h.db, func(tx *store.Tx) error {
		m, err := tx.Matter(casemodel.ID(matter))
		must(h.t, err)
		hash = m.LastHash
		return nil
	})
	return hash
}

func first(faults []store.Finding) string {
	if len(faults) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d", faults[0].Kind, faults[0].Seq)
}

func TestAnErasedPayloadVerifiesAsErased(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			h := journalled(t, dialect)
			under := string(h.roots[0]) + ":7"
			h.erase(h.roots[0], `{"erases":["`+string(h.roots[0])+`:2"]}`)
			do(t, h.db, func(tx *store.Tx) error { return tx.ErasePayload(h.roots[0], 2, under) })
			var got []store.Finding
			sum, err := h.db.Verify(t.Context(), h.dir, func(f store.Finding) { got = append(got, f) })
			must(t, err)
			same(t, "findings", got, []store.Finding{{Kind: store.Erased, Matter: h.roots[0], Seq: 2, Detail: "under journal entry " + under}})
			same(t, "counts", []int{sum.Faults, sum.Erased}, []int{0, 1})
			read(t, h.db, func(tx *store.Tx) error {
				text, erased, err := tx.Payload(h.roots[0], 2)
				must(t, err)
				same(t, "payload", string(text)+erased, under)
				text, erased, err = tx.Payload(h.roots[0], 3)
				must(t, err)
				same(t, "payload", string(text)+erased, "第2次")
				all, err := tx.Payloads(h.roots[0])
				must(t, err)
				same(t, "payloads", len(all), 6)
				return nil
			})
		})
	}
}

// erase writes an act of erasing as the next entry of a matter.
func (h *history) erase(matter casemodel.ID, payload string) {
	do(h.t, h.db, func(tx *store.Tx) error {
		m, err := tx.Matter(matter)
		must(h.t, err)
		was := m.Seq
		must(h.t, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: store.EraseAct, ToState: m.State, Version: m.Version}, []byte(payload)))
		return tx.UpdateMatter(m, was)
	})
}

func TestAPayloadIsErasedOnlyUnderALaterActThatNamesIt(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			h := journalled(t, dialect)
			own, other := string(h.roots[0]), string(h.roots[1])
			h.erase(h.roots[0], `{"erases":["`+own+`:2","`+other+`:2"]}`) // 7
			h.append(h.roots[0])                                          // 8
			h.erase(h.roots[0], `{"erases":["`+own+`:3"]}`)               // 9
			for under, why := range map[string]string{
				own + ":1":   "no act of erasing",
				own + ":9":   "does not name it",
				own + ":77":  "no journal entry",
				own + ":":    "no journal entry",
				own:          "no journal entry",
				other + ":7": "no journal entry",
			} {
				h.refuses(h.roots[0], 2, under, why)
			}
			h.refuses(h.roots[1], 2, own+":7", "another family")
			h.refuses(h.roots[0], 8, own+":7", "not later")
			h.attack("UPDATE journal_payload SET salt = NULL, sealed = NULL, erased_under = '" + own + ":7' WHERE seq < 7")
			faults, sum := h.verify()
			same(t, "erased", []int{sum.Erased, len(faults)}, []int{1, 4*entriesEach - 1})
			h.attack("UPDATE journal_payload SET salt = NULL, sealed = NULL, erased_under = '" + own + ":9' WHERE seq = 7")
			if faults, sum := h.verify(); sum.Erased != 0 {
				t.Errorf("erased under an act whose own payload is gone: %v", faults)
			}
		})
	}
}

func (h *history) refuses(matter casemodel.ID, seq int, under, why string) {
	h.t.Helper()
	err := h.db.Do(h.t.Context(), func(tx *store.Tx) error { return tx.ErasePayload(matter, seq, under) })
	if err == nil || !strings.Contains(err.Error(), why) {
		h.t.Errorf("%d under %s: %v, want %s", seq, under, err, why)
	}
}

func TestTheFileOfAnchorsIsChecked(t *testing.T) {
	t.Parallel()
	h := journalled(t, store.SQLite)
	path := filepath.Join(h.dir, "anchors.log")
	honest, err := os.ReadFile(path)
	must(t, err)
	lines := strings.SplitAfter(string(honest), "\n")
	for name, c := range map[string]struct{ text, want string }{
		"a line is gone":      {lines[1], "anchor_broken 2"},
		"a line is edited":    {strings.Replace(string(honest), ":3:", ":2:", 1), "anchor_broken 1"},
		"lines are exchanged": {lines[1] + lines[0], "anchor_broken 2"},
		"a line is nonsense":  {"x\n" + string(honest), "anchor_broken 1"},
		"a line is torn":      {string(honest) + `{"n":3,"ti`, ""},
	} {
		must(t, os.WriteFile(path, []byte(c.text), 0o600))
		faults, _ := h.verify()
		if got := first(faults); got != c.want {
			t.Errorf("%s: got %q of %v", name, got, faults)
		}
	}
	must(t, os.WriteFile(path, append(honest, `{"n":3,"ti`...), 0o600))
	h.append(h.roots[0])
	h.anchor(1) // over the torn line
	faults, sum := h.verify()
	same(t, "faults", faults, []store.Finding(nil))
	same(t, "anchors", sum.Anchors, 3)
}

// TestAnchorsThatAreGoneAreMissed takes away what lies outside the database.
func TestAnchorsThatAreGoneAreMissed(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			h := journalled(t, dialect)
			log, key := filepath.Join(h.dir, "anchors.log"), filepath.Join(h.dir, "anchor.key")
			lines, err := os.ReadFile(log)
			must(t, err)
			seed, err := os.ReadFile(key)
			must(t, err)
			other := t.TempDir()
			_, err = open(t, storetest.URL(t, dialect)).WriteAnchor(t.Context(), other) // somebody else's
			must(t, err)
			foreign, err := os.ReadFile(filepath.Join(other, "anchor.key"))
			must(t, err)
			for _, c := range []struct {
				name      string
				log, seed []byte // nil: gone
				want      string
			}{
				{"the last line is cut off", lines[:bytes.IndexByte(lines, '\n')+1], seed, "anchor_broken 2"},
				{"the file is emptied", []byte{}, seed, "anchor_broken 1"},
				{"the file is gone", nil, seed, "anchor_broken 1"},
				{"the key is gone", lines, nil, "anchor_broken 0"},
				{"both are gone", nil, nil, "anchor_broken 0"},
				{"the key is another's", lines, foreign, "anchor_broken 1"},
				{"both are as in a new folder", nil, foreign, "anchor_broken 0"},
			} {
				for path, content := range map[string][]byte{log: c.log, key: c.seed} {
					must(t, os.RemoveAll(path))
					if content != nil {
						must(t, os.WriteFile(path, content, 0o600))
					}
				}
				faults, _ := h.verify()
				if got := first(faults); got != c.want {
					t.Errorf("%s: got %q of %v, want %q", c.name, got, faults, c.want)
				}
				if _, err := os.Stat(key); (err == nil) != (c.seed != nil) {
					t.Errorf("%s: verify made a key", c.name)
				}
				if len(c.log) > 0 || string(c.seed) == string(seed) {
					if _, err := h.db.WriteAnchor(t.Context(), h.dir); err == nil {
						t.Errorf("%s: anchored over it", c.name)
					}
				}
			}
		})
	}
}

// A folder that was lost is begun anew, and it shows for ever that it was.
func TestNewAnchorsDoNotHideThatOldOnesWereLost(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			h := journalled(t, dialect)
			h.dir = t.TempDir()
			_, err := h.db.WriteAnchor(t.Context(), h.dir)
			must(t, err)
			h.append(h.roots...)
			_, err = h.db.WriteAnchor(t.Context(), h.dir)
			must(t, err)
			faults, sum := h.verify()
			want := map[string]string{store.SQLite: "anchor_broken 0", store.Postgres: ""}[dialect] // there it may be another server's folder
			same(t, "faults", first(faults), want)
			same(t, "elsewhere", sum.Elsewhere, 1)
		})
	}
}

func TestAMatterUnderAnotherWorkflowIsFound(t *testing.T) {
	t.Parallel()
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			h := journalled(t, dialect)
			do(t, h.db, func(tx *store.Tx) error {
				must(t, tx.SeenWorkflow("dispute_case", 1, "aa"))
				must(t, tx.SeenWorkflow("dispute_case", 2, "bb"))
				m, err := tx.Matter(h.roots[0])
				must(t, err)
				was := m.Seq
				must(t, tx.AppendJournal(m, &casemodel.Entry{On: "2026-03-02", Act: "note", ToState: m.State, Version: m.Version, WorkflowSHA: "aa"}, nil))
				return tx.UpdateMatter(m, was)
			})
			h.attack("UPDATE matter SET workflow_version = 2 WHERE id = '" + string(h.roots[0]) + "'")
			faults, _ := h.verify()
			var kinds []string
			for _, f := range faults {
				if f.Matter == h.roots[0] {
					kinds = append(kinds, f.String())
				}
			}
			same(t, "found", kinds, []string{"header_differs matter=" + string(h.roots[0]) + ` seq=7 the matter says workflow "bb", the entry "aa"`})
		})
	}
}

func TestAMatterWithoutEntriesIsAFault(t *testing.T) {
	t.Parallel()
	h := journalled(t, store.SQLite)
	bare := given(t, h.db).ID
	faults, _ := h.verify()
	same(t, "faults", faults, []store.Finding{{Kind: store.EntryMissing, Matter: bare, Seq: 1, Detail: "the matter has no entry at all"}})
}

// TestNoRandomTamperingPasses lets chance choose what is done to which row.
func TestNoRandomTamperingPasses(t *testing.T) {
	t.Parallel()
	h := journalled(t, store.SQLite)
	columns := []string{
		"at", "on_day", "actor_id", "actor_name", "body_id", "membership_id", "on_behalf_of", "cause", "act", "from_state", "to_state",
		"version", "policy_row", "workflow_sha", "root_id", "payload_digest", "prev_hash", "hash",
	}
	rapid.Check(t, func(r *rapid.T) {
		defer h.restore()
		matter := rapid.SampledFrom(h.roots).Draw(r, "matter")
		seq := rapid.IntRange(1, entriesEach).Draw(r, "seq")
		where := fmt.Sprintf("matter_id = '%s' AND seq = %d", matter, seq)
		mends := false // hashing anew would heal what was done
		switch rapid.SampledFrom([]string{"edit", "delete", "payload", "cut"}).Draw(r, "what") {
		case "edit":
			column := rapid.SampledFrom(columns).Draw(r, "column")
			value := map[bool]string{true: "x'00'", false: "'7'"}[slices.Contains([]string{"payload_digest", "prev_hash", "hash"}, column)]
			if column == "on_day" {
				value = "'2020-01-01'"
			}
			mends = column == "hash" || column == "prev_hash"
			h.attack("UPDATE journal_entry SET " + column + " = " + value + " WHERE " + where)
		case "delete":
			h.attack("DELETE FROM journal_payload WHERE "+where, "DELETE FROM journal_entry WHERE "+where)
		case "payload":
			h.attack("UPDATE journal_payload SET " + rapid.SampledFrom([]string{"salt = x'00'", "sealed = x'0000000100'", "sealed = NULL", "erased_under = 'me'"}).Draw(r, "how") + " WHERE " + where)
		case "cut":
			h.attack(strings.Replace("DELETE FROM journal_payload WHERE "+where, "seq =", "seq >=", 1), strings.Replace("DELETE FROM journal_entry WHERE "+where, "seq =", "seq >=", 1))
		}
		if !mends && rapid.Bool().Draw(r, "rehash") {
			h.rehash(matter, rapid.IntRange(1, seq).Draw(r, "from"))
		}
		faults, _ := h.verify()
		if len(faults) == 0 || faults[0].Matter != matter {
			r.Errorf("found %v", faults)
		}
	})
}
