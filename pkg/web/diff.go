package web

import (
	"slices"
	"strings"
	"unicode"
)

// Piece is a part of two texts that are laid over each other: Kind is "same",
// "added" or "removed".
type Piece struct{ Kind, Text string }

// mostCells is how many pairs of words are compared; two texts beyond that have
// nothing in common that anybody would look for.
const mostCells = 4 << 20

// difference lays b over a, word by word: the same and the removed pieces read
// one after the other are a, the same and the added ones b.
func difference(a, b string) []Piece {
	return withoutCrumbs(laidOver(wordsIn(a), wordsIn(b)))
}

// wordsIn cuts a text where a word or a number ends; each sign of a script
// without spaces is a word.
func wordsIn(text string) (words []string) {
	from, last := 0, false
	for i, r := range text {
		joins := r < unicode.MaxLatin1 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == ',' || r == '%')
		if i > 0 && (!joins || !last) {
			words = append(words, text[from:i])
			from = i
		}
		last = joins
	}
	if from < len(text) {
		words = append(words, text[from:])
	}
	return words
}

// laidOver finds the longest sequence both have (Wagner and Fischer 1974) and
// gives what stands between.
func laidOver(a, b []string) (pieces []Piece) {
	add := func(kind string, words []string) {
		text, n := strings.Join(words, ""), len(pieces)
		switch {
		case text == "":
		case n > 0 && pieces[n-1].Kind == kind:
			pieces[n-1].Text += text
		default:
			pieces = append(pieces, Piece{kind, text})
		}
	}
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	add("same", a[:head])
	left, right, end := a[head:len(a)-tail], b[head:len(b)-tail], a[len(a)-tail:]
	if len(left)*len(right) > mostCells || len(left) == 0 || len(right) == 0 {
		add("removed", left)
		add("added", right)
		add("same", end)
		return pieces
	}
	wide := len(right) + 1
	longest := make([]uint16, (len(left)+1)*wide) // of what follows from here
	for i, word := range slices.Backward(left) {
		for k, other := range slices.Backward(right) {
			at := i*wide + k
			longest[at] = max(longest[at+wide], longest[at+1])
			if word == other {
				longest[at] = longest[at+wide+1] + 1
			}
		}
	}
	for i, k := 0, 0; i < len(left) || k < len(right); {
		switch at := i*wide + k; {
		case i < len(left) && k < len(right) && left[i] == right[k]:
			add("same", left[i:i+1])
			i, k = i+1, k+1
		case k == len(right) || i < len(left) && longest[at+wide] >= longest[at+1]:
			add("removed", left[i:i+1])
			i++
		default:
			add("added", right[k:k+1])
			k++
		}
	}
	add("same", end)
	return pieces
}

// withoutCrumbs takes a single sign that stayed between two changes into both: nobody
// reads a text of crumbs. Each change says first what went.
func withoutCrumbs(pieces []Piece) (tidied []Piece) {
	gone, come := "", ""
	flush := func() {
		for _, p := range []Piece{{"removed", gone}, {"added", come}} {
			if p.Text != "" {
				tidied = append(tidied, p)
			}
		}
		gone, come = "", ""
	}
	for i, p := range pieces {
		crumb := gone+come != "" && i < len(pieces)-1 && pieces[i+1].Kind != "same" && len([]rune(p.Text)) == 1
		switch {
		case p.Kind == "removed":
			gone += p.Text
		case p.Kind == "added":
			come += p.Text
		case crumb:
			gone, come = gone+p.Text, come+p.Text
		default:
			flush()
			tidied = append(tidied, p)
		}
	}
	flush()
	return tidied
}
