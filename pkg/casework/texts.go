package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Text is one saved text of an agreement.
type Text struct {
	No      int    // from 1
	Act     string // that saved it
	By      string
	At      casemodel.Instant
	SHA256  string
	ForceOn casemodel.Day // from which it binds, "" while it does not
	Signed  bool          // it is under a signature now, or binds
	Items   []casemodel.Item
	Total   string
	Breach  string
	More    string
	Copies  string
	Left    []LeftClaim // claims it does not settle
	Fallen  string      // all or part of it has no force any more, "" while it binds
}

// keepText saves the agreement's text after an act that wrote on it, unless it
// is the one that was saved last.
func (j *job) keepText(c *call, act *workflows.Act) error {
	writes := slices.ContainsFunc(act.Fields, func(f workflows.Field) bool { return f.Type == "items" })
	if j.dry || !writes || c.m.Kind != casemodel.KindProceeding {
		return nil
	}
	for _, load := range []func() error{j.fam.loadItems, j.fam.loadValues} {
		if err := load(); err != nil {
			return err
		}
	}
	items := j.lying(c.m)
	if len(items) == 0 {
		return nil
	}
	text, sha, err := j.frozen(c.m, items, nil)
	if err != nil {
		return err
	}
	no, last, err := j.tx.LastText(c.m.ID)
	if err != nil {
		return err
	}
	on := casemodel.Day(c.extra["effective_on"]) // an agreement that binds as soon as it is written down
	if last == sha {
		if on != "" {
			return j.tx.ForceText(c.m.ID, no, on)
		}
		return nil
	}
	return j.tx.InsertText(&casemodel.AgreementText{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, No: no + 1, Act: c.act, SHA256: sha,
		AuthorID: c.who.UserID, AuthorName: c.who.Name, At: j.tx.Now(), Seq: c.seq, ForceOn: on, Text: text,
	})
}

// forceText says of the text that lies last that it binds from a day on.
func (j *job) forceText(m *casemodel.Matter, on casemodel.Day) error {
	no, _, err := j.tx.LastText(m.ID)
	if err != nil || no == 0 || j.dry {
		return err
	}
	return j.tx.ForceText(m.ID, no, on)
}

// Texts lists the texts of a matter's agreement, the first one first: those
// that are signed for who may read agreements, the drafts before them for who
// may read what was talked about. NotFound when they may not know of the
// matter, Forbidden when they may not read its agreement.
func (d *Desk) Texts(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Text, error) {
	var texts []Text
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if answer := j.may(who, m, readAct("agreement"), "read"); !answer.Allow {
			return j.refuse(m, j.flow(m), readAct("agreement"), answer)
		}
		if err := j.fam.loadValues(); err != nil {
			return err
		}
		saved, err := tx.AgreementTexts(m.ID)
		if err != nil {
			return err
		}
		signed := ""
		if j.anySigned(m) {
			signed = j.fam.value(m.ID, "text_sha256")
		}
		drafts := j.canRead(who, m, "sessions") // what was given up on the way to the text is part of the talks
		texts = []Text{}
		for i := range saved {
			t, err := readText(&saved[i])
			if err != nil {
				return err
			}
			t.Signed = t.ForceOn != "" || t.SHA256 == signed && i == len(saved)-1
			for _, fall := range j.fallsOf(m) {
				if fall.Stands() && slices.Contains(fall.Texts, t.No) && t.Fallen != "all" {
					t.Fallen = map[bool]string{true: "all", false: "part"}[fall.Scope == "all"]
				}
			}
			if drafts || t.Signed {
				texts = append(texts, t)
			}
		}
		return nil
	})
	return texts, err
}

func readText(saved *casemodel.AgreementText) (Text, error) {
	var f frozenText
	if err := json.Unmarshal([]byte(saved.Text), &f); err != nil {
		return Text{}, fmt.Errorf("text %d of %s: %w", saved.No, saved.MatterID, err)
	}
	t := Text{
		No: saved.No, Act: saved.Act, By: saved.AuthorName, At: saved.At, SHA256: saved.SHA256, ForceOn: saved.ForceOn,
		Total: f.Total, Breach: f.Breach, More: f.More, Copies: f.Copies, Left: f.Left,
	}
	for i, it := range f.Items {
		t.Items = append(t.Items, casemodel.Item{
			Seq: i + 1, Debtor: it.Debtor, Creditor: it.Creditor, Payer: it.Payer, Kind: it.Kind, What: it.What, AmountKind: it.AmountKind,
			Amount: casemodel.Money(it.Fen), Share: it.Share, DueOn: it.Due, UntilOn: it.Until, Every: it.Every, PaidNow: it.PaidNow,
		})
	}
	return t, nil
}
