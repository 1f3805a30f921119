package casework

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// openSession opens the mediation and, in the same act, begins the sitting that
// was arranged for it: the one named, else the first of the day.
func openSession(j *job, c *call) error {
	if err := j.fam.loadSittings(); err != nil {
		return err
	}
	s := j.fam.sitting(c.in.ID("sitting"))
	for _, one := range j.fam.sits {
		if s == nil && one.MatterID == c.m.ID && one.State == casemodel.Planned && today(one.From) == c.on {
			s = one
		}
	}
	if s != nil {
		return j.begin(c, s)
	}
	came := c.in.Attendance("came")
	if err := j.comes(came); err != nil {
		return err
	}
	if there := present(came); len(there) > 0 && !c.in.Has("present") {
		c.in["present"] = there // as one says it who does not tell how each of them came
	}
	unsay(c)
	return nil
}

func startSitting(j *job, c *call) error {
	s := j.fam.sitting(c.in.ID("sitting"))
	if c.flow.Open(c.m.State, "open_session") != nil && !s.Alone() { // the first of them opens the mediation, with everything that asks for
		return &casemodel.Error{Kind: casemodel.WrongStep, Key: "arrange.open_first", Stage: c.m.State}
	}
	return j.begin(c, s)
}

// begin writes down that a sitting begins, and who is there. Invalid when it is
// not of today or has begun, when nobody came, or when somebody who cannot
// follow it has no help (users.md F12).
func (j *job) begin(c *call, s *casemodel.Sitting) error {
	switch {
	case s.State != casemodel.Planned:
		return casemodel.Bad("sitting", "arrange.begun")
	case today(s.From) > j.today:
		return casemodel.Bad("sitting", "arrange.not_today")
	}
	came := c.in.Attendance("came")
	if err := j.comes(came); err != nil {
		return err
	}
	if c.in.Has("letter") {
		s.Letter = c.in.Text("letter")
	}
	if s.Mode == "detention" && s.Letter == "" {
		return casemodel.Bad("letter", "arrange.letter_missing")
	}
	if err := j.interprets(c, s); err != nil {
		return err
	}
	if err := workflows.Helped(j.there(s, came), came, c.in); err != nil {
		return err
	}
	s.State, s.Seq, s.StartedAt = casemodel.Started, c.seq, j.tx.Now()
	if c.on < j.today { // entered later
		s.StartedAt = s.From
	}
	s.Begun = casemodel.Begun{Came: came, Pledge: c.in.Bool("pledge"), Masters: c.in.Bool("masters")}
	unsay(c)
	return j.tx.UpdateSitting(s)
}

// interprets books who interprets after all, for what is left of the sitting.
func (j *job) interprets(c *call, s *casemodel.Sitting) error {
	name := c.in.Text("interpreter")
	if name == "" || name == s.Interpreter {
		if s.Interpreter != "" {
			c.in["interpreter"] = s.Interpreter
		}
		return nil
	}
	if err := j.tx.Vacate(s.ID, casemodel.Instant{}); err != nil {
		return err
	}
	s.Interpreter = name
	return j.seizeAgain(s, asked{"interpreter", "sitting"})
}

// seizeAgain takes what a sitting needs in the rooms it has already.
func (j *job) seizeAgain(s *casemodel.Sitting, fields asked) error {
	var room *casemodel.Room
	if s.RoomID != "" {
		var err error
		if room, err = j.tx.Room(s.RoomID); err != nil {
			return err
		}
	}
	return j.seize(s, room, fields)
}

// there are the parties at a sitting: who came, else who was expected.
func (j *job) there(s *casemodel.Sitting, came []casemodel.Attendance) (there []casemodel.Party) {
	is := present(came)
	for i := range j.fam.parties {
		p := &j.fam.parties[i]
		if p.Present() && (slices.Contains(is, p.ID) || len(came) == 0 && slices.Contains(s.Expected, string(p.ID))) {
			there = append(there, *p)
		}
	}
	return there
}

func present(came []casemodel.Attendance) (is []casemodel.ID) {
	for _, a := range came {
		if a.Came != "absent" {
			is = append(is, a.Party)
		}
	}
	return is
}

// comes: somebody did, and whoever speaks for a party was looked at before.
func (j *job) comes(came []casemodel.Attendance) error {
	if err := j.attendance(came); err != nil {
		return err
	}
	if len(came) > 0 && len(present(came)) == 0 {
		return casemodel.Bad("came", "arrange.nobody_came")
	}
	for i, a := range came {
		switch {
		case a.Came != "agent":
		case a.Authority == "":
			return casemodel.Bad(fmt.Sprintf("came.%d.authority", i), "session.agent_authority")
		case !a.Checked:
			return casemodel.Bad(fmt.Sprintf("came.%d.checked", i), "session.agent_checked")
		}
	}
	return nil
}

// accompanied: of who accompanies a party it is known who that is, in which
// capacity, and what the other side said to it.
func accompanied(i int, a *casemodel.Attendance) error {
	at := func(cell string) string { return fmt.Sprintf("came.%d.%s", i, cell) }
	switch {
	case a.With == "" && (a.Relation != "" || a.Capacity != "" || a.Admitted != ""):
		return casemodel.Bad(at("with"), "session.with_name")
	case a.With == "":
		return nil
	case a.Relation == "":
		return casemodel.Bad(at("relation"), "session.with_relation")
	case a.Capacity == "":
		return casemodel.Bad(at("capacity"), "session.with_capacity")
	case a.Admitted == "":
		return casemodel.Bad(at("admitted"), "session.with_admitted")
	}
	return nil
}

// unsay takes out of an act what belongs to the sitting alone.
func unsay(c *call) {
	for _, f := range c.flow.Act(c.act).Fields {
		if f.Read == "sessions" {
			delete(c.in, f.ID)
		}
	}
}
