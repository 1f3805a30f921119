package casework_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/store"
)

// minuted is a record's minutes in words that two readings of it share.
func minuted(m casemodel.Minutes) string {
	q := m.Inquiry
	if m.Inquiry = nil; q == nil {
		return fmt.Sprint(m)
	}
	return fmt.Sprint(m, *q)
}

// signedRecords are the words of a matter's records and what was signed of them.
func signedRecords(t *testing.T, w *worktest.World, id casemodel.ID) string {
	t.Helper()
	var b strings.Builder
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		signings, err := tx.RecordSignings(id)
		if err != nil {
			return err
		}
		locked := map[casemodel.ID]string{}
		for _, one := range signings {
			locked[one.ThingID] = one.SHA256
		}
		sessions, err := tx.Sessions(id)
		if err != nil {
			return err
		}
		for _, s := range sessions {
			if locked[s.ID] != "" {
				fmt.Fprintln(&b, s.No, s.Mode, s.On, s.Place, s.Present, s.Result, s.Text, minuted(s.Minutes), locked[s.ID])
			}
		}
		supplements, err := tx.Supplements(id)
		for _, s := range supplements {
			if locked[s.ID] != "" {
				fmt.Fprintln(&b, s.No, s.On, s.Text, locked[s.ID])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// agreedText is what a text in force says: its clauses as they stand, and every
// text of it as it was saved.
func agreedText(t *testing.T, w *worktest.World, root, id casemodel.ID) string {
	t.Helper()
	var b strings.Builder
	err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		items, err := tx.Items(root)
		if err != nil {
			return err
		}
		for _, it := range items {
			if it.MatterID == id && it.TemplateID == "" && it.ShareOf == "" {
				fmt.Fprintln(&b, it.ID, it.Active, it.Seq, it.Debtor, it.Creditor, it.Kind, it.What, it.Amount, it.Share, it.DueOn, it.UntilOn, it.Every, it.Payer)
			}
		}
		texts, err := tx.AgreementTexts(id)
		for _, one := range texts {
			fmt.Fprintln(&b, one.No, one.SHA256, one.Text, one.ForceOn)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := values(t, w, id)
	for _, field := range []string{"total", "breach", "copies", "clauses", "text_sha256", "effective_on"} {
		b.WriteString(field + "=" + kept[field] + "\n")
	}
	return b.String()
}

// locked is something that was signed: how it comes about, and how it reads.
// "" is read while its signatures are void and it may be written anew.
type locked struct {
	make func(t *testing.T, w *worktest.World) (root, id casemodel.ID)
	read func(t *testing.T, w *worktest.World, root, id casemodel.ID) string
	want []string // acts that must be among those that were done
}

var lockedThings = map[string]locked{
	"a record": {
		make: func(t *testing.T, w *worktest.World) (root, id casemodel.ID) {
			root, id = w.InSession(t)
			p := string(w.Parties(root)[0])
			w.Must("mediator", id, "log_session", worktest.F{"mode": "joint", "result": "continue", "said": "Bao asks for 5000.", "present": "a neighbour"})
			w.Must("mediator", id, "sign_record", worktest.F{"record": 1, "parties": []any{p}})
			w.Must("mediator", id, "supplement_record", worktest.F{"record": 1, "text": "4000"})
			w.Must("mediator", id, "sign_record", worktest.F{"record": 1, "supplement": 1, "parties": []any{p}})
			w.Must("mediator", id, "log_inquiry", worktest.F{"person": "Zhao", "pages": []any{string(upload(t, w, "mediator"))}})
			return root, id
		},
		read: func(t *testing.T, w *worktest.World, _, id casemodel.ID) string { return signedRecords(t, w, id) },
		want: []string{"amend", "log_session", "log_inquiry", "replace_page", "supplement_record", "sign_record", "attach", "propose_terms", "terminate", "disclose|note"},
	},
	"a text that lies for signing": {
		make: func(t *testing.T, w *worktest.World) (root, id casemodel.ID) {
			root, id = w.InSession(t)
			w.Must("mediator", id, "propose_terms", worktest.F{"items": w.Pay(root, "3000", "2026-04-01")})
			w.Must("mediator", id, "finalise_text", worktest.F{"total": "3000", "copies": "3", "breach": "interest"})
			w.Must("mediator", id, "record_signature", worktest.F{"party": string(w.Parties(root)[0]), "way": "wet"})
			return root, id
		},
		read: func(t *testing.T, w *worktest.World, root, id casemodel.ID) string {
			if text, signed := signedText(t, w, root, id); signed {
				return text
			}
			return ""
		},
		want: []string{"amend", "record_signature", "back_to_session", "any_refuse"},
	},
	"a text in force": {
		make: func(t *testing.T, w *worktest.World) (root, id casemodel.ID) {
			root, id = w.Signing(t, "3000", "2026-04-01")
			w.Must("seal", id, "affix_seal", nil)
			return root, id
		},
		read: agreedText,
		want: []string{"amend", "perform", "perform_partly", "renegotiate", "waive", "note", "declare_void"},
	},
	"a text that fell in part": {
		make: func(t *testing.T, w *worktest.World) (root, id casemodel.ID) {
			root, id, _ = inForceFor(t, w)
			w.Must("director", id, "declare_void", ruled(t, w, worktest.F{"scope": "clauses", "clauses_void": "2"}))
			return root, id
		},
		read: agreedText,
		want: []string{"amend", "waive", "note", "declare_void", "restore_agreement"},
	},
}

// Every act of every matter of the case, by everybody who may, filled in at
// random: what was signed stays as it was signed. An act that comes to the
// definitions later is tried with them.
func TestNoDoorChangesWhatWasSigned(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		for name, thing := range lockedThings {
			t.Run(name, func(t *testing.T) {
				done := map[string]bool{}
				for seed := range uint64(2) {
					d := &doors{World: w, t: t, thing: thing, rng: rand.New(rand.NewPCG(7, seed)), done: done}
					d.walk()
				}
				for _, act := range thing.want {
					if !slices.ContainsFunc(strings.Split(act, "|"), func(a string) bool { return done[a] }) {
						t.Errorf("nobody did %s; done were %v", act, slices.Sorted(maps.Keys(done)))
					}
				}
			})
		}
	})
}

type doors struct {
	*worktest.World
	t      *testing.T
	thing  locked
	rng    *rand.Rand
	done   map[string]bool
	root   casemodel.ID
	id     casemodel.ID
	before string
}

func (d *doors) fresh() {
	d.root, d.id = d.thing.make(d.t, d.World)
	if d.before = d.thing.read(d.t, d.World, d.root, d.id); d.before == "" {
		d.t.Fatal("nothing is signed")
	}
}

// walk tries what only writes first, then each step from where it can be taken.
func (d *doors) walk() {
	d.fresh()
	steps := map[string][3]string{}
	for _, m := range d.Family(d.root) {
		for _, who := range []string{"mediator", "chair", "clerk", "director", "seal", "triage"} {
			for _, c := range d.Open(who, m.ID) {
				if c.Kind == "record" && !slices.Contains(parting, c.ID) {
					d.try(who, m.ID, c, c.ID)
				} else if _, known := steps[m.Workflow+"."+c.ID]; !known || who == "director" && decided[c.ID] {
					steps[m.Workflow+"."+c.ID] = [3]string{who, m.Workflow, c.ID}
				}
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(steps)) {
		who, workflow, act := steps[key][0], steps[key][1], steps[key][2]
		d.fresh()
		at := d.root
		if d.Matter(d.root).Workflow != workflow {
			at = d.Child(d.root, workflow).ID
		}
		for _, c := range d.Open(who, at) {
			if c.ID == act {
				d.try(who, at, c, act)
			}
		}
	}
}

// parting are records after which those who were there may do no more.
var parting = []string{"assign_handler", "replace_mediator", "declare_tie", "end_party", "add_participant", "add_party"}

// decided are acts that others only ask the director for.
var decided = map[string]bool{"declare_void": true, "restore_agreement": true}

// try does an act a few times over, filled in each time anew.
func (d *doors) try(who string, at casemodel.ID, c casework.Choice, act string) {
	for range 3 {
		fields := d.Fill(d.rng, d.Matter(at), c.Fields)
		for _, f := range c.Fields {
			switch {
			case f.ID == "record" && (act == "revise_inquiry" || act == "replace_page"):
				fields[f.ID] = casemodel.InquiryFrom + 1
			case f.ID == "page":
				fields[f.ID] = 1 + d.rng.IntN(2)
			case f.Type == "file" && act == "replace_page":
				fields[f.ID] = string(upload(d.t, d.World, who))
			case f.ID == "record" || f.ID == "supplement" && d.rng.IntN(2) == 0:
				fields[f.ID] = 1
			case f.Type == "files":
				fields[f.ID] = []any{string(upload(d.t, d.World, who))}
			case f.Type == "paper":
				fields[f.ID] = "D13_record"
			case f.ID == "signed_on" || act == "log_session" && (f.ID == "sitting_at" || strings.HasPrefix(f.ID, "next_")): // what is arranged next wants a free room
				delete(fields, f.ID)
			}
		}
		if act == "amend" {
			items := append([]string{"breach", "items", "total", "text_sha256", "said", "text", "present", "record"}, casework.Amendable()...)
			fields["field"], fields["value"] = items[d.rng.IntN(len(items))], "words"
			if fields["field"] == "title" || fields["field"] == "summary" {
				delete(fields, "party")
			}
		}
		switch act { // what falls has a paper, and a ground that is theirs to name who say so
		case "declare_void":
			maps.Copy(fields, ruled(d.t, d.World, worktest.F{"files": fields["files"]}))
		case "restore_agreement":
			maps.Copy(fields, overturned(d.t, d.World, 1, worktest.F{"files": fields["files"]}))
		}
		out, err := d.Try(who, at, act, fields)
		d.done[act] = d.done[act] || err == nil && out.Approval == "" // what was asked for is not done
		if err != nil {
			continue
		}
		if after := d.thing.read(d.t, d.World, d.root, d.id); after != "" && !strings.HasPrefix(after, strings.TrimSuffix(d.before, "\n")) && !d.kept(after) {
			d.t.Fatalf("%s by %s with %v changed what was signed:\n%s\n%s", act, who, fields, d.before, after)
		}
	}
}

// kept reports whether every line that was signed is there still: more may be
// signed beside it.
func (d *doors) kept(after string) bool {
	there := strings.Split(after, "\n")
	for line := range strings.SplitSeq(d.before, "\n") {
		if !slices.Contains(there, line) {
			return false
		}
	}
	return true
}
