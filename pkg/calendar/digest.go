package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SHA is the hex SHA-256 over everything in the Book that can move a date or its
// explanation.
func (b *Book) SHA() string { return b.SHAOf(slices.Sorted(maps.Keys(b.shas))...) }

// YearSHA is the hex SHA-256 over the exceptional days that lie in the year, or
// "" when nothing is known of it. It changes when the next year's notice rules
// on the last days of this December.
func (b *Book) YearSHA(year int) string { return b.shas[year] }

// SHAOf is the hex SHA-256 over the given years, in the order given. Due stores
// it for the years it touched: the same SHAOf from another Book means that the
// date cannot have moved.
func (b *Book) SHAOf(years ...int) string {
	var text strings.Builder
	for _, year := range years {
		fmt.Fprintf(&text, "%d %s\n", year, b.shas[year])
	}
	return digest(text.String())
}

// digests writes every year in one canonical form, so that the order of lines,
// comments and quoting of a file do not count, and hashes it.
func digests(b *Book) map[int]string {
	lines := map[int]*strings.Builder{}
	line := func(year int) *strings.Builder {
		if lines[year] == nil {
			lines[year] = &strings.Builder{}
		}
		return lines[year]
	}
	for _, year := range b.years {
		line(year).WriteString("known\n")
	}
	for _, day := range slices.Sorted(maps.Keys(b.marks)) {
		m := b.marks[day]
		fmt.Fprintf(line(day.Year()), "%s %t %s\n", m.On, m.Works, m.Name)
	}
	shas := make(map[int]string, len(lines))
	for year, text := range lines {
		shas[year] = digest(text.String())
	}
	return shas
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
