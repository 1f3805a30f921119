package api

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
)

// Birth is a request for a matter of some workflow.
type Birth struct {
	Parent string         `json:"parent,omitempty" doc:"id of the matter it is opened under"`
	On     casemodel.Day  `json:"on,omitempty" doc:"legal date, today when absent"`
	Why    string         `json:"why,omitempty" doc:"reason for an old legal date"`
	Fields map[string]any `json:"fields" doc:"as creatable says"`
}

type birthInput struct {
	Body    Birth
	RawBody []byte
}

type matterInput struct {
	Body struct {
		Birth
		Workflow string `json:"workflow" doc:"as creatable says"`
	}
	RawBody []byte
}

// created is 201: the matter, what happened and what came into being.
type created struct {
	Location string `header:"Location"`
	Body     Act
}

func (d *Door) createPetition(ctx context.Context, who *caller, in *birthInput) (*created, error) {
	return d.create(ctx, who, "petition", in.Body, in.RawBody)
}

func (d *Door) createTask(ctx context.Context, who *caller, in *birthInput) (*created, error) {
	return d.create(ctx, who, "linked_task", in.Body, in.RawBody)
}

func (d *Door) createMatter(ctx context.Context, who *caller, in *matterInput) (*created, error) {
	if in.Body.Workflow == "dispute_case" {
		return d.registerFields(ctx, who, in)
	}
	return d.create(ctx, who, in.Body.Workflow, in.Body.Birth, in.RawBody)
}

func (d *Door) create(ctx context.Context, who *caller, workflow string, b Birth, raw []byte) (*created, error) {
	parent := casemodel.ID(b.Parent)
	if parent != "" && !parent.Valid() {
		return nil, casemodel.Bad("parent", "field.reference")
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	out, err := d.cfg.Desk.Create(ctx, actor, workflow, parent, who.input(b.On, b.Why, nil, b.Fields, raw))
	if err != nil {
		return nil, err
	}
	return d.created(ctx, actor, out)
}

// registerFields is POST /cases by its long name: the fields are a
// registration, held to the same form, and stand at the head of a family.
func (d *Door) registerFields(ctx context.Context, who *caller, in *matterInput) (*created, error) {
	if err := d.registrationIn(in); err != nil {
		return nil, err
	}
	text, err := json.Marshal(exact(in.Body.Fields))
	if err != nil {
		return nil, casemodel.Bad("fields", "field.object")
	}
	same := &registrationInput{RawBody: in.RawBody}
	if err := json.Unmarshal(text, &same.Body); err != nil {
		return nil, casemodel.Bad("fields", "field.form")
	}
	return d.registerCase(ctx, who, same)
}

// registrationIn finds what huma would have found in the body of POST /cases,
// and what a registration has no room for.
func (d *Door) registrationIn(in *matterInput) error {
	schemas := d.huma.OpenAPI().Components.Schemas
	found, at := &huma.ValidateResult{}, huma.NewPathBuffer([]byte("body"), len("body"))
	huma.Validate(schemas, schemas.Schema(reflect.TypeFor[registration](), true, ""), at, huma.ModeWriteToServer, in.Body.Fields, found)
	wrong := malformed(found.Errors)
	for _, one := range []struct{ field, value, key string }{
		{"parent", in.Body.Parent, "field.no_parent"}, {"on", string(in.Body.On), "field.no_date"}, {"why", in.Body.Why, "field.no_date"},
	} {
		if one.value != "" {
			wrong.Fields = append(wrong.Fields, casemodel.FieldError{Field: one.field, Key: one.key})
		}
	}
	if len(wrong.Fields) == 0 {
		return nil
	}
	return wrong
}

func (d *Door) created(ctx context.Context, actor casemodel.Actor, out casework.Outcome) (*created, error) {
	body, err := d.actOf(ctx, actor, out)
	return &created{Location: Prefix + "/matters/" + string(out.MatterID), Body: body}, err
}
