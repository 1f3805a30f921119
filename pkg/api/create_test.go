package api_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
)

// POST /matters and POST /cases are one act by two names: neither overlooks
// what the other refuses.
func TestARegistrationByItsLongNameIsReadAsStrictly(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		party := func(change F) func(F) {
			return func(r F) {
				maps.Copy(r["parties"].([]any)[0].(F), change) //nolint:errcheck,forcetypeassert // as quarrel writes it
			}
		}
		for name, row := range map[string]struct {
			change     func(F)
			field, key string
		}{
			"an unknown field":            {func(r F) { r["nonsense"] = 1 }, "nonsense", "field.unknown"},
			"an unknown field of a party": {party(F{"nonsense": 1}), "parties.0.nonsense", "field.unknown"},
			"a negative crowd":            {party(F{"count": -7}), "parties.0.count", "field.range"},
			"a word of no list":           {party(F{"safe_contact": "nonsense"}), "parties.0.safe_contact", "field.choice"},
			"a negative sum":              {func(r F) { r["claims"] = []any{F{"text": "x", "amount": "-5.00"}} }, "claims.0.amount", "field.form"},
			"no list":                     {func(r F) { r["claims"] = "x" }, "claims", "field.list"},
			"no place":                    {func(r F) { delete(r, "occurred_area") }, "occurred_area", "field.missing"},
		} {
			for path, body := range map[string]F{"/cases": quarrel(row.change), "/matters": {"workflow": "dispute_case", "fields": quarrel(row.change)}} {
				o.t.Log(name)
				clerk.key("strict").post(path, body).problem(http.StatusUnprocessableEntity, "invalid").fault(row.field, row.key)
			}
		}
		for field, value := range map[string]any{"parent": string(o.register()), "on": "2026-01-01", "why": "late"} {
			key := map[string]string{"parent": "field.no_parent"}[field]
			if key == "" {
				key = "field.no_date"
			}
			clerk.key("strict").post("/matters", F{"workflow": "dispute_case", "fields": quarrel(), field: value}).
				problem(http.StatusUnprocessableEntity, "invalid").fault(field, key)
		}
	})
}

// Both doors take 2 MiB of words: what is too long for its field is a fault
// there, and what is too much for the door says so.
func TestALongTextIsAnsweredAtItsField(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		path := "/matters/" + string(o.register()) + "/records/note"
		clerk.post(path, F{"fields": F{"text": strings.Repeat("x", 2_000_000)}}).problem(http.StatusUnprocessableEntity, "invalid").fault("text", "field.too_long")
		clerk.post(path, F{"fields": F{"text": strings.Repeat("x", 2<<20)}}).problem(http.StatusRequestEntityTooLarge, "too_large")
	})
}
