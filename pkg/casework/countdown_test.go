package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// Where each line of the law of confirmation is proved (domain.md 2.2, law.md A
// and C, 3(d)):
//
//	JC-01 thirty days, told at 15, 7, 3, 1; the cliff   TestTheWindowIsToldOnceADay, TestNobodyAppliesAfterTheWindow
//	JC-02, JC-03, JC-08 which court                     TestTheCourtsThatAreCompetentComeFirst
//	JC-04, JC-06 refused: changed, mediated anew, sued  TestARefusedConfirmationLeavesTheWaysOn
//	JC-05 what no court takes                           TestWhatACourtDoesNotConfirmIsRefusedBeforeItIsPrepared
//	JC-07 what goes with it                             pkg/web TestTheApplicationIsPackedFromTheCase
//	JC-09 the court's thirty days                       TestTheYearsAfterARulingAreToldOnce
//	JC-12a, JC-12b six months, fifteen days             TestTheYearsAfterARulingAreToldOnce
//	JC-13 two years, from the last instalment           TestTheYearsAfterARulingAreToldOnce, TestOnlyATitleIsEnforced
//	JC-14 no supplement in time is withdrawn            TestWhatTheCourtWantsHasItsDay
//	CT-6 posted in time, with proof and the director    TestALapsedApplicationComesBackOnlyWithADayInTime
//	one party's word ends it                            TestOneWhoWithdrawsEndsTheJointApplication

// watchers are those who could be told.
var watchers = []string{"mediator", "chair", "triage", "director", "clerk", "seal"}

// toldDaily sweeps every morning from one day to another, by two servers that
// know nothing of each other, and gives a line a notice: day, what, whom.
func toldDaily(t *testing.T, w *worktest.World, id casemodel.ID, from, to string) (lines []string) {
	t.Helper()
	again := worktest.Desk(t, w.DB) // as after a restart
	begin, end := morning(t, from), morning(t, to)
	for at := begin; !at.After(end); at = at.AddDate(0, 0, 1) {
		w.Clock.Set(at)
		for _, desk := range []*casework.Desk{w.Desk, again} {
			if _, err := desk.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, user := range watchers {
		for _, n := range notices(t, w, user, id) {
			if !n.At.Time().Before(begin) {
				lines = append(lines, fmt.Sprintf("%s %s %s %s", n.At.Time().In(calendar.Zone).Format(time.DateOnly), n.Act, n.Kind, user))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// notices are what somebody is told about a matter, oldest first.
func notices(t *testing.T, w *worktest.World, username string, id casemodel.ID) (list []casework.Notice) {
	t.Helper()
	all, _, err := w.Notices(t.Context(), w.Who[username], "")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range slices.Backward(all) {
		if n.Matter.ID == id {
			list = append(list, n)
		}
	}
	return list
}

func morning(t *testing.T, on string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", on+" 09:30", calendar.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func compare(t *testing.T, when string, got []string, want string) {
	t.Helper()
	if wanted := strings.Split(strings.TrimSpace(want), "\n"); !slices.Equal(got, wanted) {
		t.Errorf("%s:\n%s\nwant:\n%s", when, strings.Join(got, "\n"), want)
	}
}

// The window of thirty days on the calendars of 2025 and 2026: fifteen, seven,
// three days and one before its last day, which moves over a holiday, and when
// it is gone; what would fall on a day off is told on the last working day
// before, and everything once, whichever server is there. Counted by hand.
func TestTheWindowIsToldOnceADay(t *testing.T) {
	for _, c := range []struct{ name, effective, last, to, want string }{
		{"over the National Day of 2025", "2025-09-05", "2025-10-09", "2025-10-12", `
2025-09-24 共同申请司法确认 soon mediator
2025-09-30 共同申请司法确认 soon mediator
2025-10-10 共同申请司法确认 missed mediator`},
		{"an ordinary month of 2025", "2025-11-04", "2025-12-04", "2025-12-08", `
2025-11-19 共同申请司法确认 soon mediator
2025-11-27 共同申请司法确认 soon mediator
2025-12-01 共同申请司法确认 soon mediator
2025-12-03 共同申请司法确认 soon mediator
2025-12-05 共同申请司法确认 missed mediator`},
		{"over the Spring Festival of 2026", "2026-01-16", "2026-02-24", "2026-02-27", `
2026-02-09 共同申请司法确认 soon mediator
2026-02-14 共同申请司法确认 soon mediator
2026-02-25 共同申请司法确认 missed mediator`},
		{"over Qingming 2026", "2026-03-05", "2026-04-07", "2026-04-10", `
2026-03-23 共同申请司法确认 soon mediator
2026-03-31 共同申请司法确认 soon mediator
2026-04-03 共同申请司法确认 soon mediator
2026-04-08 共同申请司法确认 missed mediator`},
		{"over Labour Day 2026", "2026-04-02", "2026-05-06", "2026-05-09", `
2026-04-21 共同申请司法确认 soon mediator
2026-04-29 共同申请司法确认 soon mediator
2026-04-30 共同申请司法确认 soon mediator
2026-05-07 共同申请司法确认 missed mediator`},
	} {
		t.Run(c.name, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				w.Clock.Set(morning(t, c.effective))
				_, id := agreed(t, w)
				if got := string(clock(t, w, id, "JC-01").DueOn); got != c.last {
					t.Errorf("the last day is %s, want %s", got, c.last)
				}
				compare(t, c.name, toldDaily(t, w, id, c.effective, c.to), c.want)
				if got := w.Matter(id).State; got != "lapsed" {
					t.Errorf("it is %s", got)
				}
			})
		})
	}
}

// What the court does and what may be done against its ruling, to the last day
// of enforcement: the day of each clock, counted by hand, and who is told what
// when, over more than two years of mornings.
func TestTheYearsAfterARulingAreToldOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w) // on 2 March 2026, to be paid by 30 June
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)})
		w.Must("courtdesk", id, "ask_supplement", worktest.F{"what": "proof of address", "supplement_by": "2026-03-23"})
		compare(t, "a supplement", toldDaily(t, w, id, "2026-03-03", "2026-03-20"), `
2026-03-20 司法确认补正期限 soon mediator`)
		w.Must("mediator", id, "supplement", nil)
		w.Must("courtdesk", id, "accept_by_court", worktest.F{"court_case_no": "(2026) 1"})
		w.Clock.Set(morning(t, "2026-04-02"))
		w.Must("courtdesk", id, "confirm", worktest.F{"ruling_no": "(2026) 1", "ruling_received_on": "2026-04-01"})
		for rule, want := range map[string]casemodel.Day{
			"JC-09":  "2026-04-20", // thirty days from 20 March: a Sunday, so Monday
			"JC-12b": "2026-04-16", // fifteen days from receipt
			"JC-13":  "2028-06-30", // two years from the last day of performance
		} {
			if got := clock(t, w, id, rule).DueOn; got != want {
				t.Errorf("%s ends on %s, want %s", rule, got, want)
			}
		}
		compare(t, "after the ruling", toldDaily(t, w, id, "2026-04-03", "2028-07-05"), `
2026-04-17 当事人对确认裁定的异议 missed mediator
2028-03-31 申请强制执行 soon mediator
2028-05-31 申请强制执行 soon mediator
2028-07-01 申请强制执行 missed mediator`)
	})
}

// What a court refuses leaves the agreement where it was: it may be changed,
// mediated anew or sued upon (《民事诉讼法》206).
func TestARefusedConfirmationLeavesTheWaysOn(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, id := agreed(t, w)
		w.Must("mediator", id, "precheck_ok", worktest.F{"contents": "none", "court": w.Body("COURT")})
		w.Must("mediator", id, "submit_jointly", worktest.F{"consents": w.Consents(root)})
		w.Must("courtdesk", id, "accept_by_court", worktest.F{"court_case_no": "(2026) 1"})
		leftAlone(t, w, "courtdesk", id, "dismiss", worktest.F{"ruling_no": "(2026) 2"}, "dismissal_ground", "field.missing")
		w.Must("courtdesk", id, "dismiss", worktest.F{"ruling_no": "(2026) 2", "dismissal_ground": "unclear"})
		if got := noticed(t, w, "mediator", id); len(got) == 0 || got[len(got)-1] != "court" {
			t.Errorf("the mediator was told %q", got)
		}
		item := w.Child(root, "performance_item").ID
		if m := w.Matter(root); m.State != "performing" || !w.Matter(item).Open() {
			t.Errorf("the case is %s", m.State)
		}
		for id, act := range map[casemodel.ID]string{root: "reopen_talks", item: "renegotiate"} {
			if !slices.ContainsFunc(w.Open("mediator", id), func(c casework.Choice) bool { return c.ID == act }) {
				t.Errorf("%s is not open", act)
			}
		}
	})
}
