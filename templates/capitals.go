package templates

import (
	"slices"
	"strings"
)

// capitalWords are the signs of an amount in capitals: digits from nought to
// nine, ten hundred thousand, and what every four digits are counted in.
type capitalWords struct {
	Digits string `yaml:"digits"`
	Tens   string `yaml:"tens"`
	Groups string `yaml:"groups"`
	Yuan   string `yaml:"yuan"`
	Jiao   string `yaml:"jiao"`
	Fen    string `yaml:"fen"`
	Whole  string `yaml:"whole"`
	Less   string `yaml:"less"`
}

// Capitals writes an amount in fen as a paper that is signed does, in the
// capital numerals of the banks' rules for cheques (People's Bank of China,
// rules on filling in notes and settlement papers): a nought is said once
// between digits, and after whole yuan or jiao stands the word for whole, so
// that nothing can be added. It is exact up to ten quadrillion yuan.
func Capitals(fen int64) string {
	w := Words().Capitals
	if fen < 0 {
		return w.Less + Capitals(-fen)
	}
	digit := []rune(w.Digits)
	yuan, jiao, rest := fen/100, fen/10%10, fen%10
	var b strings.Builder
	if yuan > 0 || fen == 0 {
		b.WriteString(w.integer(yuan) + w.Yuan)
	}
	if jiao > 0 {
		b.WriteString(string(digit[jiao]) + w.Jiao)
	} else if yuan > 0 && rest > 0 {
		b.WriteRune(digit[0])
	}
	if rest > 0 {
		b.WriteString(string(digit[rest]) + w.Fen)
	} else {
		b.WriteString(w.Whole)
	}
	return b.String()
}

// integer writes whole yuan.
func (w capitalWords) integer(n int64) string {
	digit, tens, groups := []rune(w.Digits), []rune(w.Tens), []rune(w.Groups)
	if n == 0 {
		return string(digit[0])
	}
	var b strings.Builder
	figures := []int64{}
	for ; n > 0; n /= 10 {
		figures = append(figures, n%10)
	}
	nought, said := false, [4]bool{} // said: the group has a digit
	for i, d := range slices.Backward(figures) {
		group := i / 4
		if d == 0 {
			nought = true
		} else {
			if nought && b.Len() > 0 {
				b.WriteRune(digit[0])
			}
			nought, said[group] = false, true
			b.WriteRune(digit[d])
			if i%4 > 0 {
				b.WriteRune(tens[i%4-1])
			}
		}
		if i%4 == 0 && group > 0 && (said[group] || group == 2 && said[3]) {
			b.WriteRune(groups[group-1])
		}
	}
	return b.String()
}
