package store

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/jiefen/jiefen/casemodel"
)

// anchoredHead is where a chain stood at some time, small: millions of them
// wait in memory for the walk.
type anchoredHead struct {
	matter uuid.UUID
	seq    uint32
	line   uint32
	hash   [sha256.Size]byte
}

func (h *anchoredHead) id() casemodel.ID { return casemodel.ID(h.matter.String()) }

// readAnchors checks the file of anchors in itself and against what the
// database knows of it, and lists the heads in it in the order of the walk. It
// makes nothing: a key that is gone stays gone.
func (v *verification) readAnchors(dir string, records map[string]anchorRecord) error {
	key, err := loadAnchorKey(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var public ed25519.PublicKey
	if key != nil {
		public, v.sum.Key = publicOf(key), fingerprint(key)
	}
	own, known := records[v.sum.Key]
	last, err := v.anchorLines(dir, public, own)
	if err != nil {
		return err
	}
	switch {
	case last.N > 0 && key == nil:
		v.fault(AnchorBroken, "", 0, "%s is missing: nobody can tell who signed", anchorKey)
	case last.N > 0 && !known && len(records) > 0:
		v.fault(AnchorBroken, "", 0, "the anchors are signed with key %s, which the database does not know", v.sum.Key)
	case last.N < own.Lines:
		v.fault(AnchorBroken, "", last.N+1, "the file ends, %d anchors were written", own.Lines)
	}
	v.elsewhere(records, known)
	slices.SortFunc(v.heads, func(a, b anchoredHead) int {
		return cmp.Or(bytes.Compare(a.matter[:], b.matter[:]), cmp.Compare(a.seq, b.seq), cmp.Compare(a.line, b.line))
	})
	return nil
}

// anchorLines reads the file; a folder without one has no lines.
func (v *verification) anchorLines(dir string, public ed25519.PublicKey, own anchorRecord) (last anchor, err error) {
	f, err := os.Open(filepath.Join(dir, anchorFile))
	if errors.Is(err, fs.ErrNotExist) {
		return last, nil
	}
	if err != nil {
		return last, fmt.Errorf("read anchors: %w", err)
	}
	defer func() { _ = f.Close() }() // only read from
	for r := bufio.NewReaderSize(f, 1<<20); ; {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return last, nil // a torn last line was never acknowledged
		}
		if err != nil {
			return last, fmt.Errorf("read anchors: %w", err)
		}
		last = v.anchorLine(line, last, public)
		if last.N == own.Lines && last.Sum != own.Sum {
			v.fault(AnchorBroken, "", last.N, "another line than the one that was written")
		}
	}
}

// elsewhere speaks of anchors under other keys. Several servers may work on
// one PostgreSQL, each with anchors in a folder of its own, so they are a fault
// only where there can be no other folder, or where this one has nothing.
func (v *verification) elsewhere(records map[string]anchorRecord, known bool) {
	for _, mark := range slices.Sorted(maps.Keys(records)) {
		if mark == v.sum.Key {
			continue
		}
		v.sum.Elsewhere++
		if v.single || !known {
			v.fault(AnchorBroken, "", 0, "%d anchors were written under key %s and are not in this folder", records[mark].Lines, mark)
		}
	}
}

func (v *verification) anchorLine(line []byte, prev anchor, public ed25519.PublicKey) anchor {
	v.sum.Anchors++
	var a anchor
	if err := json.Unmarshal(line, &a); err != nil {
		v.fault(AnchorBroken, "", v.sum.Anchors, "not a line of ours")
		return prev
	}
	switch {
	case a.N != prev.N+1 || a.Prev != prev.Sum:
		v.fault(AnchorBroken, "", a.N, "does not follow anchor %d", prev.N)
	case hex.EncodeToString(a.sum()) != a.Sum || public != nil && !a.signedBy(public):
		v.fault(AnchorBroken, "", a.N, "changed, or not signed with our key")
	}
	for _, h := range a.Heads {
		head, err := parseHead(h)
		if err != nil {
			v.fault(AnchorBroken, "", a.N, "malformed head")
			continue
		}
		head.line = uint32(a.N)
		v.heads = append(v.heads, head)
		v.sum.Heads++
	}
	v.sum.AnchorAt = a.Time
	return a
}

func parseHead(text string) (h anchoredHead, err error) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return h, errors.New("not matter:seq:hash")
	}
	seq, err := strconv.ParseUint(parts[1], 10, 32)
	if err != nil {
		return h, err
	}
	h.seq = uint32(seq)
	if h.matter, err = uuid.Parse(parts[0]); err != nil {
		return h, err
	}
	n, err := hex.Decode(h.hash[:], []byte(parts[2]))
	if err == nil && n != len(h.hash) {
		err = errors.New("short hash")
	}
	return h, err
}

// anchored holds one entry, nil when it is missing, against the anchors that
// name it.
func (v *verification) anchored(matter casemodel.ID, seq int, hash []byte) {
	v.lost(matter)
	reported := false
	for len(v.heads) > 0 && v.heads[0].id() == matter && int(v.heads[0].seq) <= seq {
		h := v.heads[0]
		v.heads = v.heads[1:]
		if int(h.seq) == seq && hash != nil && !bytes.Equal(h.hash[:], hash) && !reported {
			v.fault(Rewritten, matter, seq, "anchor %d knows another hash", h.line)
			reported = true
		}
	}
}

// beyond reports anchors of entries after the end of a chain.
func (v *verification) beyond(at *chain) {
	reported := false
	for len(v.heads) > 0 && v.heads[0].id() == at.head.ID {
		h := v.heads[0]
		v.heads = v.heads[1:]
		if !reported && at.known {
			v.fault(Truncated, at.head.ID, int(h.seq), "anchor %d knows this entry", h.line)
			reported = true
		}
	}
}

// lost reports anchored matters before the given one: neither their row nor
// any entry is there.
func (v *verification) lost(until casemodel.ID) {
	var last casemodel.ID
	for len(v.heads) > 0 && v.heads[0].id() < until {
		h := v.heads[0]
		v.heads = v.heads[1:]
		if id := h.id(); id != last {
			v.fault(MatterMissing, id, int(h.seq), "anchor %d knows it", h.line)
			last = id
		}
	}
}
