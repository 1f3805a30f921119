package calendar

import "time"

// TermKind names a step of an explanation; pages have a phrase for each.
type TermKind string

// The steps of an explanation, in the order they can appear.
const (
	TermStart       TermKind = "start"       // On; At if hours are counted
	TermRestart     TermKind = "restart"     // On, Reason: counting began anew
	TermPlus        TermKind = "plus"        // N, Unit; On = the day reached without pauses
	TermBefore      TermKind = "before"      // N, Unit; On = the day reached backwards
	TermFixed       TermKind = "fixed_day"   // N = day of the month, On
	TermExtension   TermKind = "extension"   // N, Unit, Reason; On as for plus
	TermClamped     TermKind = "clamped"     // On = last day of a month too short (CT-2)
	TermPaused      TermKind = "paused"      // On to To, Days not counted, Reason; N working days if they are counted
	TermOpenPause   TermKind = "open_pause"  // the same, and the pause still lasts
	TermRolled      TermKind = "rolled"      // On = the day rolled to, Days later, Reason = the holiday, "" for a weekend
	TermTarget      TermKind = "target"      // On = the day to aim at (CT-7)
	TermProvisional TermKind = "provisional" // N = a year without a notice (CT-5)
)

// Term is one step of how a due date came about. Which fields carry a value is
// said at its kind; the sentence belongs to the page.
type Term struct {
	Kind   TermKind  `json:"kind"`
	On     Day       `json:"on,omitzero"`
	To     Day       `json:"to,omitzero"`
	At     time.Time `json:"at,omitzero"`
	N      int       `json:"n,omitzero"`
	Unit   Unit      `json:"unit,omitzero"`
	Days   int       `json:"days,omitzero"`
	Reason string    `json:"reason,omitzero"`
}
