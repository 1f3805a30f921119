package casework

import (
	"context"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// paperWanted is an issued paper that gets its number at the end of the work.
type paperWanted struct {
	c   *call
	row *casemodel.PaperIssue
}

// IssuedPapers are the papers of a kind of matter that go out under a number
// of their own, each with the word of its series (lists.yaml).
func IssuedPapers(flows *workflows.Library, kind casemodel.Kind) []workflows.Option {
	return flows.Lists["issued_"+string(kind)]
}

// issuePaper notes that a paper goes out. The number is taken with those of
// matters, after all other work; what a person sends as number counts nothing.
func issuePaper(j *job, c *call) error {
	delete(c.in, "number")
	paper := c.in.Text("document")
	for _, o := range IssuedPapers(j.d.Flows, c.m.Kind) {
		if o.Value == paper {
			row := &casemodel.PaperIssue{
				ID: j.tx.NewID(), RootID: c.m.RootID, MatterID: c.m.ID, Seq: c.seq, Paper: paper, BodyID: numberBody(c.m), Year: c.on.Year(),
				On: c.on, At: j.tx.Now(), ByID: c.who.UserID, ByName: c.who.Name,
			}
			j.issued = append(j.issued, paperWanted{c, row})
			return nil
		}
	}
	return casemodel.Bad("document", "issue.no_number")
}

// number gives an issued paper its number and writes it into the journal's
// line, which is not yet appended.
func (j *job) number(p paperWanted, n int, text string) error {
	p.row.No, p.row.Number = n, text
	p.c.in["number"] = text
	payload, err := j.payload(p.c)
	if err != nil {
		return err
	}
	for _, e := range j.entries {
		if e.c == p.c {
			e.payload = payload
		}
	}
	j.out.Issued = p.row
	return j.tx.InsertIssue(p.row)
}

// IssuePaper lets a paper go out: the number is taken, and written down with
// the template and every whole number on the paper.
func (d *Desk) IssuePaper(ctx context.Context, who casemodel.Actor, id casemodel.ID, p Printing) ([]casemodel.Party, *casemodel.PaperIssue, error) {
	out := &Outcome{}
	shown, err := d.print(ctx, who, id, "issue_paper", p.fields(), p.Whole, p.Reason, out)
	return shown, out.Issued, err
}
