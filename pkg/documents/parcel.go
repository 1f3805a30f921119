package documents

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Parcel writes papers and files into one ZIP archive as they come, numbered,
// and at its end the list by which whoever gets it holds every one of them
// against its SHA-256. Of what goes through it only that list stays in memory.
type Parcel struct {
	archive *zip.Writer
	rows    [][]string
}

// NewParcel begins an archive on w, which gets the first bytes with the first
// thing that is added.
func NewParcel(w io.Writer) *Parcel { return &Parcel{archive: zip.NewWriter(w)} }

// Add puts one thing in, read to its end. It is packed already, as Word files,
// PDF and pictures are, and stored as it is. The error is that of the reading
// or of the writing; then the archive is not to be used.
func (p *Parcel) Add(title, name string, content io.Reader) error {
	name = ParcelName(len(p.rows)+1, name)
	w, err := p.archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
	if err != nil {
		return fmt.Errorf("parcel %s: %w", name, err)
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(w, sum), content)
	if err != nil {
		return fmt.Errorf("parcel %s: %w", name, err)
	}
	p.rows = append(p.rows, []string{strconv.Itoa(len(p.rows) + 1), asCell(title), asCell(name), hex.EncodeToString(sum.Sum(nil)), strconv.FormatInt(size, 10)})
	return nil
}

// Close writes the list, a table of number, title, name, SHA-256 and bytes under
// these heads, and the end of the archive.
func (p *Parcel) Close(list string, heads [5]string) error {
	w, err := p.archive.Create(list + ".csv")
	if err == nil {
		_, err = io.WriteString(w, "\ufeff") // by which Excel knows that it is UTF-8
	}
	if err == nil {
		err = csv.NewWriter(w).WriteAll(append([][]string{heads[:]}, p.rows...))
	}
	if err != nil {
		return fmt.Errorf("parcel %s: %w", list, err)
	}
	return p.archive.Close()
}

// asCell keeps a text from being read as a formula.
func asCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// ParcelName is what the thing of a number, from 1, is called in an archive.
func ParcelName(no int, name string) string { return fmt.Sprintf("%02d_%s", no, FileName(name)) }

// longestName is how many characters every system takes in a name.
const longestName = 80

// FileName is a name every system takes, short enough for each.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) || r == utf8.RuneError || r == 0x202E || r == 0x202D {
			return '_'
		}
		return r
	}, strings.TrimSpace(name))
	if runes := []rune(name); len(runes) > longestName {
		end := ""
		if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 6 {
			end = name[i:]
		}
		name = string(runes[:longestName-utf8.RuneCountInString(end)]) + end
	}
	return strings.TrimRight(name, ". ")
}
