package casework_test

import (
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

const oneDay = 24 * time.Hour

// 《人民调解法》33: the thirty days to ask for confirmation run from the day on
// which the agreement took effect, not from the day somebody typed that in.
func TestTheTimeToAskForConfirmationRunsFromEffect(t *testing.T) {
	for _, c := range []struct {
		story string
		late  int // days between the seal and its record
		state string
	}{
		{"recorded on the day", 0, casemodel.ClockRunning},
		{"recorded two weeks later", 14, casemodel.ClockRunning},
		{"recorded when it was over: a fact of the past, no alarm", 40, casemodel.ClockPassed},
	} {
		t.Run(c.story, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				root, p := w.Signing(t, "3000", "2026-06-01")
				w.Clock.Advance(time.Duration(c.late) * oneDay)
				w.Must("seal", p, "affix_seal", worktest.F{"seal_on": "2026-03-02"})
				jc := w.Child(root, "judicial_confirmation")
				got := clock(t, w, jc.ID, "JC-01")
				if got.AnchorOn != "2026-03-02" || got.DueOn != "2026-04-01" || got.State != c.state || jc.StateOn != "2026-03-02" {
					t.Errorf("counted from %s, due %s, %s; want 2026-03-02, 2026-04-01, %s", got.AnchorOn, got.DueOn, got.State, c.state)
				}
			})
		})
	}
}
