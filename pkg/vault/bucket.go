package vault

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/jiefen/jiefen/casemodel"
)

// bucket is a store that speaks S3, where contents lie instead of in the
// folder; the folder then holds what is on its way and drawings, and may be lost.
type bucket struct {
	client *minio.Client
	name   string
	prefix string       // of every key
	gone   sync.RWMutex // a content is not taken away while the same one is kept
}

// How a store is spoken to. A part is what is sent again when the line breaks.
const (
	partSize  = 16 << 20
	farAnswer = 30 * time.Second // the head of an answer
	farWhole  = 30 * time.Minute // a whole content
)

// OpenFar opens a vault whose contents lie in a bucket that is there already:
// s3+https://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION], or s3+http for a store
// on the same machine. The folder is where contents are looked at on their way.
// Every request is signed (Signature Version 4) with the two keys.
func OpenFar(dir, address, access, secret string) (*Vault, error) {
	u, err := url.Parse(address)
	secured := strings.HasPrefix(address, "s3+https://")
	if err != nil || !secured && u.Scheme != "s3+http" || u.Host == "" || access == "" || secret == "" {
		return nil, errors.New("file store: want s3+https://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION] and two keys")
	}
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if name == "" {
		return nil, errors.New("file store: the address names no bucket")
	}
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, errors.New("file store: no transport")
	}
	transport = transport.Clone()
	transport.ResponseHeaderTimeout = farAnswer
	region := u.Query().Get("region")
	if region == "" {
		region = "us-east-1" // what stores in the house answer to
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(access, secret, ""), Secure: secured, Region: region, Transport: transport, BucketLookup: minio.BucketLookupPath, MaxRetries: 3,
	})
	if err != nil {
		return nil, fmt.Errorf("file store: %w", err)
	}
	v, err := Open(dir)
	if err != nil {
		return nil, err
	}
	v.far = &bucket{client: client, name: name, prefix: prefix}
	return v, nil
}

func (b *bucket) key(sha string) string { return path.Join(b.prefix, sha[:2], sha) }

// absent reports that a store has no such content.
func absent(err error) bool { return minio.ToErrorResponse(err).Code == minio.NoSuchKey }

// farErr is an error of the store: what is lost is NotFound, all else is
// Unavailable, and nothing of ours changed.
func farErr(doing string, err error) error {
	if absent(err) {
		return &casemodel.Error{Kind: casemodel.NotFound, Key: "file.lost"}
	}
	return fmt.Errorf("%w: %s: %w", &casemodel.Error{Kind: casemodel.Unavailable, Key: "file.store_gone"}, doing, err)
}

// put keeps a content. What is larger than a part goes in parts, and breaking
// off takes those away that were sent.
func (b *bucket) put(f *os.File, sha string, size int64) error {
	b.gone.RLock()
	defer b.gone.RUnlock()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), farWhole)
	defer cancel()
	_, err := b.client.PutObject(ctx, b.name, b.key(sha), f, size, minio.PutObjectOptions{PartSize: partSize, NumThreads: 1, ContentType: "application/octet-stream"})
	if err != nil {
		return farErr("keep file", err)
	}
	return nil
}

// get brings a content to the folder and holds it against its hash there,
// before any of it leaves. The file is gone when it is closed.
func (b *bucket) get(v *Vault, sha string) (Content, error) {
	ctx, cancel := context.WithTimeout(context.Background(), farWhole)
	defer cancel()
	o, err := b.client.GetObject(ctx, b.name, b.key(sha), minio.GetObjectOptions{})
	if err != nil {
		return nil, farErr("read file", err)
	}
	defer o.Close() //nolint:errcheck // it was only read
	tmp, err := v.temp()
	if err != nil {
		return nil, lost("read file", err)
	}
	c := &fetched{tmp}
	if runtime.GOOS != "windows" {
		err = os.Remove(tmp.Name()) // open files have no name there: a stopped server leaves nothing
	}
	if _, copied := io.Copy(tmp, o); copied != nil {
		return nil, errors.Join(farErr("read file", copied), c.Close())
	}
	if err == nil {
		_, err = tmp.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = hold(tmp, sha)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// fetched is a content that was brought; it goes when it is closed.
type fetched struct{ *os.File }

func (f *fetched) Close() error {
	err := f.File.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// remove takes a content away unless it was sent again since the moment. Of two
// servers on one store, one may keep in these milliseconds what the other takes
// away; the hour in which nothing is uploaded is the time to sweep there.
func (b *bucket) remove(sha string, since time.Time) (bool, error) {
	b.gone.Lock()
	defer b.gone.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), farAnswer)
	defer cancel()
	info, err := b.client.StatObject(ctx, b.name, b.key(sha), minio.StatObjectOptions{})
	if err != nil && absent(err) {
		return false, nil
	}
	if err != nil {
		return false, farErr("remove file", err)
	}
	if info.LastModified.After(since) {
		return false, nil
	}
	if err := b.client.RemoveObject(ctx, b.name, b.key(sha), minio.RemoveObjectOptions{}); err != nil {
		return false, farErr("remove file", err)
	}
	return true, nil
}

// tidy takes away the parts of contents whose sending broke off before the
// moment because a server stopped.
func (b *bucket) tidy(before time.Time) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), farWhole)
	defer cancel()
	gone := 0
	prefix := b.prefix
	if prefix != "" {
		prefix += "/" // what stands under a longer name is somebody else's
	}
	for left := range b.client.ListIncompleteUploads(ctx, b.name, prefix, true) {
		if minio.ToErrorResponse(left.Err).Code == "NoSuchUpload" {
			return gone, nil // so some stores say that there is none
		}
		if left.Err != nil {
			return gone, farErr("tidy files", left.Err)
		}
		if left.Initiated.After(before) {
			continue
		}
		if err := b.client.RemoveIncompleteUpload(ctx, b.name, left.Key); err != nil {
			return gone, farErr("tidy files", err)
		}
		gone++
	}
	return gone, nil
}
