package casework

import (
	"context"
	"time"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// What one user may leave lying about. Ordinary work comes nowhere near.
const (
	mostWaiting      = 200     // uploads that wait for their act
	mostWaitingBytes = 2 << 30 // of all of them
	mostDrafts       = 100
)

// RoomForFile refuses another upload while too many, or too large ones, wait
// for their act. Doors ask it before they take the content.
func (d *Desk) RoomForFile(ctx context.Context, who casemodel.Actor) error {
	return d.DB.Read(ctx, func(tx *store.Tx) error {
		waiting, err := tx.WaitingFiles(who.UserID)
		if err != nil {
			return err
		}
		var size int64
		for i := range waiting {
			size += waiting[i].Size
		}
		if len(waiting) < mostWaiting && size < mostWaitingBytes {
			return nil
		}
		wait := waiting[0].CreatedAt.Add(unusedFor).Time().Sub(tx.Now().Time())
		return &casemodel.Error{Kind: casemodel.Throttled, Key: "file.many_waiting", Field: "file", Args: map[string]any{
			"files": mostWaiting, "size": mostWaitingBytes >> 30, "seconds": int(max(wait, time.Second) / time.Second),
		}}
	})
}

// RoomForDraft refuses another draft of who has too many; one that is there
// may be saved over.
func (d *Desk) RoomForDraft(ctx context.Context, who casemodel.Actor, form string, matter casemodel.ID) error {
	kept, err := d.Drafts(ctx, who)
	if err != nil || len(kept) < mostDrafts {
		return err
	}
	for i := range kept {
		if kept[i].Form == form && kept[i].MatterID == matter {
			return nil
		}
	}
	return &casemodel.Error{Kind: casemodel.Invalid, Key: "draft.many", Args: map[string]any{"max": mostDrafts}}
}
