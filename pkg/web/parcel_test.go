package web

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/vault"
)

// nought is as many bytes as it says, all the same.
type nought struct{ left int64 }

func (n *nought) Read(p []byte) (int, error) {
	if n.left <= 0 {
		return 0, io.EOF
	}
	k := int(min(int64(len(p)), n.left))
	clear(p[:k])
	n.left -= int64(k)
	return k, nil
}

// heavy keeps a file of so many bytes with a matter.
func (w *town) heavy(who string, id casemodel.ID, name string, size int64) casemodel.File {
	w.t.Helper()
	const head = "%PDF-1.4\n"
	content, err := w.site.vault.Take(io.MultiReader(strings.NewReader(head+name+"\n"), &nought{size}), name, vault.Rules{Largest: size + 1<<10})
	if err != nil {
		w.t.Fatal(err)
	}
	sent, err := w.Upload(w.t.Context(), w.who[who], content, "")
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(who, id, "attach", f{"files": []any{string(sent.ID)}})
	return content
}

// A volume with 240 MiB of files leaves in memory of a few: nothing of it is
// held but what is being sent.
func TestALargeVolumeTakesNoMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 240 MiB")
	}
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		for _, name := range []string{"监控一.pdf", "监控二.pdf", "监控三.pdf"} {
			w.heavy("clerk", root, name, 80<<20)
		}
		c := w.as(w.serve(), "director")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.base+"/matters/"+string(root)+"/bundle", strings.NewReader(url.Values{"purpose": {"法院调卷"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		res, err := c.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // it was only read
		n, err := io.Copy(io.Discard, res.Body)
		if err != nil || res.StatusCode != http.StatusOK || n < 240<<20 {
			t.Fatalf("%d, %d bytes, %v", res.StatusCode, n, err)
		}
		runtime.ReadMemStats(&after)
		if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 64 {
			t.Errorf("240 MiB took %d MiB of memory", grown)
		}
	})
}

// A file that was changed on the disk is named in its place, and everything else
// comes.
func TestAFileThatCannotBeReadIsNamedAndTheOthersCome(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		root := w.settled()
		bad := w.heavy("clerk", root, "坏了的.pdf", 1<<10)
		w.heavy("clerk", root, "好的.pdf", 1<<10)
		if err := os.WriteFile(filepath.Join(w.kept, bad.SHA256[:2], bad.SHA256), []byte("别的内容"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.as(w.serve(), "director").post("/matters/"+string(root)+"/bundle", url.Values{"purpose": {"法院调卷"}}).is(http.StatusOK)
		names, files := unpacked(t, got.body)
		all := strings.Join(names, "\n")
		if !strings.Contains(all, "坏了的.pdf.txt") || !strings.Contains(all, "好的.pdf") {
			t.Error(all)
		}
		if list := string(files["校验清单.csv"]); !strings.Contains(list, "坏了的.pdf（文件不能读出）") {
			t.Error(list)
		}
		for name, content := range files {
			if strings.Contains(string(content), "别的内容") {
				t.Errorf("%s is what somebody put on the disk", name)
			}
		}
	})
}

// The list of an archive is held against every byte of it, whoever wrote it.
func TestWhatStandsInAnArchiveIsOnItsList(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, id := w.confirming()
		got := w.as(w.serve(), "mediator").post("/matters/"+id+"/pack", nil).is(http.StatusOK)
		z, err := zip.NewReader(strings.NewReader(got.body), int64(len(got.body)))
		if err != nil {
			t.Fatal(err)
		}
		_, files := unpacked(t, got.body)
		list := string(files["校验清单.csv"])
		for _, f := range z.File {
			if f.Name != "校验清单.csv" && !strings.Contains(list, f.Name) {
				t.Errorf("%s is not on the list: %s", f.Name, list)
			}
		}
	})
}
