package documents

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What a table may be: a paper diary of a year is far below.
const (
	mostSheetRows  = 2000
	mostSheetCells = 40
	mostSheetText  = 2 << 20 // bytes; one text may stand in every cell of a small file
)

// ErrNoSheet says that a file is no table of an office program, is locked with a
// password or is larger than any table people keep.
var ErrNoSheet = errors.New("no readable sheet")

// oneLine keeps what stands in a cell on its line and in its column.
var oneLine = strings.NewReplacer("\t", " ", "\r\n", " ", "\n", " ", "\r", " ")

// SheetText reads the first sheet of an .xlsx that holds anything, as a line a
// row with tabs between the cells: as it would be pasted. Days are written
// 2026-03-04 and hours 09:30 whatever the sheet shows them as. ErrNoSheet when
// it cannot be read.
func SheetText(raw []byte) (text string, err error) {
	defer func() {
		if r := recover(); r != nil { // files are made by anybody
			text, err = "", ErrNoSheet
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: largestSum, UnzipXMLSizeLimit: largestPart, ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm",
	})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoSheet, err)
	}
	defer book.Close() //nolint:errcheck // it was only read
	for _, name := range book.GetSheetList() {
		if text, err = sheetText(book, name); err != nil || text != "" {
			return text, err
		}
	}
	return "", nil
}

func sheetText(book *excelize.File, name string) (string, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoSheet, err)
	}
	defer rows.Close() //nolint:errcheck // it was only read
	var b strings.Builder
	for n := 0; rows.Next() && n < mostSheetRows; n++ {
		cells, err := rows.Columns()
		if err != nil {
			return "", fmt.Errorf("%w: %w", ErrNoSheet, err)
		}
		cells = cells[:min(len(cells), mostSheetCells)]
		size := b.Len()
		for i := range cells {
			if size += len(cells[i]); size > mostSheetText {
				return "", ErrNoSheet
			}
			cells[i] = strings.TrimSpace(oneLine.Replace(cells[i]))
		}
		if line := strings.TrimRight(strings.Join(cells, "\t"), "\t"); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String(), nil
}
