package web

import "sync"

// shelf keeps the last receipts in memory under their form's one-time word: a
// second click gets the answer of the first, and the query codes on it exist
// nowhere else. What falls off the shelf is shown without codes.
type shelf struct {
	mu    sync.Mutex
	order []string
	slips map[string]slip
}

const shelfRoom = 200

func newShelf() *shelf { return &shelf{slips: map[string]slip{}} }

func (s *shelf) put(key string, one slip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.slips[key]; !there {
		s.order = append(s.order, key)
	}
	s.slips[key] = one
	if len(s.order) > shelfRoom {
		delete(s.slips, s.order[0])
		s.order = s.order[1:]
	}
}

func (s *shelf) get(key string) (slip, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.slips[key]
	return one, ok
}
