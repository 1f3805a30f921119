package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jiefen/jiefen/casemodel"
)

const (
	anchorFile = "anchors.log"
	anchorKey  = "anchor.key"

	headsPerAnchor = 5000
	// anchorOverlap is how far an anchor looks behind the one before: an act
	// is dated when it gets its lock, and committed a little later.
	anchorOverlap = 5 * time.Minute
)

// anchor is one line of the file outside the database: the heads of chains as
// they were, bound to the line before and signed. Who rewrites a chain in the
// database cannot rewrite these.
type anchor struct {
	N     int      `json:"n"`
	Time  string   `json:"time"`
	Heads []string `json:"heads"` // matter:seq:hash, sorted
	Prev  string   `json:"prev"`
	Sum   string   `json:"sum"`
	Sig   string   `json:"sig"`
}

// sum covers everything of the line but its signature.
func (a *anchor) sum() []byte {
	h := sha256.New()
	fmt.Fprintf(h, "jiefen anchor 1\n%d\n%s\n%s\n%s", a.N, a.Time, a.Prev, strings.Join(a.Heads, "\n"))
	return h.Sum(nil)
}

// anchors remembers what was anchored of late, so that a head stands in the
// file once.
type anchors struct {
	mu    sync.Mutex
	heads map[casemodel.ID]int
}

type headRow struct {
	ID       casemodel.ID
	Seq      int
	LastHash []byte
}

// WriteAnchor adds the heads of all chains that grew since the last anchor to
// the file in dir and reports how many there were. The first call makes the
// signing key. One process writes one folder.
func (d *DB) WriteAnchor(ctx context.Context, dir string) (int, error) {
	d.anchored.mu.Lock()
	defer d.anchored.mu.Unlock()
	key, err := loadAnchorKey(dir)
	if err != nil {
		return 0, err
	}
	last, err := lastAnchor(filepath.Join(dir, anchorFile))
	if err != nil {
		return 0, err
	}
	var now casemodel.Instant
	var rows []headRow
	err = d.Read(ctx, func(tx *Tx) (err error) {
		now = tx.Now()
		rows, err = tx.heads(last)
		return err
	})
	if err != nil {
		return 0, err
	}
	fresh := d.fresh(rows)
	if len(fresh) == 0 {
		return 0, nil
	}
	return len(fresh), appendAnchors(filepath.Join(dir, anchorFile), key, last, now, fresh)
}

// heads reads where the chains stand that grew since the last anchor.
func (tx *Tx) heads(last anchor) (rows []headRow, err error) {
	since := "SELECT id, seq, last_hash FROM matter WHERE seq > 0 ORDER BY id"
	args := []any{}
	if last.N > 0 {
		at, err := time.Parse(time.RFC3339Nano, last.Time)
		if err != nil {
			return nil, fmt.Errorf("the last anchor's time: %w", err)
		}
		since = "SELECT id, seq, last_hash FROM matter WHERE id IN (SELECT matter_id FROM journal_entry WHERE at >= ?) ORDER BY id"
		args = append(args, casemodel.At(at.Add(-anchorOverlap)))
	}
	err = tx.db.Raw(since, args...).Scan(&rows).Error
	return rows, tx.wrap("read the heads of the journals", err)
}

// fresh leaves out what this process anchored before, and remembers the rest.
func (d *DB) fresh(rows []headRow) []string {
	seen := make(map[casemodel.ID]int, len(rows))
	var fresh []string
	for _, r := range rows {
		seen[r.ID] = r.Seq
		if d.anchored.heads[r.ID] != r.Seq {
			fresh = append(fresh, fmt.Sprintf("%s:%d:%s", r.ID, r.Seq, hex.EncodeToString(r.LastHash)))
		}
	}
	d.anchored.heads = seen
	return fresh
}

func appendAnchors(path string, key ed25519.PrivateKey, last anchor, now casemodel.Instant, heads []string) error {
	var text bytes.Buffer
	for len(heads) > 0 {
		n := min(len(heads), headsPerAnchor)
		a := anchor{N: last.N + 1, Time: now.String(), Heads: heads[:n], Prev: last.Sum}
		sum := a.sum()
		a.Sum, a.Sig = hex.EncodeToString(sum), base64.StdEncoding.EncodeToString(ed25519.Sign(key, sum))
		line, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("write anchor: %w", err)
		}
		text.Write(append(line, '\n'))
		last, heads = a, heads[n:]
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600) //nolint:gosec // the operator names the folder
	if err != nil {
		return fmt.Errorf("write anchor: %w", err)
	}
	_, err = f.Write(text.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write anchor: %w", err)
	}
	return nil
}

// loadAnchorKey reads the signing key of a folder or makes it.
func loadAnchorKey(dir string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, anchorKey)
	text, err := readSecret(path)
	if errors.Is(err, fs.ErrNotExist) {
		key := ed25519.NewKeyFromSeed(random(ed25519.SeedSize))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the anchors' key: %w", err)
		}
		return key, writeSecret(path, []byte(hex.EncodeToString(key.Seed())+"\n"))
	}
	if err != nil {
		return nil, fmt.Errorf("load the anchors' key: %w", err)
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("load the anchors' key: %s is no key", path)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// lastAnchor reads the last whole line; a line torn by a crash was never
// acknowledged and is cut off.
func lastAnchor(path string) (last anchor, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0o600) //nolint:gosec // the operator names the folder
	if errors.Is(err, fs.ErrNotExist) {
		return anchor{}, nil
	}
	if err != nil {
		return anchor{}, fmt.Errorf("read anchors: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var line []byte
	whole := int64(0)
	for r := bufio.NewReaderSize(f, 1<<20); ; {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return anchor{}, fmt.Errorf("read anchors: %w", err)
		}
		line, whole = text, whole+int64(len(text))
	}
	if err := f.Truncate(whole); err != nil {
		return anchor{}, fmt.Errorf("cut off a torn anchor: %w", err)
	}
	if len(line) == 0 {
		return anchor{}, nil
	}
	if err := json.Unmarshal(line, &last); err != nil {
		return anchor{}, fmt.Errorf("read the last anchor: %w", err)
	}
	return last, nil
}
