package policies

import "testing"

func TestOpen(t *testing.T) { g := opened(t); t.Log(len(g.Now().rows)) }
