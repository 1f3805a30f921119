package casework_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// workers are n lines of a roster, each with a sum of their own in odd fen, and
// what they add up to.
func workers(n int) (rows []any, sum casemodel.Money) {
	for i := range n {
		amount := casemodel.Money(812_345 + 7_919*i)
		sum += amount
		rows = append(rows, worktest.F{"name": fmt.Sprintf("Worker %03d", i+1), "phone": fmt.Sprintf("139471%05d", i+1), "claim": "wages of three months", "amount": amount.String()})
	}
	return rows, sum
}

// crowd leads a case whose first party stands for n workers to a running
// mediation, with their roster.
func crowd(t *testing.T, w *worktest.World, n int) (root, proceeding casemodel.ID, side, firm string, sum casemodel.Money) {
	t.Helper()
	root, proceeding = w.InSession(t)
	parties := w.Parties(root)
	rows, sum := workers(n)
	w.Must("mediator", root, "enter_members", worktest.F{"side": string(parties[0]), "rows": rows})
	return root, proceeding, string(parties[0]), string(parties[1]), sum
}

// roster reads the lines past every permission.
func roster(t *testing.T, w *worktest.World, root casemodel.ID) (lines []casemodel.Member) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
		lines, err = tx.Roster(root)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// owedEach are the sums owed to each person by obligations, and what they add up to.
func owedEach(t *testing.T, w *worktest.World, root casemodel.ID) (each map[casemodel.ID]casemodel.Money, total casemodel.Money, n int) {
	t.Helper()
	each = map[casemodel.ID]casemodel.Money{}
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		items, err := tx.Items(root)
		for _, it := range items {
			if it.ObligationID != "" && it.ObligationID != it.MatterID {
				each[it.Creditor] += it.Amount
				total += it.Amount
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return each, total, n
}

func idsOf(lines []casemodel.Member) []any {
	all := make([]any, len(lines))
	for i := range lines {
		all[i] = string(lines[i].ID)
	}
	return all
}

// lay puts the terms before the parties: the firm pays the side so much by so
// many clauses.
func lay(w *worktest.World, proceeding casemodel.ID, side, firm string, sums ...casemodel.Money) error {
	items := make([]any, len(sums))
	for i, sum := range sums {
		items[i] = worktest.F{"debtor": firm, "creditor": side, "kind": "pay", "what": "wages as listed", "amount": sum.String(), "due": fmt.Sprintf("2026-0%d-01", 4+i)}
	}
	w.Must("mediator", proceeding, "propose_terms", worktest.F{"items": items})
	_, err := w.Try("mediator", proceeding, "finalise_text", worktest.F{"copies": "3"})
	return err
}

// users.md F10: two hundred rows in one paste, one journal line, sums to the
// fen; and the numbers others see follow.
func TestTwoHundredRowsInOneAct(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _, _, _, sum := crowd(t, w, 200)
		got := casemodel.Money(0)
		lines := roster(t, w, root)
		for i, m := range lines {
			got += m.Amount
			if m.No != i+1 {
				t.Fatalf("line %d has the number %d", i+1, m.No)
			}
		}
		if len(lines) != 200 || got != sum {
			t.Errorf("%d lines of %s, want 200 of %s", len(lines), got, sum)
		}
		if n := values(t, w, root)["people_involved"]; n != "201" {
			t.Errorf("%s people are involved, want 201", n)
		}
		v, err := w.Case(t.Context(), w.Who["mediator"], root)
		if err != nil || len(v.Parties) != 2 || v.Parties[0].Count != 200 || len(v.Roster) != 200 {
			t.Fatalf("%v: %d parties, the first stands for %d, %d on the roster", err, len(v.Parties), v.Parties[0].Count, len(v.Roster))
		}
		if p := v.Roster[7].Party; p.Phone != "139****0008" {
			t.Errorf("the number is %s", p.Phone)
		}
	})
}

// 13 of 16 sign: their money is due to the fen, the three others' is not, and
// these stay where they were, for a text of their own.
func TestThirteenOfSixteenSign(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p, side, firm, sum := crowd(t, w, 16)
		if err := lay(w, p, side, firm, sum-1); keyOf(err) != "guard.roster_agrees" {
			t.Fatalf("a text that is a fen short: %v", err)
		}
		w.Must("mediator", p, "back_to_session", nil)
		if err := lay(w, p, side, firm, 3_000_000, sum-3_000_000); err != nil {
			t.Fatal(err)
		}
		lines := roster(t, w, root)
		if _, err := w.Try("mediator", root, "change_member", worktest.F{"member": string(lines[0].ID), "seen": "2", "agreed": "1"}); keyOf(err) != "roster.lies" {
			t.Errorf("a sum of a text that lies was changed: %v", err)
		}
		w.Must("mediator", p, "record_signature", worktest.F{"parties": idsOf(lines[:12]), "way": "wet"})
		w.Must("mediator", p, "record_signature", worktest.F{"party": string(lines[12].ID), "way": "fingerprint"})
		w.Must("mediator", p, "record_signature", worktest.F{"party": firm, "way": "seal"})
		w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		if _, err := w.Try("seal", p, "affix_seal", nil); keyOf(err) != "guard.all_listed_signed" {
			t.Fatalf("sealed for three who did not sign: %v", err)
		}
		w.Must("seal", p, "affix_seal_partial", worktest.F{"remaining": "three want to go to arbitration"})

		each, total, n := owedEach(t, w, root)
		want := casemodel.Money(0)
		for i, m := range lines {
			switch {
			case i < 13:
				want += m.Amount
				if each[m.ID] != m.Amount {
					t.Errorf("%s is owed %s, want %s", m.Party.Name, each[m.ID], m.Amount)
				}
			case each[m.ID] != 0:
				t.Errorf("line %d did not sign and is owed %s", m.No, each[m.ID])
			}
		}
		if total != want || n != 26 || each[casemodel.ID(side)] != 0 {
			t.Errorf("%d obligations of %s, want 26 of %s; the side itself %s", n, total, want, each[casemodel.ID(side)])
		}
		for i, m := range roster(t, w, root) {
			if bound := m.BoundOn != "" && m.Result == "agreed" && m.SignedOn != ""; bound != (i < 13) || m.BoundOn == "" && m.TextID != "" {
				t.Errorf("line %d: bound on %q, result %s, signed on %q", m.No, m.BoundOn, m.Result, m.SignedOn)
			}
		}
		if state := w.Matter(p).State; state != "in_session" {
			t.Errorf("the mediation is %s", state)
		}
		if card := cardOf(t, w, root); card.Amount != want {
			t.Errorf("lists say %s, want %s", card.Amount, want)
		}

		// One goes elsewhere; the text of the other two is sealed whole.
		w.Must("mediator", root, "settle_members", worktest.F{"members": idsOf(lines[15:]), "result": "elsewhere", "road": "arbitration"})
		if _, err := w.Try("mediator", root, "settle_members", worktest.F{"members": idsOf(lines[:1]), "result": "withdrawn"}); keyOf(err) != "roster.bound" {
			t.Errorf("somebody who is bound withdrew: %v", err)
		}
		rest := lines[13].Amount + lines[14].Amount
		if err := lay(w, p, side, firm, rest); err != nil {
			t.Fatal(err)
		}
		w.Must("mediator", p, "record_signature", worktest.F{"parties": idsOf(lines[13:15]), "way": "wet"})
		if _, err := w.Try("mediator", p, "record_signature", worktest.F{"parties": idsOf(lines[15:]), "way": "wet"}); keyOf(err) != "guard.member_unlisted" {
			t.Errorf("somebody whom the text does not name signed it: %v", err)
		}
		w.Must("mediator", p, "record_signature", worktest.F{"party": firm, "way": "seal"})
		w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", p, "affix_seal", nil)
		if each, total, _ = owedEach(t, w, root); total != want+rest || each[lines[15].ID] != 0 {
			t.Errorf("%s is owed, want %s; to who went elsewhere %s", total, want+rest, each[lines[15].ID])
		}
		if card := cardOf(t, w, root); card.Amount != want+rest {
			t.Errorf("lists say %s, want %s", card.Amount, want+rest)
		}
	})
}

// Three instalments among seventy-one people: every clause and every person add
// up to the fen, and nobody gets less than nothing.
func TestSharesAddUpBothWays(t *testing.T) {
	for name, split := range map[string]func(sum casemodel.Money) []casemodel.Money{
		"thirds":     func(sum casemodel.Money) []casemodel.Money { return []casemodel.Money{sum / 3, sum / 3, sum - sum/3*2} },
		"a few fen":  func(sum casemodel.Money) []casemodel.Money { return []casemodel.Money{29, 1, sum - 30} },
		"one of all": func(sum casemodel.Money) []casemodel.Money { return []casemodel.Money{100, sum - 101, 1} },
	} {
		t.Run(name, func(t *testing.T) { sharesAddUp(t, split) })
	}
}

func sharesAddUp(t *testing.T, split func(sum casemodel.Money) []casemodel.Money) {
	t.Helper()
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p, side, firm, sum := crowd(t, w, 71)
		clauses := split(sum)
		if err := lay(w, p, side, firm, clauses...); err != nil {
			t.Fatal(err)
		}
		lines := roster(t, w, root)
		w.Must("mediator", p, "record_signature", worktest.F{"parties": idsOf(lines), "way": "wet"})
		w.Must("mediator", p, "record_signature", worktest.F{"party": firm, "way": "seal"})
		w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", p, "affix_seal", nil)
		each, total, n := owedEach(t, w, root)
		if total != sum || n < 71 || n > 213 {
			t.Errorf("%d obligations of %s, want those of %s", n, total, sum)
		}
		for _, m := range lines {
			if each[m.ID] != m.Amount {
				t.Errorf("%d is owed %s, want %s", m.No, each[m.ID], m.Amount)
			}
		}
		byDay := map[casemodel.Day]casemodel.Money{}
		err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
			items, err := tx.Items(root)
			for _, it := range items {
				if it.ShareOf != "" {
					byDay[it.DueOn] += it.Amount
					if it.Amount <= 0 {
						t.Errorf("a share of %s", it.Amount)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, day := range []casemodel.Day{"2026-04-01", "2026-05-01", "2026-06-01"} {
			if byDay[day] != clauses[i] {
				t.Errorf("on %s %s is due, want %s", day, byDay[day], clauses[i])
			}
		}
	})
}

// One wrong line and nothing is written; every fault stands at its cell.
func TestAPasteWithFaultsWritesNothing(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _, side, _, _ := crowd(t, w, 2)
		before := prints(t, w)
		_, err := w.Try("mediator", root, "enter_members", worktest.F{"side": side, "rows": []any{
			worktest.F{"name": "Fine", "id_no": "150102198005060019", "amount": "1.00"},
			worktest.F{"name": "Wrong digit", "id_no": "150102198005060010"},
			worktest.F{"name": "", "phone": "13947100099", "amount": "a thousand"},
			worktest.F{"name": "Again", "id_no": "150102198005060019"},
			worktest.F{"name": "Worker 001", "phone": "13947100001"},
			worktest.F{"name": "Rounded", "id_no": "1.5010219850701E+17", "phone": "1.39471E+10"},
		}})
		var refused *casemodel.Error
		if !errors.As(err, &refused) {
			t.Fatalf("taken: %v", err)
		}
		faults := map[string]string{}
		for _, f := range refused.Fields {
			faults[f.Field] = f.Key
		}
		for field, key := range map[string]string{"rows.1.id_no": "id.check_digit", "rows.2.name": "field.missing", "rows.2.amount": "field.money", "rows.3.name": "roster.twice", "rows.4.name": "roster.twice", "rows.5.id_no": "roster.rounded", "rows.5.phone": "roster.rounded"} {
			if faults[field] != key {
				t.Errorf("%s: %q, want %s", field, faults[field], key)
			}
		}
		if len(faults) != 7 {
			t.Errorf("faults: %v", faults)
		}
		for table, sum := range prints(t, w) {
			if before[table] != sum {
				t.Errorf("%s changed", table)
			}
		}
	})
}

// Two to five of them speak for the others; the special authority of who signed
// the sheet settles for them, and for nobody else.
func TestASpokesmanSettlesOnlyForWhoLetHim(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p, side, firm, sum := crowd(t, w, 12)
		lines := roster(t, w, root)
		for n, want := range map[int]string{1: "roster.spokesmen", 6: "field.too_many"} {
			_, err := w.Try("mediator", root, "elect_spokesmen", worktest.F{"spokesmen": idsOf(lines[:n]), "voters": idsOf(lines), "authority": "special"})
			if got := keyOf(err); got != want {
				t.Errorf("%d spokesmen: %s, want %s", n, got, want)
			}
		}
		w.Must("mediator", root, "elect_spokesmen", worktest.F{"spokesmen": idsOf(lines[:3]), "voters": idsOf(lines[:10]), "authority": "special"})
		w.Must("mediator", root, "elect_spokesmen", worktest.F{"spokesmen": idsOf(lines[:3]), "voters": idsOf(lines[10:11]), "authority": "general"})
		if err := lay(w, p, side, firm, sum); err != nil {
			t.Fatal(err)
		}
		sign := func(of []casemodel.Member) error {
			_, err := w.Try("mediator", p, "record_signature", worktest.F{"parties": idsOf(of), "way": "agent", "signer": "Worker 002", "authority": "special", "checked": "true"})
			return err
		}
		for _, of := range [][]casemodel.Member{lines[9:11], lines[11:]} {
			if err := sign(of); keyOf(err) != "guard.member_authority" {
				t.Errorf("signed for who gave no special authority: %v", err)
			}
		}
		if err := sign(lines[2:10]); err != nil {
			t.Error(err)
		}
		v, err := w.Case(t.Context(), w.Who["mediator"], root)
		if err != nil || len(v.Parties[0].Representatives) != 3 || v.Parties[0].Representatives[0].Authority != "general" {
			t.Errorf("%v: who acts for the side: %+v", err, v.Parties[0].Representatives)
		}
	})
}

// Two clerks change one line: the second is told what the first wrote.
func TestTheSecondHandOnALineIsToldOfTheFirst(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, _, _, _, _ := crowd(t, w, 3)
		one := string(roster(t, w, root)[0].ID)
		w.Must("mediator", root, "change_member", worktest.F{"member": one, "seen": "1", "amount": "9000", "phone": "13947100777"})
		before := prints(t, w)
		_, err := w.Try("clerk", root, "change_member", worktest.F{"member": one, "seen": "1", "amount": "8000"})
		var clash *casemodel.Error
		if !errors.As(err, &clash) || clash.Kind != casemodel.Conflict || len(clash.Differences) != 1 || clash.Differences[0].Theirs != "9000" || clash.By == "" {
			t.Fatalf("%v: %q %+v", err, clash.By, clash.Differences)
		}
		if after := prints(t, w); after["roster"] != before["roster"] || after["party"] != before["party"] {
			t.Error("it was written")
		}
		w.Must("clerk", root, "change_member", worktest.F{"member": one, "seen": "2", "amount": "8000"})
		entries, err := w.Dossier(t.Context(), w.Who["mediator"], root, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range entries.Lines {
			if strings.Contains(fmt.Sprint(l.Fields), "13947100777") {
				t.Error("the journal tells a whole number")
			}
		}
	})
}

// What an agreement gives somebody is for who reads agreements.
func TestWhatSomebodyGetsIsForWhoReadsTheAgreement(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p, side, firm, sum := crowd(t, w, 3)
		one := roster(t, w, root)[0]
		w.Must("mediator", root, "change_member", worktest.F{"member": string(one.ID), "seen": "1", "agreed": "5000"})
		if err := lay(w, p, side, firm, sum-one.Amount+500_000); err != nil {
			t.Fatal(err)
		}
		for who, may := range map[string]bool{"mediator": true, "clerk": false} {
			r, err := w.Roster(t.Context(), w.Who[who], root)
			if err != nil || len(r.Lines) != 3 || r.Lines[0].Amount != one.Amount {
				t.Fatalf("%s: %v, %d lines", who, err, len(r.Lines))
			}
			if got := r.Lines[0].Agreed == 500_000; got != may {
				t.Errorf("%s reads what was agreed: %v", who, got)
			}
		}
		if _, err := w.Roster(t.Context(), w.Who["hmdirector"], root); !casemodel.Is(err, casemodel.NotFound) {
			t.Errorf("another centre: %v", err)
		}
	})
}

func cardOf(t *testing.T, w *worktest.World, root casemodel.ID) (card *casemodel.Card) {
	t.Helper()
	err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
		card, err = tx.Card(root)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// The hash that is signed is taken of the annex too: the same clauses with two
// shares changed for each other are another text.
func TestTheHashCoversTheAnnex(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p, side, firm, sum := crowd(t, w, 4)
		if err := lay(w, p, side, firm, sum); err != nil {
			t.Fatal(err)
		}
		first := values(t, w, p)["text_sha256"]
		w.Must("mediator", p, "back_to_session", nil)
		lines := roster(t, w, root)
		for i, k := range []int{1, 0} {
			w.Must("mediator", root, "change_member", worktest.F{"member": string(lines[i].ID), "seen": strconv.Itoa(lines[i].Version), "agreed": lines[k].Amount.String()})
		}
		if err := lay(w, p, side, firm, sum); err != nil {
			t.Fatal(err)
		}
		if second := values(t, w, p)["text_sha256"]; second == first || second == "" {
			t.Errorf("the text with other shares has the hash %q, the first %q", second, first)
		}
	})
}

// An organ's agreement carries its text and its signatures in one act: it names
// everybody who stands, binds them on the day, and is refused while one of them,
// or who pays them, has not signed.
func TestAnOrgansAgreementBindsTheRoster(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root := w.Register(worktest.Quarrel())
		w.Must("triage", root, "accept", worktest.F{"risk": "blue"})
		w.Must("triage", root, "dispatch", worktest.F{"body": w.Body("ORGAN"), "track": "administrative_mediation"})
		p := w.Child(root, "administrative_mediation").ID
		w.Must("organ", p, "start_decision", nil)
		w.Must("organ", p, "accept", worktest.F{"handler": w.User("organ")})
		parties := w.Parties(root)
		side, firm := string(parties[0]), string(parties[1])
		rows, sum := workers(4)
		w.Must("organ", root, "enter_members", worktest.F{"side": side, "rows": rows})
		lines := roster(t, w, root)
		w.Must("organ", root, "settle_members", worktest.F{"members": idsOf(lines[3:]), "result": "withdrawn"})
		agree := func(sum casemodel.Money, signers ...any) string {
			before := prints(t, w)
			_, err := w.Try("organ", p, "make_agreement", worktest.F{
				"items": []any{worktest.F{"debtor": firm, "creditor": side, "kind": "pay", "what": "wages as listed", "amount": sum.String(), "due": "2026-04-01"}}, "signers": signers,
			})
			if after := prints(t, w); err != nil && after["roster"]+after["agreement_item"]+after["matter"] != before["roster"]+before["agreement_item"]+before["matter"] {
				t.Error("a refused agreement was written")
			}
			return keyOf(err)
		}
		three := sum - lines[3].Amount
		for _, one := range []struct {
			sum     casemodel.Money
			signers []any
			want    string
		}{
			{sum, append(idsOf(lines[:3]), side, firm), "guard.roster_agrees"},
			{three, append(idsOf(lines[:2]), side, firm), "guard.all_of_list_sign"},
			{three, append(idsOf(lines[:3]), side), "guard.debtor_signs"},
			{three, append(idsOf(lines), side, firm), "guard.member_unlisted"},
			{three, append(idsOf(lines[:3]), side, firm), ""},
		} {
			if got := agree(one.sum, one.signers...); got != one.want {
				t.Fatalf("signed by %d: %q, want %q", len(one.signers), got, one.want)
			}
		}
		each, total, n := owedEach(t, w, root)
		if total != three || n != 3 || each[lines[0].ID] != lines[0].Amount {
			t.Errorf("%d obligations of %s, want 3 of %s", n, total, three)
		}
		for i, m := range roster(t, w, root) {
			if (m.BoundOn != "" && m.Result == "agreed" && m.SignedOn != "") != (i < 3) {
				t.Errorf("line %d: %s, bound on %q, signed on %q", m.No, m.Result, m.BoundOn, m.SignedOn)
			}
		}
	})
}

// A list of obligations names whom of a roster each is owed to; who may not
// read who is in dispute is told no name.
func TestAListSaysWhomOfARosterIsOwed(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		root, p, side, firm, sum := crowd(t, w, 3)
		if err := lay(w, p, side, firm, sum); err != nil {
			t.Fatal(err)
		}
		lines := roster(t, w, root)
		w.Must("mediator", p, "record_signature", worktest.F{"parties": idsOf(lines), "way": "wet"})
		w.Must("mediator", p, "record_signature", worktest.F{"party": firm, "way": "seal"})
		w.Must("mediator", p, "record_signature", worktest.F{"user": w.User("mediator"), "way": "wet"})
		w.Must("seal", p, "affix_seal", nil)
		for _, who := range []string{"mediator", "auditor"} {
			_, rows, err := w.Listed(t.Context(), w.Who[who], casemodel.Filter{View: casemodel.ViewAll, Kinds: []casemodel.Kind{casemodel.KindObligation}, Limit: 50})
			if err != nil || len(rows) != 3 {
				t.Fatalf("%s: %d obligations, %v", who, len(rows), err)
			}
			for _, row := range rows {
				if row.OwedTo != "" && (row.Owed == nil || !row.Registration) || who == "mediator" && row.OwedTo == "" {
					t.Errorf("%s reads that %q is owed", who, row.OwedTo)
				}
			}
		}
	})
}
