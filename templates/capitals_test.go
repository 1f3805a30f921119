package templates

import (
	_ "embed" // worked examples
	"strings"
	"testing"

	"pgregory.net/rapid"
)

//go:embed testdata/capitals.txt
var capitalCases string

func TestAnAmountIsWrittenInCapitals(t *testing.T) {
	for one := range strings.SplitSeq(strings.TrimSpace(capitalCases), "\n") {
		fen, want, _ := strings.Cut(one, " ")
		var n int64
		for _, c := range fen {
			n = n*10 + int64(c-'0')
		}
		if got := Capitals(n); got != want {
			t.Errorf("%s fen are %s, want %s", fen, got, want)
		}
	}
}

// What is written can be read back, to the fen.
func TestAnAmountInCapitalsIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.OneOf(rapid.Int64Range(0, 1_000_000), rapid.Int64Range(0, 999_999_999_999_999_99)).Draw(t, "fen")
		if got := readCapitals(Capitals(fen)); got != fen {
			t.Fatalf("%d is written %s, which reads %d", fen, Capitals(fen), got)
		}
	})
}

// readCapitals reads an amount from left to right as one who hears it does.
func readCapitals(words string) int64 {
	w := Words().Capitals
	digit, tens, groups := []rune(w.Digits), []rune(w.Tens), []rune(w.Groups)
	var yuan, group, figure, jiao, fen int64
	for _, r := range words {
		switch {
		case strings.ContainsRune(w.Digits, r):
			figure = index(digit, r)
		case strings.ContainsRune(w.Tens, r):
			scale := int64(10)
			for range index(tens, r) {
				scale *= 10
			}
			group, figure = group+figure*scale, 0
		case r == groups[0]:
			yuan, group, figure = yuan+(group+figure)*10_000, 0, 0
		case r == groups[1]:
			yuan, group, figure = (yuan+group+figure)*100_000_000, 0, 0
		case string(r) == w.Yuan:
			yuan, group, figure = yuan+group+figure, 0, 0
		case string(r) == w.Jiao:
			jiao, figure = figure, 0
		case string(r) == w.Fen:
			fen, figure = figure, 0
		}
	}
	return yuan*100 + jiao*10 + fen
}

func index(of []rune, r rune) int64 {
	for i, one := range of {
		if one == r {
			return int64(i)
		}
	}
	return -1
}
