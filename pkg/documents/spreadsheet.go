package documents

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/jiefen/jiefen/casemodel"
)

// Sheet is a table that somebody uploaded: the cells of each row in their
// places, an empty row empty, so that row i stands in line i+1 of the file. A
// number stands as it was typed; one with more digits than a spreadsheet keeps
// stands in powers of ten, and nobody guesses the digits that are lost.
type Sheet struct {
	Name   string     // of the sheet, "" of a text
	Others []string   // sheets of the file that were not read and hold something
	Rows   [][]string // no row past the last that holds something
}

// What a table may weigh: one of two thousand people is far below. Unpacked, a
// part costs ten times its size in memory, but for the rows, which pass by.
const (
	LargestSheet   = 5 << 20 // bytes of the file
	mostTableRows  = 5_000
	mostTableCells = 100_000
	mostCells      = 60  // of a row
	widestRow      = 104 // to column CZ: a cell further right makes its row as wide in memory
	sheetPart      = 8 << 20
	stringPart     = 1 << 20
	otherPart      = 2 << 20
	sheetSum       = 32 << 20
)

// ReadSheet reads the first sheet that holds something of an .xlsx, or a .csv in
// UTF-8, UTF-16 or GB 18030 (GBK), parted by commas, semicolons or tabs.
// Formulas are not worked out: what the program that wrote the file got is read.
//
// Errors are Invalid and without a field: table.too_large with max in MB,
// table.unpacks, table.old (an .xls or a file with a password), table.unread,
// table.broken, table.unsolved (a formula without what it gives), table.empty.
func ReadSheet(raw []byte) (*Sheet, error) {
	switch {
	case len(raw) > LargestSheet:
		return nil, &casemodel.Error{Kind: casemodel.Invalid, Key: "table.too_large", Args: map[string]any{"max": LargestSheet >> 20}}
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return readBook(raw)
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return nil, casemodel.Bad("", "table.old")
	}
	text, err := decoded(raw)
	if err != nil {
		return nil, err
	}
	return kept(&Sheet{Rows: records(text)})
}

// kept is a sheet without the empty rows at its end.
func kept(s *Sheet) (*Sheet, error) {
	for len(s.Rows) > 0 && strings.TrimSpace(strings.Join(s.Rows[len(s.Rows)-1], "")) == "" {
		s.Rows = s.Rows[:len(s.Rows)-1]
	}
	if len(s.Rows) == 0 {
		return nil, casemodel.Bad("", "table.empty")
	}
	return s, nil
}

// decoded is a text in one of the encodings that office programs write here.
func decoded(raw []byte) (string, error) {
	out := raw
	var err error
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
	case !utf8.Valid(raw):
		out, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	}
	text := strings.TrimPrefix(string(out), "\ufeff")
	if err != nil || strings.ContainsAny(text, "\x00\ufffd") {
		return "", casemodel.Bad("", "table.unread")
	}
	return text, nil
}

// records are the rows of a text: parted by what most of its first lines hold.
func records(text string) [][]string {
	comma, most := ',', 0
	for _, sep := range "\t,;" {
		if n := strings.Count(text[:min(len(text), 4<<10)], string(sep)); n > most {
			comma, most = sep, n
		}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	var rows [][]string
	for len(rows) < mostTableRows {
		row, err := r.Read()
		if err != nil { // only the end: quotes may be lazy and rows of any length
			return rows
		}
		rows = append(rows, slices.Clone(row[:min(len(row), mostCells)]))
	}
	return rows
}

func readBook(raw []byte) (s *Sheet, err error) {
	if err := weighed(raw); err != nil {
		return nil, err
	}
	defer func() { // a reader that gives up on a broken file says so in its own way
		if recover() != nil {
			s, err = nil, casemodel.Bad("", "table.broken")
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: sheetSum, UnzipXMLSizeLimit: sheetSum, ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm", // nothing of it is laid down in a file of its own
	})
	if err != nil {
		return nil, casemodel.Bad("", "table.broken")
	}
	defer book.Close() //nolint:errcheck // it was only read
	if err := inBounds(book); err != nil {
		return nil, err
	}
	s = &Sheet{}
	for _, name := range book.GetSheetList() {
		if seen, err := book.GetSheetVisible(name); err != nil || !seen {
			continue
		}
		rows, err := cellsOf(book, name)
		if casemodel.Is(err, casemodel.Invalid) {
			return nil, err
		}
		if err != nil {
			return nil, casemodel.Bad("", "table.broken")
		}
		switch {
		case len(rows) == 0:
		case s.Name != "":
			s.Others = append(s.Others, name)
		default:
			s.Name, s.Rows = name, rows
		}
	}
	if err := plainNumbers(book, s); err != nil {
		return nil, casemodel.Bad("", "table.broken")
	}
	return kept(s)
}

// weighed refuses what unpacks to more than a table is.
func weighed(raw []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(archive.File) > mostParts {
		return casemodel.Bad("", "table.broken")
	}
	sum := uint64(0)
	for _, f := range archive.File {
		name, most := strings.ToLower(f.Name), uint64(otherPart)
		switch {
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
			most = sheetPart
		case name == "xl/sharedstrings.xml":
			most = stringPart
		case !strings.HasSuffix(name, ".xml") && path.Ext(name) != ".rels": // a picture is not unfolded
			most = sheetSum
		}
		if sum += f.UncompressedSize64; f.UncompressedSize64 > most || sum > sheetSum {
			return casemodel.Bad("", "table.unpacks")
		}
	}
	return nil
}

var (
	noValue = regexp.MustCompile(`(</f>|<f [^<>]*/>|<f/>)\s*</c>`) // nobody has worked it out: its cell would look empty
	aCell   = regexp.MustCompile(`<([\w.-]+:)?c[\s/>]`)
)

// inBounds looks at the rows before they are read, which cost far more memory then.
func inBounds(book *excelize.File) (err error) {
	book.Pkg.Range(func(name, content any) bool {
		part, is := name.(string)
		text, held := content.([]byte)
		switch {
		case !is || !held || !strings.HasPrefix(part, "xl/worksheets/"):
		case len(aCell.FindAllIndex(text, mostTableCells+1)) > mostTableCells, bytes.Contains(text, []byte("<c/>")):
			err = casemodel.Bad("", "table.unpacks")
		case noValue.Match(text):
			err = casemodel.Bad("", "table.unsolved")
		}
		return err == nil
	})
	return err
}

// cellsOf are the cells of a sheet as they are shown. A row that is too wide is
// refused as it is read: in the text of the part its place may be written in
// many ways.
func cellsOf(book *excelize.File, name string) ([][]string, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	var cells [][]string
	last := 0
	for rows.Next() && len(cells) < mostTableRows {
		row, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if len(row) > widestRow {
			return nil, casemodel.Bad("", "table.unpacks")
		}
		cells = append(cells, slices.Clone(row[:min(len(row), mostCells)]))
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			last = len(cells)
		}
	}
	return cells[:last], rows.Error()
}

// plainNumbers puts in the place of a number that is shown in some way, rounded
// or with the sign of its currency, the number; a day stays a day.
func plainNumbers(book *excelize.File, s *Sheet) error {
	if s.Name == "" || book.Styles == nil {
		return nil
	}
	book.Styles.CellXfs = nil // from here on nothing is shown in any way
	plain, err := cellsOf(book, s.Name)
	if err != nil {
		return err
	}
	for i := range min(len(plain), len(s.Rows)) {
		for k := range min(len(plain[i]), len(s.Rows[i])) {
			shown, value := s.Rows[i][k], plain[i][k]
			if _, err := strconv.ParseFloat(value, 64); err == nil && !isDay(shown) {
				s.Rows[i][k] = value
			}
		}
	}
	return nil
}

// isDay reports whether a number is shown as a day or an hour.
func isDay(shown string) bool {
	return len(shown) > 1 && shown[0] >= '0' && shown[0] <= '9' && (strings.Count(shown, "-") == 2 || strings.Count(shown, "/") == 2 || strings.Contains(shown, ":") || strings.ContainsAny(shown, "\u5e74\u6708\u65f6"))
}

// SheetColumn is the head of a column that is written: how wide it is, in
// characters, and how its cells are kept.
type SheetColumn struct {
	Title string
	Width float64
	Sum   bool // of money, in yuan with two digits; else words, also where they are digits
}

// WriteSheet writes a table as .xlsx: every word as a word, so that nothing in
// it is worked out when it is opened and no number loses a digit. A cell of a
// column of sums that is empty or no number stays what it is. blank are the rows
// below that are kept for words too, for who fills the table in.
func WriteSheet(w io.Writer, title string, columns []SheetColumn, rows [][]string, blank int) error {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it lies in memory
	name := book.GetSheetName(0)
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return err
	}
	money, err := book.NewStyle(&excelize.Style{NumFmt: 4})
	if err != nil {
		return err
	}
	head, err := book.NewStyle(&excelize.Style{
		NumFmt: 49, Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}},
	})
	if err != nil {
		return err
	}
	if err := book.SetSheetName(name, title); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(title)
	if err != nil {
		return err
	}
	heads, styles := make([]any, len(columns)), make([]int, len(columns))
	for i, c := range columns {
		heads[i], styles[i] = excelize.Cell{StyleID: head, Value: c.Title}, text
		if c.Sum {
			styles[i] = money
		}
		if err := out.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetRow("A1", heads); err != nil {
		return err
	}
	for i := range len(rows) + blank {
		cells := make([]any, len(columns))
		for k := range cells {
			cell := excelize.Cell{StyleID: styles[k]}
			if i < len(rows) && rows[i][k] != "" {
				cell.Value = rows[i][k]
				if sum, err := strconv.ParseFloat(rows[i][k], 64); columns[k].Sum && err == nil {
					cell.Value = sum
				}
			}
			cells[k] = cell
		}
		if err := out.SetRow("A"+strconv.Itoa(i+2), cells); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}
