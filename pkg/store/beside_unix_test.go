//go:build unix

package store_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/jiefen/jiefen/pkg/store"
	"github.com/jiefen/jiefen/pkg/store/storetest"
)

const (
	besideEnv = "JIEFEN_TEST_LOOK_BESIDE" // names the file that a child of the test looks at

	sharedFrom, sharedLength = 0x40000002, 510 // where SQLite locks a file that it reads
)

// The locks on a file that is open stay when the program opens it once more, as
// the demonstration does: any other program that looks into it and closes it
// would else take the log for its own to remove, and what is written after that
// is in no file.
func TestASecondOpeningKeepsTheLocks(t *testing.T) {
	if path := os.Getenv(besideEnv); path != "" {
		lockedByAnother(t, path)
		return
	}
	path := storetest.URL(t, store.SQLite)
	open := func() *store.DB {
		db, err := store.Open(t.Context(), path, store.Options{Now: storetest.NewClock().Now, TestClock: true})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	first := open()
	defer first.Close() //nolint:errcheck // the test is over
	do(t, first, func(tx *store.Tx) error { return tx.SeenWorkflow("x", 1, "") })
	if err := open().Close(); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$") // a process is not told of its own locks
	child.Env = append(os.Environ(), besideEnv+"="+path)
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func lockedByAnother(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only looked at
	found := syscall.Flock_t{Type: syscall.F_WRLCK, Start: sharedFrom, Len: sharedLength}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &found); err != nil {
		t.Fatal(err)
	}
	if found.Type != syscall.F_RDLCK || int(found.Pid) != os.Getppid() {
		t.Errorf("the file is not locked by who has it open: %+v", found)
	}
}
