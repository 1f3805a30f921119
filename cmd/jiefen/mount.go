package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gin-gonic/gin"

	"github.com/jiefen/jiefen/pkg/documents"
	"github.com/jiefen/jiefen/pkg/web"
)

// mount puts the pages on the engine and answers who meets addresses that
// nobody knows.
func (a *App) mount(engine *gin.Engine) (unknown gin.HandlerFunc, err error) {
	secret, err := keptSecret(filepath.Join(a.cfg.Data, "web.key"))
	if err != nil {
		return nil, err
	}
	site, err := web.New(a.webConfig(secret))
	if err != nil {
		return nil, err
	}
	a.site = site
	site.Mount(engine)
	return site.NotFound, nil
}

// largestFile is how many bytes a file may have, by whichever door it comes.
const largestFile = 200 << 20

func (a *App) webConfig(secret []byte) web.Config {
	return web.Config{
		Desk: a.Desk, Accounts: a.Accounts, Vault: a.Vault, Office: documents.FindOffice(filepath.Join(a.cfg.Data, "office")), Secret: secret, Secure: a.cfg.Secure, MaxFile: largestFile, Runs: filepath.Join(a.cfg.Data, "runs"), Log: a.log,
	}
}

// secretLength is what the pages seal with, in bytes.
const secretLength = 32

// keptSecret reads the key that seals what browsers keep between two pages,
// and makes it at the first start. Losing it costs the forms that are open.
func keptSecret(path string) ([]byte, error) {
	secret, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		secret = make([]byte, secretLength)
		if _, err := rand.Read(secret); err != nil {
			return nil, fmt.Errorf("web key: %w", err)
		}
		err = os.WriteFile(path, secret, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("web key: %w", err)
	}
	if len(secret) < secretLength {
		return nil, fmt.Errorf("web key %s holds %d bytes, %d are needed: remove it and start again", filepath.Base(path), len(secret), secretLength)
	}
	return secret, nil
}
