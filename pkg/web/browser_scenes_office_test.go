//go:build browser

package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

func inputOf(fields f) casework.Input { return casework.Input{Fields: fields} }

// sorted puts the scenes of a person together, in the order the people come up.
func sorted(all []scene) []scene {
	var people []string
	for _, one := range all {
		if !slices.Contains(people, one.who) {
			people = append(people, one.who)
		}
	}
	slices.SortStableFunc(all, func(a, b scene) int { return slices.Index(people, a.who) - slices.Index(people, b.who) })
	return all
}

// terms leads a quarrel to the terms of its agreement, or so far along their
// text, its three signatures and its seal.
func (w *town) terms(far int) (root casemodel.ID) {
	w.t.Helper()
	root, proceeding := w.inSession()
	p := w.parties(root)
	w.must("mediator", proceeding, "propose_terms", f{"items": []any{
		f{"debtor": p[1], "creditor": p[0], "kind": "pay", "what": "赔偿维修费", "amount": "3000", "due": "2026-05-01"},
		f{"debtor": p[1], "creditor": p[0], "kind": "act", "what": "修好漏水的阀门", "due": "2026-04-20"},
	}})
	steps := []f{{"total": "3000"}, {"party": p[0], "way": "fingerprint"}, {"party": p[1], "way": "wet"}, {"user": string(w.who["mediator"].UserID), "way": "wet"}}
	for i, fields := range steps[:far] {
		w.must("mediator", proceeding, map[bool]string{true: "finalise_text", false: "record_signature"}[i == 0], fields)
	}
	return root
}

// forms are the forms of the acts that somebody has before them in these
// matters, and of what may be opened under them, each once.
func (w *town) forms(ids ...casemodel.ID) (all []scene) {
	w.t.Helper()
	seen := map[string]bool{}
	errands := w.errands()
	for _, e := range append(errands, w.before(ids...)...) {
		parts := strings.Split(strings.Split(e.path, "?")[0], "/")
		name := "act-" + parts[4]
		if slices.Contains(errands, e) {
			seen[name] = true
			name = "errand-" + e.name
		}
		if !seen[name] {
			seen[name] = true
			all = append(all, scene{name, e.who, e.path, 0, nil})
		}
	}
	for _, who := range []string{"triage", "mediator", "director", "petition", "petitionlead", "plc"} {
		for _, id := range ids {
			view, err := w.Case(w.t.Context(), w.who[who], id)
			if err != nil {
				continue // not everything is theirs to know
			}
			for _, c := range view.Creatable {
				if name := "new-" + c.Workflow; !seen[name] {
					seen[name] = true
					all = append(all, scene{name, who, createPath(c.Workflow, id), 0, nil})
				}
			}
		}
	}
	return append(all,
		scene{"new-petition", "petition", "/matters/new/petition", 0, nil},
		scene{"new-backlog", "petitionlead", "/matters/new/backlog", 0, nil},
		scene{"new-backlog-faults", "petitionlead", "/matters/new/backlog", http.StatusUnprocessableEntity, func(b *tab) { b.click(".foot .primary") }},
	)
}

// officeScenes are the pages of the administration.
func (w *town) officeScenes() []scene {
	w.t.Helper()
	w.gaveUp()
	if _, err := w.StartCheck(w.t.Context(), w.who["admin"]); err != nil {
		w.t.Fatal(err)
	}
	w.checked()
	year, err := w.HoldCalendar(w.t.Context(), w.who["admin"], "2027.yaml", noticeOf2027)
	if err != nil {
		w.t.Fatal(err)
	}
	places, err := w.HoldAreas(w.t.Context(), w.who["admin"], "2027.csv", newPlaces)
	if err != nil {
		w.t.Fatal(err)
	}
	var all []scene
	for name, path := range map[string]string{
		"home-admin": "/home", "users": "/admin/users", "users-none": "/admin/users?q=无此人", "user-new": "/admin/users/new", "user": "/admin/users/" + string(w.who["mediator"].UserID),
		"bodies": "/admin/bodies", "body-new": "/admin/bodies/new", "body": "/admin/bodies/" + string(w.bodies["ZX"].ID),
		"areas": "/admin/areas", "areas-in": "/admin/areas?parent=150102000000", "areas-none": "/admin/areas?q=无此地", "area-new": "/admin/areas/new", "area": "/admin/areas/150102002000",
		"areas-preview": "/admin/areas/imports/" + string(places), "calendars": "/admin/calendars", "calendar-preview": "/admin/calendars/previews/" + string(year),
		"jobs": "/admin/jobs", "verify": "/admin/verify", "settings": "/admin/settings", "log": "/admin/log", "log-none": "/admin/log?from=2030-01-01",
		"matrix": "/policies", "matrix-line": "/policies?line=C-034", "matrix-flow": "/policies?flow=peoples_mediation&body=pmc_town", "matrix-office": "/policies?flow=office",
	} {
		all = append(all, scene{name, "admin", path, 0, nil})
	}
	slices.SortFunc(all, func(a, b scene) int { return strings.Compare(a.name, b.name) })
	for name, path := range map[string]string{"user-new-faults": "/admin/users/new", "body-new-faults": "/admin/bodies/new", "area-new-faults": "/admin/areas/new"} {
		all = append(all, scene{name, "admin", path, http.StatusUnprocessableEntity, func(b *tab) { b.click(".foot .primary") }})
	}
	return all
}

// ownScenes are of one's second factor, from none to its recovery codes.
func (w *town) ownScenes() []scene {
	secret := ""
	code := func() string {
		w.clock.Advance(time.Minute)
		return w.code(secret)
	}
	return []scene{
		{"home-auditor", "auditor", "/home", 0, nil},
		{"list-none", "auditor", "/matters", 0, nil},
		{"second-wrong", "auditor", "/me/second", http.StatusUnprocessableEntity, func(b *tab) {
			b.fill(map[string]string{`main [name="password"]`: townPassword, `[name="code"]`: "000000"}).click("main .primary")
		}},
		{"second-done", "auditor", "/me/second", 0, func(b *tab) {
			secret = strings.ReplaceAll(evaluate[string](b, `document.querySelector("main code").textContent`), " ", "")
			b.fill(map[string]string{`main [name="password"]`: townPassword, `[name="code"]`: code()}).click("main .primary")
		}},
		{"second-again", "auditor", "/me/second", 0, nil},
		{"second-remove", "auditor", "/me/second/remove", 0, nil},
		{"recovery", "auditor", "/me/second/recovery", 0, nil},
		{"recovery-codes", "auditor", "/me/second/recovery", 0, func(b *tab) {
			b.fill(map[string]string{`main [name="password"]`: townPassword, `[name="code"]`: code()}).click("main .primary")
			b.do(chromedp.WaitReady(chromedp.CSS("main")))
		}},
	}
}
