package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
)

func TestARotationThatCannotBeWrittenLeavesTheKeysAsTheyWere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	ring, err := store.CreateKeys(path)
	must(t, err)
	before, err := os.ReadFile(path)
	must(t, err)
	must(t, os.MkdirAll(filepath.Join(path+".new", "in the way"), 0o700)) // cannot be removed, cannot be written
	if err := ring.Rotate(path); err == nil {
		t.Error("rotated over a file that cannot be written")
	}
	after, err := os.ReadFile(path)
	must(t, err)
	same(t, "the key file", string(after), string(before))
}

func TestWhatACrashLeftOfARotationIsNoKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	ring, err := store.CreateKeys(path)
	must(t, err)
	sealed, err := ring.Seal("x", []byte("secret"))
	must(t, err)
	must(t, os.WriteFile(path+".new", []byte("x"), 0o600))
	must(t, ring.Rotate(path))
	later, err := store.LoadKeys(path)
	must(t, err)
	text, err := later.Open("x", sealed)
	must(t, err)
	same(t, "text", string(text), "secret")
	if _, err := os.Stat(path + ".new"); err == nil {
		t.Error("the leftover is still there")
	}
}

func TestTwoProcessesMayRotateOneAfterTheOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	_, err := store.CreateKeys(path)
	must(t, err)
	a, err := store.LoadKeys(path)
	must(t, err)
	b, err := store.LoadKeys(path)
	must(t, err)
	must(t, a.Rotate(path))
	sealed, err := a.Seal("x", []byte("secret"))
	must(t, err)
	must(t, b.Rotate(path))
	for name, ring := range map[string]*store.Keyring{"the second process": b, "a third": loaded(t, path)} {
		if _, err := ring.Open("x", sealed); err != nil {
			t.Errorf("%s does not open what the first sealed: %v", name, err)
		}
	}
}

func loaded(t *testing.T, path string) *store.Keyring {
	t.Helper()
	ring, err := store.LoadKeys(path)
	must(t, err)
	return ring
}

func TestAFileOfOtherKeysIsNotRotated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ring, err := store.CreateKeys(filepath.Join(dir, "keys"))
	must(t, err)
	other := filepath.Join(dir, "other")
	_, err = store.CreateKeys(other)
	must(t, err)
	if err := ring.Rotate(other); err == nil {
		t.Error("took over somebody else's keys")
	}
}

func TestALockIsHeldOnceAndLetGo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	release, err := store.LockFile(path)
	must(t, err)
	if _, err := store.LockFile(path); err == nil {
		t.Error("held twice")
	}
	must(t, release())
	release, err = store.LockFile(path)
	must(t, err)
	must(t, release())
}
