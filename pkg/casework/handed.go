package casework

import (
	"cmp"
	"context"
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
	"github.com/jiefen/jiefen/pkg/store"
)

// handWays that the person is not there for: something has to prove them.
var handWays = []string{"post", "electronic", "left"}

// mostCopies of one paper that somebody takes home.
const mostCopies = 99

// loadHanded reads the register of the case.
func (f *family) loadHanded() error {
	return f.once("handed", func() (err error) {
		f.handed, err = f.tx.Handed(f.root.ID)
		return err
	})
}

// struck reports whether a line was taken back by another.
func struck(lines []casemodel.Handed, no int) bool {
	return slices.ContainsFunc(lines, func(h casemodel.Handed) bool { return h.Kind == casemodel.HandedStruck && h.OfNo == no })
}

// lentOut is the line by which a volume is out, nil while it stands on its
// shelf.
func lentOut(lines []casemodel.Handed) *casemodel.Handed {
	for i := range lines {
		h := &lines[i]
		if h.Kind == casemodel.HandedLent && !struck(lines, h.No) && !cameBack(lines, h.No) {
			return h
		}
	}
	return nil
}

func cameBack(lines []casemodel.Handed, no int) bool {
	return slices.ContainsFunc(lines, func(h casemodel.Handed) bool {
		return h.Kind == casemodel.HandedBack && h.OfNo == no && !struck(lines, h.No)
	})
}

// register writes a line under the next number of the case.
func (j *job) register(c *call, h casemodel.Handed) error {
	h.ID, h.RootID, h.MatterID, h.No, h.Seq = j.tx.NewID(), c.m.RootID, c.m.ID, len(j.fam.handed)+1, c.seq
	h.At, h.ByID, h.ByName = j.tx.Now(), c.who.UserID, c.who.Name
	if j.today < h.On {
		return casemodel.Bad(map[string]string{casemodel.HandedOut: "handed_on", casemodel.HandedLent: "lent_on", casemodel.HandedBack: "returned_on"}[h.Kind], "date.future")
	}
	j.fam.handed = append(j.fam.handed, h)
	return j.tx.InsertHanded(&h)
}

// handOut writes down that parties were given a paper, a line for each. Whoever
// takes it for another says by what right; what goes by post, by wire or is left
// at the door says how that is proved.
func handOut(j *job, c *call) error {
	if err := j.fam.loadHanded(); err != nil {
		return err
	}
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	h := casemodel.Handed{
		Kind: casemodel.HandedOut, Paper: c.in.Text("paper"), Title: c.in.Text("title"), Copies: 1, Taker: c.in.Text("taker"),
		Authority: c.in.Text("authority"), Way: c.in.Text("way"), Proof: c.in.Text("proof"), FileID: c.in.ID("file"), On: cmp.Or(c.in.Day("handed_on"), c.on),
	}
	if c.in.Has("copies") {
		h.Copies = int(c.in.Int("copies"))
	}
	for _, fault := range []struct {
		is    bool
		field string
		key   string
	}{
		{h.Paper == "" && h.Title == "", "paper", "handed.no_paper"},
		{h.Paper != "" && h.Title != "", "title", "handed.two_papers"},
		{h.Copies < 1 || h.Copies > mostCopies, "copies", "handed.copies"},
		{h.Taker != "" && h.Authority == "", "authority", "handed.no_authority"},
		{h.Taker == "" && h.Authority != "", "taker", "handed.no_taker"},
		{slices.Contains(handWays, h.Way) && h.Proof == "" && h.FileID == "", "proof", "handed.no_proof"},
	} {
		if fault.is {
			return casemodel.Bad(fault.field, fault.key)
		}
	}
	parties := c.in.IDs("parties")
	slices.Sort(parties)
	for _, p := range slices.Compact(parties) {
		h.PartyID = p
		if err := j.register(c, h); err != nil {
			return err
		}
	}
	return nil
}

// lendVolume: one volume is with one person; until it is back nobody else has
// it.
func lendVolume(j *job, c *call) error {
	if err := j.fam.loadHanded(); err != nil {
		return err
	}
	h := casemodel.Handed{
		Kind: casemodel.HandedLent, Taker: c.in.Text("taker"), Authority: c.in.Text("office"), Way: c.in.Text("purpose"), Proof: c.in.Text("proof"),
		FileID: c.in.ID("file"), On: cmp.Or(c.in.Day("lent_on"), c.on), DueOn: c.in.Day("due_on"),
	}
	if out := lentOut(j.fam.handed); out != nil {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "handed.out", Field: "taker", Args: map[string]any{"who": out.Taker, "due": string(out.DueOn)}}
	}
	if h.DueOn < h.On {
		return casemodel.Bad("due_on", "handed.due_before")
	}
	return j.register(c, h)
}

func returnVolume(j *job, c *call) error {
	if err := j.fam.loadHanded(); err != nil {
		return err
	}
	out := lentOut(j.fam.handed)
	if out == nil {
		return casemodel.Bad("state", "handed.not_out")
	}
	h := casemodel.Handed{Kind: casemodel.HandedBack, OfNo: out.No, Taker: c.in.Text("from"), Proof: c.in.Text("state"), FileID: c.in.ID("file"), On: cmp.Or(c.in.Day("returned_on"), c.on)}
	if h.On < out.On {
		return casemodel.Bad("returned_on", "handed.back_before")
	}
	c.tell("no", out.No)
	return j.register(c, h)
}

// strikeLine says that a line is wrong, of the kinds that who does it writes.
// The line stays and is read as struck; what is right is written anew.
func strikeLine(kinds ...string) change {
	return func(j *job, c *call) error {
		if err := j.fam.loadHanded(); err != nil {
			return err
		}
		no := int(c.in.Int("no"))
		i := slices.IndexFunc(j.fam.handed, func(h casemodel.Handed) bool { return h.No == no && slices.Contains(kinds, h.Kind) })
		args := map[string]any{"no": no}
		switch {
		case i < 0:
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "handed.no_line", Field: "no", Args: args}
		case struck(j.fam.handed, no):
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "handed.struck", Field: "no", Args: args}
		case j.fam.handed[i].Kind == casemodel.HandedLent && cameBack(j.fam.handed, no):
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "handed.is_back", Field: "no", Args: args}
		case j.fam.handed[i].Kind == casemodel.HandedBack && lentOut(j.fam.handed) != nil: // somebody else has it by now
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "handed.out_again", Field: "no", Args: args}
		}
		return j.register(c, casemodel.Handed{Kind: casemodel.HandedStruck, OfNo: no, Title: c.in.Text("reason"), On: c.on})
	}
}

// holds reports whether a party was given a paper of a matter, by a line that
// stands.
func (f *family) holds(m casemodel.ID, paper string, party casemodel.ID) bool {
	return slices.ContainsFunc(f.handed, func(h casemodel.Handed) bool {
		return h.Kind == casemodel.HandedOut && h.Paper == paper && h.PartyID == party && (h.MatterID == m || h.MatterID == f.root.ID) && !struck(f.handed, h.No)
	})
}

// withoutCopy are the parties that an agreement binds and that were given no
// copy of it: each of them holds one (《人民调解法》29). A side with a roster is
// given its copy as one.
func (j *job) withoutCopy(m *casemodel.Matter, paper string) ([]*casemodel.Party, error) {
	if err := j.fam.loadHanded(); err != nil {
		return nil, err
	}
	bound, sides := map[casemodel.ID]bool{}, map[casemodel.ID]bool{}
	for i := range j.fam.parties {
		p := &j.fam.parties[i]
		sides[p.ID] = p.Asks() || p.Role == "respondent"
		if j.fam.value(m.ID, "signed."+string(p.ID)) != "" {
			bound[p.ID] = true
		}
	}
	for i := range j.fam.roster {
		if one := &j.fam.roster[i]; one.TextID == m.ID && one.BoundOn != "" {
			bound[one.SideID] = true
		}
	}
	for i := range j.fam.items { // the signatures of a part are void once it is sealed: whom it binds, it names
		if it := &j.fam.items[i]; it.MatterID == m.ID && it.ObligationID != "" {
			bound[it.Debtor], bound[it.Creditor] = true, true
		}
	}
	if len(bound) == 0 { // a procedure that notes no single signature binds both sides
		bound = sides
	}
	var without []*casemodel.Party
	for i := range j.fam.parties {
		if p := &j.fam.parties[i]; bound[p.ID] && p.Present() && !j.fam.holds(m.ID, paper, p.ID) {
			without = append(without, p)
		}
	}
	return without, nil
}

// HandedLine is one line of the register as somebody may read it.
type HandedLine struct {
	casemodel.Handed

	Struck *casemodel.Handed `json:"struck,omitempty"` // the line that took it back
	Back   *casemodel.Handed `json:"back,omitempty"`   // lent: the line by which it came back
}

// Handed is the register of the whole case. NotFound when the actor may not
// know of the matter, empty for whom its registration is not.
func (d *Desk) Handed(ctx context.Context, who casemodel.Actor, id casemodel.ID) ([]HandedLine, error) {
	var lines []HandedLine
	err := d.DB.Read(ctx, func(tx *store.Tx) error {
		lines = []HandedLine{}
		j, m, err := d.look(tx, who, id)
		if err != nil {
			return err
		}
		if err := j.fam.loadHanded(); err != nil {
			return err
		}
		for i := range j.fam.handed {
			h := &j.fam.handed[i]
			if of := j.fam.matter(h.MatterID); of == nil || !j.canRead(who, of, "registration") || !j.canRead(who, m, "registration") {
				continue
			}
			lines = append(lines, lineOf(j.fam.handed, h))
		}
		return nil
	})
	return lines, err
}

func lineOf(all []casemodel.Handed, h *casemodel.Handed) HandedLine {
	line := HandedLine{Handed: *h}
	for i := range all {
		switch other := &all[i]; {
		case other.OfNo != h.No || other.RootID != h.RootID:
		case other.Kind == casemodel.HandedStruck:
			line.Struck = other
		case other.Kind == casemodel.HandedBack && !struck(all, other.No):
			line.Back = other
		}
	}
	return line
}

// Lending is one volume that is or was lent.
type Lending struct {
	HandedLine
	Matter casemodel.Matter
	Shelf  string // where the paper original stands, "" until it is archived
	May    bool   // this person takes it back
}

// Lendings lists the volumes that are out, by the day they are due, or all that
// ever were, the latest first: of the cases whose registration the actor may
// read, after the line named, "" for the beginning. next is where the list goes
// on, "" at its end.
func (d *Desk) Lendings(ctx context.Context, who casemodel.Actor, out bool, before casemodel.ID, limit int) (list []Lending, next casemodel.ID, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		list, next = nil, ""
		lent, err := tx.LentVolumes(d.Gate.Now().Scope(who, "read.registration"), out, before, limit+1)
		if err != nil {
			return err
		}
		if len(lent) > limit {
			lent = lent[:limit]
			next = lent[limit-1].ID
		}
		families, err := openFamilies(tx, rootsOf(lent, func(h *casemodel.Handed) casemodel.ID { return h.RootID })...)
		if err != nil {
			return err
		}
		for i := range lent {
			fam := families[lent[i].RootID]
			j := d.job(tx, fam, who, &Outcome{})
			list = append(list, Lending{
				HandedLine: lineOf(fam.handed, &lent[i]), Matter: *fam.root, Shelf: fam.value(fam.root.ID, "shelf"),
				May: j.may(who, fam.root, "return_volume", "write").Allow,
			})
		}
		return nil
	})
	return list, next, err
}

// LentCount is how many volumes are out of those whose case's registration the
// actor may read, and how many of them are past their day.
func (d *Desk) LentCount(ctx context.Context, who casemodel.Actor) (out, late int, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		out, late, err = tx.CountLent(d.Gate.Now().Scope(who, "read.registration"), casemodel.Day(calendar.DayOf(tx.Now().Time()).String()))
		return err
	})
	return out, late, err
}
