package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jiefen/jiefen/pkg/store"
)

// hold keeps a second server, and a migration beside a server, from the data
// folder and from a SQLite file. Several servers may share a PostgreSQL, each
// with a folder of its own. A process that is killed lets go.
func (c Config) hold() (release func() error, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	var held []func() error
	release = func() error {
		var all error
		for _, let := range held {
			all = errors.Join(all, let())
		}
		held = nil
		return all
	}
	for _, path := range c.locks() {
		let, err := store.LockFile(path)
		if errors.Is(err, store.ErrLocked) {
			err = fmt.Errorf("a server or a migration is at work here (%s is held): stop it first", path)
		}
		if err != nil {
			return nil, errors.Join(err, release())
		}
		held = append(held, let)
	}
	return release, nil
}

// locks are the files that are held while the program serves.
func (c Config) locks() []string {
	folder := filepath.Join(c.Data, "lock")
	if strings.Contains(c.DB, "://") {
		return []string{folder}
	}
	file := c.DB
	if name, err := filepath.EvalSymlinks(file); err == nil {
		file = name // by whatever name it is opened
	}
	return []string{folder, file + ".lock"}
}
