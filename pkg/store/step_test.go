package store_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestFieldsAreSetChangedAndRemoved(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := given(t, db).ID, given(t, db).ID
		do(t, db, func(tx *store.Tx) error {
			must(t, tx.SetFields(a, map[string]string{"summary": "甲乙", "track": "x", "ask.1": "q", "ask.2": "q", "ask": "q", "Ask.3": "q", "gone": "x"}, 1))
			must(t, tx.SetFields(a, map[string]string{"summary": "丙", "gone": "", "never": ""}, 2))
			must(t, tx.SetFields(a, nil, 3))
			return tx.DeleteFields(a, "ask.")
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Fields(a, b)
			must(t, err)
			same(t, "fields", got, map[casemodel.ID]map[string]string{a: {"summary": "丙", "track": "x", "ask": "q", "Ask.3": "q"}, b: {}})
			return nil
		})
	})
}

func TestAJournalIsAChainAndTellsItsLastActs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		root := given(t, db)
		var notes [][]byte // digests
		do(t, db, func(tx *store.Tx) error {
			child := newMatter(tx)
			child.RootID = root.ID
			must(t, tx.InsertMatter(child))
			for i, act := range []string{"accept", "note", "note"} { // the last by the child, with the same words
				m := root
				if i == 2 {
					m = child
				}
				was := m.Seq
				var payload []byte
				if act == "note" {
					payload = []byte(act)
				}
				full := &casemodel.Entry{}
				fill(t, full)
				full.Act, full.At = act, tx.Now()
				must(t, tx.AppendJournal(m, full, payload))
				notes = append(notes, full.PayloadDigest)
				must(t, tx.UpdateMatter(m, was))
			}
			notes = notes[1:]
			return nil
		})
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Matter(root.ID)
			must(t, err)
			entries, err := tx.Journal(root.ID, 0, 0)
			must(t, err)
			same(t, "head", []any{got.Seq, got.LastHash}, []any{2, entries[1].Hash})
			same(t, "link", entries[1].PrevHash, entries[0].Hash)
			same(t, "hash", entries[1].Hash, entries[1].Sum())
			same(t, "no payload", entries[0].PayloadDigest, []byte(nil))
			if bytes.Equal(entries[1].PayloadDigest, notes[1]) {
				t.Error("two equal payloads have one digest: it could be guessed")
			}
			after, err := tx.Journal(root.ID, 1, 1)
			must(t, err)
			same(t, "after", after, entries[1:])
			all, err := tx.JournalOfRoot(root.ID)
			must(t, err)
			same(t, "of the family", len(all), 3)
			acts, err := tx.LastActs(root.ID)
			must(t, err)
			same(t, "acts", []int{len(acts), len(acts[root.ID]), acts[root.ID]["note"].Seq}, []int{2, 2, 2})
			same(t, "who", acts[root.ID]["note"].ActorName, entries[1].ActorName)
			family, err := tx.Family(root.ID)
			must(t, err)
			same(t, "family", []casemodel.ID{family[0].ID, family[1].RootID}, []casemodel.ID{root.ID, root.ID})
			return nil
		})
	})
}

func TestDueDeadlinesComeInOrderPageByPage(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		m := given(t, db)
		now := casemodel.At(clock.Now())
		do(t, db, func(tx *store.Tx) error {
			for i, hours := range []int{-3, -3, -1, 0, 1} {
				must(t, tx.InsertDeadline(&casemodel.Deadline{ID: tx.NewID(), MatterID: m.ID, RootID: m.ID, Live: 1, N: i, DueAt: now, FiresAt: now.Add(time.Duration(hours) * time.Hour)}))
			}
			return tx.InsertDeadline(&casemodel.Deadline{ID: tx.NewID(), MatterID: m.ID, RootID: m.ID, DueAt: now, FiresAt: now.Add(-time.Hour)})
		})
		read(t, db, func(tx *store.Tx) error {
			var got []time.Duration
			for after := (store.Due{}); ; {
				page, err := tx.DueDeadlines(now, after, 2)
				must(t, err)
				if len(page) == 0 {
					break
				}
				for _, d := range page {
					got = append(got, d.FiresAt.Time().Sub(now.Time())/time.Hour)
				}
				after = page[len(page)-1]
			}
			same(t, "due", got, []time.Duration{-3, -3, -1, 0})
			return nil
		})
	})
}

func TestUploadsBelongToNothingUntilAnActUsesThem(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		a, b := given(t, db).ID, given(t, db).ID
		old := casemodel.At(clock.Now().Add(-48 * time.Hour))
		var used, unused casemodel.ID
		do(t, db, func(tx *store.Tx) error {
			used, unused = tx.NewID(), tx.NewID()
			must(t, tx.InsertFile(&casemodel.File{ID: used, SHA256: "aa", CreatedAt: old}))
			must(t, tx.InsertFile(&casemodel.File{ID: unused, SHA256: "aa", CreatedAt: old}))
			must(t, tx.UseFiles(a, a, "agreement", "", used, used))
			return tx.UseFiles(a, a, "registration", "", used)
		})
		wantKind(t, db.Do(t.Context(), func(tx *store.Tx) error { return tx.UseFiles(b, b, "agreement", "", used) }), casemodel.NotFound, "file.not_found")
		wantKind(t, db.Do(t.Context(), func(tx *store.Tx) error { return tx.DeleteFile(used) }), casemodel.NotFound, "file.not_found")
		do(t, db, func(tx *store.Tx) error {
			files, err := tx.UnusedFiles(casemodel.At(clock.Now()))
			must(t, err)
			same(t, "unused", []any{len(files), files[0].ID}, []any{1, unused})
			must(t, tx.DeleteFile(unused))
			is, err := tx.FileContentUsed("aa")
			must(t, err)
			same(t, "content used", is, true)
			must(t, tx.DetachFile(used))
			must(t, tx.UseFiles(a, a, "registration", "", used, used))
			f, err := tx.File(used)
			must(t, err)
			same(t, "file", []any{f.MatterID, f.Read, f.Detached}, []any{a, "agreement", 1})
			must(t, tx.PassFiles(b, a, used))
			must(t, tx.PassFiles(a, b, unused))
			must(t, tx.PassFiles(a, b))
			f, err = tx.File(used)
			must(t, err)
			same(t, "matter", f.MatterID, a)
			must(t, tx.PassFiles(a, b, used))
			f, err = tx.File(used)
			must(t, err)
			same(t, "file passed on", []any{f.MatterID, f.Read, f.Detached}, []any{b, "agreement", 1})
			return nil
		})
	})
}

func TestSignInFailuresAreCountedAndForgotten(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		fail := func() (f store.LoginFailure) {
			do(t, db, func(tx *store.Tx) (err error) {
				f, err = tx.FailLogin("user:a", 15*time.Minute, func(n int) time.Duration { return time.Duration(n) * time.Second })
				return err
			})
			return f
		}
		start := casemodel.At(clock.Now())
		for n := range 3 {
			f := fail()
			same(t, "failure", f, store.LoginFailure{Subject: "user:a", Failures: n + 1, Since: start, NextAt: start.Add(time.Duration(n+1) * time.Second)})
		}
		read(t, db, func(tx *store.Tx) error {
			f, err := tx.LoginFailure("user:a")
			must(t, err)
			same(t, "stored", []any{f.Failures, f.Since, f.NextAt}, []any{3, start, start.Add(3 * time.Second)})
			f, err = tx.LoginFailure("user:b")
			must(t, err)
			same(t, "of another", f, store.LoginFailure{Subject: "user:b"})
			return nil
		})
		clock.Advance(15 * time.Minute)
		same(t, "a new window", fail().Failures, 1)
		do(t, db, func(tx *store.Tx) error { return tx.ClearLogin("user:a") })
		same(t, "cleared", fail().Failures, 1)
	})
}

func TestALoginIsTouchedAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		now := casemodel.At(clock.Now())
		user := casemodel.ID("018f0000-0000-7000-8000-000000000001")
		login := store.Login{TokenHash: []byte{1}, UserID: user, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour)}
		do(t, db, func(tx *store.Tx) error {
			must(t, tx.InsertUser(&casemodel.User{ID: user, Username: "a", Active: 1}))
			return tx.InsertLogin(&login)
		})
		for after, want := range map[time.Duration]bool{59 * time.Second: false, time.Minute: true} {
			same(t, "touches", login.Touches(now.Add(after)), want)
		}
		do(t, db, func(tx *store.Tx) error {
			must(t, tx.TouchLogin([]byte{1}, now.Add(59*time.Second)))
			l, _, err := tx.Login([]byte{1})
			must(t, err)
			same(t, "seen", l.SeenAt, now)
			must(t, tx.TouchLogin([]byte{1}, now.Add(time.Minute)))
			l, _, err = tx.Login([]byte{1})
			must(t, err)
			same(t, "seen", l.SeenAt, now.Add(time.Minute))
			must(t, tx.SwitchLogin([]byte{1}, user))
			list, err := tx.Logins(user)
			must(t, err)
			same(t, "logins", []any{len(list), list[0].MembershipID}, []any{1, user})
			n, err := tx.SweepLogins(now.Add(time.Hour))
			must(t, err)
			same(t, "swept", n, int64(1))
			_, _, err = tx.Login([]byte{1})
			wantKind(t, err, casemodel.NotFound, "login.not_found")
			return nil
		})
	})
}

func TestADraftReplacesTheOneBeforeIt(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		now := casemodel.At(clock.Now())
		user := casemodel.ID("018f0000-0000-7000-8000-000000000001")
		do(t, db, func(tx *store.Tx) error {
			for _, text := range []string{"一", "二"} {
				must(t, tx.PutDraft(&store.Draft{UserID: user, Form: "new", Title: "t", Content: text, ExpiresAt: now.Add(time.Hour)}))
			}
			d, err := tx.Draft(user, "new", "")
			must(t, err)
			same(t, "content", d.Content, "二")
			list, err := tx.Drafts(user)
			must(t, err)
			same(t, "drafts", len(list), 1)
			n, err := tx.SweepDrafts(now)
			must(t, err)
			same(t, "too early", n, int64(0))
			must(t, tx.DeleteDraft(user, "new", ""))
			_, err = tx.Draft(user, "new", "")
			wantKind(t, err, casemodel.NotFound, "draft.not_found")
			return nil
		})
	})
}

func TestAWorkflowFileMayNotChangeUnderItsNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		given(t, db)
		do(t, db, func(tx *store.Tx) error {
			must(t, tx.SeenWorkflow("dispute_case", 1, "aaaa"))
			must(t, tx.SeenWorkflow("dispute_case", 1, "aaaa"))
			must(t, tx.SeenWorkflow("dispute_case", 2, "bbbb"))
			err := tx.SeenWorkflow("dispute_case", 1, "cccc")
			if err == nil || casemodel.KindOf(err) != "" || !strings.Contains(err.Error(), "aaaa") || !strings.Contains(err.Error(), "cccc") {
				t.Errorf("got %v", err)
			}
			used, err := tx.UsedStates()
			must(t, err)
			same(t, "used states", used, []store.UsedState{{Workflow: "dispute_case", Version: 1, State: "registered", N: 1, Unclosed: 1}})
			return nil
		})
	})
}

func TestCountersCountWhatIsOpenAndNotSealed(t *testing.T) {
	t.Parallel()
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		centre := casemodel.ID("018f0000-0000-7000-8000-000000000001")
		for i := range 6 {
			given(t, db, func(m *casemodel.Matter) {
				m.CentreID, m.AreaID, m.State = centre, "150102001000", []string{"registered", "accepted"}[i%2]
				m.Sealed = i / 5
				if i == 4 {
					m.Class = casemodel.Done
				}
			})
		}
		refresh := func() { do(t, db, func(tx *store.Tx) error { return tx.RefreshCounters(time.Minute) }) }
		refresh()
		given(t, db, func(m *casemodel.Matter) { m.CentreID = centre })
		refresh() // too soon
		do(t, db, func(tx *store.Tx) error {
			return tx.InsertAreas([]casemodel.Area{{ID: "150102", Level: 2, A3: "150102"}, {ID: "150102001000", Level: 3, A3: "150102", A4: "150102001000"}})
		})
		read(t, db, func(tx *store.Tx) error {
			for _, f := range []store.CounterFilter{{CentreID: centre, By: []string{"state"}}, {AreaID: "150102", By: []string{"state"}}} {
				got, err := tx.Counters(f)
				must(t, err)
				same(t, "counters", got, []store.Counter{{State: "accepted", N: 2}, {State: "registered", N: 2}})
			}
			at, err := tx.CountersAt()
			must(t, err)
			same(t, "age", at, casemodel.At(clock.Now()))
			return nil
		})
		clock.Advance(time.Minute)
		refresh()
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Counters(store.CounterFilter{CentreID: centre, By: []string{"centre_id"}})
			must(t, err)
			same(t, "later", got, []store.Counter{{CentreID: centre, N: 5}})
			return nil
		})
	})
}
