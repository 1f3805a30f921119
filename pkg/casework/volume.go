package casework

import (
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/workflows"
)

// Part is one matter of a case as the volume holds it: the papers that are
// compulsory there or fell due, and how many files lie with it that are none of
// these.
type Part struct {
	Matter casemodel.Matter
	Flow   *workflows.Flow
	Papers []Paper
	Others int
}

// Paper is one document of a volume.
type Paper struct {
	Matter casemodel.ID
	Name   string
	On     casemodel.Day // when it fell due, "" for one that no act makes
	Must   bool
	Filed  bool
	Copy   string   // of this paper somebody has to hold one: Name is the word for that
	To     []string // who has none, by name; nobody for whom the registration may not be read
}

// Volume goes through a case, or a part of it, for whoever closes its volume:
// every matter the actor may see and for which papers fell due or files lie.
func (d *Desk) Volume(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]Part, error) {
	var volume []Part
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		volume = nil
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		for _, one := range j.fam.matters {
			if one.ID != m.ID && !m.IsRoot() && one.ParentID != m.ID {
				continue
			}
			part, err := j.part(one)
			if err != nil {
				return err
			}
			if part != nil {
				volume = append(volume, *part)
			}
		}
		return nil
	})
	return volume, err
}

// part is nil for a matter that may not be seen or has nothing to file.
func (j *job) part(m *casemodel.Matter) (*Part, error) {
	flow := j.flow(m)
	if flow == nil || !j.may(j.who, m, "see", "read").Allow {
		return nil, nil //nolint:nilnil // nothing of it belongs on the list
	}
	v := &View{Matter: *m, Flow: flow, Can: j.rights(m)}
	if err := j.tx.AtOnce(j.parts(v, m)...); err != nil {
		return nil, err
	}
	papers, err := j.papers(m)
	if err != nil {
		return nil, err
	}
	for _, d := range v.Documents {
		i := slices.IndexFunc(papers, func(p Paper) bool { return p.Name == d.Name })
		if i < 0 {
			papers = append(papers, Paper{Matter: m.ID, Name: d.Name, Filed: j.fam.filed(m.ID, d.Name)})
			i = len(papers) - 1
		}
		papers[i].On = d.On
	}
	part := &Part{Matter: *m, Flow: flow, Papers: papers}
	for _, f := range v.Files {
		if !slices.ContainsFunc(papers, func(p Paper) bool {
			return p.Name == f.Document || f.Document != "" && flow.Instead(p.Name) == f.Document
		}) {
			part.Others++
		}
	}
	if len(papers) == 0 && part.Others == 0 {
		return nil, nil //nolint:nilnil // nothing of it belongs on the list
	}
	return part, nil
}

// paperNames are the documents a file of a matter may be: those of its
// procedure, and in the case those of its parts too, for a part that is over
// takes no more files.
func (j *job) paperNames(m *casemodel.Matter) []string {
	var names []string
	for _, one := range j.fam.matters {
		if flow := j.flow(one); flow != nil && (one == m || m.IsRoot()) {
			names = append(names, flow.PaperNames()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// paperRead is the read class of a file that is a document of the family: a
// record of a sitting that is filed with the case stays one of a sitting.
func (j *job) paperRead(document, chosen string) string {
	for _, one := range j.fam.matters {
		if flow := j.flow(one); flow != nil {
			chosen = flow.FiledRead(document, chosen)
		}
	}
	return chosen
}

// PaperNames are the documents a file of a matter may be, those that its volume
// lacks first.
func (d *Desk) PaperNames(ctx context.Context, who casemodel.Actor, id casemodel.ID) (lacking, rest []string, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		lacking, rest = nil, nil
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.all(); err != nil {
			return err
		}
		missing, err := j.missingPapers()
		if err != nil {
			return err
		}
		for _, p := range missing {
			if p.Copy == "" && (p.Matter == m.ID || m.IsRoot()) && !slices.Contains(lacking, p.Name) {
				lacking = append(lacking, p.Name)
			}
		}
		rest = slices.DeleteFunc(j.paperNames(m), func(name string) bool { return slices.Contains(lacking, name) })
		return nil
	})
	return lacking, rest, err
}

// papers are those that have to lie with a matter as it ended.
func (j *job) papers(m *casemodel.Matter) ([]Paper, error) {
	if err := j.fam.loadPapers(); err != nil {
		return nil, err
	}
	done := func(act string) bool { _, was := j.fam.acts[m.ID][act]; return was }
	due := func(name string) bool { return j.fam.value(m.ID, "doc."+name) != "" }
	var list []Paper
	for _, name := range j.flow(m).Compulsory(m.State, done, due) {
		list = append(list, Paper{Matter: m.ID, Name: name, Must: true, Filed: j.fam.filed(m.ID, name) || j.fam.filed(m.ID, j.flow(m).Instead(name))})
		if word := j.flow(m).Copies(m.State)[name]; word != "" {
			one, err := j.copies(m, name, word)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// copies tells whether everybody whom a paper binds was given one.
func (j *job) copies(m *casemodel.Matter, paper, word string) (Paper, error) {
	without, err := j.withoutCopy(m, paper)
	if err != nil {
		return Paper{}, err
	}
	one := Paper{Matter: m.ID, Name: word, Copy: paper, Must: true, Filed: len(without) == 0}
	for _, p := range without {
		if j.canRead(j.who, m, "registration") {
			one.To = append(one.To, p.Name)
		}
	}
	return one, nil
}

// missingPapers are the compulsory ones of the whole case that do not lie with
// it.
func (j *job) missingPapers() ([]Paper, error) {
	var missing []Paper
	for _, m := range j.fam.matters {
		if j.flow(m) == nil {
			continue
		}
		list, err := j.papers(m)
		if err != nil {
			return nil, err
		}
		missing = append(missing, slices.DeleteFunc(list, func(p Paper) bool { return p.Filed })...)
	}
	return missing, nil
}

// filed reports whether a document lies with a matter, or with the case as a
// whole.
func (f *family) filed(m casemodel.ID, name string) bool {
	return name != "" && (slices.Contains(f.papers[m], name) || slices.Contains(f.papers[f.root.ID], name))
}

func (f *family) loadPapers() error {
	return f.once("papers", func() (err error) {
		ids := make([]casemodel.ID, len(f.matters))
		for i, m := range f.matters {
			ids[i] = m.ID
		}
		f.papers, err = f.tx.Papers(ids...)
		return err
	})
}
