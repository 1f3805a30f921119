package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
)

// Spot is a dispute that a mediator found, heard and settled himself, or tried
// to, and takes down afterwards in one go (就地调解, users.md F1).
type Spot struct {
	Registration

	Result string         // SpotOral, SpotWritten, SpotNone
	Reason string         // of SpotNone, one of the list failures
	Terms  []SpotTerm     // what was agreed
	Breach string         // of a written agreement
	Way    string         // how a written one was signed: wet or fingerprint
	Course string         // how it came to it, for the record of the sitting
	Place  string         // where they sat, where it happened when empty
	Proof  string         // of what was handed over at once
	Photos []casemodel.ID // of the signed sheet
	Told   string         // the terms in words, kept with the case when the sitting cannot be written down
	GoOn   bool           // when a step is refused, go up to it and leave the rest to the ordinary road
}

// MaySettle reports whether somebody is one who settles disputes where they
// are; whether this one, its steps ask.
func (d *Desk) MaySettle(who casemodel.Actor) bool {
	return who.Has("mediator") && slices.Contains(spotBodies, who.BodyKind)
}

// Results of a mediation on the spot.
const (
	SpotOral    = "oral"
	SpotWritten = "written"
	SpotNone    = "none"
)

// SpotField marks the cases that were taken down on the spot: they are drawn
// for the random check and count toward no target.
const SpotField = "on_the_spot"

// spotPeople is how many people a dispute settled on the spot may have.
const spotPeople = 4

// SpotTerm is one thing agreed, between parties named by their place in the
// registration, from 0; a creditor of -1 is nobody.
type SpotTerm struct {
	Debtor, Creditor int
	Kind, What       string
	Amount           casemodel.Money
	Due              casemodel.Day
	Paid             bool // handed over at once
}

// Halt says which step of the road was refused, and why; it is the refusal.
type Halt struct { //nolint:errname // it holds a refusal and says where
	At     int          // steps before it
	Act    string       // the step
	Flow   string       // the procedure it belongs to
	Matter casemodel.ID // the matter it was to move, when that is kept
	Err    error
}

// Error implements error for logs; doors show the refusal it holds.
func (h *Halt) Error() string { return fmt.Sprintf("%s of %s: %v", h.Act, h.Flow, h.Err) }

// Unwrap gives the refusal.
func (h *Halt) Unwrap() error { return h.Err }

// OnTheSpot registers a dispute and fires, one after the other and in one
// transaction, every act that stands between its registration and what came
// out of it: each through step, with its own right, guards and journal entry.
// When one is refused nothing at all is written and the error is a *Halt. With
// GoOn the steps before the refused one are then carried out by themselves, and
// the Halt is given beside the outcome: the case goes on from there as any case.
func (d *Desk) OnTheSpot(ctx context.Context, who casemodel.Actor, s Spot, in Input) (Outcome, *Halt, error) {
	if !d.MaySettle(who) {
		return Outcome{}, nil, &casemodel.Error{Kind: casemodel.Forbidden, Key: "spot.forbidden"}
	}
	road := s.road(who)
	out, err := d.spotRun(ctx, who, s, in, road)
	var halt *Halt
	if err == nil || !s.GoOn || !errors.As(err, &halt) {
		return out, nil, err
	}
	out, err = d.spotRun(ctx, who, s, in, road[:halt.At])
	return out, halt, err
}

// spotRun registers and takes the steps of the road, in one transaction.
func (d *Desk) spotRun(ctx context.Context, who casemodel.Actor, s Spot, in Input, road []stop) (Outcome, error) {
	var out Outcome
	err := d.DB.Do(ctx, func(tx *store.Tx) error {
		out = Outcome{}
		return once(tx, who, in, &out, func() error { return d.spot(tx, who, s, in, road, &out) })
	})
	return out, err
}

func (d *Desk) spot(tx *store.Tx, who casemodel.Actor, s Spot, in Input, road []stop, out *Outcome) error {
	if err := s.check(d); err != nil {
		return err
	}
	s.onSpot = true
	if err := d.register(tx, who, s.Registration, Input{On: in.On, Why: in.Why}, out); err != nil {
		return err
	}
	root := out.MatterID
	who.Spot = root
	for i, stop := range road {
		id, err := d.walk(tx, who, root, &s, stop, in, out)
		if halts(err) {
			return &Halt{At: i, Act: stop.act, Flow: stop.flow, Matter: id, Err: err}
		}
		if err != nil {
			return err
		}
	}
	if s.Told != "" && !slices.ContainsFunc(road, func(p stop) bool { return p.act == "log_session" }) {
		if err := d.step(tx, who, root, "contact", Input{On: in.On, Why: in.Why, Fields: s.told()}, out); err != nil {
			return err
		}
	}
	m, err := tx.Matter(root)
	if err != nil {
		return err
	}
	out.MatterID, out.Version = root, m.Version
	return nil
}

// walk takes one step of the road and returns the matter it is a step of.
func (d *Desk) walk(tx *store.Tx, who casemodel.Actor, root casemodel.ID, s *Spot, stop stop, in Input, out *Outcome) (casemodel.ID, error) {
	fam, err := openFamily(tx, root)
	if err != nil {
		return "", err
	}
	if err := fam.all(); err != nil {
		return "", err
	}
	m, err := stop.find(d, fam)
	if err != nil {
		return "", err
	}
	if stop.act == "accept" {
		if err := d.spotBounds(tx, who, s, fam); err != nil {
			return m.ID, err
		}
	}
	if d.Flows.Flow(m.Workflow, m.WorkflowVersion).Act(stop.act) == nil { // an industry's procedure that knows no agreement by word
		return m.ID, casemodel.Bad("result", "guard.must_be_written")
	}
	version := m.Version
	step := Input{On: in.On, Why: in.Why, Version: &version, Fields: stop.fields(fam)}
	return m.ID, d.step(tx, who, m.ID, stop.act, step, out)
}

// halts reports whether an error is a refusal that ends the short road.
func halts(err error) bool {
	return slices.Contains([]casemodel.ErrorKind{casemodel.Invalid, casemodel.Forbidden, casemodel.Recused, casemodel.WrongStep, casemodel.Pending}, casemodel.KindOf(err))
}

// check finds what no step could judge.
func (s *Spot) check(d *Desk) error {
	switch {
	case !slices.Contains([]string{SpotOral, SpotWritten, SpotNone}, s.Result):
		return casemodel.Bad("result", "field.missing")
	case s.Result == SpotNone && !d.listed("failures", s.Reason):
		return casemodel.Bad("reason", "field.missing")
	case s.EarlierAs == AsBreach: // what came out of it is written down where the agreement is
		return casemodel.Bad("earlier_as", "guard.breach_elsewhere")
	}
	for i, t := range s.Terms {
		if t.Debtor < 0 || t.Debtor >= len(s.Parties) || t.Creditor < -1 || t.Creditor >= len(s.Parties) {
			return casemodel.Bad(fmt.Sprintf("items.%d.debtor", i), "field.no_such_party")
		}
	}
	return nil
}

// spotBounds is what a mediator may settle without the centre: what he found
// or was brought to, in his committee's place and field, between few people,
// about little money, where nobody is in danger. It stands before the first
// step that would be another's.
func (d *Desk) spotBounds(tx *store.Tx, who casemodel.Actor, s *Spot, fam *family) error {
	bad := func(field, key string, args ...any) error {
		e := casemodel.Bad(field, key)
		for i := 0; i+1 < len(args); i += 2 {
			e.Args = map[string]any{fmt.Sprint(args[i]): args[i+1]}
		}
		return e
	}
	r := fam.root
	people := 0
	for _, p := range fam.parties {
		people += max(p.Count, 1)
	}
	sum := casemodel.Money(0)
	for _, t := range s.Terms {
		sum += t.Amount
	}
	limit := casemodel.Money(d.SettingNumber(SpotAmount)) * 100
	body, err := tx.Body(who.BodyID)
	if err != nil {
		return err
	}
	switch {
	case r.Category == "":
		return bad("category", "guard.category_set")
	case s.Violence.Flagged() || r.Sealed != 0:
		return bad("", "guard.spot_violence")
	case casemodel.Homely(r.Category) && !s.Violence.Asked():
		return bad("violence_ever", "guard.spot_unasked")
	case r.Risk >= casemodel.RiskOrange:
		return bad("", "guard.spot_risk")
	case max(people, s.People) > spotPeople:
		return bad("", "guard.spot_people", "n", spotPeople)
	case !slices.Contains([]string{"active", "window"}, r.Channel):
		return bad("source_channel", "guard.spot_source")
	case sum > limit:
		return bad("", "guard.spot_amount", "limit", limit.Grouped())
	case !slices.Contains([]string{r.A1, r.A2, r.A3, r.A4, r.A5, r.AreaID}, body.AreaID):
		return bad("occurred_area", "guard.spot_area", "body", body.Title)
	case len(body.Categories) > 0 && !slices.ContainsFunc(body.Categories, func(c string) bool { return strings.HasPrefix(r.Category, c) }):
		return bad("category", "guard.spot_category", "body", body.Title)
	case !slices.Contains(spotBodies, body.Kind):
		return bad("", "guard.spot_body", "body", body.Title)
	}
	return nil
}

// spotBodies are the committees whose mediators go to where people quarrel.
var spotBodies = []string{"pmc_village", "pmc_town", "pmc_enterprise", "pmc_industry", "chamber_pmc", "mediator_studio"}

// told keeps the terms with a case whose sitting could not be written down:
// what was said there stays among those who may read what is said in sittings.
func (s *Spot) told() map[string]any {
	return given("with", "party", "way", "visit", "line", s.Told)
}
