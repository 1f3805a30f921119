package casemodel

import "testing"

func TestFillersAreNoAnswers(t *testing.T) {
	for _, text := range []string{"\u65e0", " \u6ca1\u6709\u3002", "1111", "xxx", "---"} {
		if !Filler(text) {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{"", "\u65e0\u5fe7", "\u6b22\u6b22", "A", "3", "12", "\u5f20\u4f1f"} {
		if Filler(text) {
			t.Errorf("%q is refused", text)
		}
	}
}
