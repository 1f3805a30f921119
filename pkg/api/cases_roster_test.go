package api_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

// onRoster is one person as the door lists them.
type onRoster struct {
	ID       string `json:"id"`
	No       int    `json:"no"`
	Version  int    `json:"version"`
	Amount   string `json:"amount"`
	Share    string `json:"share"`
	Result   string `json:"result"`
	Road     string `json:"road"`
	SignedOn string `json:"signed_on"`
	BoundOn  string `json:"bound_on"`
	Phone    string `json:"phone"`
	Owed     string `json:"owed"`
	Paid     string `json:"paid"`
}

// people lists the roster of the case as somebody may see it.
func (r *run) people(who *account) (all []onRoster) {
	r.t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []onRoster `json:"items"`
			Next  string     `json:"next"`
		}
		if status, raw := r.server.call(who, http.MethodGet, "/matters/"+r.root+"/roster?limit=200"+cursor, nil, &page); status != http.StatusOK {
			r.t.Fatalf("the roster for %s: %d %s", who.username, status, raw)
		}
		if all = append(all, page.Items...); page.Next == "" {
			return all
		}
		cursor = "&after=" + page.Next
	}
}

// try does an act by whoever the role allows it; want is the key of its refusal,
// "" for none.
func (r *run) try(a *account, id, act string, fields map[string]any, want string) {
	r.t.Helper()
	m, ok := r.server.see(a, id)
	if !ok {
		r.t.Fatalf("%s does not know of %s", a.username, id)
	}
	kind := "events"
	if c := m.choice(act); c == nil || c.Kind == "record" {
		kind = "records"
	}
	status, raw := r.server.call(a, http.MethodPost, "/matters/"+id+"/"+kind+"/"+act, request{Version: m.Version, Fields: fields}, nil)
	if want == "" && status != http.StatusOK || want != "" && !strings.Contains(raw, want) {
		r.t.Fatalf("%s by %s: %d %s, want %q", act, a.username, status, raw, want)
	}
}

// workersOf are n people whose claims add up to a sum, to the fen and each to
// another.
func workersOf(n int, sum casemodel.Money) (rows []map[string]any) {
	left := sum
	for i := range n {
		amount := sum/casemodel.Money(n) + casemodel.Money(101*(i-n/2))
		if i == n-1 {
			amount = left
		}
		left -= amount
		rows = append(rows, map[string]any{"name": fmt.Sprintf("\u5de5\u4eba%03d", i+1), "phone": fmt.Sprintf("138730%05d", i+1), "claim": "\u62d6\u6b20\u7684\u5de5\u8d44", "amount": amount.String()})
	}
	return rows
}

// fact is what the whole database says of the people and the money.
func (r *run) count(db *store.DB, root string) string {
	r.t.Helper()
	var said string
	err := db.Read(r.t.Context(), func(tx *store.Tx) error {
		lines, err := tx.Roster(casemodel.ID(root))
		if err != nil {
			return err
		}
		items, err := tx.Items(casemodel.ID(root))
		said = fmt.Sprint(lines, len(items))
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return said
}

// The 110 workers of Xinning, with everybody's claim: two of them speak, the
// sheet is signed name by name, everybody is owed and paid theirs, and the case
// ends as it was published. On the way each act of a roster is tried by those
// who may and by those who may not, and a refusal writes nothing.
func TestAHundredAndTenWorkersGetTheirs(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		p := readCases(t)[slices.IndexFunc(readCases(t), func(p *published) bool { return p.short() == "S03" })]
		r := newRun(t, p, db, clock)
		desk, mediator := r.w.who("front_desk", "")[0], (*account)(nil)
		sum := casemodel.Money(*p.Agreed * 100)
		side := func() string { return r.look(r.root).sides()[0].ID }
		for i, e := range p.Track {
			r.wait(e.Date)
			switch e.Event {
			case "open_session":
				mediator, _ = r.actor(e, r.matter(e))
				rows := workersOf(110, sum)
				wrong := slices.Clone(rows)
				wrong[7] = maps.Clone(rows[7])
				wrong[7]["id_no"] = "4.30528198001E+17"
				before := r.count(db, r.root)
				r.try(desk, r.root, "enter_members", map[string]any{"side": side(), "rows": wrong}, "roster.rounded")
				r.try(r.w.who("archivist", "")[0], r.root, "enter_members", map[string]any{"side": side(), "rows": rows}, "step.forbidden")
				if r.count(db, r.root) != before {
					t.Fatal("a refused roster was written")
				}
				r.try(desk, r.root, "enter_members", map[string]any{"side": side(), "rows": rows}, "")
				all := r.people(mediator)
				r.try(desk, r.root, "change_member", map[string]any{"member": all[0].ID, "seen": "1", "phone": "13873099999"}, "")
				before = r.count(db, r.root)
				r.try(desk, r.root, "settle_members", map[string]any{"members": []string{all[0].ID}, "result": "withdrawn"}, "step.forbidden")
				r.try(mediator, r.root, "settle_members", map[string]any{"members": []string{all[0].ID}, "result": "elsewhere"}, "field.missing")
				if r.count(db, r.root) != before {
					t.Fatal("a refused result was written")
				}
				var voters []string
				for _, one := range all {
					voters = append(voters, one.ID)
				}
				r.try(mediator, r.root, "elect_spokesmen", map[string]any{"spokesmen": voters[:2], "voters": voters, "authority": "special"}, "")
			case "sign_all":
				id := r.matter(e)
				all := r.people(mediator)
				signers := ids(r.look(r.root).sides())
				before := r.count(db, r.root)
				r.try(mediator, r.root, "change_member", map[string]any{"member": all[3].ID, "seen": strconv.Itoa(all[3].Version), "amount": "1"}, "roster.lies")
				r.try(mediator, id, "sign_all", map[string]any{"signers": signers, "signing_way": "wet"}, "guard.all_of_list_sign")
				for _, one := range all[:109] {
					signers = append(signers, one.ID)
				}
				r.try(mediator, id, "sign_all", map[string]any{"signers": signers, "signing_way": "wet"}, "guard.all_of_list_sign")
				if r.count(db, r.root) != before {
					t.Fatal("a refused signature was written")
				}
				r.send(i, e, id, map[string]any{"signers": append(signers, all[109].ID)})
				r.seen[id+" "+e.Event]++
				owed := casemodel.Money(0)
				for _, one := range r.people(mediator) {
					m, err := casemodel.ParseMoney(one.Owed)
					if err != nil || one.Owed != one.Amount || one.BoundOn == "" || one.SignedOn == "" || one.Result != "agreed" {
						t.Fatalf("%+v: %v", one, err)
					}
					owed += m
				}
				if owed != sum {
					t.Errorf("%s is owed, agreed were %s", owed, sum)
				}
				continue
			case "perform":
				r.payAll(i, e)
				continue
			}
			r.entry(i, e)
		}
		var want [][]string
		for _, row := range of(p, readTable(t, "outcomes.tsv", 4)) {
			if row[1] != "performance_item" {
				want = append(want, row)
			}
		}
		delete(r.known, machine{"performance_item", 1})
		r.ended(want)
		for _, one := range r.people(mediator) {
			if one.Paid != one.Amount {
				t.Errorf("%d was paid %s of %s", one.No, one.Paid, one.Amount)
			}
		}
		for _, one := range r.people(desk) {
			if one.Owed != "" && one.Owed != "0" || one.Result != "" || strings.Contains(one.Phone, "13873") {
				t.Fatalf("the front desk sees %+v", one)
			}
		}
	})
}

// payAll enters everybody's money as the report says of all together.
func (r *run) payAll(i int, e publishedEntry) {
	r.t.Helper()
	n := 0
	var page struct {
		Items []seenChild `json:"items"`
	}
	if status, raw := r.server.call(r.watcher(r.root), http.MethodGet, "/matters/"+r.root+"/children?limit=200", nil, &page); status != http.StatusOK {
		r.t.Fatalf("children: %d %s", status, raw)
	}
	for _, c := range page.Items {
		if !r.flows.Latest(c.Workflow).Is("performance_item") {
			continue
		}
		r.known[e.machine()] = c.ID
		r.send(i, e, c.ID, nil)
		n++
	}
	if n != 110 {
		r.t.Errorf("%d obligations, want 110", n)
	}
}
