package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/jiefen/jiefen/pkg/casework"
)

func TestWhatMayBeCorrectedIsAChoice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		root := o.register(func(F) {})
		clerk := o.as("clerk")
		choices := clerk.get("/matters/" + string(root)).is(http.StatusOK).list("choices")
		at := slices.IndexFunc(choices, func(c any) bool { row, _ := c.(F); return row["id"] == "amend" })
		if at < 0 {
			t.Fatalf("no amend among %v", choices)
		}
		fields, _ := choices[at].(F)["fields"].([]any)
		item, _ := fields[0].(F)
		if item["id"] != "field" || item["type"] != "choice" {
			t.Errorf("asked for %v", item)
		}
		var offered []string
		options, _ := item["options"].([]any)
		for _, one := range options {
			option, _ := one.(F)
			value, _ := option["value"].(string)
			if option["title"] != "amend.item."+value {
				t.Errorf("%s is called %v", value, option["title"])
			}
			offered = append(offered, value)
		}
		if !slices.Equal(offered, casework.Amendable()) {
			t.Errorf("offered %v", offered)
		}
		clerk.do(root, "records", "amend", F{"field": "risk", "value": "red", "reason": "x"}).problem(http.StatusUnprocessableEntity, "invalid").fault("field", "amend.field")
	})
}
