package casework_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
)

// quarrelOnTheSpot is a quarrel about a wall that the town's mediator settled
// where the two stood: 800 yuan, counted out at once.
func quarrelOnTheSpot() casework.Spot {
	r := worktest.Quarrel()
	r.Channel, r.DuplicatesSeen, r.EarlierAs = "active", true, casework.AsOther
	return casework.Spot{
		Registration: r, Result: casework.SpotOral, Course: "Both looked at the wall.", Proof: "counted out", Place: "at the wall",
		Terms: []casework.SpotTerm{{Debtor: 1, Creditor: 0, Kind: "pay", What: "the wall", Amount: 80000, Paid: true}},
	}
}

func onTheSpot(w *worktest.World, who string, s casework.Spot) (casework.Outcome, *casework.Halt, error) {
	return w.OnTheSpot(context.Background(), w.Who[who], s, casework.Input{})
}

// written makes the quarrel one that is settled on paper and paid later.
func written(s casework.Spot) casework.Spot {
	s.Result = casework.SpotWritten
	s.Terms[0].Paid, s.Terms[0].Due = false, "2026-04-01"
	return s
}

// The short road leaves what the long one leaves: the same acts in the same
// order with the same things said, on every matter of the family. The one word
// more is the mark of its birth.
func TestTheShortRoadLeavesTheJournalOfTheLongOne(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		none := quarrelOnTheSpot()
		none.Result, none.Reason, none.Terms = casework.SpotNone, "no_agreement", nil
		for _, s := range []casework.Spot{quarrelOnTheSpot(), written(quarrelOnTheSpot()), none} {
			t.Run(s.Result, func(t *testing.T) {
				long := course(t, w, longRoad(t, w, s))
				out, _, err := onTheSpot(w, "mediator", s)
				if err != nil {
					t.Fatal(err)
				}
				short := course(t, w, out.MatterID)
				if !strings.Contains(short[0], " "+casework.SpotField) {
					t.Errorf("the birth bears no mark: %s", short[0])
				}
				short[0] = strings.Replace(short[0], " "+casework.SpotField, "", 1)
				if !slices.Equal(short, long) {
					t.Errorf("short:\n%s\nlong:\n%s", strings.Join(short, "\n"), strings.Join(long, "\n"))
				}
				if out.Codes == nil || out.Version != w.Matter(out.MatterID).Version {
					t.Errorf("codes %v, version %d", out.Codes, out.Version)
				}
			})
		}
	})
}

// Each thing that keeps a quarrel from being settled on the spot stops the road
// at its step with its own words, and leaves nothing: not the registration, no
// number, no entry. Going on leaves what stood before that step, and that alone.
func TestARefusedStepLeavesNothingOfItselfAndOfWhatFollows(t *testing.T) {
	rows := []struct {
		name, act, key string
		state          string // of the case when it goes on
		spoil          func(s *casework.Spot)
	}{
		{"tools", "accept", "guard.spot_risk", "registered", func(s *casework.Spot) { s.RiskBoxes = []int{1} }},
		{"many came", "accept", "guard.spot_risk", "registered", func(s *casework.Spot) { s.RiskBoxes = []int{4} }},
		{"beaten", "accept", "guard.spot_violence", "registered", func(s *casework.Spot) {
			s.Category, s.Violence, s.Parties[0].SafeContact = "0104", casemodel.Screening{Ever: "yes", Lately: "no", Fear: "no"}, "yes"
		}},
		{"nobody asked", "accept", "guard.spot_unasked", "registered", func(s *casework.Spot) { s.Category = "0104" }},
		{"five", "accept", "guard.spot_people", "registered", func(s *casework.Spot) { s.People = 5 }},
		{"five of a family", "accept", "guard.spot_people", "registered", func(s *casework.Spot) { s.Parties[1].Count = 4 }},
		{"by the hotline", "accept", "guard.spot_source", "registered", func(s *casework.Spot) { s.Channel = "hotline_12345" }},
		{"much money", "accept", "guard.spot_amount", "registered", func(s *casework.Spot) { s.Terms[0].Amount = 2_000_001 }},
		{"no category", "accept", "guard.category_set", "registered", func(s *casework.Spot) { s.Category = "" }},
		{"another town", "accept", "guard.spot_area", "registered", func(s *casework.Spot) { s.Area = "150102002000" }},
		{"medical, by word", "agree_orally", "guard.must_be_written", "in_mediation", func(s *casework.Spot) { s.Category = "17" }},
		{"land, by word", "agree_orally", "guard.must_be_written", "in_mediation", func(s *casework.Spot) { s.Category = "09" }},
		{"labour, by word", "agree_orally", "guard.must_be_written", "in_mediation", func(s *casework.Spot) { s.Category = "07" }},
		{"no terms", "agree_orally", "field.missing", "in_mediation", func(s *casework.Spot) { s.Terms = nil }},
		{"no day", "finalise_text", "guard.item_due", "in_mediation", func(s *casework.Spot) { *s = written(*s); s.Terms[0].Due = "" }},
	}
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for _, row := range rows {
			t.Run(row.name, func(t *testing.T) {
				s := quarrelOnTheSpot()
				row.spoil(&s)
				before := prints(t, w)
				_, _, err := onTheSpot(w, "mediator", s)
				var halt *casework.Halt
				if !errors.As(err, &halt) || halt.Act != row.act || keyOf(halt.Err) != row.key {
					t.Errorf("%v, want %s refused by %s", err, row.act, row.key)
				}
				if !maps.Equal(before, prints(t, w)) {
					t.Error("the refusal wrote something")
				}
				s.GoOn = true
				out, halted, err := onTheSpot(w, "mediator", s)
				if err != nil || halted == nil || halted.Act != row.act {
					t.Fatalf("going on: %v, %v", halted, err)
				}
				if m := w.Matter(out.MatterID); m.State != row.state || m.Number == "" {
					t.Errorf("the case is %s %q, want %s", m.State, m.Number, row.state)
				}
				for _, line := range course(t, w, out.MatterID) {
					if strings.Contains(line, "."+row.act+" ") {
						t.Errorf("going on left %s", line)
					}
				}
			})
		}
	})
}

func keyOf(err error) string {
	var refused *casemodel.Error
	if !errors.As(err, &refused) {
		return ""
	}
	if refused.Key != "input.invalid" {
		return refused.Key
	}
	return refused.All()[0].Key
}

// Skipping a step, each in turn, is noticed: the acts after it are refused, or
// the journal is not the long road's.
func TestEachStepOfTheShortRoadIsNeeded(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		s := quarrelOnTheSpot()
		out, _, err := onTheSpot(w, "mediator", s)
		if err != nil {
			t.Fatal(err)
		}
		whole := course(t, w, out.MatterID)
		for i, act := range casework.SpotActs(s, w.Who["mediator"]) {
			out, err := w.OnTheSpotWithout(context.Background(), w.Who["mediator"], s, i)
			if err == nil && slices.Equal(course(t, w, out.MatterID), whole) {
				t.Errorf("nobody misses %s", act)
			}
		}
	})
}

// What a mediator may do on the spot he may do nowhere else: not to a case that
// he took down in the ordinary way, nor with one that he took down on the spot
// before, and no other role at all.
func TestTheRightsOfTheShortRoadEndWithIt(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		s := quarrelOnTheSpot()
		root := w.RegisterAs("mediator", s.Registration)
		if _, err := w.Try("mediator", root, "accept", worktest.F{"risk": "blue"}); casemodel.KindOf(err) != casemodel.Forbidden {
			t.Errorf("accepting his own ordinary case: %v", err)
		}
		s.RiskBoxes, s.GoOn = []int{6}, true
		out, _, err := onTheSpot(w, "mediator", s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Try("mediator", out.MatterID, "accept", worktest.F{"risk": "blue"}); casemodel.KindOf(err) != casemodel.Forbidden {
			t.Errorf("accepting what was refused on the spot: %v", err)
		}
		before := prints(t, w)
		for _, name := range []string{"clerk", "triage", "police", "gridworker", "seal", "courtdesk", "petition", "director"} {
			if _, _, err := onTheSpot(w, name, quarrelOnTheSpot()); casemodel.KindOf(err) != casemodel.Forbidden && casemodel.KindOf(err) != casemodel.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if !maps.Equal(before, prints(t, w)) {
			t.Error("the refusals wrote something")
		}
	})
}

// Who handed over a part at once, and owes the rest, has the one obligation
// done and the other open.
func TestAPartPaidOnTheSpotIsDoneAndTheRestIsDue(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		s := quarrelOnTheSpot()
		s.Terms = append(s.Terms, casework.SpotTerm{Debtor: 1, Creditor: 0, Kind: "pay", What: "the rest", Amount: 50000, Due: "2026-04-01"})
		out, _, err := onTheSpot(w, "mediator", s)
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, m := range w.Family(out.MatterID) {
			if m.Kind == casemodel.KindObligation {
				states = append(states, m.State)
			}
		}
		if !slices.Equal(states, []string{"performed", "pending"}) || w.Matter(out.MatterID).State != "performing" {
			t.Errorf("obligations %v, case %s", states, w.Matter(out.MatterID).State)
		}
	})
}

// A form that is sent twice, at once or one after the other, makes one case.
func TestADoublePostOnTheSpotMakesOneCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		in := casework.Input{Key: "web:one", Hash: []byte("same")}
		ids := make([]casemodel.ID, 6)
		var wait sync.WaitGroup
		for i := range ids {
			wait.Go(func() {
				for {
					out, _, err := w.OnTheSpot(context.Background(), w.Who["mediator"], quarrelOnTheSpot(), in)
					if casemodel.KindOf(err) == casemodel.Busy {
						continue
					}
					if err != nil {
						t.Error(err)
					}
					ids[i] = out.MatterID
					return
				}
			})
		}
		wait.Wait()
		if len(slices.Compact(ids)) != 1 {
			t.Errorf("cases %v", ids)
		}
	})
}

// The terms of a quarrel that could not be written down as a sitting stay with
// the case, for those alone who read what is said in sittings.
func TestWhatWasAgreedIsKeptWithACaseThatGoesTheOrdinaryRoad(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		s := quarrelOnTheSpot()
		s.RiskBoxes, s.GoOn, s.Told = []int{5}, true, "PLANTED eight hundred"
		out, _, err := onTheSpot(w, "mediator", s)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, name := range []string{"mediator", "clerk", "triage", "director", "auditor", "plc"} {
			lines, err := w.Journal(context.Background(), w.Who[name], out.MatterID, 0, 100)
			if err != nil {
				continue
			}
			for _, line := range lines {
				seen[name] = seen[name] || strings.Contains(line.Fields["line"], "PLANTED")
			}
		}
		if seen["clerk"] || seen["triage"] || seen["auditor"] || seen["plc"] {
			t.Errorf("read by %v", seen)
		}
	})
}
