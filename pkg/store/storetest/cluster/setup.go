package cluster

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// prepare makes the directory and answers its absolute path: the server works in it, so a relative one would be read twice.
func prepare(dir string, owner account) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("cluster directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("cluster directory: %w", err)
	}
	if !owner.foreign {
		return dir, nil
	}
	if err := os.Chown(dir, int(owner.uid), int(owner.gid)); err != nil {
		return "", fmt.Errorf("give cluster directory away: %w", err)
	}
	return dir, openWay(dir)
}

// openWay lets the server's account walk through the parents of dir that lie in
// the temporary folder: those that a test gets are closed to everybody but us.
// Being walked through shows nobody what is in them.
func openWay(dir string) error {
	temp := filepath.Clean(os.TempDir())
	for parent := filepath.Dir(dir); strings.HasPrefix(parent, temp+string(filepath.Separator)); parent = filepath.Dir(parent) {
		info, err := os.Stat(parent)
		if err != nil {
			return fmt.Errorf("way to the cluster directory: %w", err)
		}
		if err := os.Chmod(parent, info.Mode().Perm()|0o011); err != nil {
			return fmt.Errorf("way to the cluster directory: %w", err)
		}
	}
	return nil
}

func initialise(bin, dir string, owner account, opts Options) error {
	locale := opts.Locale
	if locale == "" {
		locale = "C.UTF-8"
	}
	cmd := exec.CommandContext(context.Background(), filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"),
		"-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale="+locale, "--no-sync")
	cmd.Dir, cmd.Env = dir, environment(dir)
	cmd.SysProcAttr = runAs(owner)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func settings(port uint16, opts Options) []string {
	values := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(int(port)), "unix_socket_directories=",
		"max_connections=300", "log_min_messages=warning",
	}
	if opts.Bench {
		values = append(values, "fsync=on", "synchronous_commit=on", "shared_buffers=2GB", "max_wal_size=8GB", "random_page_cost=1.1")
	} else {
		values = append(values, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=256MB")
	}
	args := make([]string, 0, 2*len(values))
	for _, v := range values {
		args = append(args, "-c", v)
	}
	return args
}

func environment(dir string) []string {
	return append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
}

func freePort() (uint16, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return netip.MustParseAddrPort(l.Addr().String()).Port(), l.Close()
}
