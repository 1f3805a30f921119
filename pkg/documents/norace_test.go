//go:build !race

package documents

const watched = false
