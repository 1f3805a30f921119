// Package documents makes the papers of a case: it fills Word files that a
// clerk edits in an ordinary word processor. A template is checked when it is
// uploaded, against a sample of what will fill it, and every fault names the
// mark and its paragraph; filling it afterwards cannot fail for a reason the
// template could have shown.
//
// What may be read of a case, and which paper a step needs, is not decided
// here: the caller hands over plain records that hold exactly what may appear.
package documents
