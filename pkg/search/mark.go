package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Piece is a stretch of a text; Hit: it is what was looked for.
type Piece struct {
	Text string
	Hit  bool
}

// Mark cuts a text into pieces where the words stand in it, however they are
// written, and where a name's initials are one of them.
func Mark(text string, words []string) []Piece {
	runes, folded := []rune(text), []rune(Fold(text)) // of one length: folding maps rune by rune
	hit := make([]bool, len(runes))
	for _, w := range words {
		if w == "" {
			continue
		}
		needle := []rune(w)
		for i := 0; i+len(needle) <= len(folded); i++ {
			if slices.Equal(folded[i:i+len(needle)], needle) {
				fill(hit[i : i+len(needle)])
			}
		}
	}
	var pieces []Piece
	for from := 0; from < len(runes); {
		to := from + 1
		for to < len(runes) && hit[to] == hit[from] {
			to++
		}
		pieces = append(pieces, Piece{string(runes[from:to]), hit[from]})
		from = to
	}
	return pieces
}

func fill(b []bool) {
	for i := range b {
		b[i] = true
	}
}

// Spelled reports whether one of the words is the initials of a name, or
// stands at its beginning.
func Spelled(name string, words []string) bool {
	return slices.ContainsFunc(Initials(name), func(s string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return len(w) >= 2 && latin([]rune(w)) && strings.Contains(s, w) })
	})
}

// Snippet is the part of a text around the first of the words, at most n
// characters; "" when none stands in it.
func Snippet(text string, words []string, n int) string {
	folded := Fold(text)
	first := -1
	for _, w := range words {
		if at := strings.Index(folded, w); w != "" && at >= 0 {
			at = utf8.RuneCountInString(folded[:at])
			if first < 0 || at < first {
				first = at
			}
		}
	}
	if first < 0 {
		return ""
	}
	runes := []rune(text)
	from := max(0, min(first-n/3, len(runes)-n))
	to := min(len(runes), from+n)
	cut := string(runes[from:to])
	if from > 0 {
		cut = "…" + cut
	}
	if to < len(runes) {
		cut += "…"
	}
	return cut
}
