package policies

import (
	"slices"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

// Facts is everything a relation may look at, loaded once for a family. Where
// a child is created, Matter is its parent; where a root is, Matter is nil and
// Body, Area and Category say what is intended.
type Facts struct {
	Actor        casemodel.Actor
	Matter, Root *casemodel.Matter
	Participants []casemodel.Participant
	Recusals     []casemodel.Recusal
	Samples      []casemodel.QualitySample
	Now          casemodel.Instant

	Owing    bool         // something that was agreed in the family is still owed
	Doer     bool         // the actor did what is to be checked, or wrote the request
	Author   bool         // the actor wrote the note or draft in question
	Delegate casemodel.ID // matter of a valid link
	Code     casemodel.ID // root matter of a query code that matched

	Category string       // of the matter to be
	Area     [5]string    // its place, province to village
	Body     casemodel.ID // its body; where a user or a body is edited, the body he belongs to
}

// afterClosing is how long rights through taking part outlive the case
// (domain 4.3.7).
const afterClosing = 30 * 24 * time.Hour

// root is the head of the family, nil when it is not known: then nothing that
// depends on it holds.
func (f *Facts) root() *casemodel.Matter {
	if f.Root == nil && f.Matter != nil && f.Matter.IsRoot() {
		return f.Matter
	}
	return f.Root
}

// window reports whether rights through taking part still stand: as long as the
// case does, and thirty days more.
func (f *Facts) window() bool {
	r := f.root()
	if r == nil {
		return false
	}
	return r.Open() || !r.ClosedAt.IsZero() && f.Now.Before(r.ClosedAt.Add(afterClosing))
}

// watched reports whether those in charge still have theirs: also while what was
// agreed is owed and they watch over it (R11). Who only took part has none then.
func (f *Facts) watched() bool { return f.root() != nil && f.Owing || f.window() }

// mine reports whether a participant row of this family names the actor or,
// when asked, the actor's body, in one of the roles.
func (f *Facts) mine(p casemodel.Participant, user, body bool, roles ...string) bool {
	if f.Matter == nil || p.RootID != f.Matter.RootID || f.Now.Before(p.Since) {
		return false
	}
	named := user && same(p.UserID, f.Actor.UserID) || body && same(p.BodyID, f.Actor.BodyID)
	return named && slices.Contains(roles, p.Role)
}

// live reports whether a row's own window is open.
func (f *Facts) live(p casemodel.Participant) bool { return f.Now.Before(p.Until) }

// takes reports whether a live row names the actor's user, or body.
func (f *Facts) takes(user, body bool, roles ...string) bool {
	for _, p := range f.Participants {
		if f.mine(p, user, body, roles...) && f.live(p) {
			return true
		}
	}
	return false
}

// same compares two references; an absent one equals nothing.
func same(a, b casemodel.ID) bool { return a != "" && a == b }
