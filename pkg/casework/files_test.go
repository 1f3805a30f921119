package casework_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/vault"
)

// sent puts a content into the vault and tells the desk of it.
func sent(t *testing.T, w *worktest.World, v *vault.Vault, name, content, key string) (casemodel.File, error) {
	t.Helper()
	f, err := v.Take(strings.NewReader(content), name, vault.Rules{Largest: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return w.Upload(context.Background(), w.Who["clerk"], f, key)
}

// A repeated upload with one key is one file; another content under the key is
// refused.
func TestAnUploadWithAKeyHappensOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		v := opened(t)
		first, err := sent(t, w, v, "a.txt", "photo", "k")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := sent(t, w, v, "a.txt", "photo", "k"); err != nil || again != first {
			t.Errorf("again %+v (%v), want %+v", again, err, first)
		}
		before := prints(t, w)
		if _, err := sent(t, w, v, "a.txt", "another photo", "k"); !casemodel.Is(err, casemodel.KeyReused) {
			t.Errorf("another content under the key: %v", err)
		}
		if after := prints(t, w); before["file"] != after["file"] {
			t.Error("the refusal wrote a file")
		}
	})
}

func opened(t *testing.T) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func content(v *vault.Vault, sha string) string {
	f, err := v.Open(sha)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	_, _ = io.Copy(&b, f)
	return b.String()
}

// What no act used within a day goes, row and content; what an act used, what
// is fresh and what somebody else sent too stays readable.
func TestUploadsThatNobodyUsedGo(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		v := opened(t)
		files := map[string]casemodel.File{}
		for _, name := range []string{"unused", "attached", "twin of attached"} {
			f, err := sent(t, w, v, name, strings.TrimPrefix(name, "twin of "), "")
			if err != nil {
				t.Fatal(err)
			}
			files[name] = f
		}
		root := w.Register(worktest.Quarrel())
		w.Must("clerk", root, "attach", worktest.F{"files": []any{string(files["attached"].ID)}})
		sweep := func(wall time.Time, want int) {
			t.Helper()
			if n, err := w.SweepFiles(context.Background(), v, wall); err != nil || n != want {
				t.Errorf("%d removed (%v), want %d", n, err, want)
			}
		}
		w.Clock.Advance(23 * time.Hour)
		sweep(time.Now().Add(48*time.Hour), 0)
		w.Clock.Advance(2 * time.Hour)
		fresh, err := sent(t, w, v, "fresh", "fresh", "")
		if err != nil {
			t.Fatal(err)
		}
		sweep(time.Now().Add(48*time.Hour), 2)
		for sha, want := range map[string]string{
			files["unused"].SHA256: "", files["attached"].SHA256: "attached", fresh.SHA256: "fresh",
		} {
			if got := content(v, sha); got != want {
				t.Errorf("content %q, want %q", got, want)
			}
		}
		if _, err := w.File(context.Background(), w.Who["clerk"], root, files["attached"].ID); err != nil {
			t.Errorf("the attached file: %v", err)
		}
	})
}

// The same bytes sent again while their content is being removed stay.
func TestAContentSentAgainIsNotRemoved(t *testing.T) {
	v := opened(t)
	f, err := v.Take(strings.NewReader("photo"), "photo.txt", vault.Rules{Largest: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	sha := f.SHA256
	if gone, err := v.Remove(sha, time.Now().Add(-time.Hour)); gone || err != nil || content(v, sha) != "photo" {
		t.Errorf("removed %v (%v), content %q", gone, err, content(v, sha))
	}
	if gone, err := v.Remove(sha, time.Now().Add(time.Hour)); !gone || err != nil || content(v, sha) != "" {
		t.Errorf("kept %v (%v), content %q", !gone, err, content(v, sha))
	}
}

// upload is a fresh file of somebody's, without content.
func upload(t *testing.T, w *worktest.World, who string) casemodel.ID {
	t.Helper()
	f, err := w.Upload(t.Context(), w.Who[who], casemodel.File{Name: "a.pdf", Type: "application/pdf", SHA256: strings.Repeat("0", 64), Size: 10}, "")
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}

// opens reports who of the named may open a file of a matter, comma separated.
func opens(t *testing.T, w *worktest.World, matter, file casemodel.ID, names ...string) string {
	t.Helper()
	var who []string
	for _, name := range names {
		_, err := w.File(t.Context(), w.Who[name], matter, file)
		if err != nil && !casemodel.Is(err, casemodel.NotFound) {
			t.Fatal(err)
		}
		if err == nil {
			who = append(who, name)
		}
	}
	return strings.Join(who, ",")
}

// list is the value of a field of several files.
func list(ids ...casemodel.ID) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

func TestAFileTakenDownIsThereForNobody(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _ := w.Signing(t, "3000", "2026-05-04")
		f, fresh := upload(t, w, "director"), upload(t, w, "director")
		w.Must("director", root, "attach", worktest.F{"files": list(f), "read": "agreement"})
		if got := opens(t, w, root, f, "director", "clerk"); got != "director" {
			t.Errorf("before, %q open it", got)
		}
		before := prints(t, w)
		for who, id := range map[string]casemodel.ID{"clerk": f, "director": fresh} {
			_, err := w.Try(who, root, "detach", worktest.F{"file": string(id), "reason": "wrong"})
			refusedAt(t, err, "file", "field.no_such_file")
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("a refused detach wrote something")
		}
		w.Must("director", root, "detach", worktest.F{"file": string(f), "reason": "wrong"})
		if got := opens(t, w, root, f, "director", "clerk"); got != "" {
			t.Errorf("afterwards, %q open it", got)
		}
		for act, in := range map[string]worktest.F{"attach": {"files": list(f)}, "detach": {"file": string(f), "reason": "again"}} {
			if _, err := w.Try("director", root, act, in); !casemodel.Is(err, casemodel.Invalid) {
				t.Errorf("%s of what was taken down: %v", act, err)
			}
		}
	})
}

func TestAFileKeepsTheClassItWasAttachedWith(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _ := w.Signing(t, "3000", "2026-05-04")
		f := upload(t, w, "mediator")
		w.Must("mediator", root, "attach", worktest.F{"files": list(f, f), "read": "agreement"}) // named twice, it is one file
		before := prints(t, w)
		for _, who := range []string{"clerk", "director", "mediator"} {
			_, err := w.Try(who, root, "attach", worktest.F{"files": list(f), "read": "registration"})
			refusedAt(t, err, "files", "field.no_such_file")
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("the refused attach wrote something")
		}
		if got := opens(t, w, root, f, "director", "mediator", "clerk"); got != "director,mediator" {
			t.Errorf("%q open it", got)
		}
	})
}

// A file of the same family, but of another matter, is not this matter's.
func TestAnActNamesOnlyFilesOfItsOwnMatterOrFreshOnes(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.Signing(t, "3000", "2026-05-04")
		w.Must("seal", p, "affix_seal", nil)
		item := w.Child(root, "performance_item").ID
		own, cases := upload(t, w, "mediator"), upload(t, w, "mediator")
		w.Must("mediator", item, "attach", worktest.F{"files": list(own), "read": "sessions"})
		w.Must("mediator", root, "attach", worktest.F{"files": list(cases)})
		for _, id := range []casemodel.ID{cases, upload(t, w, "director"), casemodel.ID(w.User("clerk"))} {
			_, err := w.Try("mediator", item, "perform", worktest.F{"evidence": "receipt", "file": string(id)})
			refusedAt(t, err, "file", "field.no_such_file")
		}
		w.Must("mediator", item, "perform", worktest.F{"evidence": "receipt", "file": string(own)})
		if got := opens(t, w, item, own, "mediator", "director", "clerk"); got != "mediator" {
			t.Errorf("%q open it after another act named it", got)
		}
	})
}

// The journal names a file, and says what it is, to who may open it.
func TestTheJournalNamesAttachedFilesByTheirClass(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _ := w.Signing(t, "3000", "2026-05-04")
		closed, open := upload(t, w, "director"), upload(t, w, "director")
		w.Must("director", root, "attach", worktest.F{"files": list(closed), "read": "agreement", "note": "what they agreed"})
		w.Must("director", root, "attach", worktest.F{"files": list(open)})
		for who, want := range map[string]int{"clerk": 1, "director": 2} {
			lines, err := w.Journal(t.Context(), w.Who[who], root, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			said, acts := 0, 0
			for _, l := range lines {
				if l.Act == "attach" {
					acts++
				}
				if l.Fields["files"] != "" {
					said++
				}
				if who == "clerk" && (strings.Contains(l.Fields["files"], string(closed)) || l.Fields["note"] != "") {
					t.Errorf("the clerk reads %v", l.Fields)
				}
			}
			if acts != 2 || said != want {
				t.Errorf("%s reads the files of %d of %d lines, want %d of 2", who, said, acts, want)
			}
		}
	})
}

// A record keeps no value, but it keeps the file, by the class of its field.
func TestAFileOfARecordBelongsToTheMatter(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.InSession(t)
		w.Must("mediator", p, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-05-04")})
		w.Must("mediator", p, "finalise_text", worktest.F{"total": "3000", "copies": "3"})
		f := upload(t, w, "mediator")
		sign := worktest.F{"party": string(w.Parties(root)[0]), "way": "wet", "file": string(f)}
		if _, err := w.Try("clerk", p, "record_signature", sign); err == nil {
			t.Fatal("the clerk signs")
		}
		if got := opens(t, w, p, f, "mediator"); got != "" {
			t.Error("a refused record tied its file")
		}
		w.Must("mediator", p, "record_signature", sign)
		if got := opens(t, w, p, f, "mediator", "director", "clerk"); got != "mediator,director" {
			t.Errorf("%q open it", got)
		}
	})
}

func TestAFileGivenAtABirthBelongsToTheNewMatter(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p := w.Signing(t, "3000", "2026-05-04")
		w.Must("seal", p, "affix_seal", nil)
		born := func(f casemodel.ID) (casemodel.ID, error) {
			out, err := w.Create(t.Context(), w.Who["mediator"], "judicial_confirmation", root, casework.Input{Fields: worktest.F{
				"body_text": "another organ", "file": string(f),
			}})
			return out.MatterID, err
		}
		f := upload(t, w, "mediator")
		id, err := born(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := opens(t, w, id, f, "mediator", "director", "clerk"); got != "mediator,director" {
			t.Errorf("%q open the agreement", got)
		}
		before := prints(t, w)
		_, err = born(f)
		refusedAt(t, err, "file", "field.no_such_file")
		if !maps.Equal(before, prints(t, w)) {
			t.Error("a birth with somebody else's file wrote something")
		}
		w.Clock.Advance(25 * time.Hour)
		if n, err := w.SweepFiles(t.Context(), opened(t), time.Now()); n != 0 || err != nil {
			t.Errorf("%d files swept (%v)", n, err)
		}
	})
}
