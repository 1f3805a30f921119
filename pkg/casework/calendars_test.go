package casework_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// changed2026 is the notice of 2026 as if 1 April, a Wednesday, were off and
// 25 April, a Saturday, were worked for it.
const changed2026 = `year: 2026
holidays:
  "2026-01-01": 元旦
  "2026-01-02": 元旦
  "2026-02-16": 春节
  "2026-02-17": 春节
  "2026-02-18": 春节
  "2026-02-19": 春节
  "2026-02-20": 春节
  "2026-04-01": 清明节
  "2026-04-04": 清明节
  "2026-04-05": 清明节
  "2026-04-06": 清明节
  "2026-05-01": 劳动节
  "2026-05-04": 劳动节
  "2026-05-05": 劳动节
  "2026-06-19": 端午节
  "2026-09-25": 中秋节
  "2026-10-01": 国庆节
  "2026-10-02": 国庆节
  "2026-10-05": 国庆节
  "2026-10-06": 国庆节
  "2026-10-07": 国庆节
workdays:
  "2026-04-25": 清明节
`

// new2027 begins with a long New Year: Friday to Sunday.
const new2027 = `year: 2027
holidays:
  "2027-01-01": 元旦
  "2027-02-05": 春节
  "2027-02-08": 春节
  "2027-02-09": 春节
  "2027-02-10": 春节
  "2027-02-11": 春节
  "2027-02-12": 春节
  "2027-04-05": 清明节
  "2027-05-03": 劳动节
  "2027-06-09": 端午节
  "2027-09-15": 中秋节
  "2027-10-01": 国庆节
  "2027-10-04": 国庆节
`

// held uploads a year as the administrator and reads its preview.
func held(t *testing.T, w *worktest.World, text string) *casework.CalendarPreview {
	t.Helper()
	id, err := w.HoldCalendar(t.Context(), w.Who["admin"], "year.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.PreviewCalendar(t.Context(), w.Who["admin"], id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func moves(p *casework.CalendarPreview) string {
	var lines []string
	for _, m := range p.Moved {
		lines = append(lines, fmt.Sprintf("%s %s>%s", m.RuleID, m.Old[5:], m.New[5:]))
	}
	return strings.Join(lines, ", ")
}

// left is everything a confirmation writes.
func left(t *testing.T, w *worktest.World) string {
	t.Helper()
	var b strings.Builder
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		years, err := tx.CalendarYears()
		fmt.Fprintln(&b, len(years))
		if err != nil {
			return err
		}
		log, err := tx.Office(store.OfficeFilter{})
		fmt.Fprintln(&b, len(log))
		for _, root := range w.Cases {
			clocks, err := tx.Deadlines(root)
			if err != nil {
				return err
			}
			for _, c := range clocks {
				fmt.Fprintln(&b, c.RuleID, c.DueOn, c.CalendarSHA, c.FiresAt)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// recounted counts the journal's lines about moved dates.
func recounted(t *testing.T, w *worktest.World, root casemodel.ID) (lines []string) {
	t.Helper()
	for _, m := range w.Family(root) {
		all, err := w.Journal(t.Context(), w.Who["mediator"], m.ID, 0, 200)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			if l.Act == casework.Recounted {
				for rule, dates := range l.Fields {
					lines = append(lines, rule+" "+dates)
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// Counted by hand from Wednesday 25 March 2026. Seven calendar days end on
// 1 April, which is off now: the 2nd. The month of mediation ends on Saturday
// 25 April, rolled to Monday 27th before: it is worked now. Seven
// calendar days of a work rule that never rolls stay on 1 April.
func TestAChangedDayMovesTheDatesThatItTouches(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Clock.Advance(23 * oneDay)
		root, p := w.InSession(t)
		preview := held(t, w, changed2026)
		if got, want := moves(preview), "PM-14 04-27>04-25, ZZ-04b 04-01>04-02"; got != want {
			t.Fatalf("the preview moves %s, want %s", got, want)
		}
		if preview.Year != 2026 || !preview.Known || len(preview.Differ) == 0 {
			t.Errorf("preview of %d, known %t, %d days differ", preview.Year, preview.Known, len(preview.Differ))
		}
		before := left(t, w)
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], preview.Upload, preview.Mark+"x"); !errors.Is(err, casework.ErrStalePreview) {
			t.Errorf("another mark: %v", err)
		}
		for _, other := range []string{"director", "auditor", "clerk"} {
			if err := w.ConfirmCalendar(t.Context(), w.Who[other], preview.Upload, preview.Mark); !casemodel.Is(err, casemodel.Forbidden) {
				t.Errorf("%s: %v", other, err)
			}
		}
		if left(t, w) != before {
			t.Error("a refusal wrote something")
		}
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], preview.Upload, preview.Mark); err != nil {
			t.Fatal(err)
		}
		for round := range 3 {
			if moved, err := w.Recount(t.Context()); err != nil || (moved > 0) != (round == 0) {
				t.Fatalf("round %d moved %d, %v", round, moved, err)
			}
		}
		for rule, want := range map[string]casemodel.Day{"ZZ-04b": "2026-04-02", "ZZ-08": "2026-04-01", "PM-14": "2026-04-25"} {
			if got := ruleClock(t, w, root, rule); got.DueOn != want {
				t.Errorf("%s is due %s, want %s", rule, got.DueOn, want)
			}
		}
		want := []string{"PM-14 2026-04-27 2026-04-25", "ZZ-04b 2026-04-01 2026-04-02"}
		if got := recounted(t, w, root); !slices.Equal(got, want) {
			t.Errorf("the journal tells %v, want %v", got, want)
		}
		if w.Matter(p).DueAt.IsZero() || verified(t, w) != 0 {
			t.Error("the journal does not hold")
		}
	})
}

func ruleClock(t *testing.T, w *worktest.World, root casemodel.ID, rule string) (found casemodel.Deadline) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Deadlines(root)
		for _, d := range all {
			if d.RuleID == rule {
				found = d
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func verified(t *testing.T, w *worktest.World) int {
	t.Helper()
	sum, err := w.DB.Verify(t.Context(), t.TempDir(), func(f store.Finding) { t.Log(f) })
	if err != nil {
		t.Fatal(err)
	}
	return sum.Faults
}

// Monday 28 December 2026: seven working days are 29, 30, 31, then 1, 4, 5 and
// 6 January while nobody knows 2027; with its notice 4, 5, 6 and 7 January.
func TestANewYearSettlesProvisionalDates(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Clock.Advance(301 * oneDay)
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		if c := ruleClock(t, w, root, "ZZ-06c"); c.DueOn != "2027-01-06" || c.Provisional != 1 {
			t.Fatalf("before: %s, provisional %d", c.DueOn, c.Provisional)
		}
		if year := w.MissingYear(calendar.Date(2026, 12, 28).Start()); year != 2027 {
			t.Errorf("missing year %d", year)
		}
		p := held(t, w, new2027)
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], p.Upload, p.Mark); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Recount(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c := ruleClock(t, w, root, "ZZ-06c"); c.DueOn != "2027-01-07" || c.Provisional != 0 {
			t.Errorf("after: %s, provisional %d", c.DueOn, c.Provisional)
		}
		if c := ruleClock(t, w, root, "ZZ-04b"); c.DueOn != "2027-01-04" || c.Provisional != 0 {
			t.Errorf("the date that stays: %s, provisional %d", c.DueOn, c.Provisional)
		}
		entries := journal(t, w, root)
		lines, err := w.Journal(t.Context(), w.Who["clerk"], root, entries[len(entries)-1].Seq-1, 1)
		if err != nil || lines[0].Act != casework.Recounted || lines[0].Fields["ZZ-06c"] != "2027-01-06 2027-01-07" || lines[0].Fields["ZZ-04b"] != "" {
			t.Errorf("the journal says %v (%v)", lines, err)
		}
		if w.MissingYear(calendar.Date(2026, 12, 28).Start()) != 0 || w.MissingYear(calendar.Date(2026, 10, 31).Start()) != 0 {
			t.Error("a loaded year is missing")
		}
	})
}

// What was decided on one state of things is not done to another.
func TestAStalePreviewIsNotConfirmed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Clock.Advance(23 * oneDay)
		w.InSession(t)
		first, second := held(t, w, changed2026), held(t, w, new2027)
		w.InSession(t) // three more dates that would move
		before := left(t, w)
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], first.Upload, first.Mark); !errors.Is(err, casework.ErrStalePreview) {
			t.Errorf("after another registration: %v", err)
		}
		if left(t, w) != before {
			t.Error("a stale preview wrote something")
		}
		first = held(t, w, changed2026)
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], first.Upload, first.Mark); err != nil {
			t.Fatal(err)
		}
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], first.Upload, first.Mark); !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("the second click: %v", err)
		}
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], second.Upload, second.Mark); !errors.Is(err, casework.ErrStalePreview) {
			t.Errorf("on another calendar: %v", err)
		}
	})
}

// The server dies after the confirmation and again after the first family: the
// next one reads the calendar, goes on, and tells nobody twice.
func TestAKilledConfirmationIsFinishedByTheNextServer(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		w.Clock.Advance(23 * oneDay)
		a, _ := w.InSession(t)
		b, _ := w.InSession(t)
		p := held(t, w, changed2026)
		if err := w.ConfirmCalendar(t.Context(), w.Who["admin"], p.Upload, p.Mark); err != nil {
			t.Fatal(err)
		}
		if err := w.RecountOne(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		next := worktest.Desk(t, w.DB)
		if err := next.LoadCalendar(t.Context()); err != nil {
			t.Fatal(err)
		}
		if next.Calendar().SHA() != w.Calendar().SHA() {
			t.Fatal("the next server counts by another calendar")
		}
		for range 2 {
			if _, err := next.Recount(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for _, root := range []casemodel.ID{a, b} {
			if got := recounted(t, w, root); len(got) != 2 {
				t.Errorf("the journal of %s tells %v", root, got)
			}
		}
		loads, err := w.CalendarLoads(t.Context(), w.Who["auditor"])
		if err != nil || len(loads) != 1 || loads[0].Moved != 4 || loads[0].Done {
			t.Errorf("loads %+v, %v", loads, err)
		}
		w.Clock.Advance(2 * oneDay / 24 / 30)
		if _, err := next.Recount(t.Context()); err != nil {
			t.Fatal(err)
		}
		if loads, err = w.CalendarLoads(t.Context(), w.Who["auditor"]); err != nil || !loads[0].Done {
			t.Errorf("the last walk is not marked: %+v, %v", loads, err)
		}
	})
}

// A loading that was overtaken by a later one does not take its year back.
func TestAnOvertakenLoadingLeavesTheCalendarAsItIs(t *testing.T) {
	books := []*calendar.Book{{}, {}, {}}
	desk := casework.Open(nil, nil, nil, books[0], nil)
	for _, step := range []struct{ load, want int }{{0, 0}, {2, 2}, {1, 2}, {2, 2}} {
		desk.SetCalendar(books[step.load], step.load)
		if desk.Calendar() != books[step.want] {
			t.Errorf("after loading %d another than %d is in force", step.load, step.want)
		}
	}
}
