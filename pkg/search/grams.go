// Package search turns what people type and what they look for into the same
// small pieces: single characters, pairs of characters, and the initials of
// the pinyin. It is pure; which rows may be looked at is the store's and the
// policy's matter.
package search

import (
	"slices"
	"strings"
	"unicode"
)

// longestName is how many Han characters in a row may be a name.
const longestName = 8

// Grams returns the pieces under which a text is found, sorted, each once:
// every character and every pair of neighbouring characters of a run of Han
// characters or of letters and digits, and the pinyin initials of each run of
// at most eight Han characters (李建新 → ljx).
func Grams(text string) []string {
	set := map[string]bool{}
	for _, run := range runs(text) {
		pieces(run, set)
		if unicode.Is(unicode.Han, run[0]) && len(run) <= longestName {
			for _, one := range initials(run) {
				set[one] = true
			}
		}
	}
	all := make([]string, 0, len(set))
	for g := range set {
		all = append(all, g)
	}
	slices.Sort(all)
	return all
}

// Initials returns the pinyin initials of every run of two to eight Han
// characters: how people type a name in a hurry.
func Initials(text string) []string {
	var all []string
	for _, run := range runs(text) {
		if unicode.Is(unicode.Han, run[0]) && len(run) >= 2 && len(run) <= longestName {
			all = append(all, initials(run)...)
		}
	}
	return all
}

// Query returns the pieces that must all be there for a text to be found. Two
// or more Latin letters alone may be pinyin initials, which is one piece.
func Query(text string) []string {
	set := map[string]bool{}
	for _, run := range runs(text) {
		switch {
		case latin(run) && len(run) >= 2 && len(run) <= 8:
			set[string(run)] = true
		case len(run) == 1:
			set[string(run)] = true
		default:
			for i := range len(run) - 1 {
				set[string(run[i:i+2])] = true
			}
		}
	}
	all := make([]string, 0, len(set))
	for g := range set {
		all = append(all, g)
	}
	slices.Sort(all)
	return all
}

// Fold writes a text as it is looked for: lower case, and the full-width forms
// an input method leaves behind as the plain ones, digits and brackets among them.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			r -= '\uff01' - '!'
		}
		return unicode.ToLower(r)
	}, text)
}

func pieces(run []rune, into map[string]bool) {
	for i := range run {
		into[string(run[i])] = true
		if i+1 < len(run) {
			into[string(run[i:i+2])] = true
		}
	}
	if latin(run) && len(run) <= 32 {
		into[string(run)] = true
	}
}

// runs splits a text into stretches of one kind: Han, or letters and digits.
func runs(text string) [][]rune {
	var all [][]rune
	var run []rune
	han := false
	flush := func() {
		if len(run) > 0 {
			all = append(all, run)
			run = nil
		}
	}
	for _, r := range Fold(text) {
		isHan := unicode.Is(unicode.Han, r) && !unicode.IsSymbol(r) // the radicals by themselves are symbols
		if !isHan && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if isHan != han {
			flush()
		}
		han = isHan
		run = append(run, r)
	}
	flush()
	return all
}

func latin(run []rune) bool {
	return !slices.ContainsFunc(run, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) })
}
