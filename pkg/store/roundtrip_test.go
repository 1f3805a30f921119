package store_test

import (
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

func TestARowComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		do(t, db, func(tx *store.Tx) error {
			root := newMatter(tx)
			for _, m := range []*casemodel.Matter{root, fullMatter(t, tx)} {
				must(t, tx.InsertMatter(m))
				got, err := tx.Matter(m.ID)
				must(t, err)
				same(t, "matter", got, m)
			}
			fullMatters(t, tx)
			parts(t, tx, root.ID)
			people(t, tx)
			return nil
		})
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fullMatter(t testing.TB, tx *store.Tx) *casemodel.Matter {
	m := &casemodel.Matter{}
	fill(t, m)
	m.ID = tx.NewID()
	m.Risk, m.Class, m.Live, m.Kind = casemodel.RiskRed, casemodel.Done, 0, casemodel.KindTask
	return m
}

func fullMatters(t testing.TB, tx *store.Tx) {
	m := newMatter(tx)
	must(t, tx.InsertMatter(m))
	full := fullMatter(t, tx)
	full.ID, full.RootID, full.ParentID, full.Number = m.ID, m.RootID, m.ParentID, "another"
	full.Kind, full.Workflow, full.WorkflowVersion = m.Kind, m.Workflow, m.WorkflowVersion
	must(t, tx.UpdateMatter(full, 0))
	got, err := tx.Matter(m.ID)
	must(t, err)
	same(t, "updated matter", got, full)
}

func TestAHeaderChangedAndChangedBackIsAsItWas(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db, func(m *casemodel.Matter) { m.Title, m.Seq = "first", 1 })
		do(t, db, func(tx *store.Tx) error {
			got, err := tx.Matter(m.ID)
			must(t, err)
			for _, title := range []string{"second", "first"} {
				got.Title = title
				got.Seq++
				must(t, tx.UpdateMatter(got, got.Seq-1))
			}
			return nil
		})
		same(t, "title", title(t, db, m.ID), "first")
	})
}

func TestAHeaderThatMovedOnIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		m := given(t, db)
		for _, next := range []func(tx *store.Tx) error{
			func(*store.Tx) error { return nil },
			func(tx *store.Tx) error { _, err := tx.Card(m.ID); return err }, // gorm
			func(tx *store.Tx) error { _, err := tx.Family(m.ID); return err },
			func(tx *store.Tx) error {
				_, err := tx.NextNumbers([]store.Series{{BodyID: m.ID, Word: "x", Year: 2026}})
				return err
			},
			func(tx *store.Tx) error { tx.Now(); _, err := tx.TryLockRoot(m.ID); return err },
		} {
			err := db.Do(t.Context(), func(tx *store.Tx) error {
				changed := *m
				changed.Title = "changed"
				if err := tx.UpdateMatter(&changed, 7); err != nil {
					return err
				}
				return next(tx)
			})
			wantKind(t, err, casemodel.Conflict, "matter.conflict")
		}
		same(t, "title", title(t, db, m.ID), "")
	})
}

func parts(t testing.TB, tx *store.Tx, root casemodel.ID) {
	card := &casemodel.Card{RootID: root}
	must(t, tx.PutCard(card))
	got, err := tx.Card(root)
	must(t, err)
	same(t, "empty card", got, card)
	fill(t, card)
	card.RootID = root
	must(t, tx.PutCard(card))
	got, err = tx.Card(root)
	must(t, err)
	same(t, "card", got, card)

	p := casemodel.Participant{}
	fill(t, &p)
	p.RootID = root
	must(t, tx.AddParticipant(p))
	ps, err := tx.Participants(root)
	must(t, err)
	same(t, "participants", ps, []casemodel.Participant{p})

	l := casemodel.Link{}
	fill(t, &l)
	must(t, tx.AddLink(l))
	ls, err := tx.Links(l.ToID)
	must(t, err)
	same(t, "links", ls, []casemodel.Link{l})

	r := casemodel.Recusal{}
	fill(t, &r)
	must(t, tx.AddRecusal(r))
	must(t, tx.SetRecusal(r.ID, "recused"))
	r.State = "recused"
	rs, err := tx.Recusals(r.RootID)
	must(t, err)
	same(t, "recusals", rs, []casemodel.Recusal{r})

	q := casemodel.QualitySample{}
	fill(t, &q)
	must(t, tx.AddSample(q))
	qs, err := tx.Samples(q.MatterID)
	must(t, err)
	same(t, "samples", qs, []casemodel.QualitySample{q})

	agreementParts(t, tx, root)
	clocks(t, tx, root)
}

func agreementParts(t testing.TB, tx *store.Tx, root casemodel.ID) {
	item, empty := &casemodel.Item{}, &casemodel.Item{ID: tx.NewID(), RootID: root}
	fill(t, item)
	item.RootID, item.PaidNow = root, false
	must(t, tx.InsertItems(empty, item))
	item.What, item.DueOn = "changed", ""
	must(t, tx.UpdateItem(item))
	items, err := tx.Items(root)
	must(t, err)
	same(t, "items", items, []casemodel.Item{*empty, *item})

	o := casemodel.PartyOutcome{}
	fill(t, &o)
	o.RootID = root
	must(t, tx.AddOutcomes(o))
	os, err := tx.Outcomes(root)
	must(t, err)
	same(t, "outcomes", os, []casemodel.PartyOutcome{o})

	s := casemodel.Session{}
	fill(t, &s)
	s.RootID = root
	s.Nth = 1 // counted, not kept
	must(t, tx.InsertSession(&s))
	ss, err := tx.Sessions(s.MatterID)
	must(t, err)
	same(t, "sessions", ss, []casemodel.Session{s})

	offer := casemodel.Offer{}
	fill(t, &offer)
	offer.RootID = root
	must(t, tx.InsertOffer(&offer))
	offer.State, offer.Released = "declined", 1
	must(t, tx.UpdateOffer(&offer))
	offers, err := tx.Offers(offer.MatterID)
	must(t, err)
	same(t, "offers", offers, []casemodel.Offer{offer})
	confidences(t, tx, root)

	f := casemodel.File{}
	fill(t, &f)
	must(t, tx.InsertFile(&f))
	files, err := tx.Files(f.MatterID)
	must(t, err)
	same(t, "files", files, []casemodel.File{f})

	issue := casemodel.PaperIssue{}
	fill(t, &issue)
	must(t, tx.InsertIssue(&issue))
	issues, err := tx.Issues(issue.MatterID)
	must(t, err)
	same(t, "issued papers", issues, []casemodel.PaperIssue{issue})

	clause := store.Clause{}
	fill(t, &clause)
	clause.State = store.TemplateForce
	must(t, tx.InsertClause(&clause))
	clauses, err := tx.ClausesInForce()
	must(t, err)
	same(t, "clauses", clauses, []store.Clause{clause})

	text := casemodel.AgreementText{}
	fill(t, &text)
	text.RootID, text.MatterID = root, root
	must(t, tx.InsertText(&text))
	text.ForceOn = "2026-04-01"
	must(t, tx.ForceText(root, text.No, text.ForceOn))
	texts, err := tx.AgreementTexts(root)
	must(t, err)
	same(t, "agreement texts", texts, []casemodel.AgreementText{text})

	piece := casemodel.Evidence{}
	fill(t, &piece)
	piece.RootID, piece.MatterID = root, root
	must(t, tx.InsertEvidence(&piece))
	piece.ReturnedOn, piece.ReturnedTo, piece.ReceiptID, piece.Withdrawn, piece.Weight = "", "", "", "taken back", "another"
	must(t, tx.UpdateEvidence(&piece))
	pieces, err := tx.Evidence(root)
	must(t, err)
	same(t, "evidence", pieces, []casemodel.Evidence{piece})
	fresh := casemodel.File{ID: tx.NewID(), Name: "fresh", CreatedAt: tx.Now()}
	must(t, tx.InsertFile(&fresh))
	must(t, tx.ShowBy(piece.ID, fresh.ID))
	if err := tx.ShowBy(tx.NewID(), fresh.ID); !casemodel.Is(err, casemodel.NotFound) {
		t.Errorf("a file shows two pieces: %v", err)
	}
	must(t, tx.DetachEvidence(piece.ID))
	fresh.EvidenceID, fresh.Detached = piece.ID, 1
	files, err = tx.FilesOfEvidence(piece.ID)
	must(t, err)
	same(t, "files of evidence", files, []casemodel.File{fresh})

	sheets, err := tx.PrintSlips(2, casemodel.Slip{BodyID: root, ByID: root, ByName: "who"})
	must(t, err)
	sheets[1].RootID, sheets[1].UsedAt, sheets[1].UsedBy, sheets[1].Spoilt = root, tx.Now(), "another", ""
	must(t, tx.EndSlip(&sheets[1]))
	if err := tx.EndSlip(&sheets[1]); !casemodel.Is(err, casemodel.NotFound) {
		t.Errorf("a slip is entered twice: %v", err)
	}
	pad, err := tx.Slips(root, 9)
	must(t, err)
	same(t, "slips", pad, []casemodel.Slip{sheets[1], sheets[0]})
	blank, err := tx.Slip(root, 1)
	must(t, err)
	same(t, "slip", *blank, sheets[0])

	line := casemodel.Handed{}
	fill(t, &line)
	line.RootID, line.MatterID = root, root
	must(t, tx.InsertHanded(&line))
	lines, err := tx.Handed(root)
	must(t, err)
	same(t, "register of handing out", lines, []casemodel.Handed{line})

	member := casemodel.Member{}
	fill(t, &member)
	member.RootID, member.Party = root, casemodel.Party{}
	must(t, tx.InsertMembers(&member))
	member.Agreed, member.BoundOn, member.Note = 1, "", "another"
	must(t, tx.UpdateMember(&member))
	members, err := tx.Roster(root)
	must(t, err)
	same(t, "roster", members, []casemodel.Member{member})
}

func confidences(t testing.TB, tx *store.Tx, root casemodel.ID) {
	c := casemodel.Confidant{}
	fill(t, &c)
	c.RootID = root
	other := c
	other.FromID = tx.NewID()
	must(t, tx.AddConfidants(c, other)) // who may read already stays as they are
	cs, err := tx.Confidants(c.MatterID)
	must(t, err)
	same(t, "confidants", cs, []casemodel.Confidant{c})

	r := casemodel.Reply{}
	fill(t, &r)
	r.RootID = root
	must(t, tx.InsertReply(&r))
	rs, err := tx.Replies(r.MatterID)
	must(t, err)
	same(t, "replies", rs, []casemodel.Reply{r})

	d := casemodel.Disclosure{}
	fill(t, &d)
	d.RootID = root
	must(t, tx.InsertDisclosure(&d))
	ds, err := tx.Disclosures(d.MatterID)
	must(t, err)
	same(t, "disclosures", ds, []casemodel.Disclosure{d})

	sup := casemodel.Supplement{}
	fill(t, &sup)
	sup.RootID = root
	must(t, tx.InsertSupplement(&sup))
	sups, err := tx.Supplements(sup.MatterID)
	must(t, err)
	same(t, "supplements", sups, []casemodel.Supplement{sup})

	rev := casemodel.Revision{}
	fill(t, &rev)
	rev.RootID = root
	must(t, tx.InsertRevision(&rev))
	revs, err := tx.Revisions(rev.MatterID)
	must(t, err)
	same(t, "revisions", revs, []casemodel.Revision{rev})

	sig := casemodel.RecordSigning{}
	fill(t, &sig)
	sig.RootID = root
	must(t, tx.InsertRecordSigning(&sig))
	sigs, err := tx.RecordSignings(sig.MatterID)
	must(t, err)
	same(t, "signings of records", sigs, []casemodel.RecordSigning{sig})
}

func clocks(t testing.TB, tx *store.Tx, root casemodel.ID) {
	d := &casemodel.Deadline{ID: tx.NewID(), MatterID: root, RootID: root, DueAt: casemodel.Never, FiresAt: casemodel.Never}
	must(t, tx.InsertDeadline(d))
	got, err := tx.Deadline(d.ID)
	must(t, err)
	same(t, "empty deadline", got, d)
	id := d.ID
	fill(t, d)
	d.ID, d.MatterID, d.RootID = id, root, root
	must(t, tx.UpdateDeadline(d))
	ds, err := tx.Deadlines(root)
	must(t, err)
	same(t, "deadlines", ds, []casemodel.Deadline{*d})

	s := &casemodel.Segment{}
	fill(t, s)
	s.DeadlineID, s.Seq = id, 0
	must(t, tx.InsertSegment(s))
	second := *s
	second.Seq = 1
	must(t, tx.InsertSegment(&second))
	s.Reason, s.ToOn = "changed", ""
	must(t, tx.UpdateSegment(s))
	segments, err := tx.Segments(id)
	must(t, err)
	same(t, "segments", segments[id], []casemodel.Segment{*s, second})

	firing := casemodel.Firing{DeadlineID: id, FiresAt: d.FiresAt, Kind: "warn"}
	for _, want := range []bool{true, false} {
		first, err := tx.AddFiring(firing)
		must(t, err)
		same(t, "first firing", first, want)
	}
}

func people(t testing.TB, tx *store.Tx) {
	area := casemodel.Area{}
	fill(t, &area)
	must(t, tx.InsertAreas([]casemodel.Area{area}))
	gotArea, err := tx.Area(area.ID)
	must(t, err)
	same(t, "area", gotArea, &area)

	b := &casemodel.Body{}
	fill(t, b)
	must(t, tx.InsertBody(b))
	b.Categories, b.Title = nil, "改名"
	must(t, tx.UpdateBody(b))
	gotBody, err := tx.BodyByCode(b.Code)
	must(t, err)
	same(t, "body", gotBody, b)

	u := &casemodel.User{}
	fill(t, u)
	must(t, tx.InsertUser(u))
	gotUser, err := tx.UserByName(u.Username)
	must(t, err)
	same(t, "user", gotUser, u)
	u.TOTPSecret, u.Name = "", "改名"
	must(t, tx.UpdateUser(u))
	gotUser, err = tx.User(u.ID)
	must(t, err)
	same(t, "updated user", gotUser, u)

	m := &casemodel.Membership{}
	fill(t, m)
	must(t, tx.InsertMembership(m))
	gotMember, err := tx.Membership(m.ID)
	must(t, err)
	same(t, "membership", gotMember, m)

	l := &store.Login{}
	fill(t, l)
	l.UserID = u.ID
	must(t, tx.InsertLogin(l))
	gotLogin, holder, err := tx.Login(l.TokenHash)
	must(t, err)
	same(t, "login", gotLogin, l)
	same(t, "who signed in", holder, u)

	place := &casemodel.Area{ID: "15", Level: 3}
	b.AreaID = place.ID
	must(t, tx.InsertAreas([]casemodel.Area{*place}))
	must(t, tx.UpdateBody(b))
	below := &casemodel.Body{ID: tx.NewID(), Code: "below", ParentID: b.ID}
	must(t, tx.InsertBody(below))
	held := &casemodel.Membership{ID: tx.NewID(), UserID: u.ID, BodyID: b.ID, Roles: casemodel.StringList{"a", "b"}}
	must(t, tx.InsertMembership(held))
	seat, err := tx.Seat(store.PostOf(held.ID))
	must(t, err)
	same(t, "seat", seat, &store.Seat{Membership: *held, User: *u, Body: *b, Level: 3})
	subs, err := tx.Subordinates(store.PostOf(held.ID))
	must(t, err)
	same(t, "bodies below", subs, []casemodel.ID{below.ID})

	d := &store.Draft{}
	fill(t, d)
	must(t, tx.PutDraft(d))
	gotDraft, err := tx.Draft(d.UserID, d.Form, d.MatterID)
	must(t, err)
	same(t, "draft", gotDraft, d)

	s := &store.SavedView{}
	fill(t, s)
	must(t, tx.InsertView(s))
	gotView, err := tx.SavedView(s.UserID, s.ID)
	must(t, err)
	same(t, "view", gotView, s)
}
