package web

import (
	"fmt"
	"net/url"
	"testing"
)

// A page asks the database a fixed number of questions, however much it shows:
// what grows with its rows would show here long before it can be felt.
func TestAPageAsksTheDatabaseAFewTimes(t *testing.T) {
	each(t, func(t *testing.T, w *town) {
		base := w.serve()
		_, proceeding := w.inSession()
		clerk, mediator := w.as(base, "triage"), w.as(base, "mediator")
		fill := func(n int) {
			for i := range n {
				r := quarrel()
				r.Parties[0].Phone = fmt.Sprintf("13947%06d", 261307+i*37)
				w.register(r)
			}
		}
		spent := func(ask func()) int {
			ask() // names are remembered for a minute
			before := w.DB.Statements()
			ask()
			return int(w.DB.Statements() - before)
		}
		seek := func(q string) func() { return func() { clerk.seek(q) } }
		pages := []struct {
			name string
			ask  func()
			most int
		}{
			{"list", func() { clerk.get("/matters").is(200) }, 14},
			{"case", func() { mediator.get("/matters/" + string(proceeding)).is(200) }, 33},
			{"search by name", seek("志强"), 16},
			{"search by number", seek("000001"), 14},
			{"search by tail", seek("6027"), 17},
			{"suggestions", func() { clerk.post("/search/quick", url.Values{"q": {"志强"}}).is(200) }, 11},
		}
		few := make([]int, len(pages))
		fill(2)
		for i, p := range pages {
			few[i] = spent(p.ask)
		}
		fill(20)
		for i, p := range pages {
			many := spent(p.ask)
			t.Logf("%s: %d statements, %d with more rows", p.name, few[i], many)
			if many > few[i]+1 {
				t.Errorf("%s: %d statements with few rows, %d with many", p.name, few[i], many)
			}
			if many > p.most {
				t.Errorf("%s: %d statements, more than %d", p.name, many, p.most)
			}
		}
	})
}
