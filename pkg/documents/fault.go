package documents

import (
	"strconv"
	"strings"
)

// Fault is one thing wrong with a template, in the words of who edits it. Key
// is a text key.
type Fault struct {
	Key       string
	Part      string // file within the archive: word/document.xml
	Tag       string // the mark as it was typed, braces and all; "" where it is not about one
	Paragraph string // how the mark's paragraph begins
	What      string // the name, word or file that is meant
}

// FaultsError is all that was found, in the order of the page.
type FaultsError []Fault

// Error implements error for logs.
func (f FaultsError) Error() string {
	var b strings.Builder
	for i, one := range f {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(one.Key + " " + one.Part + " " + strconv.Quote(one.Tag) + " " + one.What)
	}
	return b.String()
}

// mostFaults is how many are told at once.
const mostFaults = 20

func refused(key, part, what string) FaultsError {
	return FaultsError{{Key: "template." + key, Part: part, What: what}}
}
