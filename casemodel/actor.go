package casemodel

import "slices"

// Actor is a person in one membership: one body, some roles. Policy rows see
// the acting membership only (decision 17). It is an explicit argument below
// the doors, never fished from a context.
type Actor struct {
	UserID       ID
	Name         string
	MembershipID ID
	BodyID       ID
	BodyTitle    string
	BodyKind     string
	Roles        []string
	AreaID       string // area of the body
	AreaLevel    int    // 0 province, 1 city … 5 grid, as Matter.Level
	GridID       ID
	Categories   []string // categories of the body, empty = all
	Subordinates []ID     // bodies whose superior this one is
	Import       ID       // batch this actor works for, of an import run as system
	Spot         ID       // root the actor takes down on the spot in this very transaction; only the desk says so
}

// Has reports whether the actor acts in the role.
func (a Actor) Has(role string) bool { return slices.Contains(a.Roles, role) }

// System is the actor of follow-ons; Clock fires expiries. Neither can come
// through a door.
var (
	System = Actor{Name: "system", BodyKind: "none", Roles: []string{"system"}}
	Clock  = Actor{Name: "clock", BodyKind: "none", Roles: []string{"clock"}}
	Public = Actor{Name: "public", BodyKind: "none", Roles: []string{"public_user"}}
)

// Roles is the closed list of decision 17.
var Roles = []string{
	"front_desk", "triage_clerk", "dispatcher", "centre_director", "archivist", "mediator", "commercial_mediator",
	"pmc_chair", "seal_keeper", "court_clerk", "judge_guide", "police_mediator", "judicial_assistant", "petition_clerk",
	"petition_supervisor", "dept_handler", "dept_head", "grid_worker", "grid_leader", "grid_instructor", "plc_supervisor",
	"assessment_clerk", "leader_owner", "tf_member", "observer", "external_party", "auditor", "sysadmin", "public_user",
	"link_holder", "system", "clock",
}

// BodyKinds is the closed list of decision 18; none is the body of actors that
// belong to nobody.
var BodyKinds = []string{
	"centre", "pmc_village", "pmc_town", "pmc_enterprise", "pmc_industry", "chamber_pmc", "commercial_org",
	"mediator_studio", "court_desk", "police_room", "judicial_office", "petition_office", "competent_organ", "linked_dept",
	"grid", "plc", "leader", "task_force", "arbitration", "insurer", "hospital", "appraisal", "auditor", "platform", "none",
}

// Body is an organisation that can be in charge of a matter.
type Body struct {
	ID         ID `gorm:"primaryKey"`
	Code       string
	Kind       string
	Title      string
	NumberName string // the words its document numbers start with, 全椒矛调
	AreaID     string
	Level      int
	ParentID   ID
	Categories StringList
	Phone      string
	Address    string
	Active     int
	Version    int
}

// TableName is the SQL name.
func (Body) TableName() string { return "body" }

// User is somebody who can sign in.
type User struct {
	ID           ID `gorm:"primaryKey"`
	Username     string
	Name         string
	Phone        string
	PasswordHash string
	TOTPSecret   string
	TOTPStep     int64 // last accepted step: a code counts once
	Active       int
	Version      int // grows at disable, password and role change; sessions of older versions die
	CreatedAt    Instant
}

// TableName is the SQL name.
func (User) TableName() string { return "user_account" }

// Membership is one user in one body with some roles.
type Membership struct {
	ID     ID `gorm:"primaryKey"`
	UserID ID
	BodyID ID
	Roles  StringList
	GridID ID
	Active int
	Since  Instant
	Until  Instant
}

// TableName is the SQL name.
func (Membership) TableName() string { return "membership" }

// Area is a place of the administrative tree; Path holds A1…A5 by the name of
// the level, because codes do not nest everywhere (domain 4.3).
type Area struct {
	ID       string `gorm:"primaryKey"` // 12-digit code
	Name     string
	LevelKey string // province city county town village grid
	Level    int    // 0 province, 1 city, 2 county, 3 town, 4 village, 5 grid
	ParentID string
	A1       string
	A2       string
	A3       string
	A4       string
	A5       string
	Closed   int // 1: nothing new happens there; it is kept for what did
}

// TableName is the SQL name.
func (Area) TableName() string { return "area" }
