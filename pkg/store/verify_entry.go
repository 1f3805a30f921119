package store

import (
	"bytes"
	"database/sql"

	"github.com/jiefen/jiefen/casemodel"
)

// journalLine is an entry with its payload row, read without gorm: a million
// of them pass.
type journalLine struct {
	casemodel.Entry
	salt, sealed []byte
	under        sql.NullString // NULL: there is no payload row
}

const entryQuery = `
SELECT e.matter_id, e.seq, e.root_id, e.at, e.on_day, e.actor_id, e.actor_name, e.body_id, e.membership_id, e.on_behalf_of, e.cause, e.act,
       e.from_state, e.to_state, e.version, e.policy_row, e.workflow_sha, e.payload_digest, e.prev_hash, e.hash,
       p.salt, p.sealed, p.erased_under
  FROM journal_entry e LEFT JOIN journal_payload p ON p.matter_id = e.matter_id AND p.seq = e.seq
 WHERE e.matter_id > ? AND e.matter_id <= ? ORDER BY e.matter_id, e.seq`

func (l *journalLine) into() []any {
	e := &l.Entry
	return []any{
		&e.MatterID, &e.Seq, &e.RootID, &e.At, &e.On, &e.ActorID, &e.ActorName, &e.BodyID, &e.MembershipID, &e.OnBehalfOf, &e.Cause, &e.Act,
		&e.FromState, &e.ToState, &e.Version, &e.PolicyRow, &e.WorkflowSHA, &e.PayloadDigest, &e.PrevHash, &e.Hash,
		&l.salt, &l.sealed, &l.under,
	}
}

// payload holds what was typed against the digest in the entry.
func (v *verification) payload(e *journalLine) {
	switch {
	case e.PayloadDigest == nil && !e.under.Valid:
		return
	case e.PayloadDigest == nil:
		v.fault(PayloadAdded, e.MatterID, e.Seq, "")
		return
	case !e.under.Valid:
		v.fault(PayloadMissing, e.MatterID, e.Seq, "")
		return
	}
	v.sum.Payloads++
	if e.under.String != "" {
		v.erased = append(v.erased, erasure{casemodel.Entry{MatterID: e.MatterID, Seq: e.Seq, RootID: e.RootID}, e.under.String})
		return
	}
	text, err := v.tx.d.opts.Keys.Open(payloadPlace(e.MatterID, e.Seq), e.sealed)
	if err != nil || !bytes.Equal(casemodel.PayloadDigest(e.salt, text), e.PayloadDigest) {
		v.fault(PayloadChanged, e.MatterID, e.Seq, "")
	}
}

// erasures reports the erased payloads; one whose reason does not stand in the
// journal was not erased but removed.
func (v *verification) erasures() error {
	reasons := map[string]*erasing{}
	for i := range v.erased {
		e := &v.erased[i]
		if reasons[e.under] == nil {
			reason, err := v.tx.erasing(e.under)
			if err != nil {
				return err
			}
			reasons[e.under] = reason
		}
		if fault := reasons[e.under].covers(&e.of); fault != "" {
			v.fault(PayloadMissing, e.of.MatterID, e.of.Seq, "erased under %q, %s", e.under, fault)
			continue
		}
		v.sum.Erased++
		v.report(Finding{Erased, e.of.MatterID, e.of.Seq, "under journal entry " + e.under})
	}
	return nil
}
