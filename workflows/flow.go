// Package workflows says which steps exist: it loads the definitions, refuses
// nonsense in them at start, answers what may happen in a state and whether an
// act can happen given the facts. It is the only room of looplab/fsm. It asks
// no database, knows no permission, changes nothing: a firing is a pure
// question whose answer casework carries out.
package workflows

import "github.com/jiefen/jiefen/casemodel"

// Same is the target of a way that stays where it is.
const Same = "same"

// Flow is one loaded definition: a procedure at one version, overlays applied,
// parameters filled in.
type Flow struct {
	ID           string              `yaml:"id"`
	Version      int                 `yaml:"version"`
	Title        string              `yaml:"title"`
	Kind         casemodel.Kind      `yaml:"kind"`
	Extends      string              `yaml:"extends"` // base@version: this file is an overlay (decision 3)
	Start        string              `yaml:"start"`
	Complete     bool                `yaml:"complete"` // guards and fields are all there; else it runs through generic input
	Primary      bool                `yaml:"primary"`  // a proceeding that is its root's one live primary
	Number       string              `yaml:"number"`   // key of the number word: case mediation handover …
	Numbered     string              `yaml:"numbered"` // event at which the number is taken, "create" for at birth
	Params       map[string]any      `yaml:"params"`
	Create       *Birth              `yaml:"create"`
	States       Ordered[State]      `yaml:"states"`
	Events       []*Event            `yaml:"events"`
	Records      []*Record           `yaml:"records"`
	Join         map[string][]string `yaml:"join"`          // overlay: state joins the from of these events
	Volume       []Filed             `yaml:"volume"`        // the papers that lie together in the end
	Remove       []string            `yaml:"remove"`        // overlay: events and records that go
	RemoveStates []string            `yaml:"remove_states"` // overlay: states that go

	File    string   `yaml:"-"` // where it was read
	SHA     string   `yaml:"-"` // of the compiled result, hex
	Lineage []string `yaml:"-"` // own id, base ids, kind, "matter": what a policy row may name

	raw     *Flow                      // before parameters: what an overlay stands on
	table   map[string]map[string]*Way // state → event → way
	records map[string]*Record
	events  map[string]*Event
	values  map[string]string // current value → its read class
	papers  map[string]string // document → the read class of the record that makes it
}

// State is one stage of a procedure.
type State struct {
	ID    string          `yaml:"-"`
	Title string          `yaml:"title"`
	Phase string          `yaml:"phase"` // what the progress bar and the public see
	Class casemodel.Class `yaml:"class"`
	Final bool            `yaml:"final"` // an end; does not forbid exits such as archive or reopen
}

// Way is one transition: from any of these states to one.
type Way struct {
	From     []string `yaml:"from"`
	To       string   `yaml:"to"`        // Same stays
	ReturnTo string   `yaml:"return_to"` // rewrites ReturnState
}

// Act is what events and records have in common: what is asked, what it does
// to clocks, papers and other matters.
type Act struct {
	ID        string            `yaml:"id"`
	Title     string            `yaml:"title"`
	Needs     []Need            `yaml:"needs"`
	Fields    []Field           `yaml:"fields"`
	Sets      map[string]string `yaml:"sets"`   // header column → $input.x, $actor, $first_actor (where there is no handler), $actor.body, $offered, $none or a word
	Starts    []string          `yaml:"starts"` // rule or family ids, or $param
	Stops     []Stop            `yaml:"stops"`  // clocks that are met by this act
	Pauses    []Pause           `yaml:"pauses"`
	Resumes   []Stop            `yaml:"resumes"`
	Extends   []Extend          `yaml:"extends"`
	Documents []string          `yaml:"documents"` // papers that fall due by this act
	Then      []Then            `yaml:"then"`
	Creates   []Create          `yaml:"creates"`
	Links     []Link            `yaml:"links"` // relations to other families that begin or end
	Tells     []Tell            `yaml:"tells"` // acts in other families, after the commit
	Code      bool              `yaml:"code"`  // casework has code of its own for it
}

// Event moves the state. Either From and To, or Ways when the target depends
// on the state.
type Event struct {
	Act      `yaml:",inline"`
	From     []string  `yaml:"from"`
	To       string    `yaml:"to"`
	Ways     []Way     `yaml:"ways"`
	Remember bool      `yaml:"remember"` // keep the state left in ReturnState
	Approval *Approval `yaml:"approval"`
	Touches  []string  `yaml:"touches"`  // fields that name a second root to lock
	Ceremony bool      `yaml:"ceremony"` // goes before the next act of substance by itself (users.md F1)
	Alone    bool      `yaml:"alone"`    // of a ceremony: people do it by itself, too, for what follows takes weeks
}

// Record is a change without a transition (engine rule T8).
type Record struct {
	Act    `yaml:",inline"`
	While  []string `yaml:"while"`  // states or classes
	Append bool     `yaml:"append"` // adds only: no version is needed
	By     string   `yaml:"by"`     // clock: fired by an expiry
	Once   bool     `yaml:"once"`
	Beside string   `yaml:"beside"` // common records: only in definitions that have this record
	Read   string   `yaml:"read"`   // class of what it writes, registration unless said
	Of     []string `yaml:"of"`     // a common one: kinds of matter it is for, all when empty
}

// Birth says how a matter of this workflow comes into being through a door.
type Birth struct {
	Under  []string          `yaml:"under"` // workflows of the parent; root when it stands alone
	In     []string          `yaml:"in"`    // states or classes of the parent, all when empty
	Fields []Field           `yaml:"fields"`
	Needs  []Need            `yaml:"needs"`
	Sets   map[string]string `yaml:"sets"`
	Starts []string          `yaml:"starts"`
	Links  []Link            `yaml:"links"`
	Tells  []Tell            `yaml:"tells"`
}

// Need names a guard and its parameter.
type Need struct {
	Name string
	Arg  any
}

// Field declares one input: it drives the generic page, the API's schema and
// the check of what was sent.
type Field struct {
	ID       string   `yaml:"id" json:"id"`
	Title    string   `yaml:"title" json:"title"`
	Type     string   `yaml:"type" json:"type"`
	Required bool     `yaml:"required" json:"required"`
	Options  []Option `yaml:"options" json:"options,omitempty"`
	List     string   `yaml:"list" json:"-"`                // a closed list kept elsewhere: categories channels risks areas
	Kinds    []string `yaml:"kinds" json:"kinds,omitempty"` // body, matter: kinds offered
	Role     string   `yaml:"role" json:"role,omitempty"`   // user: role they must hold
	Of       string   `yaml:"of" json:"of,omitempty"`       // user: body | centre whose users are offered
	Read     string   `yaml:"read" json:"read,omitempty"`   // registration agreement sessions sealed
	Max      int      `yaml:"max" json:"max,omitempty"`     // characters of text, rows of a list
	Unseen   bool     `yaml:"unseen" json:"-"`              // matter: may be one that the actor may not see
	Unkept   bool     `yaml:"unkept" json:"-"`              // journalled, but no current value of the matter
	Help     string   `yaml:"help" json:"help,omitempty"`
}

// Option is one value of a choice.
type Option struct {
	Value string `yaml:"value" json:"value"`
	Title string `yaml:"title" json:"title"`
}

// FieldTypes is the closed list of design.md section 6.
var FieldTypes = []string{
	"text", "longtext", "paper", "date", "datetime", "money", "int", "bool", "choice", "choices", "user", "users", "body", "area",
	"party", "parties", "consents", "attendance", "items", "members", "file", "files", "matter", "offer", "confided", "room", "sitting", "record",
}

// Stop meets, or resumes, a clock: of this matter, or of its root or parent.
type Stop struct {
	Rule   string `yaml:"rule"`
	Target string `yaml:"target"` // self root parent, self when empty
}

// Pause stands a clock still for one of its listed reasons.
type Pause struct {
	Clock  string `yaml:"clock"`
	Reason string `yaml:"reason"` // a word, or $input.x
	Target string `yaml:"target"`
}

// Extend lengthens a clock within the rule's limits.
type Extend struct {
	Clock  string `yaml:"clock"`
	N      string `yaml:"n"`     // $input.x, days of the rule's unit
	Until  string `yaml:"until"` // or $input.x, a date
	Target string `yaml:"target"`
}

// Then is a follow-on event in the same transaction (engine rule T1).
type Then struct {
	Target    string            `yaml:"target"` // self parent root children
	Of        string            `yaml:"of"`     // children: only these, a lineage word
	Event     string            `yaml:"event"`
	As        map[string]string `yaml:"as"`        // target's lineage word → its event
	In        []string          `yaml:"in"`        // states or classes in which it fires
	Otherwise string            `yaml:"otherwise"` // skip | fail, fail when empty
	When      *Need             `yaml:"when"`
	With      map[string]string `yaml:"with"`
}

// Link begins, or ends, a relation of this matter's family to another one.
type Link struct {
	Kind string `yaml:"kind"` // of casemodel.LinkKinds
	To   string `yaml:"to"`   // $input.x, a matter of the other family
	End  bool   `yaml:"end"`  // ends every relation of the kind that goes out from here
	When *Need  `yaml:"when"`
}

// Tell is an effect on another family: it stands in the outbox with the act
// and is done there by the system after the commit (engine rule T1). It
// reaches the other ends of all live links of the kind, in either direction,
// those of the matters merged into this one too.
type Tell struct {
	Of   string            `yaml:"of"`   // $input.x: whose links; this matter's when empty
	Via  string            `yaml:"via"`  // kind of link
	As   map[string]string `yaml:"as"`   // lineage word of the other end → event or record
	In   []string          `yaml:"in"`   // states or classes in which it is done
	Else map[string]string `yaml:"else"` // what is done in other states that are open to it; nothing when empty
	With map[string]string `yaml:"with"` // field → $self, $input.x or a word
}

// Create makes a child matter.
type Create struct {
	Workflow string            `yaml:"workflow"` // an id, or $input.x
	Each     string            `yaml:"each"`     // items | next_due | dues_ahead | follow_up_plan: one per row
	After    []string          `yaml:"after"`    // 7d 30d: one per lead
	Body     string            `yaml:"body"`
	Handler  string            `yaml:"handler"`
	Primary  bool              `yaml:"primary"`
	With     map[string]string `yaml:"with"`
	When     *Need             `yaml:"when"`
}

// Approval turns an act by somebody without the role into a request (T11).
type Approval struct {
	Role         string `yaml:"role"`
	Of           string `yaml:"of"` // body centre upper
	UnlessHolder bool   `yaml:"unless_holder"`
	When         *Need  `yaml:"when"` // only then is approval asked for
}
