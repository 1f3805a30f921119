//go:build race

package documents

// watched: the race detector looks on, which takes several times as long.
const watched = true
