package api_test

import (
	"strconv"
	"strings"
	"time"
)

// party is who refuses: the first respondent; and who signs: one after the other.
func (s *stage) party() any {
	switch s.entry.Event {
	case "any_refuse", "report_refusal":
		return s.find("respondent", "")
	case "sign_one":
		n := -1
		for _, e := range s.p.Track[:s.at+1] {
			if e.Event == "sign_one" {
				n++
			}
		}
		return s.sides()[n%len(s.sides())].ID
	}
	return nil
}

// find names the party of a role whose name has most in common with a name of
// the agreement, the first when none has.
func (s *stage) find(role, name string) string {
	best, most := "", -1
	for _, p := range s.parties {
		if p.Role != role {
			continue
		}
		if n := common(p.Name, name); n > most {
			best, most = p.ID, n
		}
	}
	return best
}

// common is the length of the longest text two names share.
func common(a, b string) int {
	x, longest := []rune(a), 0
	for i := range x {
		for k := i + 1; k <= len(x); k++ {
			if strings.Contains(b, string(x[i:k])) {
				longest = max(longest, k-i)
			}
		}
	}
	return longest
}

// atOnce: the track says that it was paid on the spot.
func (s *stage) atOnce() bool {
	for _, e := range s.p.Track[s.at:] {
		if e.Event == "perform_at_once" {
			return true
		}
		if e.Event == "submit" {
			return false
		}
	}
	return false
}

// items writes the agreement down. A sum that was not published is owed in
// kind; a day that was not is that of its performance, else 30 days on.
func (s *stage) items() []map[string]any {
	published := s.p.Terms.Items
	if len(published) == 0 {
		published = []publishedItem{{Kind: "act", Note: s.p.Terms.Note}}
	}
	var all []map[string]any
	for i, it := range published {
		item := map[string]any{
			"debtor": s.find("respondent", it.Debtor), "creditor": s.find("applicant", it.Creditor), "kind": it.Kind,
			"what": it.Note, "payer": it.Payer, "due": s.due(i, it), "paid_now": s.atOnce(),
		}
		if it.Note == "" {
			item["what"] = firstRunes(s.p.Claims[0].Text, 60)
		}
		if it.Amount != nil {
			item["amount"] = strconv.FormatInt(*it.Amount, 10)
		}
		if it.Periodic == "yearly" {
			item["every"] = "year"
		}
		all = append(all, item)
	}
	return all
}

func (s *stage) due(i int, it publishedItem) string {
	if _, err := time.Parse(time.DateOnly, it.Due); err == nil {
		return it.Due
	}
	if it.Kind != "pay" {
		return "" // conduct has no day
	}
	for _, e := range s.p.Track[s.at:] {
		if e.Event == "perform" && e.machine() == (machine{"performance_item", i + 1}) {
			return e.Date
		}
	}
	days := 30
	if it.Periodic == "yearly" {
		days = 365
	}
	return plus(s.entry.Date, days)
}

func plus(day string, n int) string {
	d, _ := time.Parse(time.DateOnly, day)
	return d.AddDate(0, 0, n).Format(time.DateOnly)
}
