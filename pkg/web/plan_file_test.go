package web

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// unfolding is a spreadsheet one part of which is something else.
func unfolding(t *testing.T, whole []byte, part, text string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, f := range from.File {
		if f.Name == part {
			continue
		}
		if err := to.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := to.Create(part)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err := errors.Join(err, to.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Whatever table is sent, to the diary or to the roster: one that unfolds, one
// with a cell far to the right, one that cannot be read is refused at its field
// and nothing is written; one in GBK is read.
func TestEveryTableThatIsSentIsLookedAtAlike(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		_, numbers := w.plannable(1)
		root, _ := w.inSession()
		c := w.as(w.serve(), "mediator")
		diary, err := os.ReadFile("testdata/diary.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		const first, opens, closes = "xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, `</sheetData></worksheet>`
		roads := map[string]string{planPath: "file", "/matters/" + string(root) + "/roster": "table"}
		before := w.prints()
		for name, one := range map[string]struct {
			raw  []byte
			says string
		}{
			"rows that unfold":    {unfolding(t, diary, first, opens+strings.Repeat(`<row/>`, 3<<20)+closes), "表格太大或者太宽"},
			"strings that unfold": {unfolding(t, diary, "xl/sharedStrings.xml", strings.Repeat(" ", 5<<20)), "表格太大或者太宽"},
			"a cell far off":      {unfolding(t, diary, first, opens+`<row><c r="XFD1" t="str"><v>1</v></c></row>`+closes), "表格太大或者太宽"},
			"an old file":         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "旧版 .xls"},
			"no table":            {[]byte("PK\x03\x04 nothing"), "表格打不开"},
			"a picture":           {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\x81"), "这不是表格"},
		} {
			for path, field := range roads {
				step := map[string]string{"file": "read", "table": "list"}[field]
				if a := c.upload(path, url.Values{"step": {step}, "usual": {"40"}, "_once": {name}}, field, "排期.xlsx", one.raw); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, one.says) {
					t.Errorf("%s at %s: %d, want 422 with %s", name, path, a.status, one.says)
				}
			}
		}
		if after := w.prints(); !maps.Equal(before, after) {
			t.Error("a refused table wrote something")
		}
		gbk, err := simplifiedchinese.GBK.NewEncoder().String("案号,日期,时间,地点\r\n" + numbers[0] + ",2026-03-05,14:30,公主府社区居委会\r\n")
		if err != nil {
			t.Fatal(err)
		}
		c.upload(planPath, url.Values{"step": {"read"}, "usual": {"40"}}, "file", "排期.csv", []byte(gbk)).is(http.StatusOK).has("1 场都排得下", `value="14:30"`, "公主府社区居委会")
	})
}
