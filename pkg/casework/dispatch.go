package casework

import (
	"slices"
	"strings"

	"github.com/jiefen/jiefen/casemodel"
)

// dispatch settles which procedure the body will run (decision 5): the one the
// sender names if the body can run it, else what body and category say. Old
// handlers of the case step back.
func dispatch(j *job, c *call) error {
	if c.follow {
		return nil // a hand-over's receiver starts its own proceeding when it accepts
	}
	body, err := j.tx.Body(c.in.ID("body"))
	if err != nil {
		return err
	}
	track := c.in.Text("track")
	if track == "" {
		track = j.d.trackOf(body.Kind, c.m.Category)
	}
	if !slices.Contains(tracksOf(body.Kind), baseOf(j.d, track)) {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "field.track_body", Field: "track", Args: map[string]any{"body": body.Title}}
	}
	c.in["track"] = track
	c.m.HandlerID = ""
	return nil
}

// baseOf is the base procedure an overlay stands on.
func baseOf(d *Desk, track string) string {
	if f := d.Flows.Latest(track); f != nil && f.Is("peoples_mediation") {
		return "peoples_mediation"
	}
	return track
}

// tracksOf lists the procedures a kind of body may run.
func tracksOf(kind string) []string {
	switch kind {
	case "court_desk":
		return []string{"court_delegated"}
	case "competent_organ", "police_room":
		return []string{"administrative_mediation"}
	case "linked_dept":
		return []string{"linked_task", "administrative_mediation"}
	}
	return []string{"peoples_mediation", "court_delegated", "administrative_mediation"}
}

// overlays maps the head of a category to its industry's procedure.
var overlays = []struct{ category, track string }{
	{"17", "medical"},
	{"07", "labour"},
	{"15", "traffic"},
	{"16", "property"},
	{"18", "consumer"},
	{"09", "land"},
	{"01", "family"},
	{"26", "family"},
	{"20", "finance"},
}

func (d *Desk) trackOf(kind, category string) string {
	first := tracksOf(kind)[0]
	if kind == "commercial_org" && d.Flows.Latest("commercial") != nil {
		return "commercial"
	}
	if first != "peoples_mediation" {
		return first
	}
	for _, o := range overlays {
		if strings.HasPrefix(category, o.category) && d.Flows.Latest(o.track) != nil {
			return o.track
		}
	}
	return first
}

// beginMediation puts the case into the hands of the body that began.
func beginMediation(j *job, c *call) error {
	for _, m := range j.fam.matters {
		if m.Kind == casemodel.KindProceeding && m.IsLive() && m.BodyID != "" && c.m.OfferedBodyID == "" {
			c.m.BodyID = m.BodyID
		}
	}
	return nil
}
