package casework

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// facts gathers what guards may look at. What is not asked for is not read:
// an act without guards costs no query here.
func (j *job) facts(c *call) (*workflows.Facts, error) {
	f := &workflows.Facts{
		Act: c.act, Matter: c.m, Root: j.fam.root, Family: j.fam.matters, Actor: c.who, On: c.on, Today: j.today,
		FollowOn: c.follow, Days: span,
	}
	if j.master != nil {
		f.Master = j.master.root
	}
	if a := c.flow.Act(c.act); a != nil && len(a.Needs) == 0 && !conditional(a) {
		return f, nil
	}
	if err := j.fam.all(); err != nil {
		return nil, err
	}
	f.Parties, f.Roster, f.Items, f.Values, f.Acts, f.Recusals = j.fam.parties, j.fam.roster, j.fam.items, j.fam.values, j.fam.acts, j.fam.recusals
	f.Deadlines = j.fam.deadlines
	if c.flow.Act(c.act).Asks("offers_stand") {
		offers, err := j.tx.Offers(c.m.ID)
		if err != nil {
			return nil, err
		}
		f.Offers = offers
	}
	if c.flow.Act(c.act).Asks("file_complete") {
		missing, err := j.missingPapers()
		if err != nil {
			return nil, err
		}
		for _, one := range missing {
			f.Missing = append(f.Missing, one.Name)
		}
	}
	if c.flow.Act(c.act).Asks("may_fall") {
		f.Unfallen = j.unfallen(c.m)
	}
	if c.flow.Act(c.act).Asks("has_fallen") {
		f.Fallen = slices.ContainsFunc(j.fallsOf(c.m), Fall.Stands)
	}
	if c.flow.Act(c.act).Asks("sitting_ahead") {
		if err := j.fam.loadSittings(); err != nil {
			return nil, err
		}
		f.Ahead = j.fam.ahead(c.m.ID) != nil
	}
	if c.act == "submit" && !c.follow {
		if err := j.before(c, f); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// before gathers what was there before a case that is handed in: cases that look
// the same, those whose agreement binds the same parties, and the one that is
// applied for again.
func (j *job) before(c *call, f *workflows.Facts) error {
	found, bound, err := j.tx.SimilarCases(j.fam.root.ID, j.fam.parties, j.fam.root.Category)
	if err != nil {
		return err
	}
	if f.Duplicates, err = j.knownOf(found); err != nil {
		return err
	}
	for _, m := range f.Duplicates {
		if m.Workflow != "" && bound[m.ID] { // of which more may be told than that it is there
			f.Bound, c.bound = append(f.Bound, m), append(c.bound, m.ID)
		}
	}
	if id := c.in.ID("earlier"); id != "" && c.in.Text("earlier_as") == AsAgain {
		f.Again, err = j.againOf(id)
	}
	return err
}

// knownOf keeps, of cases that look the same, those the actor may know of.
// Where they may only be told that another body holds one (act hint), it loses
// its name; a sealed one, one of a family and one that may hold violence at home
// are never told: that such a case is there may get somebody hurt (engine rule
// T5, users.md F7).
func (j *job) knownOf(found []casemodel.Matter) ([]casemodel.Matter, error) {
	var known []casemodel.Matter
	ids := make([]casemodel.ID, len(found))
	for i := range found {
		ids[i] = found[i].RootID
	}
	untold, err := j.tx.Untold(ids...)
	if err != nil {
		return nil, err
	}
	for i := range found {
		fam, err := openFamily(j.tx, found[i].RootID)
		if err != nil {
			return nil, err
		}
		other := j.d.job(j.tx, fam, j.who, &Outcome{})
		switch {
		case other.may(j.who, fam.root, "see", "read").Allow:
			known = append(known, *fam.root)
		case !untold[fam.root.ID] && other.may(j.who, fam.root, "hint").Allow:
			known = append(known, casemodel.Matter{ID: fam.root.ID})
		}
	}
	return known, nil
}

// conditional reports whether the act has guards beyond its own: on follow-ons
// or on asking for approval.
func conditional(a *workflows.Act) bool {
	return slices.ContainsFunc(a.Then, func(t workflows.Then) bool { return t.When != nil }) ||
		slices.ContainsFunc(a.Creates, func(n workflows.Create) bool { return n.When != nil })
}

// refers checks that what the input names exists and may be named here, and
// hands bodies and memberships to the guards.
func (j *job) refers(c *call, act *workflows.Act, facts *workflows.Facts) error {
	for _, f := range act.Fields {
		if !c.in.Has(f.ID) {
			continue
		}
		var err error
		switch f.Type {
		case "body":
			err = j.refersBody(c, f, facts)
		case "user":
			err = j.refersUser(c, f, facts, c.in.ID(f.ID))
		case "users":
			for _, id := range c.in.IDs(f.ID) {
				if err == nil {
					err = j.refersUser(c, f, facts, id)
				}
			}
		case "party":
			err = j.refersParty(f, c.in.ID(f.ID))
		case "parties":
			for _, id := range c.in.IDs(f.ID) {
				if err == nil {
					err = j.refersParty(f, id)
				}
			}
		case "area":
			if _, failed := j.tx.Area(c.in.Text(f.ID)); failed != nil {
				err = missing(failed, f.ID, "field.no_such_area")
			}
		case "paper":
			if !slices.Contains(j.paperNames(c.m), c.in.Text(f.ID)) {
				err = casemodel.Bad(f.ID, "field.choice")
			}
		case "items":
			err = j.refersItems(c, f)
		case "offer":
			err = j.refersOffer(c, f)
		case "confided":
			err = j.refersConfided(c, f)
		case "room":
			err = j.refersRoom(c, f, c.in.ID(f.ID))
		case "sitting":
			err = j.refersSitting(c, f, c.in.ID(f.ID))
		case "record": // the act itself looks for it: among those that the actor reads
		case "matter":
			err = j.refersMatter(c, f, c.in.ID(f.ID))
		case "file":
			err = j.refersFile(c, f, c.in.ID(f.ID))
		case "files":
			for _, id := range c.in.IDs(f.ID) {
				if err == nil {
					err = j.refersFile(c, f, id)
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// missing turns "not found" into a fault at the field, other errors stay.
func missing(err error, field, key string) error {
	if casemodel.Is(err, casemodel.NotFound) {
		return casemodel.Bad(field, key)
	}
	return err
}

func (j *job) refersBody(c *call, f workflows.Field, facts *workflows.Facts) error {
	b, err := j.tx.Body(c.in.ID(f.ID))
	if err != nil {
		return missing(err, f.ID, "field.no_such_body")
	}
	if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, b.Kind) && !c.follow {
		return casemodel.Bad(f.ID, "field.body_kind")
	}
	if f.ID == "body" {
		facts.Target = b
	}
	return nil
}

func (j *job) refersUser(c *call, f workflows.Field, facts *workflows.Facts, id casemodel.ID) error {
	u, err := j.tx.User(id)
	if err != nil {
		return missing(err, f.ID, "field.no_such_user")
	}
	if u.Active != 1 {
		return casemodel.Bad(f.ID, "field.user_inactive")
	}
	members, err := j.tx.Memberships(id)
	if err != nil {
		return err
	}
	if facts.Members == nil {
		facts.Members = map[casemodel.ID][]casemodel.Membership{}
	}
	facts.Members[id] = members
	at := map[string]casemodel.ID{"body": c.m.BodyID, "centre": c.m.CentreID}[f.Of]
	serves := func(m casemodel.Membership) bool { return m.Active == 1 && j.tx.Now().Before(m.Until) }
	if f.Of != "" && !slices.ContainsFunc(members, func(m casemodel.Membership) bool { return serves(m) && m.BodyID == at }) {
		return casemodel.Bad(f.ID, "field.user_elsewhere")
	}
	inRole := func(m casemodel.Membership) bool {
		return serves(m) && slices.Contains(m.Roles, f.Role) && (f.Of == "" || m.BodyID == at)
	}
	if f.Role != "" && !slices.ContainsFunc(members, inRole) {
		return casemodel.Bad(f.ID, "field.user_role")
	}
	return nil
}

func (j *job) refersParty(f workflows.Field, id casemodel.ID) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	if p := j.fam.party(id); p == nil {
		return casemodel.Bad(f.ID, "field.no_such_party")
	}
	return nil
}

// refersMatter: a person names only matters they may know of, of the kinds the
// field is for. Where the definition says so, they may also name one of which
// they have the identity from another centre; a sealed one is never there.
func (j *job) refersMatter(c *call, f workflows.Field, id casemodel.ID) error {
	m, err := j.tx.Matter(id)
	if err == nil && c.who.UserID != "" && (!f.Unseen || m.Sealed == 1) {
		_, _, err = j.d.look(j.tx, c.who, id)
	}
	if err != nil {
		return missing(err, f.ID, "field.no_such_matter")
	}
	if len(f.Kinds) > 0 && !slices.Contains(f.Kinds, string(m.Kind)) {
		return casemodel.Bad(f.ID, "field.matter_kind")
	}
	return nil
}

// refersFile: a file is the sender's own fresh upload, or one on this matter
// that the sender may read. Only what is fresh is attached, and only what is on
// file is taken down; what a person was let name, the program may name after.
func (j *job) refersFile(c *call, f workflows.Field, id casemodel.ID) error {
	file, err := j.tx.File(id)
	if err != nil {
		return missing(err, f.ID, "field.no_such_file")
	}
	fresh := file.MatterID == "" && file.OwnerID == c.who.UserID
	filed := file.MatterID == c.m.ID && file.Detached == 0
	if filed && c.who.UserID != "" {
		if filed, err = j.opens(c.who, c.m, file); err != nil {
			return err
		}
	}
	if fresh && c.act != "detach" || filed && c.act != "attach" {
		return nil
	}
	return casemodel.Bad(f.ID, "field.no_such_file")
}

// userName is for journal payloads and card texts.
func (j *job) userName(id casemodel.ID) (string, error) {
	u, err := j.tx.User(id)
	if err != nil {
		return "", fmt.Errorf("name of user: %w", err)
	}
	return u.Name, nil
}
