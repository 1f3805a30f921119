package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// notice2027 is invented, with the shape of a real notice.
const notice2027 = `year: 2027
source: https://example.invalid/2027
holidays:
  "2027-01-01": 元旦
  "2027-01-02": 元旦
  "2027-01-03": 元旦
  "2027-02-05": 春节
  "2027-02-06": 春节
  "2027-02-07": 春节
  "2027-02-08": 春节
  "2027-02-09": 春节
  "2027-02-10": 春节
  "2027-02-11": 春节
  "2027-10-01": 国庆节
workdays:
  "2027-01-30": 春节
`

func TestTheEmbeddedBookHasNineYears(t *testing.T) {
	t.Parallel()
	b := book(t)
	if want := []int{2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}; !slices.Equal(b.Years(), want) {
		t.Errorf("years %v", b.Years())
	}
	if b.Known(2017) || !b.Known(2018) || !b.Known(2026) || b.Known(2027) {
		t.Error("the wrong years are known")
	}
	b.Years()[0] = 1999
	if b.Years()[0] != 2018 || !strings.HasPrefix(b.Source(2026), "https://www.gov.cn/") || b.Source(2027) != "" {
		t.Errorf("years %v, source %q", b.Years(), b.Source(2026))
	}
}

func TestANewYearIsANewFile(t *testing.T) {
	t.Parallel()
	b := book(t)
	more, err := b.With([]byte(notice2027))
	if err != nil {
		t.Fatal(err)
	}
	newYear := day(t, "2027-01-01")
	if !more.Known(2027) || more.Works(newYear) || more.Holiday(newYear) != "元旦" || !more.Works(day(t, "2027-01-30")) {
		t.Error("2027 was not learnt")
	}
	if b.Known(2027) || !b.Works(newYear) || b.SHA() == more.SHA() {
		t.Error("the old book changed")
	}
	corrected, err := more.With([]byte(strings.Replace(notice2027, `"2027-10-01"`, `"2027-10-04"`, 1)))
	if err != nil || !corrected.Works(day(t, "2027-10-01")) || corrected.Works(day(t, "2027-10-04")) {
		t.Errorf("the corrected notice does not replace the old one: %v", err)
	}
}

func TestMarksAreTheExceptionalDaysOfAYear(t *testing.T) {
	t.Parallel()
	marks := book(t).Marks(2018)
	first, last := marks[0], marks[len(marks)-1]
	// 23 days off and 6 worked by the notice for 2018, 2 and 1 by that for 2019.
	if len(marks) != 32 || first.On.String() != "2018-01-01" || first.Works || last.On.String() != "2018-12-31" || last.Name != "元旦" {
		t.Errorf("%d marks from %+v to %+v", len(marks), first, last)
	}
	if len(book(t).Marks(2017)) != 0 {
		t.Error("2017 has marks")
	}
}

func TestNonsenseNoticesAreRefusedWithTheirLine(t *testing.T) {
	t.Parallel()
	swap := func(old, now string) string { return strings.Replace(notice2027, old, now, 1) }
	for _, tt := range []struct {
		name, data string
		fault      Fault
		line       int
	}{
		{"no YAML", "year: [2027", FaultSyntax, 1},
		{"a list", "- 2027", FaultSyntax, 1},
		{"two documents", notice2027 + "---\nyear: 2028\n", FaultSyntax, 1},
		{"nothing", "", FaultSyntax, 1},
		{"no year", swap("year: 2027\n", ""), FaultBadYear, 1},
		{"a year in words", swap("year: 2027", "year: next"), FaultBadYear, 1},
		{"a year of another age", swap("year: 2027", "year: 20270"), FaultBadYear, 1},
		{"a key nobody knows", swap("source:", "sauce:"), FaultUnknownKey, 2},
		{"a key twice", notice2027 + "workdays:\n", FaultSyntax, 17},
		{"no such day", swap("2027-02-11", "2027-02-30"), FaultBadDate, 13},
		{"a date of another form", swap(`"2027-02-11"`, "2027/02/11"), FaultBadDate, 13},
		{"a date in the year after", swap("2027-10-01", "2028-10-01"), FaultOtherYear, 14},
		{"a date in the year before", swap("2027-10-01", "2026-10-01"), FaultOtherYear, 14},
		{"no name", swap(`"2027-10-01": 国庆节`, `"2027-10-01":`), FaultNoName, 14},
		{"a name that is a list", swap(`"2027-10-01": 国庆节`, `"2027-10-01": [国庆节]`), FaultNoName, 14},
		{"a day off that is worked", swap("2027-01-30", "2027-02-06"), FaultBothKinds, 16},
		{"a date twice", swap("2027-02-11", "2027-02-10"), FaultSyntax, 13},
		{"a date twice, written differently", swap(`"2027-02-11"`, `'2027-02-10'`), FaultSyntax, 13},
		{"work in the middle of the week", swap("2027-01-30", "2027-01-28"), FaultWeekdayWork, 16},
		{"a list of holidays", "year: 2027\nholidays: [2027-01-01]\n", FaultSyntax, 2},
		{"published before its notice", "year: 2027\nholidays:\nworkdays:\n", FaultTooFew, 1},
		{"one holiday short", swap("  \"2027-10-01\": 国庆节\n", ""), FaultTooFew, 1},
	} {
		_, err := book(t).With([]byte(tt.data))
		var bad *FileError
		if !errors.As(err, &bad) || bad.Fault != tt.fault || bad.Line != tt.line {
			t.Errorf("%s: %v, want %s in line %d", tt.name, err, tt.fault, tt.line)
		}
	}
}

func TestANoticeMayReachBackToDecember(t *testing.T) {
	t.Parallel()
	data := strings.Replace(notice2027, `"2027-10-01": 国庆节`, `"2026-12-31": 元旦`, 1)
	b, err := book(t).With([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	if eve := day(t, "2026-12-31"); b.Holiday(eve) != "元旦" || b.Works(eve) {
		t.Error("New Year's Eve works")
	}
	if b.YearSHA(2026) == book(t).YearSHA(2026) {
		t.Error("the digest of 2026 does not tell that its last day changed")
	}
}

func TestNoticesMayNotSpeakOfTheSameDay(t *testing.T) {
	t.Parallel()
	// The notice for 2019 already rules on 2018-12-31; the newcomer is blamed.
	var lines []string
	for d := Date(2018, 12, 1); d < Date(2018, 12, 11); d++ {
		lines = append(lines, fmt.Sprintf("  %s: 元旦\n", d))
	}
	_, err := book(t).With([]byte("year: 2018\nholidays:\n" + strings.Join(lines, "") + "  2018-12-31: 元旦\n"))
	var bad *FileError
	if !errors.As(err, &bad) || bad.Fault != FaultDateTwice || bad.Line != 13 || bad.File != "" {
		t.Errorf("got %v", err)
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	t.Parallel()
	good := &fstest.MapFile{Data: []byte(notice2027)}
	bad := &fstest.MapFile{Data: []byte(strings.Replace(notice2027, "2027-02-11", "2027-02-30", 1))}
	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		globs []string
		says  string
	}{
		{"one good file", fstest.MapFS{"2027.yaml": good}, nil, ""},
		{"a folder", fstest.MapFS{"days/2027.yaml": good, "2026.yaml": bad}, []string{"days/*.yaml"}, ""},
		{"a bad date", fstest.MapFS{"2027.yaml": bad}, nil, "2027.yaml:13: bad_date: 2027-02-30"},
		{"a year twice", fstest.MapFS{"2027.yaml": good, "again.yaml": good}, nil, "again.yaml:1: year_twice: 2027.yaml"},
		{"no file", fstest.MapFS{"2027.yml": good}, nil, "no file matches [*.yaml]"},
		{"a bad pattern", fstest.MapFS{"2027.yaml": good}, []string{"["}, "syntax error in pattern"},
		{"a folder for a file", fstest.MapFS{"2027.yaml/x": good}, nil, "2027.yaml"},
	} {
		b, err := Load(tt.files, tt.globs...)
		if tt.says == "" && (err != nil || !b.Known(2027)) || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
}

func TestTheDigestIsOfTheDaysNotOfTheFile(t *testing.T) {
	t.Parallel()
	with := func(data string) *Book {
		b, err := book(t).With([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	base := with(notice2027)
	same := with("# a comment\nworkdays: {2027-01-30: 春节}\n" + strings.Replace(strings.Split(notice2027, "workdays:")[0], "source: https://example.invalid/2027", "source: elsewhere", 1))
	if base.SHA() != same.SHA() || base.YearSHA(2027) != same.YearSHA(2027) {
		t.Error("the way of writing counts")
	}
	for _, swap := range [][2]string{{"2027-10-01", "2027-10-04"}, {"国庆节", "国庆"}, {`"2027-01-30": 春节`, `"2027-01-31": 春节`}, {"workdays:\n", ""}} {
		other := with(strings.Replace(notice2027, swap[0], swap[1], 1))
		if other.SHA() == base.SHA() || other.YearSHA(2027) == base.YearSHA(2027) || other.YearSHA(2026) != base.YearSHA(2026) {
			t.Errorf("%s for %s is not seen, or seen in the wrong year", swap[1], swap[0])
		}
	}
	if book(t).YearSHA(2027) != "" || len(base.SHA()) != 64 {
		t.Errorf("unknown year %q, digest %q", book(t).YearSHA(2027), base.SHA())
	}
}

func TestTheDigestTellsThatAYearBecameKnown(t *testing.T) {
	t.Parallel()
	data := "year: 2027\nholidays:\n"
	for d := Date(2026, 12, 21); d.Year() == 2026; d++ {
		data += fmt.Sprintf("  %s: 元旦\n", d)
	}
	b, err := book(t).With([]byte(data))
	if err != nil || b.YearSHA(2027) == "" || b.SHAOf(2027) == book(t).SHAOf(2027) {
		t.Errorf("2027 has digest %q, %v", b.YearSHA(2027), err)
	}
}
