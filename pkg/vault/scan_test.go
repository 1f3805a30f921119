package vault_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/casemodel"
	"github.com/jiefen/jiefen/pkg/vault"
)

// clamd is the scanner of the outside world: it speaks INSTREAM and finds one
// word. More than its limit it refuses, as the real one does.
func clamd(t testing.TB, limit int) (address string, stop func()) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answer(conn, limit)
		}
	}()
	stop = func() { _ = l.Close() }
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

func answer(conn net.Conn, limit int) {
	defer conn.Close() //nolint:errcheck // the test is over
	in := bufio.NewReader(conn)
	if word, err := in.ReadString(0); err != nil || word != "zINSTREAM\x00" {
		return
	}
	var all bytes.Buffer
	for {
		var head [4]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return
		}
		n := int64(binary.BigEndian.Uint32(head[:]))
		if n == 0 {
			break
		}
		if _, err := io.CopyN(&all, in, n); err != nil {
			return
		}
	}
	says := "stream: OK\x00"
	switch {
	case all.Len() > limit:
		says = "INSTREAM size limit exceeded. ERROR\x00"
	case strings.Contains(all.String(), "EICAR"):
		says = "stream: Eicar-Test-Signature FOUND\x00"
	}
	_, _ = io.WriteString(conn, says)
}

func TestAVirusIsRefusedAndLeavesNothing(t *testing.T) {
	v, dir := open(t)
	address, stop := clamd(t, 1<<20)
	v.Scanner = &vault.Scanner{Address: address}
	rules := vault.Rules{Largest: 4 << 20}
	f, err := v.Take(strings.NewReader(pdf+zeros(200_000)), "收据.pdf", rules) // more than one piece
	if err != nil || f.Scan != vault.Clean {
		t.Errorf("a clean file: %q (%v)", f.Scan, err)
	}
	kept := len(lies(t, dir))
	if _, err := v.Take(strings.NewReader(pdf+zeros(100_000)+"EICAR"), "收据.pdf", rules); key(err) != "file.infected" || !casemodel.Is(err, casemodel.TypeRefused) {
		t.Errorf("a virus: %v", err)
	}
	if _, err := v.Take(strings.NewReader(pdf+zeros(2<<20)), "录像.pdf", rules); key(err) != "file.not_scanned" || !casemodel.Is(err, casemodel.Busy) {
		t.Errorf("more than it takes: %v", err)
	}
	stop()
	if _, err := v.Take(strings.NewReader(pdf+"another"), "收据.pdf", rules); key(err) != "file.not_scanned" {
		t.Errorf("nobody there: %v", err)
	}
	if left := lies(t, dir); len(left) != kept {
		t.Errorf("left %v", left)
	}
}

// Where it may, what nobody could look at comes in and waits until somebody can.
func TestWhatNobodyLookedAtWaits(t *testing.T) {
	v, _ := open(t)
	v.Scanner = &vault.Scanner{Address: "127.0.0.1:1"}
	rules := vault.Rules{Largest: 1 << 20, Unseen: true}
	found := map[string]string{}
	for _, text := range []string{"clean", "EICAR"} {
		f, err := v.Take(strings.NewReader(pdf+text), "收据.pdf", rules)
		if err != nil || f.Scan != vault.Waits {
			t.Fatalf("%s: %q (%v)", text, f.Scan, err)
		}
		if _, err := v.Rescan(t.Context(), f.SHA256); !errors.Is(err, vault.ErrNotScanned) {
			t.Errorf("nobody there: %v", err)
		}
		found[text] = f.SHA256
	}
	v.Scanner.Address, _ = clamd(t, 1<<20)
	for text, want := range map[string]string{"clean": vault.Clean, "EICAR": vault.Infected} {
		if got, err := v.Rescan(t.Context(), found[text]); got != want || err != nil {
			t.Errorf("%s: %q (%v)", text, got, err)
		}
	}
}
