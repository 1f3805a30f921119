package web

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

// Where forms about nobody's case are printed, to be filled in by hand.
const blankPath = "/papers"

// BlankPage lists the forms.
type BlankPage struct {
	Shell
	Fault  string
	Groups []PaperGroup
	PDF    bool
	Pad    bool // numbered slips are printed elsewhere, by who registers
}

// usualForms are what people ask for before there is a case, and what somebody
// takes along who goes out.
var usualForms = []string{"D01_application", "D06_authority", "D13_record", "D04_rights", "service_address", "D11_inquiry_record"}

// blankOfs are the sorts of papers that have forms.
var blankOfs = []string{"case", "mediation", "session", "agreement", "confirmation", "performance", "followup", "volume"}

func (s *Site) blankPage(v *visit) error { return s.showBlanks(v, http.StatusOK, "") }

func (s *Site) showBlanks(v *visit, status int, fault string) error {
	page := BlankPage{Fault: fault, PDF: s.office != nil, Pad: s.mayRegister(v.who)}
	usual := PaperGroup{Title: say("blank.usual")}
	for _, id := range usualForms {
		if paper, found := s.blankForm(id); found {
			usual.Rows = append(usual.Rows, PaperRow{Value: paper.ID, Title: paper.Title})
		}
	}
	page.Groups = []PaperGroup{usual}
	for _, of := range blankOfs {
		g := PaperGroup{Title: say("paper.of." + of)}
		for _, paper := range templates.Papers() {
			if _, found := s.blankForm(paper.ID); found && paper.Of == of && !slices.Contains(usualForms, paper.ID) {
				g.Rows = append(g.Rows, PaperRow{Value: paper.ID, Title: paper.Title})
			}
		}
		if len(g.Rows) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	page.Shell = v.shell(say("blank.title"), blankPath)
	return v.show(status, "blank", page)
}

// blankForm finds a paper that may lie about blank. One that goes out under a
// number of its own is not among them: its number comes from the office's
// series and from nowhere else.
func (s *Site) blankForm(id string) (templates.Paper, bool) {
	paper, found := paperNamed(id)
	return paper, found && slices.Contains(blankOfs, paper.Of) && !goesOutOf(s.desk.Flows, paper.Of, id)
}

// printBlank gives one form. That it was printed is in the log of the
// administration; who did and when stands on it.
func (s *Site) printBlank(v *visit) error {
	as, id := "print", v.form.Get("print")
	for _, way := range []string{"word", "pdf"} {
		if v.form.Get(way) != "" {
			as, id = way, v.form.Get(way)
		}
	}
	paper, found := s.blankForm(id)
	if !found || as == "pdf" && s.office == nil {
		return s.showBlanks(v, http.StatusUnprocessableEntity, say("paper.none"))
	}
	template, _, err := s.filler(v.ctx(), id)
	if refused, is := errors.AsType[*casemodel.Error](err); is && refused.Kind == casemodel.Invalid {
		return s.showBlanks(v, http.StatusUnprocessableEntity, s.sayFault(refused.Key, refused.Args))
	}
	if err != nil {
		return err
	}
	data, err := s.blankRecord(v)
	if err != nil {
		return err
	}
	var word bytes.Buffer
	if err := template.Blank(&word, data, ""); err != nil {
		return err
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	if err := s.desk.NotePrinted(v.ctx(), v.who, casework.Printed{Act: "forms_printed", About: id, Title: paper.Title, Count: 1}); err != nil {
		return err
	}
	head := say("blank.head", "body", v.who.BodyTitle, "name", v.session.Name, "at", minute(now))
	page := RunPrint{Head: paper.Title, Back: blankPath, Said: say("blank.printed"), at: blankPath, Foot: templates.Words().Pages, Crumbs: []Link{{say("blank.title"), blankPath}, {paper.Title, ""}}}
	err = s.deliverRun(v, as, documents.FileName(say("blank.name", "paper", paper.Title)), 1, &page, func(_ *visit, step func(string)) (*documents.Run, error) {
		step(paper.Title)
		run := documents.NewRun()
		return run, run.Add(head, word.Bytes())
	})
	if errors.Is(err, errNoPDF) {
		return s.showBlanks(v, http.StatusServiceUnavailable, say("paper.no_pdf"))
	}
	return err
}

// blankRecord is what is known of nobody's case: whose form it is, and which
// sides there are.
func (s *Site) blankRecord(v *visit) (documents.Record, error) {
	body, centre, err := s.desk.Head(v.ctx(), v.who.BodyID)
	if err != nil {
		return nil, err
	}
	side := func(role string) documents.Record {
		return documents.Record{"role": s.desk.Flows.Title("party_roles", role)}
	}
	return documents.BlankRecord(documents.Record{
		"body": headOf(body), "centre": headOf(centre),
		"parties": []documents.Record{side("applicant"), side("respondent")}, "applicants": []documents.Record{side("applicant")}, "respondents": []documents.Record{side("respondent")},
	}), nil
}

// headOf is what a body's record says; what it does not say is left to write.
func headOf(b *casemodel.Body) documents.Record {
	r := documents.Record{}
	for key, value := range map[string]string{"name": b.Title, "address": b.Address, "phone": b.Phone} {
		if value != "" {
			r[key] = value
		}
	}
	return r
}
