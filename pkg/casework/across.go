package casework

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// relate begins and ends the relations to other families that an act names.
func (j *job) relate(c *call, links []workflows.Link) error {
	for _, l := range links {
		if l.When != nil {
			holds, err := j.holds(*l.When, c, c)
			if err != nil {
				return err
			}
			if !holds {
				continue
			}
		}
		var err error
		if l.End {
			err = j.unlink(l.Kind)
		} else {
			err = j.link(l.Kind, c.in.ID(strings.TrimPrefix(l.To, "$input.")))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// link ties this family to the other matter's, once per kind.
func (j *job) link(kind string, to casemodel.ID) error {
	if to == "" {
		return nil
	}
	other, err := j.tx.RootOf(to)
	if err != nil {
		return err
	}
	links, err := j.tx.Links(j.fam.root.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Kind == kind && l.FromID == j.fam.root.ID && l.ToID == other && l.Until == casemodel.Never {
			return nil
		}
	}
	return j.tx.AddLink(casemodel.Link{FromID: j.fam.root.ID, ToID: other, Kind: kind, Since: j.tx.Now()})
}

// unlink ends what goes out from this family; the rows stay.
func (j *job) unlink(kind string) error {
	links, err := j.tx.Links(j.fam.root.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.FromID == j.fam.root.ID && l.Kind == kind && l.Until == casemodel.Never {
			if err := j.tx.EndLink(l.ID, j.tx.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// letter is what is to be done in another family: everything is settled when
// it is written, so that it means the same however late it is read.
type letter struct {
	From   casemodel.ID   `json:"from"` // matter and journal entry it follows from
	Seq    int            `json:"seq"`
	Target casemodel.ID   `json:"target"`
	Tie    casemodel.ID   `json:"tie"`  // the link it went over: the effect falls with it
	Tell   workflows.Tell `json:"tell"` // With holds values here, no longer words
	On     casemodel.Day  `json:"on"`
	Behalf casemodel.ID   `json:"behalf"`
}

// tellOthers leaves the act's effects on other families in the outbox, in the
// act's own transaction: they happen if and only if it happened.
func (j *job) tellOthers(c *call, tells []workflows.Tell) error {
	for i, t := range tells {
		about := j.fam.root.ID
		if t.Of != "" {
			named := c.in.ID(strings.TrimPrefix(t.Of, "$input."))
			if named == "" {
				continue
			}
			root, err := j.tx.RootOf(named)
			if err != nil {
				return err
			}
			about = root
		}
		ends, err := j.otherEnds(about, t.Via)
		if err != nil {
			return err
		}
		for _, tie := range ends {
			if err := j.leave(c, t, i, tie); err != nil {
				return err
			}
		}
	}
	return nil
}

// tie is a live link and the family at its other end.
type tie struct{ link, end casemodel.ID }

// otherEnds are the families tied to one by a live link of the kind, and to
// those that were merged into it: their ties are its own now.
func (j *job) otherEnds(root casemodel.ID, kind string) ([]tie, error) {
	links, err := j.tx.Links(root)
	if err != nil {
		return nil, err
	}
	var ends []tie
	for _, l := range links {
		if l.Until != casemodel.Never {
			continue
		}
		switch {
		case l.Kind == kind && l.FromID == root:
			ends = append(ends, tie{l.ID, l.ToID})
		case l.Kind == kind:
			ends = append(ends, tie{l.ID, l.FromID})
		case l.Kind == "merged" && l.ToID == root:
			more, err := j.otherEnds(l.FromID, kind)
			if err != nil {
				return nil, err
			}
			ends = append(ends, more...)
		}
	}
	return ends, nil
}

func (j *job) leave(c *call, t workflows.Tell, i int, to tie) error {
	end := to.end
	if end == j.fam.root.ID {
		return nil
	}
	l := letter{From: c.m.ID, Seq: c.seq, Target: end, Tie: to.link, Tell: workflows.Tell{As: t.As, In: t.In, Else: t.Else, With: map[string]string{}}, On: c.on, Behalf: c.author()}
	for field, word := range t.With {
		if word == "$self" {
			l.Tell.With[field] = string(c.m.ID)
		} else if v, given := inputWord(word, c.in); given {
			l.Tell.With[field] = workflows.Write(v)
		}
	}
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	key := fmt.Sprintf("%s>%s.%d", mark(c.m, c.seq), end, i)
	return j.tx.Outbox(letterKind, key, end, text, j.tx.Now())
}

// letterKind is what the outbox calls acts in other families.
const letterKind = "act"
