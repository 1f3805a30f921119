package vault_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/vault"
)

const accessKey, secretKey, bucketName = "jiefen", "a secret of forty characters or so......", "files"

// The store of the tests is this program once more, so that its memory is not
// ours and it can be ended like a machine that stops.
func TestMain(m *testing.M) {
	if address := os.Getenv("JIEFEN_TEST_STORE"); address != "" {
		backend := s3mem.New()
		if err := backend.CreateBucket(bucketName); err != nil {
			panic(err)
		}
		srv := http.Server{Addr: address, Handler: signedOnly(gofakes3.New(backend).Server()), ReadHeaderTimeout: time.Minute}
		panic(srv.ListenAndServe())
	}
	os.Exit(m.Run())
}

var authorization = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8}/([^/]+)/s3/aws4_request), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`)

// signedOnly checks the signature of every request anew (AWS Signature Version
// 4), which the store itself does not.
func signedOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		part := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
		if part == nil || part[1] != accessKey || signature(r, part[2], part[4]) != part[5] {
			w.WriteHeader(http.StatusForbidden)
			_, _ = fmt.Fprint(w, `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code></Error>`)
			return
		}
		if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") { // which the store takes apart for whole contents only
			r.Body = io.NopCloser(&chunks{from: bufio.NewReader(r.Body)})
			r.Header.Set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
			r.Header.Set("Content-Length", r.Header.Get("X-Amz-Decoded-Content-Length"))
			r.ContentLength, _ = strconv.ParseInt(r.Header.Get("X-Amz-Decoded-Content-Length"), 10, 64)
		}
		next.ServeHTTP(w, r)
	})
}

// chunks reads a body that is sent in signed chunks.
type chunks struct {
	from *bufio.Reader
	left int
}

func (c *chunks) Read(p []byte) (int, error) {
	for c.left == 0 {
		head, err := c.from.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if head == "\r\n" {
			continue // the end of the chunk before
		}
		if _, err := fmt.Sscanf(head, "%x;", &c.left); err != nil {
			return 0, err
		}
		if c.left == 0 {
			return 0, io.EOF
		}
	}
	n, err := c.from.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

func signature(r *http.Request, scope, signed string) string {
	var lines strings.Builder
	for name := range strings.SplitSeq(signed, ";") {
		value := strings.Join(strings.Fields(strings.Join(r.Header.Values(name), ",")), " ")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = strconv.FormatInt(r.ContentLength, 10)
		}
		fmt.Fprintf(&lines, "%s:%s\n", name, value)
	}
	query := strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20")
	request := strings.Join([]string{r.Method, r.URL.EscapedPath(), query, lines.String(), signed, r.Header.Get("X-Amz-Content-Sha256")}, "\n")
	sum := sha256.Sum256([]byte(request))
	text := strings.Join([]string{"AWS4-HMAC-SHA256", r.Header.Get("X-Amz-Date"), scope, hex.EncodeToString(sum[:])}, "\n")
	key := []byte("AWS4" + secretKey)
	for word := range strings.SplitSeq(scope, "/") {
		key = mac(key, word)
	}
	return hex.EncodeToString(mac(key, text))
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// place is a vault and what lies in it.
type place struct {
	v      *vault.Vault
	dir    string
	room   uint64        // MiB that keeping and reading 200 MiB may allocate
	client *minio.Client // nil: contents lie in the folder
	url    string
	stop   func()
}

// everywhere runs a test on each sort of store.
func everywhere(t *testing.T, test func(t *testing.T, at *place)) {
	t.Run("folder", func(t *testing.T) {
		v, dir := open(t)
		test(t, &place{v: v, dir: dir, room: 4})
	})
	t.Run("bucket", func(t *testing.T) { test(t, far(t)) })
}

func far(t *testing.T) *place {
	t.Helper()
	free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	at := &place{dir: filepath.Join(t.TempDir(), "files"), room: 64, url: "s3+http://" + address + "/" + bucketName + "/a site"}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0])
	cmd.Env = append(os.Environ(), "JIEFEN_TEST_STORE="+address)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	at.stop = func() {
		if !stopped {
			stopped = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(at.stop)
	for range 200 {
		if c, err := new(net.Dialer).DialContext(t.Context(), "tcp", address); err == nil {
			_ = c.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if at.v, err = vault.OpenFar(at.dir, at.url, accessKey, secretKey); err != nil {
		t.Fatal(err)
	}
	if at.client, err = minio.New(address, &minio.Options{Creds: credentials.NewStaticV4(accessKey, secretKey, ""), Region: "us-east-1"}); err != nil {
		t.Fatal(err)
	}
	return at
}

func (at *place) key(sha string) string { return "a site/" + sha[:2] + "/" + sha }

// lies lists what is there: in the folder, in the store, and parts in it of
// what never arrived.
func (at *place) lies(t *testing.T) []string {
	t.Helper()
	all := lies(t, at.dir)
	if at.client == nil {
		return all
	}
	for o := range at.client.ListObjects(t.Context(), bucketName, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		all = append(all, o.Key)
	}
	for o := range at.client.ListIncompleteUploads(t.Context(), bucketName, "", true) {
		if o.Err != nil && minio.ToErrorResponse(o.Err).Code == "NoSuchUpload" {
			break // none at all
		}
		if o.Err != nil {
			t.Fatal(o.Err)
		}
		all = append(all, "part of "+o.Key)
	}
	return all
}

func (at *place) put(t *testing.T, sha string, text []byte) {
	t.Helper()
	var err error
	if at.client == nil {
		err = os.WriteFile(filepath.Join(at.dir, sha[:2], sha), text, 0o600)
	} else {
		_, err = at.client.PutObject(t.Context(), bucketName, at.key(sha), bytes.NewReader(text), int64(len(text)), minio.PutObjectOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (at *place) lose(t *testing.T, sha string) {
	t.Helper()
	var err error
	if at.client == nil {
		err = os.Remove(filepath.Join(at.dir, sha[:2], sha))
	} else {
		err = at.client.RemoveObject(t.Context(), bucketName, at.key(sha), minio.RemoveObjectOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A store that is gone, or that does not know us, is said to be so: nothing is
// taken in, nothing is lost, and no folder fills.
func TestAStoreThatIsGoneLosesNothing(t *testing.T) {
	at := far(t)
	f, err := at.v.Take(strings.NewReader(pdf), "a.pdf", vault.Rules{Largest: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := vault.OpenFar(at.dir, at.url, accessKey, "another secret")
	if err != nil {
		t.Fatal(err)
	}
	unavailable := func(v *vault.Vault, how string) {
		t.Helper()
		if _, err := v.Take(strings.NewReader(pdf+"more"), "b.pdf", vault.Rules{Largest: 1 << 20}); !casemodel.Is(err, casemodel.Unavailable) {
			t.Errorf("%s, kept: %v", how, err)
		}
		if _, err := v.Open(f.SHA256); !casemodel.Is(err, casemodel.Unavailable) {
			t.Errorf("%s, read: %v", how, err)
		}
		if gone, err := v.Remove(f.SHA256, time.Now().Add(time.Hour)); gone || !casemodel.Is(err, casemodel.Unavailable) {
			t.Errorf("%s, removed: %v, %v", how, gone, err)
		}
	}
	unavailable(stranger, "with a wrong secret")
	if left := at.lies(t); !slices.Equal(left, []string{at.key(f.SHA256)}) {
		t.Errorf("there lies %v", left)
	}
	at.stop()
	unavailable(at.v, "with nobody there")
	if left := lies(t, at.dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// What breaks off on its way to the store leaves no part there, and what a
// stopped server left is tidied away.
func TestABrokenSendingLeavesNoPart(t *testing.T) {
	at := far(t)
	target, err := url.Parse("http://" + strings.TrimPrefix(strings.SplitN(at.url, "/"+bucketName, 2)[0], "s3+http://"))
	if err != nil {
		t.Fatal(err)
	}
	line := cutAfter(t, target.Host, 2)
	v, err := vault.OpenFar(at.dir, "s3+http://"+line+"/"+bucketName+"/a site", accessKey, secretKey)
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Take(strings.NewReader(pdf+zeros(40<<20)), "大.pdf", vault.Rules{Largest: 64 << 20})
	if !casemodel.Is(err, casemodel.Unavailable) {
		t.Errorf("a refused part: %v", err)
	}
	if left := at.lies(t); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	core := minio.Core{Client: at.client}
	if _, err := core.NewMultipartUpload(t.Context(), bucketName, at.key(strings.Repeat("ab", 32)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if n, err := at.v.Tidy(time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("%d fresh ones removed (%v)", n, err)
	}
	if n, err := at.v.Tidy(time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("%d removed (%v)", n, err)
	}
	if left := at.lies(t); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// cutAfter is a line to a store that breaks at each part after the n-th.
func cutAfter(t *testing.T, host string, n int) string {
	t.Helper()
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", host, r.In.Host
	}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if part, err := strconv.Atoi(r.URL.Query().Get("partNumber")); err == nil && part > n {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close() // that is the point
			}
			return
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}
