package web

import (
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
)

// ChipLine is a row of ready words or days beside a field: one tap puts one
// into it. Without a script it is not shown; the field takes the same by hand.
type ChipLine struct {
	Title, To string
	Words     []Option
}

// readyWords are ready words for a field, kept with the sentences.
func readyWords(field, of string) ChipLine {
	line := ChipLine{Title: say("chips.words"), To: nameOf(field)}
	for word := range strings.SplitSeq(say("phrases."+of), "|") {
		line.Words = append(line.Words, Option{Value: word, Title: word})
	}
	return line
}

// daysFrom are days after another one, by the names people have for them.
func daysFrom(field string, from casemodel.Day, spans ...int) ChipLine {
	line := ChipLine{Title: say("chips.days"), To: nameOf(field)}
	day, err := calendar.ParseDay(string(from))
	if err != nil {
		return ChipLine{}
	}
	for _, n := range spans {
		on := casemodel.Day(day.Add(n).String())
		line.Words = append(line.Words, Option{Value: string(on), Title: say("chips.plus", "n", n, "on", shortDay(on, from))})
	}
	return line
}

// sittingDays are the likely days of a sitting, by their weekday.
func (s *Site) sittingDays(view *casework.View, field, hour string) ChipLine {
	line := ChipLine{Title: say("chips.days"), To: nameOf(field)}
	for _, day := range s.desk.SittingDays(view.Now) {
		line.Words = append(line.Words, Option{Value: string(day) + "T" + hour, Title: say("sitting.on", "day", dayWord(day), "hour", hour)})
	}
	return line
}

// nextDays are tomorrow, in three days, and the Monday that comes.
func nextDays(field string, today casemodel.Day) ChipLine {
	line := ChipLine{Title: say("chips.days"), To: nameOf(field)}
	day, err := calendar.ParseDay(string(today))
	if err != nil {
		return ChipLine{}
	}
	monday := day.Add(1)
	for monday.Weekday() != 1 {
		monday = monday.Add(1)
	}
	for _, one := range []struct {
		on   calendar.Day
		word string
	}{{day.Add(1), say("chips.tomorrow")}, {day.Add(3), say("chips.three")}, {monday, say("chips.monday")}} {
		line.Words = append(line.Words, Option{Value: one.on.String(), Title: say("chips.named", "word", one.word, "on", shortDay(casemodel.Day(one.on.String()), today))})
	}
	return line
}
