package casework_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// sent puts a content into the vault and tells the desk of it.
func sent(t *testing.T, w *worktest.World, v *casework.Vault, name, content, key string) (casemodel.File, error) {
	t.Helper()
	sha, size, err := v.Put(strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return w.Upload(context.Background(), w.Who["clerk"], casemodel.File{Name: name, Type: "text/plain", SHA256: sha, Size: size}, key)
}

// A repeated upload with one key is one file; another content under the key is
// refused.
func TestAnUploadWithAKeyHappensOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		v := vault(t)
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

func vault(t *testing.T) *casework.Vault {
	t.Helper()
	v, err := casework.OpenVault(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func content(v *casework.Vault, sha string) string {
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
		v := vault(t)
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
	v := vault(t)
	sha, _, err := v.Put(strings.NewReader("photo"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if gone, err := v.Remove(sha, time.Now().Add(-time.Hour)); gone || err != nil || content(v, sha) != "photo" {
		t.Errorf("removed %v (%v), content %q", gone, err, content(v, sha))
	}
	if gone, err := v.Remove(sha, time.Now().Add(time.Hour)); !gone || err != nil || content(v, sha) != "" {
		t.Errorf("kept %v (%v), content %q", !gone, err, content(v, sha))
	}
}
