// Package policies says who may. It is the only room of casbin: a table of
// readable lines (policy.csv), the shape of a question (model.conf), the
// relations in which an actor stands to a matter, each with its Go predicate
// and the name of the store's SQL predicate, and the scope of a list derived
// from the same lines.
//
// Users and bodies never live here: the caller brings the acting membership
// and the facts of the family, and the Gate answers. It asks no database,
// knows no clock, holds no sentence a person reads, and does not know which
// step comes next: that is workflows. Whether a list shows what single reads
// allow is proved over Relations, so a new relation comes with both halves.
package policies
