package search

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

//go:embed words.txt
var wordList string

// surnames and given are the other readings of surnames and of characters in
// given names; endings are what a company's name ends with and nobody
// remembers, the longest first.
var surnames, given, endings = readWords()

func readWords() (surnames map[string]string, given map[rune]string, endings []string) {
	surnames, given = map[string]string{}, map[rune]string{}
	for line := range strings.Lines(wordList) {
		f := strings.Fields(line)
		switch {
		case len(f) == 2 && f[0] == "ending":
			endings = append(endings, f[1])
		case len(f) == 3 && f[0] == "surname":
			surnames[f[1]] = f[2]
		case len(f) == 3 && f[0] == "given":
			r, _ := utf8.DecodeRuneInString(f[1])
			given[r] = f[2]
		}
	}
	return surnames, given, endings
}

// mostReadings of one name are kept: two characters of two readings each.
const mostReadings = 4

// initials are the pinyin initials of a run of Han characters in every reading
// people may type, the likeliest first: 单雄信 is sxx, and dxx for who reads
// the surname by its character.
func initials(run []rune) []string {
	args := pinyin.NewArgs()
	args.Style = pinyin.FirstLetter
	all := []string{""}
	for i, r := range run {
		var letters []string
		if got := pinyin.SinglePinyin(r, args); len(got) > 0 {
			letters = got[:1]
		}
		if other, ok := given[r]; ok && i > 0 {
			letters = append(letters, other)
		}
		all = fork(all, letters)
	}
	for n := min(2, len(run)); n > 0; n-- {
		reading, ok := surnames[string(run[:n])]
		if !ok {
			continue
		}
		var also []string
		for _, common := range all {
			if len(common) == len(run) { // a character without a reading would shift the rest
				also = append(also, reading+common[n:])
			}
		}
		all = append(also, all...)
		break
	}
	all = distinct(all)
	return all[:min(len(all), mostReadings)]
}

// fork appends each letter to each beginning.
func fork(all, letters []string) []string {
	if len(letters) == 0 {
		return all
	}
	var longer []string
	for _, l := range letters {
		for _, one := range all {
			longer = append(longer, one+l)
		}
	}
	return longer[:min(len(longer), mostReadings)]
}

func distinct(list []string) []string {
	var seen []string
	for _, s := range list {
		if s != "" && !slices.Contains(seen, s) {
			seen = append(seen, s)
		}
	}
	return seen
}

// short leaves the ending of a company's name out, if two characters remain.
func short(word string) string {
	for _, end := range endings {
		if rest, is := strings.CutSuffix(word, end); is {
			if utf8.RuneCountInString(rest) >= 2 {
				return rest
			}
			return word
		}
	}
	return word
}
