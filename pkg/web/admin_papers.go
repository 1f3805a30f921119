package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework"
	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/templates"
)

// PapersPage lists every paper with the template it is made from.
type PapersPage struct {
	Shell
	Groups []PapersGroup
	Office string // what makes PDF, "" for nothing
}

// PapersGroup is the papers made of one thing.
type PapersGroup struct {
	Title string
	Rows  []TemplateRow
}

// TemplateRow is a paper, or a version of one.
type TemplateRow struct {
	ID, Title, Href, File, Sample, By, At, SHA, Name string
	State                                            State
	Force, Withdraw                                  bool // may be done with it
}

// PaperPage is one paper with its versions, and the form for another.
type PaperPage struct {
	Shell
	Crumbs []Link
	Action string
	Head   string
	May    bool
	Rows   []TemplateRow
	Faults []Fault
	Wrong  []TemplateFault
	Field  Field
	Words  []Fact // names a mark may say, each with an example
}

// TemplateFault is one thing wrong with an uploaded template, at its mark.
type TemplateFault struct{ Tag, Paragraph, Text string }

const papersHome = "/admin/papers"

func (s *Site) papersPage(v *visit) error {
	versions, err := s.desk.PaperTemplates(v.ctx(), v.who, "")
	if err != nil {
		return err
	}
	page := PapersPage{}
	for _, of := range []string{"case", "mediation", "inquiry", "session", "agreement", "confirmation", "performance", "followup", "alert", "volume"} {
		group := PapersGroup{Title: say("paper.of." + of)}
		for _, paper := range templates.Papers() {
			if paper.Of != of {
				continue
			}
			row := TemplateRow{ID: paper.ID, Title: paper.Title, Href: papersHome + "/" + paper.ID, State: State{Title: say("template.shipped"), Tint: "grey", Icon: "file"}}
			for i := range versions {
				if t := &versions[i]; t.Paper == paper.ID && t.State == casework.TemplateForce {
					row.State = State{Title: say("template.version", "no", t.No), Tint: "green", Icon: "check"}
					row.By, row.At, row.Name = t.By, minute(t.At), t.Name
				}
			}
			group.Rows = append(group.Rows, row)
		}
		page.Groups = append(page.Groups, group)
	}
	if s.office != nil {
		page.Office = s.office.Path
	}
	page.Shell = v.shell(say("nav.papers"), papersHome)
	return v.ok("papers", page)
}

// paperOf is the paper of the address.
func paperOf(v *visit) (templates.Paper, error) {
	if err := v.s.desk.Office(v.who, "papers", "list"); err != nil {
		return templates.Paper{}, err // before it is told whether there is such a paper
	}
	paper, known := paperNamed(v.c.Param("paper"))
	if !known {
		return paper, &casemodel.Error{Kind: casemodel.NotFound, Key: "template.no_paper"}
	}
	return paper, nil
}

func (s *Site) paperPage(v *visit) error { return s.showPaper(v, http.StatusOK, nil) }

func (s *Site) showPaper(v *visit, status int, wrong error) error {
	paper, err := paperOf(v)
	if err != nil {
		return err
	}
	versions, err := s.desk.PaperTemplates(v.ctx(), v.who, paper.ID)
	if err != nil {
		return err
	}
	page := PaperPage{Action: papersHome + "/" + paper.ID, Head: paper.Title, May: s.desk.Office(v.who, "papers", "edit") == nil}
	file, shipped := page.Action+"/file?version=", true
	for i := range versions {
		t := &versions[i]
		row := TemplateRow{
			ID: string(t.ID), Title: say("template.version", "no", t.No), Name: t.Name, By: t.By, At: minute(t.At), SHA: t.SHA256[:8],
			File: file + string(t.ID), Sample: file + string(t.ID) + "&filled=1", State: templateState(t.State),
			Force: page.May && t.State != casework.TemplateForce, Withdraw: page.May && t.State == casework.TemplateForce,
		}
		shipped = shipped && t.State != casework.TemplateForce
		page.Rows = append(page.Rows, row)
	}
	made, err := documents.Shipped(paper.ID)
	if err != nil {
		return err
	}
	row := TemplateRow{Title: say("template.shipped"), SHA: made.SHA256()[:8], File: file + "shipped", Sample: file + "shipped&filled=1", State: templateState("unused")}
	if shipped {
		row.State = templateState(casework.TemplateForce)
	}
	page.Rows = append(page.Rows, row)
	page.Field = Field{ID: "file", Name: "file", Title: say("template.file"), Type: "word", Required: true, Wide: true, Help: say("template.file_help")}
	if faults, is := errors.AsType[documents.FaultsError](wrong); is {
		page.Wrong = templateFaults(faults)
		wrong = casemodel.Bad("file", "template.refused")
	}
	fields := []Field{page.Field}
	page.Faults = s.faults(wrong, fields)
	page.Field = fields[0]
	page.Words = markWords("", templates.Names())
	page.Crumbs = []Link{{say("nav.papers"), papersHome}, {paper.Title, ""}}
	page.Shell = v.shell(paper.Title, papersHome)
	return v.show(status, "paper", page)
}

func templateState(state string) State {
	look := map[string][2]string{
		casework.TemplateForce: {"green", "check"}, casework.TemplateHeld: {"blue", "hourglass"}, casework.TemplateWithdrawn: {"grey", "x"}, "unused": {"grey", "file"},
	}[state]
	return State{Title: say("template.state." + state), Tint: look[0], Icon: look[1]}
}

func templateFaults(faults documents.FaultsError) []TemplateFault {
	rows := make([]TemplateFault, 0, len(faults))
	for _, f := range faults {
		rows = append(rows, TemplateFault{f.Tag, f.Paragraph, say(f.Key, "what", f.What, "part", f.Part)})
	}
	return rows
}

// markWords are the names of the marks as they are typed, in the file's order.
func markWords(within string, names []templates.Name) []Fact {
	var list []Fact
	for i := range names {
		n := &names[i]
		word := strings.TrimPrefix(within+"."+n.Word, ".")
		switch {
		case n.Many:
			list = append(list, Fact{word, say("template.list_of", "names", strings.Join(wordsOf(n.Has), say("list.comma")))})
		case n.Has != nil:
			list = append(list, markWords(word, n.Has)...)
		default:
			list = append(list, Fact{word, strings.TrimPrefix(strings.TrimPrefix(n.Like, "day "), "yuan ")})
		}
	}
	return list
}

func wordsOf(names []templates.Name) []string {
	words := make([]string, 0, len(names))
	for i := range names {
		words = append(words, names[i].Word)
	}
	return words
}

// paperFileOf hands a template over, to be edited in a word processor, or
// filled with the examples, to be looked at.
func (s *Site) paperFileOf(v *visit) error {
	paper, err := paperOf(v)
	if err != nil {
		return err
	}
	if err := s.desk.Office(v.who, "papers", "list"); err != nil {
		return err
	}
	var content []byte
	name := paper.Title
	if v.query("version") == "shipped" {
		content, err = documents.Compose(paper.Source)
	} else {
		id := casemodel.ID(v.query("version"))
		if !id.Valid() {
			return &casemodel.Error{Kind: casemodel.NotFound, Key: "paper_template.not_found"}
		}
		var t *casework.TemplateVersion
		if t, err = s.desk.PaperTemplate(v.ctx(), v.who, id); err == nil {
			content, name = t.Content, name+" "+say("template.version", "no", t.No)
			if t.Paper != paper.ID {
				return &casemodel.Error{Kind: casemodel.NotFound, Key: "paper_template.not_found"}
			}
		}
	}
	if err != nil {
		return err
	}
	if v.query("filled") == "" {
		v.sendWord(name, content)
		return nil
	}
	t, err := soundTemplate(content)
	if err != nil {
		return err
	}
	return v.fillWord(name+" "+say("template.sample"), t, documents.Sample())
}

// putTemplate takes an upload: all that is wrong is told at once and nothing is
// kept then.
func (s *Site) putTemplate(v *visit) error {
	paper, err := paperOf(v)
	if err != nil {
		return err
	}
	if err := s.desk.Office(v.who, "papers", "edit"); err != nil {
		return err
	}
	sent := v.uploads("file")
	if len(sent) == 0 {
		return s.showPaper(v, http.StatusUnprocessableEntity, casemodel.Bad("file", "template.none"))
	}
	src, err := sent[0].Open()
	if err != nil {
		return err
	}
	defer src.Close() //nolint:errcheck // it was only read
	content, err := io.ReadAll(io.LimitReader(src, documents.LargestFile+1))
	if err != nil {
		return err
	}
	if _, err := soundTemplate(content); err != nil {
		return s.showPaper(v, http.StatusUnprocessableEntity, err)
	}
	kept, err := s.desk.KeepPaperTemplate(v.ctx(), v.who, paper.ID, paper.Title, plainName(sent[0].Filename), content)
	if casemodel.Is(err, casemodel.Invalid) {
		return s.showPaper(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	v.administered("template_added", "template", kept.ID)
	return v.back(say("template.kept", "no", kept.No), papersHome+"/"+paper.ID)
}

// turnTemplate puts a version in force or takes it out of use.
func (s *Site) turnTemplate(v *visit) error {
	paper, err := paperOf(v)
	if err != nil {
		return err
	}
	id := casemodel.ID(v.c.Param("version"))
	if !id.Valid() {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "paper_template.not_found"}
	}
	note := say("template.withdrawn")
	if v.form.Get("to") == casework.TemplateForce {
		note = say("template.forced")
		err = s.desk.ForcePaperTemplate(v.ctx(), v.who, id, paper.Title)
	} else {
		err = s.desk.WithdrawPaperTemplate(v.ctx(), v.who, id, paper.Title)
	}
	if casemodel.Is(err, casemodel.Conflict) {
		return s.showPaper(v, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	v.administered("template_turned", "template", id)
	return v.back(note, papersHome+"/"+paper.ID)
}
