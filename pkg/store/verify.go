package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
)

// Findings of Verify.
const (
	Erased         = "erased"          // no fault: a payload was erased, and the journal says under which entry
	EntryChanged   = "entry_changed"   // its fields do not give its hash
	LinkBroken     = "link_broken"     // it does not follow from the entry before
	EntryMissing   = "entry_missing"   // a number is left out
	Truncated      = "truncated"       // the chain ends before the matter or an anchor says
	HeadDiffers    = "head_differs"    // the matter's own seq and hash are not the chain's
	HeaderDiffers  = "header_differs"  // the matter's state, version, root or workflow is not what its last entry says
	PayloadChanged = "payload_changed" // what was typed does not give its digest, or does not open
	PayloadMissing = "payload_missing"
	PayloadAdded   = "payload_added"
	MatterMissing  = "matter_missing" // entries or anchors speak of a matter that is gone
	Rewritten      = "rewritten"      // whole in itself, but not what was anchored
	AnchorBroken   = "anchor_broken"  // the file of anchors itself
)

// Finding is one thing Verify has to say: of a matter's entry, or of a line of
// the anchors.
type Finding struct {
	Kind   string
	Matter casemodel.ID
	Seq    int
	Detail string
}

// String is one line for a log.
func (f Finding) String() string {
	return fmt.Sprintf("%s matter=%s seq=%d %s", f.Kind, f.Matter, f.Seq, f.Detail)
}

// Summary counts what Verify looked at.
type Summary struct {
	Matters  int
	Entries  int
	Payloads int
	Erased   int
	Anchors  int
	Heads    int
	Faults   int
	AnchorAt string // of the last anchor: what came later is proved by the chains alone
	Key      string // fingerprint of the key the anchors are signed with
	// Elsewhere is how many other folders the database knows anchors in.
	Elsewhere int
}

// verification walks matters, entries and anchored heads, all in order of id.
type verification struct {
	tx     *Tx
	single bool // there is one folder of anchors
	report func(Finding)
	passed func(matters int)
	sum    Summary
	heads  []anchoredHead // those not yet passed
	erased []erasure
}

// erasure is an erased payload whose reason is looked for at the end.
type erasure struct {
	of    casemodel.Entry // as far as it is needed
	under string
}

const mattersPerPage = 2000

// Verify reads every chain in one moment of the database, holds it against
// itself and against the anchors in dir, and reports what it finds, erased
// payloads included. It writes nothing. The error is of the reading, not of
// what was found.
//
// Of a matter's header it holds against the last entry what every entry says:
// state, version, root and workflow. The rest of it (who is in charge and who
// handles, place, number, title, result, dates), parties, sessions, clocks and
// files are not covered: they can be rewritten in the database without a
// finding, though what was typed to set them still stands in the journal.
func (d *DB) Verify(ctx context.Context, dir string, report func(Finding)) (Summary, error) {
	return d.VerifyTold(ctx, dir, report, func(int) {})
}

// VerifyTold is Verify that tells now and then how many matters it has passed.
func (d *DB) VerifyTold(ctx context.Context, dir string, report func(Finding), passed func(matters int)) (Summary, error) {
	v := &verification{report: report, passed: passed, single: d.dialect == SQLite}
	records, err := d.anchorRecords(ctx)
	if err != nil {
		return v.sum, err
	}
	if err := v.readAnchors(dir, records); err != nil {
		return v.sum, err
	}
	err = d.Read(ctx, func(tx *Tx) error {
		v.tx = tx
		return v.walk()
	})
	return v.sum, err
}

func (v *verification) fault(kind string, matter casemodel.ID, seq int, detail string, args ...any) {
	v.sum.Faults++
	v.report(Finding{kind, matter, seq, fmt.Sprintf(detail, args...)})
}

// walk goes through the matters page by page; entries whose matter is gone lie
// between two pages or after the last.
func (v *verification) walk() error {
	for after := casemodel.ID(""); ; {
		var page []header
		err := v.tx.db.Raw(headerQuery, after, mattersPerPage).Scan(&page).Error
		if err != nil {
			return v.tx.wrap("read matters", err)
		}
		last := nobody
		if len(page) == mattersPerPage {
			last = page[len(page)-1].ID
		}
		if err := v.entries(page, after, last); err != nil {
			return err
		}
		v.passed(v.sum.Matters)
		if last == nobody {
			break
		}
		after = last
	}
	v.lost(nobody)
	return v.erasures()
}

// header is what a matter says of itself that its journal says too.
type header struct {
	ID       casemodel.ID
	RootID   casemodel.ID
	State    string
	Version  int
	Seq      int
	LastHash []byte
	SHA      string `gorm:"column:sha"` // of its workflow, "" when the database never saw that
}

const headerQuery = `
SELECT m.id, m.root_id, m.state, m.version, m.seq, m.last_hash, coalesce(w.sha, '') AS sha
  FROM matter m LEFT JOIN workflow_file w ON w.id = m.workflow AND w.version = m.workflow_version
 WHERE m.id > ? ORDER BY m.id LIMIT ?`

// chain is where the walk stands within one matter.
type chain struct {
	head  header
	known bool // the matter exists
	seq   int
	hash  []byte
	last  casemodel.Entry
}

// entries walks the entries of a page of matters.
func (v *verification) entries(page []header, after, last casemodel.ID) error {
	rows, err := v.tx.db.Raw(entryQuery, after, last).Rows()
	if err != nil {
		return v.tx.wrap("read the journal", err)
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err's
	var at *chain
	var e journalLine
	for rows.Next() {
		if err := rows.Scan(e.into()...); err != nil {
			return v.tx.wrap("read the journal", err)
		}
		if at == nil || at.head.ID != e.MatterID {
			v.finish(at)
			page = v.skip(page, e.MatterID)
			at = v.open(&page, e.MatterID)
		}
		v.entry(at, &e)
	}
	if err := rows.Err(); err != nil {
		return v.tx.wrap("read the journal", err)
	}
	v.finish(at)
	v.skip(page, "")
	return nil
}

// skip passes the matters before one: they have no entries at all.
func (v *verification) skip(page []header, until casemodel.ID) []header {
	for len(page) > 0 && (until == "" || page[0].ID < until) {
		v.finish(&chain{head: page[0], known: true})
		page = page[1:]
	}
	return page
}

func (v *verification) open(page *[]header, matter casemodel.ID) *chain {
	if p := *page; len(p) > 0 && p[0].ID == matter {
		*page = p[1:]
		return &chain{head: p[0], known: true}
	}
	v.fault(MatterMissing, matter, 0, "entries without their matter")
	return &chain{head: header{ID: matter}}
}

func (v *verification) entry(at *chain, e *journalLine) {
	v.sum.Entries++
	for missing := at.seq + 1; missing < e.Seq; missing++ {
		v.fault(EntryMissing, e.MatterID, missing, "")
		v.anchored(e.MatterID, missing, nil)
	}
	whole := bytes.Equal(e.Sum(), e.Hash)
	if !whole {
		v.fault(EntryChanged, e.MatterID, e.Seq, "act %s", e.Act)
	}
	if e.Seq == at.seq+1 && !bytes.Equal(e.PrevHash, at.hash) {
		v.fault(LinkBroken, e.MatterID, e.Seq, "")
	}
	v.anchored(e.MatterID, e.Seq, e.Hash)
	v.payload(e)
	at.seq, at.hash, at.last = e.Seq, e.Hash, e.Entry
}

// finish holds the end of a chain against the matter and the anchors.
func (v *verification) finish(at *chain) {
	if at == nil {
		return
	}
	v.lost(at.head.ID)
	v.beyond(at)
	if !at.known {
		return
	}
	v.sum.Matters++
	switch {
	case at.head.Seq == 0 && at.seq == 0:
		v.fault(EntryMissing, at.head.ID, 1, "the matter has no entry at all")
	case at.head.Seq > at.seq:
		v.fault(Truncated, at.head.ID, at.seq+1, "the matter counts %d entries", at.head.Seq)
	case at.head.Seq != at.seq || !bytes.Equal(at.head.LastHash, at.hash):
		v.fault(HeadDiffers, at.head.ID, at.seq, "the matter says entry %d, hash %s", at.head.Seq, hex.EncodeToString(at.head.LastHash))
	default:
		v.header(&at.head, &at.last)
	}
}

// header holds what a matter says of itself against its last entry.
func (v *verification) header(m *header, last *casemodel.Entry) {
	flow := m.SHA
	if flow == "" || last.WorkflowSHA == "" { // the database never saw that definition, or the entry does not say
		flow = last.WorkflowSHA
	}
	for _, c := range []struct{ what, says, said string }{
		{"state", m.State, last.ToState},
		{"version", strconv.Itoa(m.Version), strconv.Itoa(last.Version)},
		{"root", string(m.RootID), string(last.RootID)},
		{"workflow", flow, last.WorkflowSHA},
	} {
		if c.says != c.said {
			v.fault(HeaderDiffers, m.ID, last.Seq, "the matter says %s %q, the entry %q", c.what, c.says, c.said)
		}
	}
}
