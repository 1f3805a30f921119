package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/calendar"
)

// LeftClaim is a claim that an agreement does not settle: put off by consent to
// another road, or given up. It is part of the agreement's text.
type LeftClaim struct {
	No     int             `json:"no"` // of the claim as it was registered; from 101 what was claimed later
	Text   string          `json:"text"`
	Amount casemodel.Money `json:"amount,omitempty"`
	Fate   string          `json:"fate"` // deferred abandoned; settled: of an earlier agreement, in this one; void: of a clause that fell
	Road   string          `json:"road,omitempty"`
	LastOn casemodel.Day   `json:"last_on,omitempty"` // by which it has to be taken
	Rule   string          `json:"rule,omitempty"`    // that the day was counted by, "" when people named it
	Who    casemodel.ID    `json:"who,omitempty"`     // the party who takes it there
	By     []casemodel.ID  `json:"by"`                // who agreed to that
	Note   string          `json:"note,omitempty"`
	Of     casemodel.ID    `json:"of,omitempty"`     // the agreement that left it open first, where that is another
	OfNo   int             `json:"of_no,omitempty"`  // its number there
	Clause int             `json:"clause,omitempty"` // of the agreement that it was, until that fell

	Now string       `json:"-"` // what became of it since: "" nothing, talked settled open (the agreement has no force)
	In  casemodel.ID `json:"-"` // the matter in which it is talked about, or was settled
}

const (
	leftPrefix = "left."
	laterClaim = 100  // claims that were not registered count from here
	elsewhere  = 1000 // those that an earlier case of the same parties left open
)

// timeBar is the rule that says how long a claim may wait on a road, "" where
// the engine has none.
func timeBar(road string) string {
	if road == "labour_arbitration" {
		return "LD-05"
	}
	return ""
}

// settleClaim writes down what becomes of a claim that the agreement leaves
// open. Putting it off takes the consent of everybody, giving it up that of
// somebody who claims.
func settleClaim(j *job, c *call) error {
	if err := j.fam.loadParties(); err != nil {
		return err
	}
	if err := j.fam.loadValues(); err != nil {
		return err
	}
	left := LeftClaim{
		Fate: c.in.Text("fate"), Road: c.in.Text("road"), LastOn: c.in.Day("last_on"), Who: c.in.ID("who"), By: c.in.IDs("agreed_by"), Note: c.in.Text("note"),
	}
	if err := j.claimNamed(c, &left); err != nil {
		return err
	}
	if left.Fate == "settled" {
		return j.settledHere(c, &left)
	}
	key := leftPrefix + strconv.Itoa(left.No)
	if err := j.agreedTo(&left); err != nil {
		return err
	}
	if left.Fate == "deferred" {
		if err := j.onRoad(c, &left); err != nil {
			return err
		}
	} else {
		left.Road, left.LastOn, left.Who = "", "", ""
	}
	b, err := json.Marshal(left)
	if err != nil {
		return fmt.Errorf("claim left: %w", err)
	}
	c.put(key, string(b))
	return nil
}

// claimNamed finds the claim an act speaks of: by its number in the
// registration or among those left open before, else by its words.
func (j *job) claimNamed(c *call, left *LeftClaim) error {
	var before []LeftClaim
	known := j.leftInCase()
	left.No = int(c.in.Int("claim"))
	switch {
	case !c.in.Has("claim"):
		if left.Text = c.in.Text("text"); left.Text == "" {
			return casemodel.Bad("claim", "claim.missing")
		}
		left.No = 0
	case left.No > elsewhere:
		var err error
		if before, err = j.leftElsewhere(); err != nil {
			return err
		}
		i := slices.IndexFunc(before, func(one LeftClaim) bool { return one.No == left.No })
		if i < 0 {
			return casemodel.Bad("claim", "claim.not_left")
		}
		left.Text, left.Amount, left.Of, left.OfNo, left.No = before[i].Text, before[i].Amount, before[i].Of, before[i].OfNo, 0
	case left.No > laterClaim:
		for _, one := range known {
			if one.No == left.No {
				left.Text, left.Amount, left.Of, left.OfNo, left.Clause = one.Text, one.Amount, one.Of, one.OfNo, one.Clause
				return nil
			}
		}
	}
	if left.No == 0 { // known by its words, or a number of its own
		left.No = laterClaim + 1
		for _, one := range known {
			if one.No > laterClaim && one.Text == left.Text {
				left.No = one.No
				return nil
			}
			left.No = max(left.No, one.No+1)
		}
		return nil
	}
	claims := j.registered()
	if left.No < 1 || left.No > len(claims) {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "claim.none", Field: "claim", Args: map[string]any{"no": left.No, "n": len(claims)}}
	}
	one := claims[left.No-1]
	left.Text, left.Amount = one.Text, one.Amount
	return nil
}

// registered are the claims of the registration.
func (j *job) registered() []Claim {
	var claims []Claim
	_ = json.Unmarshal([]byte(j.fam.value(j.fam.root.ID, "claims")), &claims) // none is none
	return claims
}

func (j *job) agreedTo(left *LeftClaim) error {
	asks := false
	for _, id := range left.By {
		p := j.fam.party(id)
		if p == nil || !p.Present() {
			return casemodel.Bad("agreed_by", "field.no_such_party")
		}
		asks = asks || p.Asks()
	}
	if !asks {
		return casemodel.Bad("agreed_by", "claim.who_claims")
	}
	for i := range j.fam.parties {
		p := &j.fam.parties[i]
		if left.Fate == "deferred" && p.Present() && (p.Asks() || p.Role == "respondent") && !slices.Contains(left.By, p.ID) {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "claim.all_agree", Field: "agreed_by", Args: map[string]any{"party": p.Name}}
		}
	}
	return nil
}

// onRoad: a claim that is put off has a road, somebody who takes it there and,
// where a rule bars it in time, the day by that rule at the latest.
func (j *job) onRoad(c *call, left *LeftClaim) error {
	if left.Road == "" {
		return casemodel.Bad("road", "field.missing")
	}
	if p := j.fam.party(left.Who); p == nil || !p.Present() {
		return casemodel.Bad("who", "field.missing")
	}
	if ref := timeBar(left.Road); ref != "" && c.in.Has("known_on") {
		known := c.in.Day("known_on")
		if known > j.today {
			return casemodel.Bad("known_on", "date.future")
		}
		rule, there := j.pick(c, c.m, ref, known)
		if !there {
			return fmt.Errorf("no rule %s", ref)
		}
		due, err := j.book.Due(rule.Arith(), calendar.Anchor{On: day(known)}, nil, day(j.today))
		if err != nil {
			return err
		}
		bar := legal(due.On)
		if left.LastOn > bar {
			return &casemodel.Error{Kind: casemodel.Invalid, Key: "claim.after_bar", Field: "last_on", Args: map[string]any{"on": string(bar)}}
		}
		if left.LastOn == "" {
			left.LastOn, left.Rule = bar, ref
		}
	}
	if left.LastOn != "" && left.LastOn < j.today {
		return casemodel.Bad("last_on", "claim.late")
	}
	return nil
}
