package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// logInquiry writes down what somebody was asked, in a sealed row as a sitting
// has; the journal says that it was done, never whom and what. What is for the
// mediators' own use falls due as no paper and leaves in no volume.
func logInquiry(j *job, c *call) error {
	earlier, err := j.tx.Sessions(c.m.ID)
	if err != nil {
		return err
	}
	s := &casemodel.Session{
		ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, No: recordNo(earlier, casemodel.InquiryFrom), Mode: casemodel.ModeInquiry,
		On: c.on, AuthorID: c.who.UserID, Seq: c.seq,
	}
	if c.in.Bool("inside") {
		s.Mode, s.No = casemodel.ModeInside, recordNo(earlier, casemodel.InsideFrom)
		c.put("doc."+recordOfInquiry, j.fam.value(c.m.ID, "doc."+recordOfInquiry))
	}
	if err := j.inquiry(c, s); err != nil {
		return err
	}
	pages := c.in.IDs("pages")
	if s.Text == "" && len(s.Minutes.Said) == 0 && len(pages) == 0 {
		return casemodel.Bad("asked", "inquiry.empty")
	}
	unsay(c)
	if err := j.tx.InsertSession(s); err != nil {
		return err
	}
	if err := j.tx.UsePages(s, recordPaper(c.flow, s), pages...); err != nil || len(pages) == 0 {
		return missing(err, "pages", "field.no_such_file")
	}
	hash, err := recordHash(s)
	if err != nil {
		return err
	}
	return j.signedRecord(c, s, s.ID, hash, s.On, true, casemodel.Signed{}) // the handwritten record is the record
}

// reviseInquiry writes anew an inquiry that nobody has signed: what is sent is
// all of it. How it read before is kept.
func reviseInquiry(j *job, c *call) error {
	s, locked, err := j.recordNamed(c)
	if err != nil {
		return err
	}
	switch {
	case !s.Inquiry():
		return casemodel.Bad("record", "inquiry.none")
	case locked:
		return casemodel.Bad("record", "record.locked")
	}
	was := *s
	if err := j.inquiry(c, s); err != nil {
		return err
	}
	if s.Text == "" && len(s.Minutes.Said) == 0 {
		return casemodel.Bad("asked", "inquiry.empty")
	}
	unsay(c)
	return j.rewrite(c, &was, s)
}

// inquiry reads what is written of one into its record, and refuses times that
// cannot be, nobody who was asked, and a party that was asked without the help it
// needs: who cannot read has it read out, who cannot hear or speak the language
// has an interpreter, who is no adult has a guardian there.
func (j *job) inquiry(c *call, s *casemodel.Session) error {
	minutes, err := j.minutes(c)
	if err != nil {
		return err
	}
	q := &casemodel.Inquiry{
		Party: c.in.ID("party"), Person: c.in.Text("person"), About: c.in.Text("about"), With: c.in.Text("with"), Writer: c.in.Text("writer"), Refused: c.in.Text("refused"),
	}
	if q.Party == "" && q.Person == "" {
		return casemodel.Bad("person", "inquiry.nobody")
	}
	p := j.fam.party(q.Party)
	switch {
	case q.Party != "" && !p.Present():
		return casemodel.Bad("party", "field.no_such_party")
	case p != nil && slices.Contains(p.Needs, "illiterate") && minutes.ReadBy == "":
		return casemodel.Bad("read_by", "inquiry.read_out")
	case p != nil && slices.Contains(p.Needs, "minor") && c.in.Text("present") == "":
		return casemodel.Bad("present", "inquiry.guardian")
	case p != nil:
		if err := workflows.Helped([]casemodel.Party{*p}, nil, c.in); err != nil {
			return err
		}
	}
	minutes.Inquiry = q
	s.Minutes, s.Place, s.Present, s.Text = minutes, c.in.Text("place"), c.in.Text("present"), c.in.Text("text")
	if !minutes.Began.IsZero() {
		s.On = today(minutes.Began)
	}
	return nil
}
