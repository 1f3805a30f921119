package calendar

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func anyDay(t *rapid.T) Day {
	return Date(2017, 6, 1).Add(rapid.IntRange(0, 3600).Draw(t, "start"))
}

// anyRule draws a rule that counts forwards in days, months or years.
func anyRule(t *rapid.T) Rule {
	unit := rapid.SampledFrom([]Unit{CalendarDay, WorkingDay, Month, Year}).Draw(t, "unit")
	longest := map[Unit]int{CalendarDay: 90, WorkingDay: 45, Month: 14, Year: 3}[unit]
	start := NextDay
	if unit == CalendarDay || unit == WorkingDay {
		start = rapid.SampledFrom([]Start{NextDay, SameDay}).Draw(t, "begin")
	}
	roll := rapid.SampledFrom([]Roll{RollNext, RollNone, RollTarget}).Draw(t, "roll")
	return Rule{rapid.IntRange(1, longest).Draw(t, "n"), unit, start, roll}
}

func anyPause(t *rapid.T, start Day) Segment {
	from := start.Add(rapid.IntRange(-10, 100).Draw(t, "from"))
	s := Segment{Kind: Pause, From: from, Reason: rapid.SampledFrom([]string{"appraisal", "hearing"}).Draw(t, "reason")}
	if rapid.IntRange(0, 5).Draw(t, "open") > 0 {
		s.To = from.Add(rapid.IntRange(0, 30).Draw(t, "length"))
	}
	return s
}

func anySegments(t *rapid.T, start Day) []Segment {
	var segments []Segment
	for range rapid.IntRange(0, 5).Draw(t, "segments") {
		switch rapid.IntRange(0, 7).Draw(t, "kind") {
		case 0:
			segments = append(segments, Segment{Kind: Restart, From: start.Add(rapid.IntRange(-5, 40).Draw(t, "restart"))})
		case 1, 2:
			unit := rapid.SampledFrom([]Unit{CalendarDay, WorkingDay, Month}).Draw(t, "extension")
			segments = append(segments, Segment{Kind: Extension, N: rapid.IntRange(1, 12).Draw(t, "more"), Unit: unit})
		default:
			segments = append(segments, anyPause(t, start))
		}
	}
	return segments
}

// must counts; rules and segments drawn above are never refused.
func must(t *rapid.T, b *Book, r Rule, start Day, segments []Segment, asOf Day) Due {
	due, err := b.Due(r, Anchor{On: start}, segments, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func TestAddWorkingUndoesItself(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay(t), rapid.IntRange(-60, 60).Draw(t, "n")
		end := b.AddWorking(d, n)
		if got := b.WorkingBetween(d, end); got != n {
			t.Fatalf("%d working days from %s to %s, want %d", got, d, end, n)
		}
		if n != 0 && !b.Works(end) {
			t.Fatalf("%s does not work", end)
		}
		if back := b.AddWorking(end, -n); b.Works(d) && back != d {
			t.Fatalf("%s and back is %s", d, back)
		}
		if b.WorkingBetween(end, d) != -n && b.Works(d) {
			t.Fatalf("not the same backwards from %s", end)
		}
	})
}

func TestARolledDayWorksAndLiesNoEarlier(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		rule, start := anyRule(t), anyDay(t)
		due := must(t, b, rule, start, anySegments(t, start), start+60)
		if due.On < due.Raw || due.Target > due.On {
			t.Fatalf("target %s, raw %s, on %s", due.Target, due.Raw, due.On)
		}
		if rule.Roll == RollNone && due.On != due.Raw || rule.Roll != RollNone && !b.Works(due.On) {
			t.Fatalf("%s from %s by %s", due.On, due.Raw, rule.Roll)
		}
		if due.Target != due.On && (rule.Roll != RollTarget || !b.Works(due.Target) || due.Target >= due.Raw) {
			t.Fatalf("target %s, raw %s", due.Target, due.Raw)
		}
	})
}

// An extension in months is left out: it begins where the pause ended, and seven
// months from August are two days shorter than seven months from June.
func TestAPauseNeverMakesADueDateEarlier(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		rule, start := anyRule(t), anyDay(t)
		segments := slices.DeleteFunc(anySegments(t, start), func(s Segment) bool { return s.Kind == Extension && s.Unit == Month })
		before := must(t, b, rule, start, segments, start+60)
		more := slices.Insert(slices.Clone(segments), rapid.IntRange(0, len(segments)).Draw(t, "at"), anyPause(t, start))
		if after := must(t, b, rule, start, more, start+60); after.On < before.On {
			t.Fatalf("%s, with a pause more %s", before.On, after.On)
		}
	})
}

func TestTheOrderOfPausesDoesNotMatter(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		rule, start := anyRule(t), anyDay(t)
		pauses := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Segment { return anyPause(t, start) }), 2, 6).Draw(t, "pauses")
		shuffled := rapid.Permutation(pauses).Draw(t, "shuffled")
		one, two := must(t, b, rule, start, pauses, start+60), must(t, b, rule, start, shuffled, start+60)
		if !reflect.DeepEqual(one, two) {
			t.Fatalf("%+v\n%+v", one, two)
		}
	})
}

func TestAnOpenPauseBesideItsTwinReadsTheSame(t *testing.T) {
	t.Parallel()
	b := book(t)
	closed := Segment{Kind: Pause, From: 20010, To: 20015, Reason: "appraisal"}
	open := Segment{Kind: Pause, From: 20010, Reason: "appraisal"}
	rule, a := Rule{30, CalendarDay, NextDay, RollNone}, Anchor{On: 20000}
	one, err := b.Due(rule, a, []Segment{closed, open}, 20015)
	two, _ := b.Due(rule, a, []Segment{open, closed}, 20015)
	if err != nil || !reflect.DeepEqual(one, two) || !one.Paused || one.On != 20036 {
		t.Errorf("%+v\n%+v\n%v", one, two, err)
	}
}

func TestAPauseCutInTwoIsTheSamePause(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		rule, start := anyRule(t), anyDay(t)
		whole := anyPause(t, start)
		whole.To = whole.From.Add(rapid.IntRange(1, 40).Draw(t, "days"))
		left, right := whole, whole
		left.To = whole.From.Add(rapid.IntRange(0, int(whole.To-whole.From)-1).Draw(t, "cut"))
		right.From = left.To + 1
		one := must(t, b, rule, start, []Segment{whole}, start+60)
		two := must(t, b, rule, start, []Segment{right, left}, start+60)
		if one.On != two.On || one.Raw != two.Raw || one.Target != two.Target {
			t.Fatalf("%s in one, %s in two", one.On, two.On)
		}
	})
}

func TestLaterStartsLongerPeriodsAndExtensionsEndNoEarlier(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		rule, start := anyRule(t), anyDay(t)
		due := must(t, b, rule, start, nil, 0)
		later := must(t, b, rule, start+1, nil, 0)
		longer := rule
		longer.N++
		more := must(t, b, longer, start, nil, 0)
		extended := must(t, b, rule, start, []Segment{{Kind: Extension, N: 1, Unit: WorkingDay}}, 0)
		if later.On < due.On || more.On < due.On || extended.Raw <= due.Raw {
			t.Fatalf("%s; later %s, longer %s, extended %s", due.On, later.On, more.On, extended.On)
		}
	})
}

func TestPausedDaysAddUp(t *testing.T) {
	t.Parallel()
	b := book(t)
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDay(t), rapid.IntRange(1, 90).Draw(t, "n")
		pauses := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Segment { return anyPause(t, start) }), 0, 5).Draw(t, "pauses")
		due := must(t, b, Rule{n, CalendarDay, NextDay, RollNone}, start, pauses, start+60)
		sum := 0
		for _, term := range due.Terms {
			if term.Kind == TermPaused || term.Kind == TermOpenPause {
				sum += term.Days
			}
		}
		if due.On != start.Add(n+sum) {
			t.Fatalf("%s is not %s + %d + %d", due.On, start, n, sum)
		}
	})
}
