package casework

import (
	"fmt"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// logSession writes a sitting into its own sealed row; the journal says that
// it was held, never what was said.
func logSession(j *job, c *call) error {
	minutes, err := j.minutes(c)
	if err != nil {
		return err
	}
	earlier, err := j.tx.Sessions(c.m.ID)
	if err != nil {
		return err
	}
	s := &casemodel.Session{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, No: recordNo(earlier, 0), Mode: c.in.Text("mode"), Side: c.in.ID("side"),
		On: c.on, Place: c.in.Text("place"), Present: c.in.Text("present"), Result: c.in.Text("result"), Text: c.in.Text("text"),
		Minutes: minutes, AuthorID: c.who.UserID, Seq: c.seq,
	}
	if !minutes.Began.IsZero() {
		s.On = today(minutes.Began) // a sitting is written down on its day or later
	}
	if s.Mode == "caucus" && s.Side == "" {
		return casemodel.Bad("side", "field.side_missing")
	}
	if err := j.recorded(c, s); err != nil {
		return err
	}
	pages := c.in.IDs("pages")
	unsay(c)
	if err := j.tx.InsertSession(s); err != nil {
		return err
	}
	if err := j.tx.UsePages(s, recordPaper(c.flow, s), pages...); err != nil {
		return missing(err, "pages", "field.no_such_file")
	}
	switch {
	case s.Mode == "caucus":
	case len(pages) == 0:
		return nil
	default: // the handwritten record is the record
		hash, err := recordHash(s)
		if err != nil {
			return err
		}
		return j.signedRecord(c, s, s.ID, hash, s.On, true, casemodel.Signed{})
	}
	return j.confide(c, s.ID)
}

// recordNo is the number of a matter's next record of a series: the first after
// the last of that series that no record has.
func recordNo(earlier []casemodel.Session, from int) int {
	no, taken := from, map[int]bool{}
	for i := range earlier {
		taken[earlier[i].No] = true
		if earlier[i].Series() == from {
			no = max(no, earlier[i].No)
		}
	}
	for no++; taken[no]; {
		no++
	}
	return no
}

// recordPaper is the paper that the photographed pages of a record are; what
// one side said alone is no paper of the volume.
func recordPaper(flow *workflows.Flow, s *casemodel.Session) string {
	paper := recordOfSitting
	if s.Inquiry() {
		paper = recordOfInquiry
	}
	if s.Mode == "caucus" || s.Mode == casemodel.ModeInside || !slices.Contains(flow.PaperNames(), paper) {
		return ""
	}
	return paper
}

// opens reports whether somebody may open a file of a matter: by its class, and
// a page of a record only as that record: what one side said alone stays with
// its mediators, in photographs too.
func (j *job) opens(who casemodel.Actor, m *casemodel.Matter, f *casemodel.File) (bool, error) {
	if !j.canRead(who, m, f.Read) {
		return false, nil
	}
	return j.hears(who, m, f)
}

// leaves is opens for what goes out of the house, in a volume or to a court:
// what one side said alone does not, even by the hand of who was told.
func (j *job) leaves(who casemodel.Actor, m *casemodel.Matter, f *casemodel.File) (bool, error) {
	if !j.canRead(who, m, f.Read) {
		return false, nil
	}
	return j.hears(casemodel.Actor{}, m, f)
}

// hears reports whether the record a file is a page of may be read by somebody,
// or by everybody who reads records when it is nobody.
func (j *job) hears(who casemodel.Actor, m *casemodel.Matter, f *casemodel.File) (bool, error) {
	if f.SessionID == "" {
		return true, nil
	}
	by := heardBy{m.ID, who.UserID, j.inside(who, m)}
	if j.heard[by] == nil {
		heard, err := j.tx.HeardSessions(m.ID, by.user, by.inside)
		if err != nil {
			return false, err
		}
		if j.heard == nil {
			j.heard = map[heardBy]map[casemodel.ID]bool{}
		}
		j.heard[by] = heard
	}
	return j.heard[by][f.SessionID], nil
}

// heardBy is a matter and a user, and whether he is one of those who mediate it:
// which of its sittings he may read of.
type heardBy struct {
	matter, user casemodel.ID
	inside       bool
}

// Headings are the fields under which a record of a sitting is written, in
// their order: its long texts but the free one.
func Headings(act *workflows.Act) []workflows.Field {
	var heads []workflows.Field
	for _, f := range act.Fields {
		if f.Type == "longtext" && f.Read == "sessions" && f.ID != "text" {
			heads = append(heads, f)
		}
	}
	return heads
}

// minutes reads the parts of a record, and refuses times that cannot be and
// people who are not of the case.
func (j *job) minutes(c *call) (casemodel.Minutes, error) {
	m := casemodel.Minutes{
		Began: c.in.Instant("began"), Ended: c.in.Instant("ended"), Next: c.in.Instant("sitting_at"), Came: c.in.Attendance("came"),
		Interpreter: c.in.Text("interpreter"), Pledge: c.in.Bool("pledge"), Masters: c.in.Bool("masters"), ReadBy: c.in.Text("read_by"),
	}
	for _, f := range Headings(c.flow.Act(c.act)) {
		if text := c.in.Text(f.ID); text != "" {
			if m.Said == nil {
				m.Said = map[string]string{}
			}
			m.Said[f.ID] = text
		}
	}
	now := j.tx.Now()
	switch {
	case now.Before(m.Began):
		return m, casemodel.Bad("began", "date.future")
	case now.Before(m.Ended):
		return m, casemodel.Bad("ended", "session.not_over")
	case !m.Ended.IsZero() && !m.Began.Before(m.Ended):
		return m, casemodel.Bad("ended", "session.ends_first")
	case !m.Next.IsZero() && !now.Before(m.Next):
		return m, casemodel.Bad("sitting_at", "session.next_past")
	}
	return m, j.attendance(m.Came)
}

// attendance: every row is a party that takes part, once; an agent has a name.
func (j *job) attendance(came []casemodel.Attendance) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	seen := map[casemodel.ID]bool{}
	for i, a := range came {
		p := j.fam.party(a.Party)
		switch {
		case p == nil || !p.Present() || seen[a.Party]:
			return casemodel.Bad(fmt.Sprintf("came.%d.party", i), "field.no_such_party")
		case a.Came == "agent" && a.Name == "":
			return casemodel.Bad(fmt.Sprintf("came.%d.name", i), "session.agent_name")
		}
		if err := accompanied(i, &a); err != nil {
			return err
		}
		seen[a.Party] = true
	}
	return nil
}

// SittingDays are days on which the next sitting is likely to be: about half a
// week, one and two weeks on, each a working day.
func (d *Desk) SittingDays(now casemodel.Instant) []casemodel.Day {
	book, from := d.Calendar(), day(today(now))
	days := []casemodel.Day{"", "", ""}
	for i, n := range []int{3, 7, 14} {
		days[i] = legal(book.NextWorking(from.Add(n)))
	}
	return days
}
