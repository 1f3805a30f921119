package documents

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// A diary kept in an office program is read as it would be pasted, whatever way
// its days and hours are shown.
func TestASheetIsReadAsItWouldBePasted(t *testing.T) {
	book := excelize.NewFile()
	if _, err := book.NewSheet("Diary"); err != nil {
		t.Fatal(err)
	}
	style := func(format int, custom string) int {
		s := excelize.Style{NumFmt: format}
		if custom != "" {
			s = excelize.Style{CustomNumFmt: &custom}
		}
		id, err := book.NewStyle(&s)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	put := func(cell string, value any, format int) {
		if err := errors.Join(book.SetCellValue("Diary", cell, value), book.SetCellStyle("Diary", cell, cell, format)); err != nil {
			t.Fatal(err)
		}
	}
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	put("A1", "000012", style(0, ""))
	put("B1", day, style(14, ""))
	put("C1", 0.395833333333333, style(20, ""))
	put("D1", "first\nroom\tnorth", style(0, ""))
	put("A3", 12, style(0, ""))
	put("B3", day, style(0, "yyyy/m/d"))
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := SheetText(b.Bytes())
	if want := "000012\t2026-03-04\t09:30\tfirst room north\n12\t2026/3/4\n"; err != nil || got != want {
		t.Errorf("%q, want %q; %v", got, want, err)
	}
}

func TestWhatIsNoSheetIsRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		part, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 64 {
			if _, err := part.Write(make([]byte, 1<<20)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"nothing": nil, "one long text in every cell": repeated(t), "text": []byte("a\tb"), "a bomb": bomb.Bytes(), "cut short": bomb.Bytes()[:1000]} {
		if text, err := SheetText(raw); !errors.Is(err, ErrNoSheet) || text != "" {
			t.Errorf("%s: %q %v", name, text, err)
		}
	}
}

// repeated is a small file whose one text stands in every cell: as text it would
// be hundreds of megabytes.
func repeated(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	long := strings.Repeat("x", 32000)
	for row := range 400 {
		for column := range 40 {
			cell, err := excelize.CoordinatesToCellName(column+1, row+1)
			if err == nil {
				err = book.SetCellStr("Sheet1", cell, long)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 1<<20 {
		t.Fatalf("the file has %d bytes", b.Len())
	}
	return b.Bytes()
}
