package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// sizeLimit is the budget of the stripped program: it is carried into offices on sticks and over slow lines.
const sizeLimit = 60 << 20

// vet looks at browser tests too; their tag only adds files.
func vet(ctx context.Context, w *workshop) (string, error) {
	_, err := w.exec(ctx, nil, "go", "vet", "-tags", "browser", "./...")
	return "", err
}

// build links the programs as they ship, each once: linking is most of what a
// build costs when the caches are warm. The stamp of the version is left out: it
// fails in a clone that another user owns. What no program contains, the tests
// compile.
func build(ctx context.Context, w *workshop) (string, error) {
	dir := filepath.Join(w.temp, "bin") + string(filepath.Separator)
	if _, err := w.exec(ctx, nil, "go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-o", dir, "./..."); err != nil {
		return "", err
	}
	return withinSize(filepath.Join(dir, executable("jiefen")))
}

func withinSize(program string) (string, error) {
	info, err := os.Stat(program)
	if err != nil {
		return "", fmt.Errorf("size of the program: %w", err)
	}
	note := fmt.Sprintf("%.1f MB stripped, limit %d", float64(info.Size())/(1<<20), sizeLimit>>20)
	if info.Size() > sizeLimit {
		return "", fmt.Errorf("the program is too big: %s", note)
	}
	return note, nil
}

func crossCompile(system, processor string) func(context.Context, *workshop) (string, error) {
	return func(ctx context.Context, w *workshop) (string, error) {
		_, err := w.exec(ctx, []string{"GOOS=" + system, "GOARCH=" + processor},
			"go", "build", "-buildvcs=false", "-o", os.DevNull, "./cmd/jiefen")
		return "", err
	}
}
