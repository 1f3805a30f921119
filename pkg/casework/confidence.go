package casework

import (
	"slices"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/workflows"
)

// KeptBack is something said in confidence of which the reader may know that
// it is there, and no more: its committee's chair, a successor, who checks.
type KeptBack struct {
	Kind   string        `json:"kind"` // session offer
	On     casemodel.Day `json:"on"`
	Author casemodel.ID  `json:"author"`
}

// confide makes the readers of what is being written: who writes it and who
// mediates at this moment. Whoever comes later reads it only when it is handed
// over or let out (domain 4.4).
func (j *job) confide(c *call, thing casemodel.ID) error {
	readers := []casemodel.ID{c.who.UserID, c.m.HandlerID}
	for _, p := range j.fam.participants {
		if p.UserID != "" && j.mediates(c.m, p.UserID) {
			readers = append(readers, p.UserID)
		}
	}
	rows := make([]casemodel.Confidant, 0, len(readers))
	for _, user := range readers {
		if user != "" {
			rows = append(rows, casemodel.Confidant{ThingID: thing, UserID: user, RootID: c.m.RootID, MatterID: c.m.ID, Seq: c.seq})
		}
	}
	return j.tx.AddConfidants(rows...)
}

// confided are the things of a matter that somebody was told in confidence.
func (j *job) confided(m *casemodel.Matter, user casemodel.ID) (map[casemodel.ID]bool, error) {
	told := map[casemodel.ID]bool{}
	rows, err := j.tx.Confidants(m.ID)
	for _, c := range rows {
		if c.UserID == user && user != "" {
			told[c.ThingID] = true
		}
	}
	return told, err
}

// disclose lets one note or one offer out, with the consent of the party who
// said it: nobody else's would do, and only who heard it can.
func disclose(j *job, c *call) error {
	thing := c.in.ID("thing")
	sessions, offers, err := j.saidIn(c.m)
	if err != nil {
		return err
	}
	party := casemodel.ID("")
	if i := slices.IndexFunc(sessions, func(s casemodel.Session) bool { return s.ID == thing }); i >= 0 {
		party = sessions[i].Side
		err = j.tx.ReleaseSession(thing)
	} else if i := slices.IndexFunc(offers, func(o casemodel.Offer) bool { return o.ID == thing }); i >= 0 {
		party = offers[i].PartyID
		offers[i].Released = 1
		err = j.tx.UpdateOffer(&offers[i])
	}
	if err != nil {
		return err
	}
	if c.in.ID("party") != party {
		return casemodel.Bad("party", "disclose.not_theirs")
	}
	on := c.in.Day("consent_on")
	if on == "" {
		on = c.on
	}
	if on > j.today {
		return casemodel.Bad("consent_on", "date.future")
	}
	return j.consented(c, thing, party, on, c.in.Text("way"))
}

func (j *job) consented(c *call, thing, party casemodel.ID, on casemodel.Day, way string) error {
	return j.tx.InsertDisclosure(&casemodel.Disclosure{
		ThingID: thing, RootID: c.m.RootID, MatterID: c.m.ID, PartyID: party, On: on, Way: way, AuthorID: c.who.UserID, Seq: c.seq,
	})
}

func (j *job) saidIn(m *casemodel.Matter) ([]casemodel.Session, []casemodel.Offer, error) {
	sessions, err := j.tx.Sessions(m.ID)
	if err != nil {
		return nil, nil, err
	}
	offers, err := j.tx.Offers(m.ID)
	return sessions, offers, err
}

// handOverNotes lets a successor read what its author was told in confidence.
func handOverNotes(j *job, c *call) error {
	to := c.in.ID("to")
	if to == c.who.UserID || to != c.m.HandlerID && !j.mediates(c.m, to) {
		return casemodel.Bad("to", "field.not_mediator")
	}
	rows, err := j.tx.Confidants(c.m.ID)
	if err != nil {
		return err
	}
	var given []casemodel.Confidant
	for _, r := range rows {
		has := func(o casemodel.Confidant) bool { return o.ThingID == r.ThingID && o.UserID == to }
		if r.UserID == c.who.UserID && !slices.ContainsFunc(rows, has) {
			given = append(given, casemodel.Confidant{
				ThingID: r.ThingID, UserID: to, RootID: c.m.RootID, MatterID: c.m.ID, FromID: c.who.UserID, Seq: c.seq,
			})
		}
	}
	if len(given) == 0 {
		return casemodel.Bad("to", "notes.none")
	}
	c.tell("notes", len(given))
	return j.tx.AddConfidants(given...)
}

// refersConfided: what is to be let out is on this matter, still kept, and the
// actor was told it.
func (j *job) refersConfided(c *call, f workflows.Field) error {
	told, err := j.confided(c.m, c.who.UserID)
	if err != nil {
		return err
	}
	sessions, offers, err := j.saidIn(c.m)
	if err != nil {
		return err
	}
	id := c.in.ID(f.ID)
	kept := slices.ContainsFunc(sessions, func(s casemodel.Session) bool { return s.ID == id && s.Mode == "caucus" && s.Released == 0 }) ||
		slices.ContainsFunc(offers, func(o casemodel.Offer) bool { return o.ID == id && o.Released == 0 })
	if !kept || !told[id] {
		return casemodel.Bad(f.ID, "field.no_such_note")
	}
	return nil
}

// refersOffer: an offer of this matter that the actor may read.
func (j *job) refersOffer(c *call, f workflows.Field) error {
	told, err := j.confided(c.m, c.who.UserID)
	if err != nil {
		return err
	}
	offers, err := j.tx.Offers(c.m.ID)
	if err != nil {
		return err
	}
	readable := func(o casemodel.Offer) bool { return o.ID == c.in.ID(f.ID) && (o.Released == 1 || told[o.ID]) }
	if !slices.ContainsFunc(offers, readable) {
		return casemodel.Bad(f.ID, "field.no_such_offer")
	}
	return nil
}

// secrets: what was said in sittings goes to who may read sessions, and of
// what was said in confidence only what was let out, or told to the reader
// (domain 4.4). Of the rest they learn that it is there.
func (j *job) secrets(v *View, m *casemodel.Matter) error {
	v.Mediates = j.mediatesNow(m)
	if !v.Can["read.sessions"] || m.Kind != casemodel.KindProceeding {
		return nil
	}
	sessions, err := j.tx.Sessions(m.ID)
	if err != nil {
		return err
	}
	var offers []casemodel.Offer
	if _, made := j.fam.acts[m.ID]["make_offer"]; made { // every chain begins with one
		if offers, err = j.tx.Offers(m.ID); err != nil {
			return err
		}
	}
	kept := slices.ContainsFunc(sessions, secretSession) || slices.ContainsFunc(offers, func(o casemodel.Offer) bool { return o.Released == 0 })
	told := map[casemodel.ID]bool{}
	if kept {
		if told, err = j.confided(m, j.who.UserID); err != nil {
			return err
		}
	}
	for _, s := range sessions {
		if s.Mode == casemodel.ModeInside && !j.inside(j.who, m) {
			continue // not even that it is there
		}
		if !secretSession(s) || told[s.ID] {
			v.Sessions = append(v.Sessions, s)
		} else {
			v.KeptBack = append(v.KeptBack, KeptBack{"session", s.On, s.AuthorID})
		}
	}
	for _, o := range offers {
		if o.Released == 1 || told[o.ID] {
			o.State = o.StateOn(j.today)
			v.Offers = append(v.Offers, o)
		} else {
			v.KeptBack = append(v.KeptBack, KeptBack{"offer", o.On, o.AuthorID})
		}
	}
	if err := j.signedRecords(v, m); err != nil {
		return err
	}
	return j.answers(v, m)
}

// inside reports whether somebody mediates a matter or is of the body that does:
// what is written down for their own use is for nobody else who reads records.
func (j *job) inside(who casemodel.Actor, m *casemodel.Matter) bool {
	return who.UserID != "" && (who.BodyID == m.BodyID || who.UserID == m.HandlerID || j.mediates(m, who.UserID))
}

// secretSession: what one side said alone and has not let out.
func secretSession(s casemodel.Session) bool { return s.Mode == "caucus" && s.Released == 0 }

// answers adds what is known of the things shown: replies and consents.
func (j *job) answers(v *View, m *casemodel.Matter) error {
	shown := map[casemodel.ID]bool{}
	letOut := len(v.Offers) > 0
	for _, s := range v.Sessions {
		shown[s.ID] = true
		letOut = letOut || s.Released == 1
	}
	for _, o := range v.Offers {
		shown[o.ID] = true
	}
	if len(v.Offers) > 0 {
		replies, err := j.tx.Replies(m.ID)
		if err != nil {
			return err
		}
		v.Replies = slices.DeleteFunc(replies, func(r casemodel.Reply) bool { return !shown[r.OfferID] })
	}
	if !letOut {
		return nil
	}
	disclosed, err := j.tx.Disclosures(m.ID)
	v.Disclosed = slices.DeleteFunc(disclosed, func(d casemodel.Disclosure) bool { return !shown[d.ThingID] })
	return err
}

func (j *job) mediatesNow(m *casemodel.Matter) bool {
	return j.who.UserID != "" && (m.HandlerID == j.who.UserID || j.mediates(m, j.who.UserID))
}
