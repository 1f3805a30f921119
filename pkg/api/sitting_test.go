package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// A first sitting is not started past the opening of the mediation: the answer
// says which act it is, and nothing is written.
func TestASittingIsNotStartedBeforeTheMediationIsOpened(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register()
		for _, s := range []struct {
			who, act string
			fields   F
		}{{"triage", "accept", F{"risk": "blue"}}, {"triage", "dispatch", F{"body": o.Body("TOWN")}}} {
			o.Must(s.who, root, s.act, s.fields)
		}
		proceeding := o.as("triage").child(root, "peoples_mediation")
		o.Must("mediator", proceeding, "ask_consent", nil)
		parties := o.Parties(root)
		o.Must("mediator", proceeding, "all_consent", F{"consents": o.Consents(root)})
		o.Must("chair", proceeding, "appoint_mediator", F{"handler": o.User("mediator")})
		o.Must("mediator", proceeding, "give_rights_notice", F{"way": "signed"})
		o.Must("mediator", proceeding, "schedule", F{"sitting_at": casemodel.At(o.Clock.Now().Add(time.Hour)).String(), "place": "hall"})
		view, err := o.Case(o.t.Context(), o.Who["mediator"], proceeding)
		if err != nil {
			t.Fatal(err)
		}
		sitting, seq := string(view.Arranged[0].ID), o.Matter(proceeding).Seq
		c := o.as("mediator")
		refused := c.do(proceeding, "records", "start_sitting", F{"sitting": sitting}).is(http.StatusConflict)
		if !strings.Contains(string(refused.Raw), "open_session") {
			t.Errorf("the refusal does not say what to do: %s", refused.Raw)
		}
		view, err = o.Case(o.t.Context(), o.Who["mediator"], proceeding)
		if err != nil || o.Matter(proceeding).Seq != seq || o.Matter(proceeding).State != "preparing" || view.Arranged[0].State != casemodel.Planned {
			t.Errorf("something is written: %+v, %v", view.Arranged, err)
		}
		c.do(proceeding, "events", "open_session", F{"sitting": sitting, "way": "joint", "came": []any{F{"party": string(parties[0]), "came": "self"}, F{"party": string(parties[1]), "came": "self"}}}).is(http.StatusOK)
		if o.Matter(proceeding).State != "in_session" {
			t.Errorf("it is %s", o.Matter(proceeding).State)
		}
	})
}
