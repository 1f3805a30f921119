package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// States of a version of a paper's template.
const (
	TemplateHeld      = store.TemplateHeld // uploaded and found sound, not yet used
	TemplateForce     = store.TemplateForce
	TemplateWithdrawn = store.TemplateWithdrawn
)

// TemplateVersion is one version of a site's own template of a paper.
type TemplateVersion struct {
	ID      casemodel.ID
	Paper   string // D15_agreement
	No      int    // from 1
	Name    string // of the file
	SHA256  string
	State   string
	By      string
	At      casemodel.Instant
	Content []byte // only of a version that was asked for by itself
}

func versionOf(t *store.PaperTemplate) *TemplateVersion {
	return &TemplateVersion{t.ID, t.Paper, t.No, t.Name, t.SHA256, t.State, t.ByName, t.At, t.Content}
}

// PaperTemplates lists the site's own versions of a paper, of all papers for
// "", the latest first.
func (d *Desk) PaperTemplates(ctx context.Context, who casemodel.Actor, paper string) ([]TemplateVersion, error) {
	if err := d.Office(who, "papers", "list"); err != nil {
		return nil, err
	}
	var list []TemplateVersion
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.PaperTemplates(paper)
		list = make([]TemplateVersion, 0, len(rows))
		for i := range rows {
			list = append(list, *versionOf(&rows[i]))
		}
		return err
	})
	return list, err
}

// PaperTemplate is one version with its file.
func (d *Desk) PaperTemplate(ctx context.Context, who casemodel.Actor, id casemodel.ID) (*TemplateVersion, error) {
	if err := d.Office(who, "papers", "list"); err != nil {
		return nil, err
	}
	var found *TemplateVersion
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.PaperTemplate(id)
		if err == nil {
			found = versionOf(row)
		}
		return err
	})
	return found, err
}

// PaperInForce is the version a paper is made from, nil while the site has put
// none of its own in force.
func (d *Desk) PaperInForce(ctx context.Context, paper string) (*TemplateVersion, error) {
	var found *TemplateVersion
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		found = nil
		row, err := tx.PaperInForce(paper)
		if err == nil && row != nil {
			found = versionOf(row)
		}
		return err
	})
	return found, err
}

// KeepPaperTemplate keeps an uploaded version that was found sound; whoever
// calls has compiled it. It is used once somebody puts it in force. Invalid
// when the paper has the same file already.
func (d *Desk) KeepPaperTemplate(ctx context.Context, who casemodel.Actor, paper, title, name string, content []byte) (*TemplateVersion, error) {
	if err := d.Office(who, "papers", "edit"); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	row := &store.PaperTemplate{Paper: paper, Name: name, Content: content, SHA256: hex.EncodeToString(sum[:]), State: TemplateHeld, ByID: who.UserID, ByName: who.Name}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		before, err := tx.PaperTemplates(paper)
		if err != nil {
			return err
		}
		for i := range before {
			if before[i].SHA256 == row.SHA256 {
				return &casemodel.Error{Kind: casemodel.Invalid, Key: "template.known", Field: "file", Args: map[string]any{"no": before[i].No}}
			}
		}
		row.ID, row.At, row.No = tx.NewID(), tx.Now(), 1
		if len(before) > 0 {
			row.No = before[0].No + 1
		}
		if err := tx.InsertPaperTemplate(row); err != nil {
			return err
		}
		return record(tx, who, templateDeed("template_added", row, title))
	})
	if store.Duplicate(err) {
		return nil, &casemodel.Error{Kind: casemodel.Conflict, Key: "template.moved"}
	}
	if err != nil {
		return nil, err
	}
	return versionOf(row), nil
}

// ForcePaperTemplate makes a version the one its paper is made from; the one
// before is withdrawn.
func (d *Desk) ForcePaperTemplate(ctx context.Context, who casemodel.Actor, id casemodel.ID, title string) error {
	return d.turnTemplate(ctx, who, id, title, TemplateForce)
}

// WithdrawPaperTemplate takes a version out of use. When it was in force the
// program's own template is again.
func (d *Desk) WithdrawPaperTemplate(ctx context.Context, who casemodel.Actor, id casemodel.ID, title string) error {
	return d.turnTemplate(ctx, who, id, title, TemplateWithdrawn)
}

func (d *Desk) turnTemplate(ctx context.Context, who casemodel.Actor, id casemodel.ID, title, to string) error {
	if err := d.Office(who, "papers", "edit"); err != nil {
		return err
	}
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		row, err := tx.PaperTemplate(id)
		if err != nil {
			return err
		}
		if row.State == to {
			return &casemodel.Error{Kind: casemodel.Conflict, Key: "template.moved"}
		}
		act := "template_withdrawn"
		if to == TemplateForce {
			act = "template_forced"
			before, err := tx.PaperInForce(row.Paper)
			if err != nil {
				return err
			}
			if before != nil {
				if err := tx.SetPaperTemplate(before.ID, TemplateForce, TemplateWithdrawn); err != nil {
					return err
				}
			}
		}
		if err := tx.SetPaperTemplate(id, row.State, to); err != nil {
			return err
		}
		return record(tx, who, templateDeed(act, row, title))
	})
	if store.Duplicate(err) {
		return &casemodel.Error{Kind: casemodel.Conflict, Key: "template.moved"}
	}
	return err
}

func templateDeed(act string, row *store.PaperTemplate, title string) Deed {
	return Deed{act, "paper", row.Paper, title, []Change{{Field: "template_no", After: strconv.Itoa(row.No)}, {Field: "sha256", After: row.SHA256}}}
}
