package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jiefen/jiefen/pkg/store/storetest/cluster"
)

// need is something of the machine that a step cannot do without.
type need struct {
	name     string
	packages []string // of Debian
	present  func() bool
}

var (
	postgres      = need{"PostgreSQL server", []string{"postgresql"}, hasPostgres}
	compiler      = need{"C compiler (race detector)", []string{"gcc", "libc6-dev"}, compiles}
	chromium      = need{"Chromium", []string{"chromium"}, onPath("chromium", "chromium-browser", "google-chrome")}
	chromiumWords = need{"Chromium's Chinese messages", []string{"chromium-l10n"}, onDebian("chromium-l10n")}
	chineseFonts  = need{"Chinese fonts", []string{"fonts-noto-cjk"}, onDebian("fonts-noto-cjk")}
	paperReader   = need{"pdftotext", []string{"poppler-utils"}, onPath("pdftotext")}
)

func hasPostgres() bool {
	_, err := cluster.BinDir()
	return err == nil
}

// compiles tries the compiler that the go command would take, CC or its own
// choice, and with it the headers and the C library, which come apart from it.
func compiles() bool {
	cc, err := exec.CommandContext(context.Background(), "go", "env", "CC").Output()
	command := strings.Fields(string(cc))
	if err != nil || len(command) == 0 {
		return false
	}
	dir, err := os.MkdirTemp("", "jiefen-cc-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a few bytes in a temporary folder
	args := slices.Concat(command[1:], []string{"-x", "c", "-", "-o", filepath.Join(dir, "a.out")})
	try := exec.CommandContext(context.Background(), command[0], args...)
	try.Stdin = strings.NewReader("#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n")
	return try.Run() == nil
}

// passable answers the first of the folders that every account may walk to. A
// machine may give each user a temporary folder that is closed to all others,
// and the PostgreSQL server that we start as root runs as another one.
func passable(dirs ...string) string {
	for _, dir := range dirs {
		if everybodys(filepath.Clean(dir)) {
			return dir
		}
	}
	return ""
}

func everybodys(dir string) bool {
	info, err := os.Stat(dir) //nolint:gosec // the folder of temporary files, from the environment, is only looked at
	if err != nil || info.Mode().Perm()&0o001 == 0 {
		return false
	}
	return dir == filepath.Dir(dir) || everybodys(filepath.Dir(dir))
}

func onPath(programs ...string) func() bool {
	return func() bool {
		return slices.ContainsFunc(programs, func(p string) bool {
			_, err := exec.LookPath(p)
			return err == nil
		})
	}
}

// onDebian asks for a package that has no program to look for. Elsewhere fonts
// and translations come in ways we cannot know, and the tests tell.
func onDebian(pkg string) func() bool {
	return func() bool {
		if !isDebian() {
			return true
		}
		out, err := exec.CommandContext(context.Background(), "dpkg-query", "-W", "-f=${db:Status-Status}", pkg).Output()
		return err == nil && string(out) == "installed"
	}
}

func isDebian() bool {
	_, err := os.Stat("/etc/debian_version")
	return err == nil
}

// absent answers what the steps need and this machine lacks, each once.
func absent(steps []step) []need {
	var lacking []need
	seen := map[string]bool{}
	for _, s := range steps {
		for _, n := range s.needs {
			if !seen[n.name] && !n.present() {
				lacking = append(lacking, n)
			}
			seen[n.name] = true
		}
	}
	return lacking
}

func missing(needs []need) error {
	for _, n := range needs {
		if !n.present() {
			return errors.New("not on this machine: " + n.name)
		}
	}
	return nil
}

// provisionStep installs what is lacking where we may, and otherwise names the command.
func provisionStep(lacking []need) step {
	what, packages := make([]string, 0, len(lacking)), []string(nil)
	for _, n := range lacking {
		what = append(what, n.name)
		packages = append(packages, n.packages...)
	}
	return step{
		name:  "install",
		title: strings.Join(what, ", "),
		run: func(ctx context.Context, w *workshop) (string, error) {
			return strings.Join(packages, " "), installPackages(ctx, w, packages)
		},
	}
}

// installPackages never touches the server that Debian's postgresql starts by itself; the tests use their own.
func installPackages(ctx context.Context, w *workshop, packages []string) error {
	install := append([]string{"install", "-y", "--no-install-recommends"}, packages...)
	if !isDebian() || os.Geteuid() != 0 {
		return fmt.Errorf("install what is missing, on Debian with:\n"+
			"sudo apt-get update && sudo apt-get %s", strings.Join(install, " "))
	}
	quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
	wait := []string{"-o", "DPkg::Lock::Timeout=300"}
	if _, err := w.exec(ctx, quiet, "apt-get", append(wait, "update")...); err != nil {
		return err
	}
	_, err := w.exec(ctx, quiet, "apt-get", append(wait, install...)...)
	return err
}
