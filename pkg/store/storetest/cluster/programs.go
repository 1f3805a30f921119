package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
)

// ErrNotInstalled means that this machine has no PostgreSQL server programs.
var ErrNotInstalled = errors.New("no PostgreSQL server programs (initdb, postgres) on PATH or in /usr/lib/postgresql/*/bin")

// BinDir finds the folder of the server programs. Debian keeps them off PATH, one
// folder per version; a link on PATH counts for the folder it leads to, because
// initdb looks for postgres beside itself.
func BinDir() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if initdb, err = filepath.EvalSymlinks(initdb); err == nil && hasServer(filepath.Dir(initdb)) {
			return filepath.Dir(initdb), nil
		}
	}
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", fmt.Errorf("look for PostgreSQL: %w", err)
	}
	if bin := newest(installed); bin != "" {
		return bin, nil
	}
	return "", ErrNotInstalled
}

// newest compares versions as numbers: as text 9.6 would win over 17.
func newest(dirs []string) string {
	best, bestVersion := "", -1.0
	for _, dir := range dirs {
		version, err := strconv.ParseFloat(filepath.Base(filepath.Dir(dir)), 64)
		if err == nil && version > bestVersion && hasServer(dir) {
			best, bestVersion = dir, version
		}
	}
	return best
}

func hasServer(dir string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, program)); err != nil {
			return false
		}
	}
	return true
}

// account is the user that the server runs as: our own unless foreign.
type account struct {
	foreign  bool
	uid, gid uint32
}

// serverAccount is foreign only when we are root.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return parseAccount(u)
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}

func parseAccount(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("user id of %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("group id of %s: %w", u.Username, err)
	}
	return account{foreign: true, uid: uint32(uid), gid: uint32(gid)}, nil
}
