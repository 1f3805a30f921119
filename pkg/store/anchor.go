package store

import (
	"bytes"
	"cmp"
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
	headsPerPage   = 50_000
	longestAnchor  = 4 << 20 // twice a line of headsPerAnchor and more
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
	sum := sha256.Sum256(fmt.Appendf(nil, "jiefen anchor 1\n%d\n%s\n%s\n%s", a.N, a.Time, a.Prev, strings.Join(a.Heads, "\n")))
	return sum[:]
}

// signedBy reports whether the line is as somebody with the key wrote it.
func (a *anchor) signedBy(public ed25519.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(a.Sig)
	return err == nil && ed25519.Verify(public, a.sum(), signature)
}

// anchors remembers what was anchored of late, so that a head stands in the
// file once.
type anchors struct {
	mu      sync.Mutex
	heads   map[casemodel.ID]int
	perPage int // 0: headsPerPage
}

func (a *anchors) page() int { return cmp.Or(a.perPage, headsPerPage) }

type headRow struct {
	ID       casemodel.ID
	Seq      int
	LastHash []byte
}

// WriteAnchor adds the heads of all chains that grew since the last anchor to
// the file in dir and reports how many there were. The first call makes the
// signing key. One process writes one folder. A file that is not the one the
// database knows is not written to: that would cover up what became of it.
func (d *DB) WriteAnchor(ctx context.Context, dir string) (int, error) {
	d.anchored.mu.Lock()
	defer d.anchored.mu.Unlock()
	path := filepath.Join(dir, anchorFile)
	last, err := lastAnchor(path)
	if err != nil {
		return 0, err
	}
	key, err := anchorKeyFor(dir, last)
	if err != nil {
		return 0, err
	}
	mark := fingerprint(key)
	records, err := d.anchorRecords(ctx)
	if err != nil {
		return 0, err
	}
	if r := records[mark]; r.Lines > last.N || r.Lines == last.N && r.Sum != last.Sum {
		return 0, fmt.Errorf("%s does not end with anchor %d, which was written there: put the file back; when it is lost, "+
			"remove it and %s, and new anchors begin", path, r.Lines, anchorKey)
	}
	run := &anchoring{d: d, path: path, key: key, line: last, record: records[mark], seen: map[casemodel.ID]int{}}
	err = run.all(ctx)
	return run.written, err
}

// anchoring is one run over the heads that grew. What it has seen is only
// recorded at its end: a run that was interrupted is done again, and heads it
// wrote stand in the file twice.
type anchoring struct {
	d       *DB
	path    string
	key     ed25519.PrivateKey
	line    anchor // the last one
	record  anchorRecord
	seen    map[casemodel.ID]int
	written int
}

// horizon is up to where a run looks: everything that was committed when it
// began.
type horizon struct {
	row int64
	now casemodel.Instant
}

func (r *anchoring) all(ctx context.Context) error {
	grown, args := "", []any(nil)
	began := horizon{}
	for after := casemodel.ID(""); ; {
		var rows []headRow
		var now casemodel.Instant
		err := r.d.Read(ctx, func(tx *Tx) (err error) {
			if grown == "" {
				if began, err = tx.horizon(); err != nil {
					return err
				}
				grown, args = r.record.grown(began)
			}
			now = tx.Now()
			rows, err = tx.heads(r.d.anchored.page(), after, grown, args)
			return err
		})
		if err != nil {
			return err
		}
		if err := r.write(ctx, now, r.d.fresh(rows, r.seen)); err != nil {
			return err
		}
		if len(rows) < r.d.anchored.page() {
			break
		}
		after = rows[len(rows)-1].ID
	}
	r.d.anchored.heads = r.seen
	return r.finish(ctx, began)
}

// horizon asks where the journal ends. Entries are never deleted, so that a
// later one has a higher row on SQLite, and one transaction writes at a time.
func (tx *Tx) horizon() (horizon, error) {
	h := horizon{now: tx.Now()}
	if tx.postgres() {
		return h, nil
	}
	err := tx.db.Raw("SELECT coalesce(max(rowid), 0) FROM journal_entry").Row().Scan(&h.row)
	return h, tx.wrap("read the end of the journal", err)
}

// grown is the condition for chains with entries the record does not cover.
// When the journal ends before the record, the file was copied into a new one
// or the server's clock set back: then all of them are looked at.
func (r *anchorRecord) grown(began horizon) (condition string, args []any) {
	switch {
	case r.Row > 0 && r.Row <= began.row:
		return "id IN (SELECT matter_id FROM journal_entry WHERE rowid > ?)", []any{r.Row}
	case !r.Until.IsZero() && !began.now.Before(r.Until):
		return "id IN (SELECT matter_id FROM journal_entry WHERE at >= ?)", []any{r.Until.Add(-anchorOverlap)}
	}
	return "seq > 0", nil
}

// heads reads a page of where chains stand.
func (tx *Tx) heads(limit int, after casemodel.ID, grown string, args []any) (rows []headRow, err error) {
	query := fmt.Sprintf("SELECT id, seq, last_hash FROM matter WHERE id > ? AND %s ORDER BY id LIMIT %d", grown, limit)
	err = tx.db.Raw(query, append([]any{after}, args...)...).Scan(&rows).Error
	return rows, tx.wrap("read the heads of the journals", err)
}

// write adds lines to the file and records them.
func (r *anchoring) write(ctx context.Context, now casemodel.Instant, heads []string) (err error) {
	if len(heads) == 0 {
		return nil
	}
	if r.line, err = appendAnchors(r.path, r.key, r.line, now, heads); err != nil {
		return err
	}
	r.written += len(heads)
	r.record.Lines, r.record.Sum = r.line.N, r.line.Sum
	return r.d.putAnchorRecord(ctx, fingerprint(r.key), r.record)
}

// finish records what a whole run has seen; a run that saw nothing has
// nothing to say.
func (r *anchoring) finish(ctx context.Context, began horizon) error {
	if len(r.seen) == 0 {
		return nil
	}
	was := r.record
	if r.record.Row = began.row; began.row == 0 {
		r.record.Until = began.now
	}
	if r.record == was {
		return nil
	}
	return r.d.putAnchorRecord(ctx, fingerprint(r.key), r.record)
}

// fresh leaves out what this process anchored before.
func (d *DB) fresh(rows []headRow, seen map[casemodel.ID]int) []string {
	var fresh []string
	for _, r := range rows {
		seen[r.ID] = r.Seq
		if d.anchored.heads[r.ID] != r.Seq {
			fresh = append(fresh, fmt.Sprintf("%s:%d:%s", r.ID, r.Seq, hex.EncodeToString(r.LastHash)))
		}
	}
	return fresh
}

// appendAnchors writes heads as signed lines after the last one and returns
// the new last one.
func appendAnchors(path string, key ed25519.PrivateKey, last anchor, now casemodel.Instant, heads []string) (anchor, error) {
	if len(heads) == 0 {
		return last, nil
	}
	var text bytes.Buffer
	for len(heads) > 0 {
		n := min(len(heads), headsPerAnchor)
		a := anchor{N: last.N + 1, Time: now.String(), Heads: heads[:n], Prev: last.Sum}
		sum := a.sum()
		a.Sum, a.Sig = hex.EncodeToString(sum), base64.StdEncoding.EncodeToString(ed25519.Sign(key, sum))
		line, err := json.Marshal(a)
		if err != nil {
			return last, fmt.Errorf("write anchor: %w", err)
		}
		text.Write(append(line, '\n'))
		last, heads = a, heads[n:]
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return last, fmt.Errorf("write anchor: %w", err)
	}
	_, err = f.Write(text.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(path))); err != nil {
		return last, fmt.Errorf("write anchor: %w", err)
	}
	return last, nil
}

// anchorKeyFor loads the key that signed the last anchor, or makes one for a
// folder without anchors.
func anchorKeyFor(dir string, last anchor) (ed25519.PrivateKey, error) {
	key, err := loadAnchorKey(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && last.N == 0:
		return makeAnchorKey(dir)
	case err != nil:
		return nil, err
	case last.N > 0 && !last.signedBy(publicOf(key)):
		return nil, fmt.Errorf("the last line of %s in %s was changed, or was signed with another %s: put the right files back", anchorFile, dir, anchorKey)
	}
	return key, nil
}

func makeAnchorKey(dir string) (ed25519.PrivateKey, error) {
	key := ed25519.NewKeyFromSeed(random(ed25519.SeedSize))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the anchors' key: %w", err)
	}
	return key, writeSecret(filepath.Join(dir, anchorKey), []byte(hex.EncodeToString(key.Seed())+"\n"))
}

// loadAnchorKey reads the signing key of a folder.
func loadAnchorKey(dir string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, anchorKey)
	text, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("load the anchors' key: %w", err)
	}
	seed, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("load the anchors' key: %s is no key", path)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// publicOf is the second half of a private key.
func publicOf(key ed25519.PrivateKey) ed25519.PublicKey {
	return ed25519.PublicKey(key[ed25519.SeedSize:])
}

// fingerprint names a signing key without giving it away.
func fingerprint(key ed25519.PrivateKey) string {
	sum := sha256.Sum256(publicOf(key))
	return hex.EncodeToString(sum[:8])
}

// lastAnchor reads the last whole line; a line torn by a crash was never
// acknowledged and is cut off.
func lastAnchor(path string) (last anchor, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return anchor{}, nil
	}
	if err != nil {
		return anchor{}, fmt.Errorf("read anchors: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return anchor{}, fmt.Errorf("read anchors: %w", err)
	}
	tail := make([]byte, min(size, longestAnchor))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return anchor{}, fmt.Errorf("read anchors: %w", err)
	}
	end := bytes.LastIndexByte(tail, '\n') + 1
	if err := f.Truncate(size - int64(len(tail)-end)); err != nil {
		return anchor{}, fmt.Errorf("cut off a torn anchor: %w", err)
	}
	if end == 0 {
		return anchor{}, nil
	}
	start := bytes.LastIndexByte(tail[:end-1], '\n') + 1
	if err := json.Unmarshal(tail[start:end], &last); err != nil {
		return anchor{}, fmt.Errorf("read the last anchor: %w", err)
	}
	return last, nil
}
