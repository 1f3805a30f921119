package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
)

// wall is a quarrel that its mediator settled where it was, 800 yuan counted
// out at once.
func wall(change ...func(F)) F {
	return quarrel(append([]func(F){func(r F) {
		r["source_channel"], r["result"], r["course"], r["duplicates_seen"] = "active", "oral", "到现场看了墙，当场谈妥。", true
		r["items"] = []any{F{"debtor": 1, "creditor": 0, "kind": "pay", "what": "修墙", "amount": "800.00", "paid": true}}
	}}, change...)...)
}

const onTheSpot = "/cases/on-the-spot"

// acts lists the acts of a family, each matter in its order.
func (c *client) acts(root casemodel.ID) (acts []string) {
	c.o.t.Helper()
	ids := []string{string(root)}
	for _, one := range c.get("/matters/" + string(root) + "/children?limit=50").is(http.StatusOK).list("items") {
		child, _ := one.(F)
		id, _ := child["id"].(string)
		ids = append(ids, id)
	}
	for _, id := range ids {
		for _, one := range c.get("/matters/" + id + "/journal?limit=200").is(http.StatusOK).list("items") {
			entry, _ := one.(F)
			act, _ := entry["act"].(string)
			acts = append(acts, act)
		}
	}
	return acts
}

// One request takes the whole road: the same steps as by hand, once however
// often it is sent.
func TestADisputeIsSettledOnTheSpotInOneRequest(t *testing.T) {
	watched(t, func(t *testing.T, o *office, rows func() tables) {
		c := o.as("mediator")
		a := c.key("wall").post(onTheSpot, wall()).is(http.StatusCreated)
		root := casemodel.ID(a.text("matter.id"))
		if a.text("matter.state") != "follow_up" || a.at("halted") != nil || a.Header.Get("Location") != "/api/v1/matters/"+string(root) {
			t.Errorf("the case is %s, halted %v", a.text("matter.state"), a.at("halted"))
		}
		acts := o.as("mediator").acts(root)
		for _, want := range []string{"submit", "accept", "dispatch", "ask_consent", "all_consent", "give_rights_notice", "appoint_mediator", "open_session", "log_session", "agree_orally", "perform_at_once"} {
			if !slices.Contains(acts, want) {
				t.Errorf("no entry of %s in %v", want, acts)
			}
		}
		before := rows()
		if again := c.key("wall").post(onTheSpot, wall()).is(http.StatusCreated); again.text("matter.id") != string(root) {
			t.Error("sent twice it is two cases")
		}
		c.key("wall").post(onTheSpot, wall(func(r F) { r["summary"] = "另一件事。" })).problem(http.StatusUnprocessableEntity, "key_reused")
		c.post(onTheSpot, wall()).problem(http.StatusBadRequest, "key_missing")
		before.same(t, rows())
	})
}

// Every guard of every step holds here as on the page: the refusal names its
// step and its field, and nothing is written; with go_on the case goes the
// ordinary road from there.
func TestTheSpotDoorSkipsNoGuard(t *testing.T) {
	watched(t, func(t *testing.T, o *office, rows func() tables) {
		for _, row := range []struct {
			name, who, act, key string
			status              int
			spoil               func(F)
		}{
			{"danger", "mediator", "accept", "guard.spot_risk", 422, func(r F) { r["risk_boxes"] = []any{1} }},
			{"too much money", "mediator", "accept", "guard.spot_amount", 422, func(r F) {
				r["items"] = []any{F{"debtor": 1, "creditor": 0, "kind": "pay", "what": "修墙", "amount": "20000.01", "paid": true}}
			}},
			{"nobody was asked", "mediator", "accept", "guard.spot_unasked", 422, func(r F) { r["category"] = "0104" }},
			{"beaten", "mediator", "accept", "guard.spot_violence", 422, func(r F) {
				r["category"], r["violence"] = "0104", F{"ever": "yes", "lately": "no", "fear": "no"}
				parties, _ := r["parties"].([]any)
				for _, one := range parties {
					party, _ := one.(F)
					party["safe_contact"] = "yes"
				}
			}},
			{"from elsewhere", "mediator", "accept", "guard.spot_source", 422, func(r F) { r["source_channel"] = "hotline_12345" }},
			{"no category", "mediator", "accept", "guard.category_set", 422, func(r F) { delete(r, "category") }},
			{"nothing agreed", "mediator", "agree_orally", "", 422, func(r F) { delete(r, "items") }},
			{"no reason", "mediator", "", "field.missing", 422, func(r F) { r["result"] = "none" }},
			{"a debtor who is nobody", "mediator", "", "field.no_such_party", 422, func(r F) { r["items"] = []any{F{"debtor": 7, "kind": "pay", "amount": "1.00"}} }},
			{"no mediator", "clerk", "", "spot.forbidden", 403, nil},
			{"no committee", "director", "", "spot.forbidden", 403, nil},
		} {
			before := rows()
			change := func(r F) {
				if row.spoil != nil {
					row.spoil(r)
				}
			}
			a := o.as(row.who).key("guard "+row.name).post(onTheSpot, wall(change)).is(row.status)
			found := a.text("key")
			if all := a.list("errors"); len(all) > 0 {
				one, _ := all[0].(F)
				found, _ = one["key"].(string)
			}
			if row.key != "" && found != row.key || a.text("halted.act") != row.act {
				t.Errorf("%s: %s at %q, want %s at %q", row.name, found, a.text("halted.act"), row.key, row.act)
			}
			before.same(t, rows())
		}
		a := o.as("mediator").key("on").post(onTheSpot, wall(func(r F) { r["risk_boxes"], r["go_on"] = []any{1}, true })).is(http.StatusCreated)
		if a.text("halted.act") != "accept" || a.text("halted.key") != "guard.spot_risk" || a.text("matter.state") != "registered" {
			t.Errorf("halted %v, the case is %s", a.at("halted"), a.text("matter.state"))
		}
	})
}
