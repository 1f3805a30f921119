package casemodel

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	idWeights   = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	mobile      = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline    = regexp.MustCompile(`^0\d{2,3}-?\d{7,8}(-\d{1,6})?$`)
)

const (
	idChecks    = "10X98765432"
	usccSymbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"
)

// IDCard is what a resident identity number says (GB 11643-1999).
type IDCard struct {
	Area   string // six digits, possibly historical
	BornOn Day
	Sex    string // male female
}

// ParseIDCard reads an 18-digit resident number and checks its check digit and
// its birth date, which may not lie after today. The returned key is the text
// key of what is wrong, "" when all is well.
func ParseIDCard(number string, today Day) (card IDCard, key string) {
	number = strings.ToUpper(number)
	if len(number) != 18 {
		return card, "id.length"
	}
	sum := 0
	for i := range 17 {
		d := int(number[i] - '0')
		if d < 0 || d > 9 {
			return card, "id.characters"
		}
		sum += d * idWeights[i]
	}
	if number[17] != idChecks[sum%11] {
		return card, "id.check_digit"
	}
	born, err := time.Parse("20060102", number[6:14])
	if err != nil || born.Year() < 1850 {
		return card, "id.birth_date"
	}
	card = IDCard{Area: number[:6], BornOn: Day(born.Format(time.DateOnly)), Sex: "female"}
	if (number[16]-'0')%2 == 1 {
		card.Sex = "male"
	}
	if card.BornOn > today {
		return card, "id.birth_date"
	}
	return card, ""
}

// CheckUSCC checks a unified social credit code (GB 32100-2015); "" is well.
func CheckUSCC(code string) (key string) {
	code = strings.ToUpper(code)
	if len(code) != 18 {
		return "uscc.length"
	}
	sum := 0
	for i := range 17 {
		at := strings.IndexByte(usccSymbols, code[i])
		if at < 0 {
			return "uscc.characters"
		}
		sum += at * usccWeights[i]
	}
	if code[17] != usccSymbols[(31-sum%31)%31] {
		return "uscc.check_digit"
	}
	return ""
}

// CheckPhone checks a mobile or landline number and refuses fillers such as
// 13800000000 (users.md F9); "" is well.
func CheckPhone(number string) (key string) {
	if !mobile.MatchString(number) && !landline.MatchString(number) {
		return "phone.form"
	}
	if filler(number) {
		return "phone.filler"
	}
	return ""
}

// filler finds the numbers people type to get past a required field: one digit
// eight times in a row at the end.
func filler(number string) bool {
	if len(number) < 8 {
		return false
	}
	tail := number[len(number)-8:]
	return strings.Count(tail, tail[:1]) == 8
}

// nothings are the words people type to get past a required field: none, there
// is none, not known, not clear, not given.
var nothings = []string{
	"\u65e0", "\u6ca1\u6709", "\u65e0\u6709", "\u672a\u77e5", "\u4e0d\u77e5\u9053", "\u4e0d\u8be6", "\u4e0d\u6e05\u695a", "\u672a\u586b", "\u65e0\u540d",
}

// longestFiller: what is longer is a mistake of another kind.
const longestFiller = 20

// Filler reports whether a text only fills its field: a word for nothing, or
// one sign that is no word over and over (users.md F9).
func Filler(text string) bool {
	text = strings.Trim(text, " .\u3002\u3000")
	if slices.Contains(nothings, text) {
		return true
	}
	first, size := utf8.DecodeRuneInString(text)
	return len(text) > size && len(text) <= longestFiller && first < utf8.RuneSelf && strings.Trim(text, string(first)) == ""
}

// Tail is the last four characters, the part asked as a second factor.
func Tail(number string) string {
	if len(number) < 4 {
		return ""
	}
	return strings.ToUpper(number[len(number)-4:])
}

// MaskID hides all but the first six and last four characters.
func MaskID(number string) string {
	if len(number) <= 10 {
		return strings.Repeat("*", len(number))
	}
	return number[:6] + strings.Repeat("*", len(number)-10) + number[len(number)-4:]
}

// MaskPhone hides the middle of a number.
func MaskPhone(number string) string {
	if len(number) < 8 {
		return strings.Repeat("*", len(number))
	}
	return number[:3] + "****" + number[len(number)-4:]
}
