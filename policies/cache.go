package policies

import (
	"hash/maphash"
	"sync"
)

// cache keeps answers of one snapshot. Roles, kinds of body, flows, states,
// acts and sets of relations are all finite, so it is small in practice; the
// bound is for whoever tries to make it large.
type cache struct {
	seed   maphash.Seed
	shards [shardCount]shard
}

type shard struct {
	mu      sync.RWMutex
	answers map[string]Answer
}

const (
	shardCount = 16
	shardSize  = 1024
)

func newCache() *cache {
	c := &cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i].answers = make(map[string]Answer)
	}
	return c
}

func (c *cache) of(key []byte) *shard { return &c.shards[maphash.Bytes(c.seed, key)%shardCount] }

func (c *cache) get(key []byte) (Answer, bool) {
	s := c.of(key)
	s.mu.RLock()
	a, known := s.answers[string(key)]
	s.mu.RUnlock()
	return a, known
}

// put empties a full shard: all that is lost is time.
func (c *cache) put(key []byte, a Answer) {
	s := c.of(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.answers) >= shardSize {
		clear(s.answers)
	}
	s.answers[string(key)] = a
}
