//go:build browser

package web

import "net/http"

// rosterScenes are the pages of a roster: empty, of two hundred people, of a
// paste with faults, with signatures, and the forms of its acts.
func (w *town) rosterScenes() []scene {
	w.t.Helper()
	empty, _ := w.inSession()
	large, _ := w.inSession()
	list, _ := workerList(200)
	w.must("mediator", large, "enter_members", f{"side": w.parties(large)[0], "rows": sheetOf(list, nil).members()})
	root, proceeding := w.listed(16)
	p := w.parties(root)
	w.must("mediator", root, "elect_spokesmen", f{"spokesmen": anys(p[2:5]), "voters": anys(p[2:14]), "authority": "special"})
	w.must("mediator", proceeding, "record_signature", f{"parties": anys(p[2:15]), "way": "wet"})
	w.must("mediator", root, "settle_members", f{"members": anys(p[17:]), "result": "elsewhere", "road": "arbitration"})
	at := "/matters/" + string(root)
	return []scene{
		{"roster-none", "mediator", "/matters/" + string(empty) + "/roster", 0, nil},
		{"roster-200", "mediator", "/matters/" + string(large) + "/roster", 0, nil},
		{"roster-faults", "mediator", "/matters/" + string(empty) + "/roster", http.StatusUnprocessableEntity, func(b *tab) {
			short, _ := workerList(12)
			b.fill(map[string]string{`[name="text"]`: short + "13\t\t\t13947199999\t工资\t100\n14\t赵永福\t150102198507010019\t13947188888\t工资\t一千元\n"})
			b.click(`button[value="list"]`)
		}},
		{"roster-signing", "mediator", at + "/roster", 0, nil},
		{"roster-case", "mediator", at, 0, nil},
		{"roster-change", "mediator", at + "/do/change_member?member=" + p[4], 0, nil},
		{"roster-elect", "mediator", at + "/do/elect_spokesmen", 0, nil},
		{"roster-enter", "mediator", at + "/do/enter_members", 0, nil},
		{"roster-settle", "mediator", "/matters/" + string(large) + "/do/settle_members", 0, nil},
	}
}

// anys are ids as an act takes them.
func anys(ids []string) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}
