package web

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/documents"
)

// bound is a settled case with a signed copy, a photograph, something said in
// confidence and a record of it.
func (w *town) bound(base string) (root, proceeding casemodel.ID) {
	w.t.Helper()
	w.addressed()
	root = w.settled()
	proceeding = w.child(root, "peoples_mediation")
	clerk := w.as(base, "clerk")
	page := "/matters/" + string(root) + "/do/attach"
	form := clerk.form(page)
	form.Set("f.document", "D05_identity")
	clerk.upload(page, form, "f.files.new", "身份证|复印件.txt", []byte("证件")).redirects("/matters/" + string(root))
	clerk.upload(page, clerk.form(page), "f.files.new", "屋顶照片.txt", []byte("照片")).redirects("/matters/" + string(root))
	return root, proceeding
}

// One print has everything of a volume in its order: cover, index, papers, a
// sheet for what is bound in, the hashes, the note; that it was printed and what
// for is written down, and a refused one is not.
func TestAVolumeIsPrintedInOneGo(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, proceeding := w.bound(base)
		at := "/matters/" + string(root) + "/dossier"
		w.clock.Advance(24 * time.Hour)
		director := w.as(base, "director")
		director.get(at).is(http.StatusOK).has("卷内共", "分隔页", "屋顶照片.txt", "系统生成")
		entries := w.entries(root)
		director.post(at, url.Values{"purpose": {" "}, "as": {"word"}}).is(http.StatusUnprocessableEntity).has("请写明整卷的用途")
		director.post("/matters/"+string(proceeding)+"/dossier", url.Values{"purpose": {"评查"}}).is(http.StatusNotFound)
		w.as(base, "auditor").post(at, url.Values{"purpose": {"评查"}}).is(http.StatusForbidden)
		if w.entries(root) != entries {
			t.Error("a refused print is written down")
		}
		got := director.post(at, url.Values{"purpose": {"案卷评查"}, "as": {"word"}}).is(http.StatusOK)
		if w.entries(root) != entries+1 {
			t.Errorf("%d entries", w.entries(root)-entries)
		}
		soundPaper(t, "dossier", got.body)
		text := paperText(t, got.body)
		last := -1
		for _, part := range []string{"人民调解卷宗", "卷内目录", "身份证｜复印件.txt", "人民调解协议书", "屋顶照片.txt", "本卷共", "校验清单", "卷内文书已逐页编号"} {
			i := strings.Index(text[max(last, 0):], part)
			if i < 0 {
				t.Fatalf("%s does not stand in its place in %s", part, text)
			}
			last = max(last, 0) + i
		}
		_, letter, _ := strings.Cut(text, "人民调解受理通知书")
		if letter, _, _ = strings.Cut(letter, "第7件"); !strings.Contains(letter, "2026年3月2日") || strings.Contains(letter, "2026年3月3日") {
			t.Errorf("a letter of the day before is of today: %s", letter)
		}
		if strings.Contains(text, "应有文书齐全") || !strings.Contains(text, "案件还在办理") {
			t.Error("the volume of an open case is said to be whole")
		}
		shown := director.post(at, url.Values{"purpose": {"案卷评查"}, "as": {"print"}}).is(http.StatusOK)
		if n, want := strings.Count(shown.body, `class="leaf"`), strings.Count(shown.body, "件　（"); n == 0 || n != want {
			t.Errorf("%d leaves, %d heads", n, want)
		}
		shown.has("人民调解卷宗", "第1件", "赔偿维修费", "校验清单")
		director.get("/matters/" + string(root) + "/seen").has("打印整卷 内部流转")
		director.get("/matters/" + string(root) + "/journal?payload=1").has("案卷评查")
	})
}

// What leaves the house has no number, no address and nothing of what stays in
// it, and says where that is.
func TestAVolumeThatLeavesTheHouseNamesNoAddressAndNoTalk(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		root, proceeding := w.inSession()
		const said = "背靠背时说只要八千"
		w.must("mediator", proceeding, "log_session", f{"mode": "joint", "result": "continue", "text": "双方都来了，话是" + said})
		w.must("mediator", proceeding, "log_session", f{"mode": "caucus", "side": w.parties(root)[0], "result": "continue", "text": said})
		mediator := w.as(base, "mediator")
		page := "/matters/" + string(proceeding) + "/do/attach"
		form := mediator.form(page)
		form.Set("f.read", "sessions")
		mediator.upload(page, form, "f.files.new", "谈话底稿.txt", []byte(said)).redirects("/matters/" + string(proceeding))
		places := 0
		for username := range w.who {
			c := w.as(base, username)
			for _, kind := range []string{"outward", "internal"} {
				got := c.post("/matters/"+string(root)+"/dossier", url.Values{"purpose": {"当事人复制"}, "kind": {kind}, "as": {"word"}})
				if got.status != http.StatusOK {
					continue
				}
				text := paperText(t, got.body)
				if kind == "outward" && (strings.Contains(text, said) || strings.Contains(text, "谈话底稿") || strings.Contains(text, "丽苑小区") || regexp.MustCompile(`139\*+|13947`).MatchString(text)) {
					t.Errorf("%s takes out of the house: %s", username, text)
				}
				if kind == "outward" && strings.Contains(text, "内部卷另存") {
					places++
				}
				may := username == "mediator" || username == "mediator2" || username == "chair" || username == "director"
				if !may && strings.Contains(text, said) {
					t.Errorf("%s reads what was said", username)
				}
			}
		}
		if places == 0 {
			t.Error("no place is kept for what stays inside")
		}
		agreed := "/matters/" + string(w.settled()) + "/dossier"
		for kind, named := range map[string]bool{"internal": true, "outward": false} {
			text := paperText(t, w.as(base, "director").post(agreed, url.Values{"purpose": {"当事人复制"}, "kind": {kind}, "as": {"word"}}).is(http.StatusOK).body)
			if strings.Contains(text, "丽苑小区") != named || strings.Contains(text, "139****6027") != named || !strings.Contains(text, "赔偿维修费") {
				t.Errorf("%s: %s", kind, text)
			}
		}
	})
}

// The PDF's index names the page each paper begins on, and every page says how
// many there are.
func TestTheIndexOfAPrintedVolumeIsRight(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		if w.site.office = documents.FindOffice(t.TempDir()); w.site.office == nil {
			t.Skip("no LibreOffice")
		}
		base := w.serve()
		root, _ := w.bound(base)
		got := w.as(base, "director").post("/matters/"+string(root)+"/dossier", url.Values{"purpose": {"案卷评查"}, "as": {"pdf"}}).is(http.StatusOK)
		pages := pdfPages(t, []byte(got.body))
		for i := range pages {
			page := dense(pages[i])
			if want := "第" + itoa(i+1) + "页共" + itoa(len(pages)) + "页"; !strings.Contains(page, want) {
				t.Errorf("page %d does not say %s: %s", i+1, want, page)
			}
		}
		said := map[string]string{} // piece: its page, by the index
		for _, row := range regexp.MustCompile(`(?m)^ *(\d+) .* (\d+) *$`).FindAllStringSubmatch(pages[1], -1) {
			said[row[1]] = row[2]
		}
		is := map[string]string{}
		for i := range pages {
			if head := regexp.MustCompile(`^第(\d+)件`).FindStringSubmatch(dense(pages[i])); head != nil {
				is[head[1]] = itoa(i + 1)
			}
		}
		if !maps.Equal(said, is) || len(is) < 8 {
			t.Errorf("the index says %v, and it is %v: %s", said, is, pages[1])
		}
		if dir := os.Getenv("JIEFEN_SHOTS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "dossier.pdf"), []byte(got.body), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// dense is a text without the spaces in it.
func dense(text string) string { return strings.Join(strings.Fields(text), "") }

// pdfPages are the words of each page, as they stand.
func pdfPages(t *testing.T, pdf []byte) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "volume.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Skipf("no pdftotext: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}
