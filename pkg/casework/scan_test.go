package casework_test

import (
	"net"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/casework/worktest"
	"github.com/jiefen/jiefen/pkg/vault"
)

// What came in while nobody could look for viruses is looked at later; a file
// with one is handed out no more, and one that has to wait is still there.
func TestFilesThatWaitAreLookedAtLater(t *testing.T) {
	worktest.Each(t, func(t *testing.T, w *worktest.World) {
		v := opened(t)
		v.Scanner = &vault.Scanner{Address: "127.0.0.1:1"}
		taken, err := v.Take(strings.NewReader("%PDF-1.7 EICAR"), "收据.pdf", vault.Rules{Largest: 1 << 20, Unseen: true})
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Upload(t.Context(), w.Who["clerk"], taken, "")
		if err != nil || f.Scan != vault.Waits {
			t.Fatalf("%q (%v)", f.Scan, err)
		}
		root := w.Register(worktest.Quarrel())
		w.Must("clerk", root, "attach", worktest.F{"files": list(f.ID)})
		if n, err := w.ScanWaiting(t.Context(), v); n != 0 || err != nil {
			t.Errorf("%d settled by nobody (%v)", n, err)
		}
		if got := opens(t, w, root, f.ID, "clerk"); got != "clerk" {
			t.Error("what waits is not there")
		}
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() //nolint:errcheck // the test is over
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all := make([]byte, 1<<10) // it is one small piece
			for n := 0; !strings.Contains(string(all[:n]), "EICAR\x00\x00\x00\x00"); {
				more, err := conn.Read(all[n:])
				if n += more; err != nil {
					return
				}
			}
			_, _ = conn.Write([]byte("stream: Eicar-Test-Signature FOUND\x00"))
			_ = conn.Close()
		}()
		v.Scanner.Address = l.Addr().String()
		if n, err := w.ScanWaiting(t.Context(), v); n != 1 || err != nil {
			t.Errorf("%d settled (%v)", n, err)
		}
		if _, err := w.File(t.Context(), w.Who["clerk"], root, f.ID); !casemodel.Is(err, casemodel.TypeRefused) {
			t.Errorf("a file with a virus: %v", err)
		}
	})
}
