package api

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
)

// draft is a form somebody has begun: one per user, form and matter.
type draft struct {
	Form    string            `json:"form"`
	Matter  casemodel.ID      `json:"matter" doc:"empty for a form that opens one"`
	Title   string            `json:"title"`
	Content string            `json:"content,omitempty"`
	SavedAt casemodel.Instant `json:"saved_at"`
	EndsAt  casemodel.Instant `json:"expires_at"`
}

// DraftForm names a kept form: its name and, when it is about one, the matter.
type DraftForm struct {
	Form   string `path:"form" pattern:"^[a-z0-9_.-]{1,64}$"`
	Matter string `query:"matter" doc:"id"`
}

// draftOf is whose form it is and the matter it is about, "" for none.
func (d *Door) draftOf(ctx context.Context, who *caller, in *DraftForm) (casemodel.Actor, casemodel.ID, error) {
	id := casemodel.ID(in.Matter)
	if id != "" && !id.Valid() {
		return casemodel.Actor{}, "", casemodel.Bad("matter", "field.reference")
	}
	actor, err := d.actor(ctx, who)
	return actor, id, err
}

type saveInput struct {
	DraftForm
	Body struct {
		Title   string `json:"title,omitempty" maxLength:"200"`
		Content string `json:"content" doc:"whatever the form needs to be filled in again"`
	}
}

type draftShown struct{ Body draft }

func (d *Door) listDrafts(ctx context.Context, who *caller, _ *nothing) (*options[draft], error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	kept, err := d.cfg.Desk.Drafts(ctx, actor)
	if err != nil {
		return nil, err
	}
	all := make([]draft, 0, len(kept))
	for _, k := range kept {
		all = append(all, draft{k.Form, k.MatterID, k.Title, "", k.SavedAt, k.ExpiresAt})
	}
	return found(all, len(all)), nil
}

func (d *Door) showDraft(ctx context.Context, who *caller, in *DraftForm) (*draftShown, error) {
	actor, id, err := d.draftOf(ctx, who, in)
	if err != nil {
		return nil, err
	}
	k, err := d.cfg.Desk.Draft(ctx, actor, in.Form, id)
	if err != nil {
		return nil, err
	}
	return &draftShown{draft{k.Form, k.MatterID, k.Title, k.Content, k.SavedAt, k.ExpiresAt}}, nil
}

func (d *Door) saveDraft(ctx context.Context, who *caller, in *saveInput) (*nothing, error) {
	actor, id, err := d.draftOf(ctx, who, &in.DraftForm)
	if err != nil {
		return nil, err
	}
	if err := d.cfg.Desk.RoomForDraft(ctx, actor, in.Form, id); err != nil {
		return nil, err
	}
	return nil, d.cfg.Desk.PutDraft(ctx, actor, in.Form, id, in.Body.Title, in.Body.Content)
}

func (d *Door) dropDraft(ctx context.Context, who *caller, in *DraftForm) (*nothing, error) {
	actor, id, err := d.draftOf(ctx, who, in)
	if err != nil {
		return nil, err
	}
	return nil, d.cfg.Desk.DropDraft(ctx, actor, in.Form, id)
}
