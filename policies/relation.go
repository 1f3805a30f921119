package policies

import (
	"slices"
	"strings"
)

// Relation is one way an actor can stand to a matter. What needs two facts is
// one relation of its own, never two in a line (engine rule T6).
type Relation struct {
	Name  string
	Holds func(*Facts) bool
	SQL   string // name of the store's predicate, "" when it decides acts only and no list
	Deny  bool   // only ever keeps away
	Doc   string
}

// Any is the relation everybody has to everything.
const Any = "any"

// list is a relation that lists can be scoped by: its predicate in the store
// carries the same name.
func list(name string, holds func(*Facts) bool, doc string) Relation {
	return Relation{Name: name, Holds: holds, SQL: name, Doc: doc}
}

// act is a relation that needs facts no list has.
func act(name string, holds func(*Facts) bool, doc string) Relation {
	return Relation{Name: name, Holds: holds, Doc: doc}
}

// keepsAway marks a relation that may stand in deny lines only.
func keepsAway(r Relation) Relation {
	r.Deny = true
	return r
}

var relations = []Relation{
	list("handler", handler, "the actor is in charge of this very matter"),
	list("co_handler", coHandler, "the actor is a co-mediator of this matter or of its whole family, while the window is open"),
	list("body", body, "the actor's body is in charge of this very matter"),
	list("offered", offered, "the actor's body was asked to take this very matter and has not answered"),
	list("root_handler", rootHandler, "the actor is in charge of the matter at the head of the family"),
	list("root_body", rootBody, "the actor's body is in charge of the matter at the head of the family"),
	list("centre", centre, "the family belongs to the actor's centre"),
	list("co_body", coBody, "the actor's body takes part in the family beside the one in charge, while the window is open"),
	list("team", team, "the actor or the actor's body is in charge of some matter of the family, while the window is open"),
	list("former", former, "the actor or the actor's body was in charge of some matter of the family, and that is over"),
	list("registered", registered, "the actor or the actor's body registered this matter"),
	list("area", area, "the matter's place lies in the actor's area"),
	list("area_below", areaBelow, "it lies there and is handled one level below the actor's"),
	list("area_red", areaRed, "it lies there and its risk is orange or red"),
	list("grid_own", gridOwn, "the matter lies in the actor's own grid"),
	list("upper", upper, "the actor's body is the superior of the body in charge, while the matter is not done"),
	list("reviewer", reviewer, "the actor's body was named to review it or to decide on its escalation"),
	list("linked", linked, "the actor's body has a task of the family, while the window is open"),
	list("sender", sender, "the actor's body issued this task, hand-over or supervision order"),
	list("owner", owner, "the actor is the leader who answers for the matter"),
	list("taskforce", taskforce, "the actor sits in the family's task force, while the window is open"),
	list("court_case", courtCase, "the actor's court desk is the court named in the family"),
	list("sampled", sampled, "the matter was drawn for the actor to check, and the check is open"),
	list("named", named, "the actor is a named reader of the family"),
	keepsAway(list("sealed_unnamed", sealedUnnamed, "the matter is sealed and the actor is not named")),
	keepsAway(list("recused", recused, "the actor was recused from the family")),
	keepsAway(act("doer", func(f *Facts) bool { return f.Doer }, "the actor did what is to be checked, or wrote the request")),
	act("author", func(f *Facts) bool { return f.Author }, "the actor wrote the note or draft"),
	act("delegate", delegate, "the link in hand is for this very matter and still valid"),
	act("code", code, "the query code in hand is for this family"),
	act("home", home, "what is to be made belongs to the actor's body or lies in the actor's area"),
	act("field", field, "what is to be made is of a category the actor's body works in"),
	act("on_the_spot", onTheSpot, "the actor takes the dispute down and settles it on the spot, in this very act, in his body's place and field, and nobody is in danger"),
	list(Any, func(*Facts) bool { return true }, "everybody"),
}

// Relations lists every relation, for the store's predicates and the matrix
// page.
func Relations() []Relation { return slices.Clone(relations) }

// RelSet names every relation that holds, sorted; Any is always among them.
func RelSet(f *Facts) []string {
	if f.Matter == nil && f.Root != nil {
		of := *f
		of.Matter = f.Root
		f = &of
	}
	held := make([]string, 0, 16)
	for i := range relations {
		if relations[i].Holds(f) {
			held = append(held, relations[i].Name)
		}
	}
	slices.SortFunc(held, strings.Compare)
	return held
}

func relationOf(name string) *Relation {
	for i := range relations {
		if relations[i].Name == name {
			return &relations[i]
		}
	}
	return nil
}
