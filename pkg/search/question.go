package search

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Question is what somebody typed into the one box, in every way it may be
// meant. All its words must be there.
type Question struct {
	Words   []string // folded, company endings left out
	Texts   []Text   // readings of the words that are no figures: one must hold
	Figures []string // words that may be a phone or identity number, its last four, or part of a text
	Number  *Number  // the whole question read as a document number or part of one
}

// Text is one reading: pieces by which a text is found, and the words that
// must then really stand in it.
type Text struct{ Grams, Words []string }

// Number is a document number as far as somebody remembers it. Year and Name
// may be missing.
type Number struct {
	Year int
	Name string // the body's name and the word, as far as typed
	N    int
}

// Whole reports whether nothing of the number is missing.
func (n *Number) Whole() bool { return n.Year > 0 && n.Name != "" }

// mostWords of a question are looked for.
const mostWords = 16

// Read takes a question apart.
func Read(text string) Question {
	q := Question{Number: readNumber(text)}
	var plain []string
	for word := range strings.FieldsSeq(spaced(text)) {
		if len(q.Words) == mostWords {
			break
		}
		word = short(word)
		q.Words = append(q.Words, word)
		if figure.MatchString(word) {
			q.Figures = append(q.Figures, strings.ToUpper(dashes.ReplaceAllString(word, "")))
			continue
		}
		plain = append(plain, word)
	}
	if len(plain) == 0 {
		return q
	}
	q.Texts = append(q.Texts, Text{Query(strings.Join(plain, " ")), plain})
	if mixed, ok := mix(plain); ok {
		q.Texts = append(q.Texts, Text{Query(strings.Join(mixed, " ")), mixed})
	}
	return q
}

// Empty reports whether there is nothing to look for.
func (q *Question) Empty() bool { return len(q.Words) == 0 }

// Marks are the words as they may stand in a text, in every reading.
func (q *Question) Marks() []string {
	all := slices.Clone(q.Words)
	for _, t := range q.Texts {
		all = append(all, t.Words...)
	}
	return all
}

// figure is a word of digits that may be more than text: four at least, with
// the dash of a landline and the X an identity number may end with.
var (
	figure = regexp.MustCompile(`^(\d{3,4}-\d{7,8}|\d{3,17}x|\d{4,18})$`)
	dashes = regexp.MustCompile(`-`)
)

// spaced folds a text and makes gaps of what only separates words; a dash
// inside a phone number stays.
func spaced(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '-' && !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsSymbol(r) && !unicode.IsMark(r) {
			return ' '
		}
		return r
	}, Fold(text))
}

// A number is written 2026 name-and-word 000123, with the brackets, and the
// three characters around the figure, or without. They are, in order: year,
// zi, di, hao.
var numberForm = regexp.MustCompile(`^(?:((?:19|20)\d\d)(?: *\x{5e74} *| +|))?((?:\p{L}|[ -]|\d{1,3}\p{Han})*?) ?\x{5b57}? ?\x{7b2c}? ?0*([1-9]\d{0,6}) ?\x{53f7}?$`)

var blanks = regexp.MustCompile(` +`)

// readNumber reads a whole question as a document number.
func readNumber(text string) *Number {
	text = blanks.ReplaceAllString(strings.TrimSpace(spaced(text)), " ")
	m := numberForm.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	n := &Number{Name: strings.ReplaceAll(m[2], " ", "")}
	n.Year, _ = strconv.Atoi(m[1]) // digits, or none
	n.N, _ = strconv.Atoi(m[3])    // digits
	if n.Year > 0 && n.Name == "" && !strings.Contains(text, " ") && !strings.ContainsRune(text, '\u5e74') {
		n.Year = 0 // 20261 is one figure
		n.N, _ = strconv.Atoi(strings.TrimLeft(strings.Trim(text, "\u5b57\u7b2c\u53f7"), "0"))
	}
	if n.N == 0 || n.N > 9_999_999 {
		return nil
	}
	return n
}

// mixed is a name half in characters and half in initials.
var halfInitials = regexp.MustCompile(`^(\p{Han}{1,3})([a-z]{1,4})$`)

// mix rewrites words such as 王zq into the initials and what is known of the
// characters; false when there is none.
func mix(words []string) ([]string, bool) {
	var mixed []string
	found := false
	for _, w := range words {
		m := halfInitials.FindStringSubmatch(w)
		if m == nil {
			mixed = append(mixed, w)
			continue
		}
		found = true
		mixed = append(mixed, m[1], initials([]rune(m[1]))[0]+m[2])
	}
	return mixed, found
}
