package documents

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/jiefen/jiefen/casemodel"
)

// book is a file whose first sheet holds cells, changed by what is given.
func book(t *testing.T, cells map[string]any, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // it lies in memory
	for at, value := range cells {
		if err := f.SetCellValue("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a cell holds is read, not what it looks like; digits that a number could
// not hold are not made up.
func TestASpreadsheetIsReadAsItWasTyped(t *testing.T) {
	raw := book(t, map[string]any{
		"A1": "\u59d3\u540d", "B1": "\u8bc1\u4ef6", "A3": "\u738b\u5f3a", "B3": "150102198507010011", "C3": 8123.45, "D3": 13947100001, "E3": 45992, "F3": "=1+1", "G3": 1234567.8,
		"B4": 150102198507010011.0, "C4": 0.1 + 0.2, "D4": "two\nlines\there",
	}, func(f *excelize.File) {
		zero, _ := f.NewStyle(&excelize.Style{NumFmt: 1})
		money := "\u00a5#,##0"
		yuan, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
		day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		_ = f.SetCellStyle("Sheet1", "B4", "B4", zero)
		_ = f.SetCellStyle("Sheet1", "C3", "C3", yuan)
		_ = f.SetCellStyle("Sheet1", "E3", "E3", day)
		_, _ = f.NewSheet("Other")
		_ = f.SetCellValue("Other", "A1", "x")
		_, _ = f.NewSheet("Hidden")
		_ = f.SetCellValue("Hidden", "A1", "x")
		_ = f.SetSheetVisible("Hidden", false)
	})
	s, err := ReadSheet(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"\u59d3\u540d", "\u8bc1\u4ef6"},
		nil,
		{"\u738b\u5f3a", "150102198507010011", "8123.45", "13947100001", "2025-12-01", "=1+1", "1234567.8"},
		{"", "1.5010219850701E+17", "0.3", "two\nlines\there"},
	}
	if len(s.Rows) != len(want) || !slices.Equal(s.Others, []string{"Other"}) {
		t.Fatalf("%d rows, others %v", len(s.Rows), s.Others)
	}
	for i := range want {
		if !slices.Equal(s.Rows[i], want[i]) {
			t.Errorf("row %d: %q, want %q", i+1, s.Rows[i], want[i])
		}
	}
}

func TestATextIsReadInWhatItIsWrittenIn(t *testing.T) {
	const text = "\u59d3\u540d,\u91d1\u989d\r\n\"\u738b,\u5f3a\",8123.45\r\n\u5218\u8e14,1\r\n\r\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(strings.ReplaceAll(text, "\"\u738b,\u5f3a\"", "\u738b\u3001\u5f3a"), ",", "\t"))) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	for name, raw := range map[string][]byte{"utf-8": []byte(text), "with a mark": []byte("\ufeff" + text), "gbk": []byte(gbk), "utf-16 with tabs": wide, "semicolons": []byte("\u59d3\u540d;\u91d1\u989d\n\u738b,\u5f3a;8123.45\n\u5218\u8e14;1")} {
		s, err := ReadSheet(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := strings.ReplaceAll(strings.Join(slices.Concat(s.Rows...), "|"), "\u3001", ","); got != "\u59d3\u540d|\u91d1\u989d|\u738b,\u5f3a|8123.45|\u5218\u8e14|1" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// packed is an archive with the parts of a workbook and those given.
func packed(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	whole := map[string]string{}
	archive, err := zip.NewReader(bytes.NewReader(book(t, map[string]any{"A1": "x"}, nil)), int64(len(book(t, map[string]any{"A1": "x"}, nil))))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		_, _ = b.ReadFrom(r)
		whole[f.Name] = b.String()
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	maps.Copy(whole, parts)
	for name, text := range whole {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheetOpens, sheetCloses = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`, `</sheetData></worksheet>`

func TestAFileThatIsNoTableIsRefused(t *testing.T) {
	const first = "xl/worksheets/sheet1.xml"
	for name, one := range map[string]struct {
		raw  []byte
		want string
	}{
		"nothing":             {nil, "table.empty"},
		"blanks":              {[]byte(" \n,,\n"), "table.empty"},
		"an empty sheet":      {book(t, nil, nil), "table.empty"},
		"an old file":         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "table.old"},
		"a picture":           {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\x81"), "table.unread"},
		"half an archive":     {book(t, map[string]any{"A1": "x"}, nil)[:300], "table.broken"},
		"another archive":     {packed(t, map[string]string{"xl/workbook.xml": "<a/>", "[Content_Types].xml": "<b"}), "table.broken"},
		"large":               {make([]byte, LargestSheet+1), "table.too_large"},
		"rows that unfold":    {packed(t, map[string]string{first: sheetOpens + strings.Repeat(`<row/>`, sheetPart/6) + sheetCloses}), "table.unpacks"},
		"strings that unfold": {packed(t, map[string]string{"xl/sharedStrings.xml": strings.Repeat(" ", stringPart+1)}), "table.unpacks"},
		"styles that unfold":  {packed(t, map[string]string{"xl/styles.xml": strings.Repeat(" ", otherPart+1)}), "table.unpacks"},
		"cells of nothing":    {packed(t, map[string]string{first: sheetOpens + `<row>` + strings.Repeat(`<c />`, mostTableCells+1) + `</row>` + sheetCloses}), "table.unpacks"},
		"nameless cells":      {packed(t, map[string]string{first: sheetOpens + `<row>` + strings.Repeat(`<c/>`, 10) + `</row>` + sheetCloses}), "table.unpacks"},
		"a cell far off":      {packed(t, map[string]string{first: sheetOpens + `<row><c s="1" r="XFD1" t="str"><v>1</v></c></row>` + sheetCloses}), "table.unpacks"},
		"a formula alone":     {packed(t, map[string]string{first: sheetOpens + `<row r="1"><c r="A1"><f>1+1</f></c></row>` + sheetCloses}), "table.unsolved"},
	} {
		_, err := ReadSheet(one.raw)
		var refused *casemodel.Error
		if !errors.As(err, &refused) || refused.Key != one.want {
			t.Errorf("%s: %v, want %s", name, err, one.want)
		}
	}
}

// The worst that is not refused takes little memory: rows of nothing, cells of
// nothing, wide rows, short strings.
func TestABombOfATableStaysSmall(t *testing.T) {
	const first = "xl/worksheets/sheet1.xml"
	for name, parts := range map[string]map[string]string{
		"rows":    {first: sheetOpens + strings.Repeat(`<row/>`, sheetPart/6-100) + sheetCloses},
		"cells":   {first: sheetOpens + `<row>` + strings.Repeat(`<c />`, mostTableCells) + `</row>` + sheetCloses},
		"far":     {first: sheetOpens + strings.Repeat(`<row><c r='XFD1' t="str"><v>1</v></c></row>`, 2000) + sheetCloses},
		"blank":   {first: sheetOpens + `<row>` + strings.Repeat("<c\n/>", sheetPart/5-100) + `</row>` + sheetCloses},
		"wide":    {first: sheetOpens + strings.Repeat(`<row><c r="CZ1" t="str"><v>1</v></c></row>`, mostTableRows) + sheetCloses},
		"strings": {"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + strings.Repeat(`<si><t/></si>`, stringPart/13-10) + `</sst>`},
	} {
		raw := packed(t, parts)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s, err := ReadSheet(raw)
		runtime.GC() // what is held, not when it was last swept
		runtime.ReadMemStats(&after)
		taken := (after.TotalAlloc - before.TotalAlloc) >> 20 // never freed meanwhile, it would be held at once
		t.Logf("%s: %d MiB taken, %v", name, taken, err)
		if taken > 100 {
			t.Errorf("%s: %d MiB taken", name, taken)
		}
		if s != nil && len(s.Rows) > mostTableRows {
			t.Errorf("%s: %d rows", name, len(s.Rows))
		}
	}
}

// What is written comes back as it was, whatever it looks like.
func TestATableComesBackAsItWasWritten(t *testing.T) {
	columns := []SheetColumn{{"\u5e8f\u53f7", 6, false}, {"\u59d3\u540d", 12, false}, {"\u8bc1\u4ef6", 22, false}, {"\u91d1\u989d", 14, true}}
	rows := [][]string{{"1", "=cmd|'/c calc'!A1", "150102198507010011", "8123.45"}, {"2", "+8613947100001", "@x", ""}, {"3", "{{.}}</t>", "0010", "123456789.07"}}
	var b bytes.Buffer
	if err := WriteSheet(&b, "\u540d\u5355", columns, rows, 5); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSheet(b.Bytes())
	if err != nil || s.Name != "\u540d\u5355" || len(s.Rows) != 4 {
		t.Fatalf("%v %+v", err, s)
	}
	for i, row := range rows {
		if got := strings.TrimRight(strings.Join(s.Rows[i+1], "|"), "|"); got != strings.TrimRight(strings.Join(row, "|"), "|") {
			t.Errorf("row %d: %q, want %q", i+1, got, row)
		}
	}
}

// A diary: days and hours are read as such, whatever way they are shown.
func TestDaysAndHoursAreReadAsTheyAreShown(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	raw := book(t, map[string]any{"A1": "000012", "B1": day, "C1": 0.395833333333333, "A3": 12, "B3": day, "C3": 0.604166666666667}, func(f *excelize.File) {
		shown := func(cell string, style *excelize.Style) {
			id, err := f.NewStyle(style)
			if err := errors.Join(err, f.SetCellStyle("Sheet1", cell, cell, id)); err != nil {
				t.Fatal(err)
			}
		}
		slashes, hours := "yyyy/m/d", "h\"\u65f6\"mm\"\u5206\""
		shown("B1", &excelize.Style{NumFmt: 14})
		shown("C1", &excelize.Style{NumFmt: 20})
		shown("B3", &excelize.Style{CustomNumFmt: &slashes})
		shown("C3", &excelize.Style{CustomNumFmt: &hours})
	})
	s, err := ReadSheet(raw)
	want := [][]string{{"000012", "2026-03-04", "09:30"}, nil, {"12", "2026/3/4", "14\u65f630\u5206"}}
	if err != nil || !slices.EqualFunc(s.Rows, want, slices.Equal) {
		t.Errorf("%q, want %q; %v", s, want, err)
	}
}
