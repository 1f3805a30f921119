package calendar

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"
)

// Book is an immutable set of holiday notices. It may be shared freely; a new
// or corrected year makes a new Book.
type Book struct {
	notices map[int]notice
	marks   map[Day]Mark
	years   []int          // of the notices, ascending
	shas    map[int]string // by the year a day lies in
}

//go:embed holidays/*.yaml
var holidays embed.FS

var embedded = sync.OnceValues(func() (*Book, error) { return Load(holidays, "holidays/*.yaml") })

// Embedded is the Book of the notices compiled into the program.
func Embedded() (*Book, error) { return embedded() }

// Load reads every file that matches one of the patterns ("*.yaml" when none is
// given) and refuses with a *FileError that has file and line.
func Load(fsys fs.FS, patterns ...string) (*Book, error) {
	if len(patterns) == 0 {
		patterns = []string{"*.yaml"}
	}
	notices := map[int]notice{}
	for _, pattern := range patterns {
		files, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("holidays %s: %w", pattern, err)
		}
		for _, file := range files {
			if err := loadInto(notices, fsys, file); err != nil {
				return nil, err
			}
		}
	}
	if len(notices) == 0 {
		return nil, fmt.Errorf("holidays: no file matches %v", patterns)
	}
	return assemble(notices, 0)
}

func loadInto(notices map[int]notice, fsys fs.FS, file string) error {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return fmt.Errorf("holidays: %w", err)
	}
	n, err := readNotice(file, data)
	if err != nil {
		return err
	}
	if other, twice := notices[n.year]; twice {
		return n.fault(n.yearLine, FaultYearTwice, other.file)
	}
	notices[n.year] = n
	return nil
}

// With answers a Book that also has this year's notice, in the place of an older
// one for the same year. The receiver stays as it was.
func (b *Book) With(data []byte) (*Book, error) {
	n, err := readNotice("", data)
	if err != nil {
		return nil, err
	}
	notices := maps.Clone(b.notices)
	notices[n.year] = n
	return assemble(notices, n.year)
}

// YearOf is the year a notice is for; a file that With refuses is an error.
func YearOf(data []byte) (int, error) {
	n, err := readNotice("", data)
	return n.year, err
}

// assemble lays the notices over each other. A day may be named by one only; a
// clash is blamed on the notice that came as the newest.
func assemble(notices map[int]notice, newest int) (*Book, error) {
	b := &Book{notices: notices, marks: map[Day]Mark{}, years: slices.Sorted(maps.Keys(notices))}
	for _, year := range b.years {
		if year != newest {
			if err := b.add(notices[year]); err != nil {
				return nil, err
			}
		}
	}
	if err := b.add(notices[newest]); err != nil {
		return nil, err
	}
	b.shas = digests(b)
	return b, nil
}

func (b *Book) add(n notice) error {
	for _, e := range n.entries {
		if _, twice := b.marks[e.On]; twice {
			return n.fault(e.line, FaultDateTwice, e.On.String())
		}
		b.marks[e.On] = e.Mark
	}
	return nil
}

// Years lists the years whose notice is loaded, ascending.
func (b *Book) Years() []int { return slices.Clone(b.years) }

// Known says whether the year's notice is loaded. Days of other years count as
// Monday to Friday, and due dates that touch them are provisional (CT-5).
func (b *Book) Known(year int) bool {
	_, known := b.notices[year]
	return known
}

// Source is the address of the year's notice as its file states it, or "".
func (b *Book) Source(year int) string { return b.notices[year].source }

// Marks lists the exceptional days that lie in the year, ascending, whichever
// notice named them.
func (b *Book) Marks(year int) []Mark {
	var marks []Mark
	for day, m := range b.marks {
		if day.Year() == year {
			marks = append(marks, m)
		}
	}
	slices.SortFunc(marks, func(a, b Mark) int { return cmp.Compare(a.On, b.On) })
	return marks
}

// Name is the festival that a notice names a day for, whether the day is off or
// worked, or "".
func (b *Book) Name(d Day) string { return b.marks[d].Name }

// Holiday is the festival for which the day is off, or "".
func (b *Book) Holiday(d Day) string {
	if m, ok := b.marks[d]; ok && !m.Works {
		return m.Name
	}
	return ""
}
