package policies

import "testing"

func BenchmarkOpenTmp(b *testing.B) {
	cat := machines(b)
	for b.Loop() {
		if _, err := Open(cat); err != nil {
			b.Fatal(err)
		}
	}
}
