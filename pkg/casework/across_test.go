package casework_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// petition registers a visit at the petition office.
func petition(w *worktest.World, more worktest.F) (casemodel.ID, error) {
	in := worktest.F{"form": "visit", "received_on": "2026-03-02", "purpose": "appeal", "claim": "A cracked wall.", "occurred_area": "150102001001"}
	maps.Copy(in, more)
	out, err := w.Create(context.Background(), w.Who["petition"], "petition", "", casework.Input{Fields: in})
	return out.MatterID, err
}

func mustPetition(t *testing.T, w *worktest.World, more worktest.F) casemodel.ID {
	t.Helper()
	id, err := petition(w, more)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// observed opens a backlog entry that covers a petition and leads it to the
// observation of 180 days.
func observed(t *testing.T, w *worktest.World, covered casemodel.ID) casemodel.ID {
	t.Helper()
	out, err := w.Create(context.Background(), w.Who["petitionlead"], "backlog", "", casework.Input{Fields: worktest.F{
		"claim": "A cracked wall.", "occurred_area": "150102001001", "source": "county", "petition": string(covered),
	}})
	if err != nil {
		t.Fatal(err)
	}
	id := out.MatterID
	w.Must("petitionlead", id, "assign_owner", worktest.F{"owner": w.User("leader")})
	w.Must("petitionlead", id, "approve_plan", worktest.F{"plan": "repair"})
	w.Must("petitionlead", id, "set_task_force", nil)
	w.Must("petitionlead", id, "start_work", nil)
	w.Must("petitionlead", id, "apply_measures", worktest.F{"measures": "repaired"})
	w.Must("petitionlead", id, "start_observation", nil)
	return id
}

// deliver does what waits for other families and says how much that was.
func deliver(t *testing.T, w *worktest.World) int {
	t.Helper()
	n, err := w.Deliver(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// tied lists the live links of a matter as kind:other end.
func tied(t *testing.T, w *worktest.World, id casemodel.ID) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	err := w.DB.Read(context.Background(), func(tx *store.Tx) error {
		links, err := tx.Links(id)
		for _, l := range links {
			if other := l.ToID; l.Until == casemodel.Never {
				if other == id {
					other = l.FromID
				}
				found[l.Kind+":"+string(other)] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A covered matter that is brought up again ends the observation, the system
// doing so on behalf of who registered it, and once (engine-spec 5).
func TestANewPetitionEndsTheObservation(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first := mustPetition(t, w, nil)
		backlog := observed(t, w, first)
		again := mustPetition(t, w, worktest.F{"repeat_of": string(first)})
		if got := w.Matter(backlog).State; got != "observation" {
			t.Fatalf("the backlog is %s before anything was delivered", got)
		}
		if n := deliver(t, w); n != 1 {
			t.Errorf("%d letters, want one", n)
		}
		if got := w.Matter(backlog).State; got != "in_progress" {
			t.Errorf("the backlog is %s, want in_progress", got)
		}
		entry := last(t, w, backlog)
		if entry.Act != "relapse" || entry.ActorName != "system" || entry.OnBehalfOf != w.Who["petition"].UserID || entry.Cause != string(again)+":1" {
			t.Errorf("journal says %s by %s for %s because of %s", entry.Act, entry.ActorName, entry.OnBehalfOf, entry.Cause)
		}
		if links := tied(t, w, backlog); !links["covers:"+string(first)] || !links["covers:"+string(again)] {
			t.Errorf("the backlog covers %v", links)
		}
		third := mustPetition(t, w, worktest.F{"repeat_of": string(again)})
		deliver(t, w)
		if entry := last(t, w, backlog); entry.Act != "add_petition" || !tied(t, w, backlog)["covers:"+string(third)] {
			t.Errorf("a further visit is entered as %s", entry.Act)
		}
		if n := deliver(t, w); n != 0 {
			t.Errorf("%d letters are done twice", n)
		}
	})
}

func last(t *testing.T, w *worktest.World, id casemodel.ID) casemodel.Entry {
	t.Helper()
	all := journal(t, w, id)
	return all[len(all)-1]
}

// A petition mediated in a case hears what becomes of the case: back to its
// organ when nothing came of it, a note when something did, nothing when it
// has gone its own way. Cases merged into another take their petitions along.
func TestAPetitionHearsWhatBecameOfItsCase(t *testing.T) {
	withdraw := func(w *worktest.World, root casemodel.ID) {
		parties := w.Parties(root)
		w.Must("director", root, "withdraw", worktest.F{"agreed_by": []any{string(parties[0])}})
	}
	for name, c := range map[string]struct {
		act       func(t *testing.T, w *worktest.World, root, visit casemodel.ID)
		state, at string // where the petition ends up, and its last entry
		linked    bool
	}{
		"withdrawn": {func(_ *testing.T, w *worktest.World, root, _ casemodel.ID) { withdraw(w, root) }, "handling", "end_mediation", false},
		"settled": {func(_ *testing.T, w *worktest.World, root, _ casemodel.ID) {
			w.Must("director", root, "settle_by_parties", worktest.F{"agreed_by": []any{string(w.Parties(root)[0])}})
		}, "mediating", "learn_case", true},
		"gone its own way": {func(_ *testing.T, w *worktest.World, root, visit casemodel.ID) {
			w.Must("petition", visit, "withdraw", worktest.F{"way": "present"})
			withdraw(w, root)
		}, "withdrawn", "withdraw", false},
		"merged": {func(_ *testing.T, w *worktest.World, root, _ casemodel.ID) {
			master := w.Register(worktest.Quarrel())
			w.Must("triage", root, "merge", worktest.F{"master": string(master)})
			withdraw(w, master)
		}, "handling", "end_mediation", false},
	} {
		t.Run(name, func(t *testing.T) {
			worktest.Each(t, func(t *testing.T, w *worktest.World) {
				root := w.RegisterAs("petition", worktest.Quarrel())
				visit := mustPetition(t, w, nil)
				w.Must("petition", visit, "inform", nil)
				mediate := worktest.F{"parties_agree": true, "mode": "case", "linked_case": string(root)}
				w.Must("petition", visit, "start_mediation", mediate)
				if !tied(t, w, visit)["mediated_in:"+string(root)] {
					t.Fatal("petition and case are not linked")
				}
				c.act(t, w, root, visit)
				deliver(t, w)
				if m, e := w.Matter(visit), last(t, w, visit); m.State != c.state || e.Act != c.at {
					t.Errorf("petition is %s by %s, want %s by %s", m.State, e.Act, c.state, c.at)
				}
				if got := tied(t, w, visit)["mediated_in:"+string(root)]; got != c.linked {
					t.Errorf("still linked: %v, want %v", got, c.linked)
				}
			})
		})
	}
}

// What a person names in another family must exist for them, be of the right
// kind and still run; a refusal leaves neither link nor letter.
func TestAPersonNamesOnlyMattersTheyMayKnow(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		hidden, mine, first := w.Register(worktest.Quarrel()), w.RegisterAs("petition", worktest.Quarrel()), mustPetition(t, w, nil)
		w.Must("petition", first, "inform", nil)
		observed(t, w, first)
		before := prints(t, w)
		for name, try := range map[string]func() error{
			"unknown": func() error {
				_, err := petition(w, worktest.F{"repeat_of": string(w.Who["clerk"].UserID)})
				return err
			},
			"hidden":               func() error { _, err := petition(w, worktest.F{"from_case": string(hidden)}); return err },
			"a case as a petition": func() error { _, err := petition(w, worktest.F{"repeat_of": string(mine)}); return err },
			"no case to mediate in": func() error {
				_, err := w.Try("petition", first, "start_mediation", worktest.F{"parties_agree": true, "mode": "case"})
				return err
			},
		} {
			if err := try(); !casemodel.Is(err, casemodel.Invalid) || !strings.Contains(err.Error(), "_") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if after := prints(t, w); !maps.Equal(before, after) {
			t.Errorf("a refusal wrote\n%v\n%v", before, after)
		}
	})
}

// Four runners of two servers share what waits: every letter is done once.
func TestTwoServersDeliverEachLetterOnce(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		backlogs := relapsing(t, w, 10)
		second := casework.Open(w.DB, w.Flows, w.Gate, w.Calendar(), w.Log)
		together(4, func(i int) {
			if _, err := []*casework.Desk{w.Desk, second}[i%2].Deliver(context.Background()); err != nil {
				t.Errorf("deliver: %v", err)
			}
		})
		relapsedOnce(t, w, backlogs)
	})
}

// Two petitions that repeat the same one come at the same moment: each is tied to
// it once and the backlog hears of each once, one as the relapse and the other as
// one more. The birth holds no lock of the family it names; the letters do.
func TestTwoRepeatsAtOnceAreToldOnceEach(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first := mustPetition(t, w, nil)
		backlog := observed(t, w, first)
		made := make([]casemodel.ID, 4)
		together(len(made), func(i int) {
			out, err := petition(w, worktest.F{"repeat_of": string(first)})
			if err != nil {
				t.Errorf("a petition: %v", err)
			}
			made[i] = out
		})
		together(2, func(int) {
			if _, err := w.Deliver(t.Context()); err != nil {
				t.Errorf("deliver: %v", err)
			}
		})
		acts := map[string]int{}
		for _, e := range journal(t, w, backlog) {
			acts[e.Act]++
		}
		if acts["relapse"] != 1 || acts["add_petition"] != len(made)-1 || w.Matter(backlog).State != "in_progress" {
			t.Errorf("the backlog is %s after %v", w.Matter(backlog).State, acts)
		}
		for _, id := range made {
			n := 0
			err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
				links, err := tx.Links(id)
				for _, l := range links {
					if l.Kind == "repeats" && l.FromID == id {
						n++
					}
				}
				return err
			})
			if err != nil || n != 1 {
				t.Errorf("it is tied %d times, %v", n, err)
			}
		}
	})
}

// relapsing leaves n backlog entries in observation, each with a new petition
// that nobody has told them of.
func relapsing(t *testing.T, w *worktest.World, n int) []casemodel.ID {
	t.Helper()
	var backlogs []casemodel.ID
	for range n {
		first := mustPetition(t, w, nil)
		backlogs = append(backlogs, observed(t, w, first))
		mustPetition(t, w, worktest.F{"repeat_of": string(first)})
	}
	return backlogs
}

func relapsedOnce(t *testing.T, w *worktest.World, backlogs []casemodel.ID) {
	t.Helper()
	for _, id := range backlogs {
		relapses := 0
		for _, e := range journal(t, w, id) {
			if e.Act == "relapse" || e.Act == "add_petition" { // what a second time would be
				relapses++
			}
		}
		if m := w.Matter(id); m.State != "in_progress" || relapses != 1 {
			t.Errorf("backlog is %s after %d relapses, want in_progress after one", m.State, relapses)
		}
	}
}

// A server is killed again and again while it delivers; in the end every
// letter is done, and none twice.
func TestAKilledRunnerLosesAndDoublesNothing(t *testing.T) {
	for _, dialect := range storetest.Dialects {
		t.Run(dialect, func(t *testing.T) {
			url, keyFile := storetest.URL(t, dialect), filepath.Join(t.TempDir(), "keys")
			clock := storetest.NewClock()
			w := worktest.New(t, openAt(t, url, keyFile, clock.Now), clock)
			backlogs := relapsing(t, w, 24)
			relapsed := func() (n int) {
				for _, id := range backlogs {
					if w.Matter(id).State == "in_progress" {
						n++
					}
				}
				return n
			}
			kills := 0
			for done := relapsed(); done < len(backlogs)-1 && kills < 5; kills++ {
				child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestMain$")
				child.Env = append(os.Environ(), "JIEFEN_SWEEP_URL="+url, "JIEFEN_SWEEP_KEYS="+keyFile, fmt.Sprintf("JIEFEN_SWEEP_LATER=%dm", 2*kills)) // what the dead held is free again
				if err := child.Start(); err != nil {
					t.Fatal(err)
				}
				for waited := 0; w.Matter(backlogs[done]).State == "observation" && waited < 5000; waited++ {
					time.Sleep(time.Millisecond)
				}
				_ = child.Process.Kill() // in the middle of the next letter, if there is one
				_ = child.Wait()
				done = relapsed()
			}
			t.Logf("killed %d times", kills)
			clock.Set(crashAt.Add(time.Hour))
			deliver(t, w)
			relapsedOnce(t, w, backlogs)
		})
	}
}

// A letter that is refused waits longer each time, does not hold up others,
// and is in the end kept for a person, who can let it run again.
func TestARefusedLetterIsKept(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first := mustPetition(t, w, nil)
		err := w.DB.Do(context.Background(), func(tx *store.Tx) error {
			tie := tx.NewID()
			bad := fmt.Sprintf(`{"from":%[1]q,"seq":1,"target":%[1]q,"tie":%q,"tell":{"As":{"petition":"withdraw"}},"on":"2026-03-02"}`, first, tie)
			if err := tx.AddLink(casemodel.Link{ID: tie, FromID: first, ToID: first, Kind: "repeats"}); err != nil {
				return err
			}
			return tx.Outbox("act", "bad", first, []byte(bad), tx.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		backlogs := relapsing(t, w, 1)
		deliver(t, w)
		relapsedOnce(t, w, backlogs)
		var dead []store.OutboxMessage
		giveUp := func(times int) {
			t.Helper()
			for range 20 {
				w.Clock.Advance(4 * time.Hour)
				deliver(t, w)
			}
			if n, err := w.Unread(context.Background(), w.Who["admin"]); err != nil || n != times {
				t.Errorf("the administrator was told %d times (%v), want %d", n, err, times)
			}
		}
		giveUp(1)
		err = w.DB.Do(context.Background(), func(tx *store.Tx) (err error) {
			if dead, err = tx.DeadLetters(); err != nil || len(dead) == 0 {
				return err
			}
			return tx.ReviveDead(dead[0].ID, tx.Now())
		})
		giveUp(2) // it is another end
		if err != nil || len(dead) != 1 || dead[0].Attempts != 12 || dead[0].LastError == "" {
			t.Fatalf("dead letters %+v (%v), want the bad one after 12 tries", dead, err)
		}
		if got := w.Matter(first).State; got != "registered" {
			t.Errorf("the petition is %s", got)
		}
	})
}

// A runner that was so slow that another one has done its letter meanwhile
// finds it crossed off and does nothing.
func TestALetterOfASlowRunnerIsNotDoneAgain(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		backlog := relapsing(t, w, 1)[0]
		var held []store.OutboxMessage
		err := w.DB.Do(context.Background(), func(tx *store.Tx) (err error) {
			held, err = tx.ClaimOutbox("act", tx.Now(), 10, time.Minute)
			return err
		})
		if err != nil || len(held) != 1 {
			t.Fatalf("held %d letters: %v", len(held), err)
		}
		for _, want := range []bool{true, false} {
			crossed, err := casework.DeliverOne(w.Desk, context.Background(), &held[0])
			if err != nil || crossed != want {
				t.Errorf("crossed off %v (%v), want %v", crossed, err, want)
			}
		}
		if e := last(t, w, backlog); e.Act != "relapse" {
			t.Errorf("the backlog's last entry is %s", e.Act)
		}
	})
}

// A letter falls with the link it went over: a petition that is mediated in
// another case by now is not thrown back by the first one.
func TestALetterFallsWithItsLink(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		first, second := w.RegisterAs("petition", worktest.Quarrel()), w.RegisterAs("petition", worktest.Quarrel())
		visit := mustPetition(t, w, nil)
		w.Must("petition", visit, "inform", nil)
		mediate := func(root casemodel.ID) {
			w.Must("petition", visit, "start_mediation", worktest.F{"parties_agree": true, "mode": "case", "linked_case": string(root)})
		}
		mediate(first)
		w.Must("director", first, "withdraw", worktest.F{"agreed_by": []any{string(w.Parties(first)[0])}})
		w.Must("petition", visit, "end_mediation", nil)
		mediate(second)
		deliver(t, w)
		if m := w.Matter(visit); m.State != "mediating" || !tied(t, w, visit)["mediated_in:"+string(second)] {
			t.Errorf("the petition is %s, linked with %v", m.State, tied(t, w, visit))
		}
	})
}

// Nothing disappears into a case that is over.
func TestACaseIsNotMergedIntoAClosedOne(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, master := w.Register(worktest.Quarrel()), w.Register(worktest.Quarrel())
		put(t, w, master, "closed", w.Flows.Latest("dispute_case"))
		before := prints(t, w)
		if _, err := w.Try("triage", root, "merge", worktest.F{"master": string(master)}); !casemodel.Is(err, casemodel.Invalid) {
			t.Errorf("merged into a case that is over: %v", err)
		}
		if after := prints(t, w); !maps.Equal(before, after) {
			t.Error("the refusal wrote something")
		}
	})
}

// To somebody who may not know of a case it is not there, whatever else their
// input names.
func TestAnUnknownMasterTellsNothingOfTheCase(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, nothing := w.Register(worktest.Quarrel()), w.Who["clerk"].UserID
		for _, id := range []casemodel.ID{root, nothing} {
			version := 2
			_, err := w.Do(context.Background(), w.Who["industry"], id, "merge", casework.Input{Version: &version, Fields: worktest.F{"master": string(nothing)}})
			if !casemodel.Is(err, casemodel.NotFound) {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

// An agreement of many obligations is withdrawn, or performed at once, whole.
func TestHundredsOfObligationsEndTogether(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, proceeding := w.InSession(t)
		parties := w.Parties(root)
		var items []any
		for range 150 {
			items = append(items, worktest.F{"debtor": string(parties[1]), "creditor": string(parties[0]), "kind": "pay", "what": "wage", "amount": "100", "due": "2026-03-20"})
		}
		w.Must("mediator", proceeding, "propose_terms", worktest.F{"items": items})
		w.Must("mediator", proceeding, "finalise_text", worktest.F{"total": "15000", "copies": "3"})
		for _, p := range parties {
			w.Must("mediator", proceeding, "record_signature", worktest.F{"party": string(p), "way": "wet"})
		}
		w.Must("mediator", proceeding, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", proceeding, "affix_seal", nil)
		w.Must("mediator", root, "perform_at_once", worktest.F{"evidence": "receipt"})
		performed := 0
		for _, m := range w.Family(root) {
			if m.Workflow == "performance_item" && m.State == "performed" {
				performed++
			}
		}
		if performed != 150 {
			t.Errorf("%d obligations are performed, want 150", performed)
		}
	})
}
