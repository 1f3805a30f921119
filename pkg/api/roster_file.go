package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jiefen/jiefen/casemodel"
)

// largestSheet is how much of a table of people is read: more than the reader
// of tables takes, which then says so itself.
const largestSheet = 16 << 20

// rosterFile is a table of the people behind one side, as a file.
type rosterFile struct {
	ID   string        `path:"id"`
	Key  string        `header:"Idempotency-Key" doc:"makes a repeated request one act"`
	Side string        `query:"side" doc:"id of the party behind whose name they stand"`
	Try  bool          `query:"try" doc:"only look: the answer is that of the act, and nothing is written"`
	On   casemodel.Day `query:"on" doc:"legal date, today when absent"`
	Why  string        `query:"why" doc:"reason for a legal date older than 3 working days"`

	sent uploadInput
}

func (in *rosterFile) matter() string { return in.ID }

// Resolve implements huma.Resolver.
func (in *rosterFile) Resolve(ctx huma.Context) []error { return in.sent.Resolve(ctx) }

type rosterRead struct {
	Body struct {
		People  int    `json:"people" doc:"lines that name somebody; heads and totals are none"`
		Written bool   `json:"written" doc:"false when it was only tried"`
		Matter  string `json:"matter" doc:"id of the case whose roster it is"`
		Version int    `json:"version,omitempty" doc:"of the matter it was written in"`
	}
}

// enterRoster writes a table of people down as the page does: an .xlsx or .csv
// whose heads, or else whose cells, say what its columns hold. All of them are
// written or none. Faults are at line.N.column, N the line of the file.
func (d *Door) enterRoster(ctx context.Context, who *caller, in *rosterFile) (*rosterRead, error) {
	if !casemodel.ID(in.ID).Valid() {
		return nil, unknownMatter()
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	if _, err := d.cfg.Desk.Roster(ctx, actor, casemodel.ID(in.ID)); err != nil { // before anything is read for who may not know of it
		return nil, err
	}
	content, err := in.sent.file()
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(content, largestSheet))
	if err != nil {
		return nil, cut(err)
	}
	people, lines, err := d.cfg.ReadRoster(bytes.NewReader(raw))
	if err != nil {
		return nil, atField(err, "file")
	}
	step := who.input(in.On, in.Why, nil, nil, append([]byte(in.Side+"\n"), raw...))
	step.Fields = map[string]any{"side": in.Side, "rows": people}
	out := &rosterRead{}
	out.Body.People, out.Body.Matter = len(people), in.ID
	if in.Try {
		return out, inLines(d.cfg.Desk.TryMembers(ctx, actor, casemodel.ID(in.ID), step), lines)
	}
	done, err := d.cfg.Desk.Do(ctx, actor, casemodel.ID(in.ID), "enter_members", step)
	if err != nil {
		return nil, inLines(err, lines)
	}
	out.Body.Written, out.Body.Version = true, done.Version
	return out, nil
}

// atField puts a refusal without a field at one.
func atField(err error, field string) error {
	if e, is := errors.AsType[*casemodel.Error](err); is && e.Field == "" && len(e.Fields) == 0 {
		at := *e
		at.Field = field
		return &at
	}
	return err
}

// inLines says of faults at rows.I in which line of the file they are.
func inLines(err error, lines []int) error {
	e, is := errors.AsType[*casemodel.Error](err)
	if !is || e.Kind != casemodel.Invalid {
		return err
	}
	moved := *e
	moved.Fields = nil
	for _, f := range e.All() {
		parts := strings.SplitN(f.Field, ".", 3)
		if i, err := strconv.Atoi(parts[min(1, len(parts)-1)]); parts[0] == "rows" && err == nil && i < len(lines) {
			f.Field = fmt.Sprintf("line.%d", lines[i])
			if len(parts) > 2 {
				f.Field += "." + parts[2]
			}
		}
		moved.Fields = append(moved.Fields, f)
	}
	return &moved
}

// describeRoster says of the body what describeUpload says of a file's.
func (d *Door) describeRoster() {
	d.huma.OpenAPI().Paths["/matters/{id}/roster"].Post.RequestBody = d.huma.OpenAPI().Paths["/files"].Post.RequestBody
}
