package documents

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// Whatever a word processor, or somebody who means ill, puts into a file: it is
// refused or it fills, and what it fills is whole XML.
func FuzzATemplateIsRefusedOrFills(f *testing.F) {
	all := marks(f)
	for _, list := range [][]worked{all.Filled, all.Refused} {
		for _, one := range list {
			f.Add(page(one.Body))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		template, err := Compile(word(t, body(text)), all.Record)
		var faults FaultsError
		if err != nil {
			if !errors.As(err, &faults) || len(faults) == 0 || faults[0].Key == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		var b bytes.Buffer
		if err := template.Fill(&b, all.Record); err != nil {
			t.Fatal(err)
		}
		if !template.Marked() {
			return // copied as it came
		}
		read := xml.NewDecoder(strings.NewReader(unpacked(t, b.Bytes())[mainPart]))
		for {
			if _, err := read.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
		}
	})
}
