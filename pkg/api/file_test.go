package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jiefen/jiefen/pkg/api"
	"github.com/jiefen/jiefen/pkg/store"
)

const (
	pdf  = "%PDF-1.7\n%âãÏÓ\n1 0 obj"
	png  = "\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x0aIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\xb18\xf6\x14\x00\x00\x00\x00IEND\xaeB`\x82"
	html = "<!DOCTYPE html><script>alert(1)</script>"
)

// upload sends a file as a browser would.
func (c *client) upload(field, name string, content []byte) *reply {
	c.o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("note", "before the file"); err != nil {
		c.o.t.Fatal(err)
	}
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		c.o.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		c.o.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		c.o.t.Fatal(err)
	}
	return c.with("Content-Type", form.FormDataContentType()).key(fmt.Sprint("file", keys.next())).post("/files", body.Bytes())
}

func TestAFileIsUploadedAttachedAndHandedOut(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		a := clerk.upload("file", `C:\photos\漏水 照片.png`, []byte(png)).is(http.StatusCreated)
		sum := sha256.Sum256([]byte(png))
		if a.text("name") != "漏水 照片.png" || a.text("type") != "image/png" || a.number("size") != len(png) || a.text("sha256") != hex.EncodeToString(sum[:]) {
			t.Errorf("uploaded %s", a.Raw)
		}
		root := string(o.register())
		path := "/matters/" + root + "/files/" + a.text("id")
		clerk.get(path).problem(http.StatusNotFound, "not_found")
		clerk.post("/matters/"+root+"/records/attach", F{"fields": F{"files": []any{a.text("id")}}}).is(http.StatusOK)
		listed := clerk.get("/matters/" + root + "/files").is(http.StatusOK)
		if listed.text("items.0.id") != a.text("id") {
			t.Errorf("files %s", listed.Raw)
		}
		got := clerk.get(path).is(http.StatusOK)
		if string(got.Raw) != png {
			t.Errorf("content %q", got.Raw)
		}
		for name, want := range map[string]string{
			"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
			"Cache-Control": "no-store", "Content-Disposition": "attachment; filename*=utf-8''%E6%BC%8F%E6%B0%B4%20%E7%85%A7%E7%89%87.png",
		} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %q", name, got.Header.Get(name))
			}
		}
		o.as("labour").get(path).problem(http.StatusNotFound, "not_found")
		other := string(o.register(func(r F) { r["duplicates_seen"] = true }))
		clerk.get("/matters/"+other+"/files/"+a.text("id")).problem(http.StatusNotFound, "not_found")
		o.as("triage").post("/matters/"+other+"/records/attach", F{"fields": F{"files": []any{a.text("id")}}}).
			problem(http.StatusUnprocessableEntity, "invalid").fault("files", "field.no_such_file")
	})
}

func TestOnlyKnownTypesComeIn(t *testing.T) {
	each(t, func(_ *testing.T, o *office) {
		clerk := o.as("clerk")
		for name, row := range map[string]struct {
			content string
			kind    string // "" refused
		}{
			"scan.pdf": {pdf, "application/pdf"}, "picture.jpg": {png, "image/png"}, "notes.txt": {"双方自愿。", "text/plain"},
			"page.html": {html, ""}, "page.pdf": {html, ""}, "program.exe": {"MZ\x90\x00", ""}, "fake.docx": {"not a zip", ""}, "none": {"\x00\x01\x02", ""},
		} {
			a := clerk.upload("file", name, []byte(row.content))
			if row.kind == "" {
				a.problem(http.StatusUnsupportedMediaType, "type_refused")
				continue
			}
			if a.is(http.StatusCreated).text("type") != row.kind {
				o.t.Errorf("%s is %s", name, a.text("type"))
			}
		}
		clerk.upload("photo", "a.png", []byte(png)).problem(http.StatusUnprocessableEntity, "invalid").fault("file", "field.missing")
		clerk.upload("file", "a.txt", nil).problem(http.StatusUnprocessableEntity, "invalid").fault("file", "file.empty")
		clerk.key("x").post("/files", F{}).problem(http.StatusUnsupportedMediaType, "type_refused")
		clerk.key("x").with("Content-Type", "multipart/form-data; boundary=b").post("/files", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc").
			problem(http.StatusUnprocessableEntity, "invalid")
	})
}

// endless is a PDF that goes on for as long as somebody reads.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	e.left -= int64(n)
	return n, nil
}

// A file goes from the connection to the disk: its size is not the server's.
func TestALargeFileNeverStandsInMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 200 MiB")
	}
	each(t, func(t *testing.T, o *office) {
		if o.DB.Dialect() != store.SQLite {
			return // no database takes part in it
		}
		o.as("clerk") // a sign-in takes 19 MiB of its own
		head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + pdf
		send := func(size int64) int {
			body := io.MultiReader(strings.NewReader(head), &endless{size - int64(len(pdf))}, strings.NewReader("\r\n--b--\r\n"))
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.server.URL+api.Prefix+"/files", body)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+o.as("clerk").token)
			req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
			req.Header.Set("Idempotency-Key", "large")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close() //nolint:errcheck // nothing is read
			return res.StatusCode
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if status := send(200 << 20); status != http.StatusCreated {
			t.Errorf("200 MiB: %d", status)
		}
		runtime.ReadMemStats(&after)
		if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 16 {
			t.Errorf("200 MiB took %d MiB of memory", grown)
		}
		if status := send(200<<20 + 1); status != http.StatusRequestEntityTooLarge {
			t.Errorf("over 200 MiB: %d", status)
		}
	})
}

// A cut line makes a browser send its photo again: one key, one file.
func TestAnUploadSentTwiceIsOneFile(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		form := func() *client {
			return clerk.with("Content-Type", "multipart/form-data; boundary=b").key("photo")
		}
		body := func(content string) string {
			return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n" + content + "\r\n--b--\r\n"
		}
		first := form().post("/files", []byte(body(png))).is(http.StatusCreated)
		if again := form().post("/files", []byte(body(png))).is(http.StatusCreated); again.text("id") != first.text("id") {
			t.Errorf("two files %s %s", first.text("id"), again.text("id"))
		}
		form().post("/files", []byte(body(png+"more"))).problem(http.StatusUnprocessableEntity, "key_reused")
	})
}

// A line that is cut in the middle of a file leaves neither a row nor a byte.
func TestACutUploadLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		state := func() (string, int) {
			var tables map[string]string
			err := o.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
				tables, err = tx.Fingerprint()
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			lie, err := filepath.Glob(filepath.Join(o.kept, "*"))
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(tables), len(lie)
		}
		tables, lie := state()
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", o.server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n" + pdf
		_, err = fmt.Fprintf(conn, "POST %s/files HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer %s\r\nIdempotency-Key: cut\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n%s%s",
			api.Prefix, clerk.token, head, strings.Repeat("x", 2<<20))
		if err != nil {
			t.Fatal(err)
		}
		wait := func(holds func(int) bool) bool {
			for range 400 {
				if _, n := state(); holds(n) {
					return true
				}
				time.Sleep(5 * time.Millisecond)
			}
			return false
		}
		if !wait(func(n int) bool { return n > lie }) {
			t.Error("the file was never read")
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
		if !wait(func(n int) bool { return n == lie }) {
			t.Error("half a file stays")
		}
		if after, _ := state(); after != tables {
			t.Error("a cut upload wrote something")
		}
	})
}

// A store that cannot be reached is told apart from a lost file: nothing is
// taken in, nothing is written, and the log says why.
func TestAStoreThatIsGoneIsSaid(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		clerk := o.as("clerk")
		a := clerk.upload("file", "收据.pdf", []byte(pdf)).is(http.StatusCreated)
		root := string(o.register())
		clerk.post("/matters/"+root+"/records/attach", F{"fields": F{"files": []any{a.text("id")}}}).is(http.StatusOK)
		path := "/matters/" + root + "/files/" + a.text("id")
		if err := errors.Join(os.Rename(o.kept, o.kept+".gone"), os.WriteFile(o.kept, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		before := o.prints()
		gone := clerk.upload("file", "欠条.pdf", []byte(pdf+"2")).problem(http.StatusServiceUnavailable, "unavailable")
		if gone.text("key") != "file.store_gone" || gone.Header.Get("Retry-After") == "" {
			t.Errorf("%s", gone.Raw)
		}
		if after := o.prints(); !maps.Equal(before, after) {
			t.Error("a refused file left a row")
		}
		if said := o.log.String(); !strings.Contains(said, "not the one this server opened") {
			t.Errorf("the log says %s", said)
		}
		if err := errors.Join(os.Remove(o.kept), os.Rename(o.kept+".gone", o.kept)); err != nil {
			t.Fatal(err)
		}
		clerk.get(path).is(http.StatusOK)
		sum := a.text("sha256")
		if err := os.Remove(filepath.Join(o.kept, sum[:2], sum)); err != nil {
			t.Fatal(err)
		}
		if lost := clerk.get(path).problem(http.StatusNotFound, "not_found"); lost.text("key") != "file.lost" || !strings.Contains(o.log.String(), sum) {
			t.Errorf("%s", lost.Raw)
		}
	})
}

// prints is everything in the database, by table.
func (o *office) prints() (all map[string]string) {
	o.t.Helper()
	err := o.DB.Read(o.t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Fingerprint()
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}
