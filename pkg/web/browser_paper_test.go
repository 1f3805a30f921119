//go:build browser

package web

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pages prints what the tab shows and reads the paper, page by page.
func (b *tab) pages(name string) []string {
	b.t.Helper()
	printed, err := chromedp.Call(b.ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PreferCSSPageSize: new(true)})
	if err != nil {
		b.t.Fatal(err)
	}
	dir := os.Getenv("JIEFEN_SHOTS")
	if dir == "" {
		dir = b.t.TempDir()
	}
	file := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(file, printed.Data, 0o600); err != nil {
		b.t.Fatal(err)
	}
	text, err := exec.CommandContext(b.t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		b.t.Fatalf("read the paper: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}

// Each page of paper says where it comes from, who printed it when, and which
// of how many it is.
func TestEachPageOfPaperSaysWhereItComesFrom(t *testing.T) {
	w, base := lived(t)
	r := quarrel()
	r.Summary = strings.Repeat("楼上漏水，泡坏地板和墙面，双方多次商量没有结果。\n", 70)
	root := "/matters/" + string(w.register(r))
	b := openBrowser(t, base)(1366, 768, false).signIn("clerk")
	sheet := func(kind string) func() {
		return func() { b.open(root + "/sheet?kind=" + kind).click(`form[action$="/sheet"] .primary`) }
	}
	for name, paper := range map[string]struct {
		open  func()
		holds string
		pages int
	}{
		"inside":  {sheet(sheetInternal), "双方多次商量", 2},
		"outward": {sheet(sheetOutward), "不影响起诉", 1},
		"receipt": {func() { b.open(root + "/receipt") }, "受理凭证", 2},
		"journal": {func() { b.open(root + "/journal") }, "办理经过", 1},
	} {
		paper.open()
		if strings.Contains(b.text(), "打印人") {
			t.Errorf("%s says on the screen who prints it", name)
		}
		pages := b.pages("paper-" + name)
		if !strings.Contains(strings.Join(pages, ""), paper.holds) || len(pages) < paper.pages || name == "receipt" && len(pages) != paper.pages {
			t.Errorf("%s has %d pages, want %d with %q:\n%s", name, len(pages), paper.pages, paper.holds, strings.Join(pages, "\n"))
		}
		for i, text := range pages {
			text = strings.Join(strings.Fields(text), "")
			for _, part := range []string{"新城区一站式矛盾纠纷多元化解中心", "打印人：苏日娜", "打印时间：2026-03", fmt.Sprintf("第%d页共%d页", i+1, len(pages))} {
				if !strings.Contains(text, part) {
					t.Errorf("page %d of %s lacks %q:\n%s", i+1, name, part, text)
				}
			}
		}
	}
}
