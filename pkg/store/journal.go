package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

const saltBytes = 32

var (
	entries  = lazily[casemodel.Entry]()
	payloads = lazily[payloadRow]()
)

// payloadRow keeps what was typed, apart from the entry that proves it.
type payloadRow struct {
	MatterID    casemodel.ID
	Seq         int
	Salt        []byte
	Sealed      []byte
	ErasedUnder string
}

func (payloadRow) TableName() string { return "journal_payload" }

// AppendJournal writes the next entry of a matter's chain and, when there is
// one, its payload. It fills the entry's place in the chain and moves the
// matter's Seq and LastHash, which the caller saves with the matter.
func (tx *Tx) AppendJournal(m *casemodel.Matter, e *casemodel.Entry, payload []byte) error {
	e.MatterID, e.RootID = m.ID, m.RootID
	e.Seq, e.PrevHash = m.Seq+1, m.LastHash
	if e.At.IsZero() {
		e.At = tx.Now()
	}
	var salt []byte
	e.PayloadDigest = nil
	if payload != nil {
		salt = random(saltBytes)
		e.PayloadDigest = casemodel.PayloadDigest(salt, payload)
	}
	e.Hash = e.Sum()
	if err := entries().insert(tx, e); err != nil {
		return err
	}
	if payload != nil {
		if err := tx.insertPayload(e, salt, payload); err != nil {
			return err
		}
	}
	m.Seq, m.LastHash = e.Seq, e.Hash
	return nil
}

func (tx *Tx) insertPayload(e *casemodel.Entry, salt, payload []byte) error {
	sealed, err := tx.d.opts.Keys.Seal(payloadPlace(e.MatterID, e.Seq), payload)
	if err != nil {
		return err
	}
	return payloads().insert(tx, &payloadRow{MatterID: e.MatterID, Seq: e.Seq, Salt: salt, Sealed: sealed})
}

func payloadPlace(matter casemodel.ID, seq int) string {
	return "journal_payload.sealed." + string(matter) + "." + strconv.Itoa(seq)
}

// Journal loads the entries of one matter after the given one, at most 1000.
func (tx *Tx) Journal(matter casemodel.ID, after, limit int) ([]casemodel.Entry, error) {
	return find[casemodel.Entry](tx, "journal", tx.db.Where("matter_id = ? AND seq > ?", matter, after).Order("seq").Limit(bounded(limit)))
}

// JournalOfRoot loads the entries of a whole family in the order recorded.
func (tx *Tx) JournalOfRoot(root casemodel.ID) ([]casemodel.Entry, error) {
	return find[casemodel.Entry](tx, "journal", tx.db.Where("root_id = ?", root).Order("at, matter_id, seq"))
}

// LastActs loads the last entry of each act of each matter of some families, as
// far as guards ask: who, when, from where to where.
func (tx *Tx) LastActs(roots ...casemodel.ID) (map[casemodel.ID]map[string]casemodel.Entry, error) {
	acts := map[casemodel.ID]map[string]casemodel.Entry{}
	var e casemodel.Entry
	err := tx.each("read last acts", tx.of(roots).in(`
SELECT e.matter_id, e.seq, e.root_id, e.at, e.on_day, e.actor_id, e.actor_name, e.body_id, e.on_behalf_of, e.cause, e.act, e.from_state, e.to_state, e.version
  FROM (SELECT matter_id, max(seq) AS seq FROM journal_entry WHERE `, ` GROUP BY matter_id, act) AS last
  JOIN journal_entry e ON e.matter_id = last.matter_id AND e.seq = last.seq`), func(scan func(...any) error) error {
		err := scan(&e.MatterID, &e.Seq, &e.RootID, &e.At, &e.On, &e.ActorID, &e.ActorName, &e.BodyID, &e.OnBehalfOf, &e.Cause, &e.Act,
			&e.FromState, &e.ToState, &e.Version)
		if acts[e.MatterID] == nil {
			acts[e.MatterID] = map[string]casemodel.Entry{}
		}
		acts[e.MatterID][e.Act] = e
		return err
	})
	return acts, err
}

// Payload opens what was typed with one entry. When it was erased, the text is
// nil and erased says under which entry; an entry without one is not found.
func (tx *Tx) Payload(matter casemodel.ID, seq int) (payload []byte, erased string, err error) {
	row, err := take[payloadRow](tx, "payload", tx.db.Where("matter_id = ? AND seq = ?", matter, seq))
	if err != nil || row.ErasedUnder != "" {
		return nil, erasedUnder(row), err
	}
	payload, err = tx.d.opts.Keys.Open(payloadPlace(matter, seq), row.Sealed)
	return payload, "", err
}

func erasedUnder(row *payloadRow) string {
	if row == nil {
		return ""
	}
	return row.ErasedUnder
}

// Payloads opens what was typed with every entry of a matter, by seq; erased
// ones are missing.
func (tx *Tx) Payloads(matter casemodel.ID) (map[int][]byte, error) {
	rows, err := find[payloadRow](tx, "payloads", tx.db.Where("matter_id = ? AND erased_under = ''", matter))
	if err != nil {
		return nil, err
	}
	texts := make(map[int][]byte, len(rows))
	for _, r := range rows {
		if texts[r.Seq], err = tx.d.opts.Keys.Open(payloadPlace(matter, r.Seq), r.Sealed); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// EraseAct is the act under which payloads are erased. Its payload is JSON
// that names the entries whose payloads go, {"erases": ["matter:seq", ...]}.
const EraseAct = "erase"

// ErasePayload removes what was typed for good, salt and all. The entry stays
// and verifies as erased under the named one, written "matter:seq", which has
// to be an EraseAct of the same family, later, that names this one.
func (tx *Tx) ErasePayload(matter casemodel.ID, seq int, under string) error {
	reason, err := tx.erasing(under)
	if err != nil {
		return err
	}
	erased, err := tx.Journal(matter, seq-1, 1)
	if err != nil {
		return err
	}
	if len(erased) == 0 || erased[0].Seq != seq {
		return missing("payload")
	}
	if fault := reason.covers(&erased[0]); fault != "" {
		return fmt.Errorf("erase the payload of %s:%d under %s, %s", matter, seq, under, fault)
	}
	return tx.change("payload", "UPDATE journal_payload SET salt = NULL, sealed = NULL, erased_under = ? WHERE matter_id = ? AND seq = ?",
		under, matter, seq)
}

// erasing is an entry that may be the reason of erasures.
type erasing struct {
	entry *casemodel.Entry // nil: there is none
	names []string
	fault string // why its payload names nothing
}

// erasing loads what is written in a payload row as the reason of its erasure.
func (tx *Tx) erasing(under string) (*erasing, error) {
	matter, number, _ := strings.Cut(under, ":")
	seq, err := strconv.Atoi(number)
	if err != nil || !casemodel.ID(matter).Valid() {
		return &erasing{}, nil //nolint:nilerr // somebody wrote nonsense into the row: the finding says so
	}
	rows, err := tx.Journal(casemodel.ID(matter), seq-1, 1)
	if err != nil || len(rows) == 0 || rows[0].Seq != seq {
		return &erasing{}, err
	}
	r := &erasing{entry: &rows[0]}
	payload, err := take[payloadRow](tx, "payload", tx.db.Where("matter_id = ? AND seq = ?", matter, seq))
	if err != nil && !casemodel.Is(err, casemodel.NotFound) {
		return nil, err
	}
	r.fault = "whose payload is not there"
	if payload == nil || payload.ErasedUnder != "" {
		return r, nil
	}
	text, err := tx.d.opts.Keys.Open(payloadPlace(r.entry.MatterID, seq), payload.Sealed)
	if err != nil || !bytes.Equal(casemodel.PayloadDigest(payload.Salt, text), r.entry.PayloadDigest) {
		return r, nil //nolint:nilerr // as above
	}
	var said struct{ Erases []string }
	if json.Unmarshal(text, &said) == nil {
		r.names, r.fault = said.Erases, ""
	}
	return r, nil
}

// covers says why the entry is no reason for the erasure of another's payload,
// "" when it is one.
func (r *erasing) covers(e *casemodel.Entry) string {
	switch {
	case r.entry == nil:
		return "which is no journal entry"
	case r.entry.Act != EraseAct:
		return "which is no act of erasing"
	case r.entry.RootID != e.RootID:
		return "which is of another family"
	case r.entry.MatterID == e.MatterID && r.entry.Seq <= e.Seq:
		return "which is not later"
	case r.fault != "":
		return r.fault
	case !slices.Contains(r.names, string(e.MatterID)+":"+strconv.Itoa(e.Seq)):
		return "which does not name it"
	}
	return ""
}
