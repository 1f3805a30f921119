package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/urfave/cli/v3"

	"github.com/jiefen/jiefen/pkg/vault"
	"github.com/jiefen/jiefen/templates"
)

// Config is every setting of the program. What is in the file yields to the
// environment, and that to flags; at its zero value a setting does nothing.
type Config struct {
	DB        string   `yaml:"db"`              // postgres://… or the path of a SQLite file
	Addr      string   `yaml:"addr"`            // HOST:PORT
	Data      string   `yaml:"data"`            // folder for keys, files, anchors and the SQLite file
	KeyFile   string   `yaml:"key_file"`        // what personal data is sealed with
	Workflows string   `yaml:"workflows"`       // folder of a site's own definitions
	Files     string   `yaml:"files"`           // s3+https://HOST/BUCKET: where contents of files lie, DATA/files when empty
	FilesKey  string   `yaml:"files_key"`       // file with the two keys to it, one a line
	Clamd     string   `yaml:"clamd"`           // HOST:PORT or the path of a socket: who looks for viruses
	Heif      string   `yaml:"heif"`            // off: HEIC photos are kept as they came and never drawn
	Proxies   []string `yaml:"trusted_proxies"` // whose word about the client's address counts
	Secure    bool     `yaml:"secure"`          // browsers reach us by https
	Log       string   `yaml:"log"`             // debug info warn error
	Language  string   `yaml:"language"`        // of the pages: a file of templates/text

	Migrate bool      `yaml:"-"` // bring an older schema to this program's
	Clock   time.Time `yaml:"-"` // test clock; loopback only
}

// heifOff is the word by which no HEIC photo is given to another program.
const heifOff = "off"

func defaults() Config {
	return Config{Addr: "127.0.0.1:8080", Data: "data", Log: "info", Language: templates.Home}
}

// commonFlags are those of every command that opens the database.
func commonFlags(more ...cli.Flag) []cli.Flag {
	return append([]cli.Flag{
		text("db", "postgres://… or the path of a SQLite file (default DATA/jiefen.db)"),
		text("data", "folder for keys, files and the embedded database (default data)"),
		text("config", "settings file"),
		text("key-file", "what personal data is sealed with (default DATA/keys)"),
		text("workflows", "folder of a site's own definitions"),
		text("files", "s3+https://HOST[:PORT]/BUCKET[/PREFIX]: a store for the contents of files (default DATA/files)"),
		text("files-key", "file with the access key and the secret key of that store, one a line"),
		text("clamd", "HOST:PORT or the path of a socket of a clamd that looks for viruses (default nobody looks)"),
		text("heif", "off: photos of phones in HEIC are kept and downloaded only (default they are drawn where heif-convert of libheif is installed)"),
		text("log", "debug, info, warn or error"),
		text("language", "of the pages: zh-CN, or en as far as it is translated"),
	}, more...)
}

func text(name, usage string) *cli.StringFlag {
	return &cli.StringFlag{Name: name, Usage: usage, Sources: cli.EnvVars(envName(name))}
}

func envName(flag string) string {
	return "JIEFEN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// settings reads file, environment and flags of a command.
func settings(cmd *cli.Command) (Config, error) {
	cfg := defaults()
	if file := cmd.String("config"); file != "" {
		var err error
		if cfg, err = cfg.read(file); err != nil {
			return cfg, err
		}
	}
	for name, into := range map[string]*string{
		"db": &cfg.DB, "data": &cfg.Data, "key-file": &cfg.KeyFile, "workflows": &cfg.Workflows, "log": &cfg.Log, "addr": &cfg.Addr, "language": &cfg.Language, "clamd": &cfg.Clamd, "heif": &cfg.Heif, "files": &cfg.Files, "files-key": &cfg.FilesKey,
	} {
		if v := cmd.String(name); v != "" {
			*into = v
		}
	}
	cfg.Secure = cfg.Secure || cmd.Bool("secure")
	cfg.Migrate = cmd.Bool("migrate")
	if v := cmd.String("clock"); v != "" {
		at, err := time.Parse(time.RFC3339, v)
		if err != nil {
			return cfg, fmt.Errorf("-clock %s is not a moment like 2026-03-01T09:00:00+08:00", v)
		}
		cfg.Clock = at
	}
	return cfg.complete()
}

// read takes a settings file; a key nobody knows is a mistake.
func (c Config) read(file string) (Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return c, fmt.Errorf("settings: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(text, &c, yaml.Strict()); err != nil {
		return c, fmt.Errorf("settings %s: %s", file, yaml.FormatError(err, false, false))
	}
	return c, nil
}

// complete fills in what follows from other settings and refuses nonsense.
func (c Config) complete() (Config, error) {
	if c.DB == "" {
		c.DB = filepath.Join(c.Data, "jiefen.db")
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "keys")
	}
	if _, err := c.level(); err != nil {
		return c, err
	}
	if !slices.Contains(templates.Languages(), c.Language) {
		return c, fmt.Errorf("language: %q is none of %s", c.Language, strings.Join(templates.Languages(), ", "))
	}
	if c.Heif != "" && c.Heif != heifOff {
		return c, fmt.Errorf("heif: %q is not off", c.Heif)
	}
	if !c.Clock.IsZero() && !c.loopback() {
		return c, fmt.Errorf("a test clock is for tests on this machine: -addr %s is reached by others", c.Addr)
	}
	return c, nil
}

func (c Config) level() (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		return level, fmt.Errorf("log: %q is none of debug, info, warn, error", c.Log)
	}
	return level, nil
}

// loopback reports whether only this machine can reach the listener.
func (c Config) loopback() bool {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// LogValue writes the settings without what opens doors.
func (c Config) LogValue() slog.Value {
	all := []slog.Attr{
		slog.String("db", withoutPassword(c.DB)), slog.String("addr", c.Addr), slog.String("data", c.Data), slog.String("key_file", c.KeyFile),
		slog.String("workflows", c.Workflows), slog.String("clamd", c.Clamd), slog.String("heif", c.Heif), slog.String("files", c.Files), slog.Any("trusted_proxies", c.Proxies), slog.Bool("secure", c.Secure), slog.String("log", c.Log), slog.String("language", c.Language),
	}
	if !c.Clock.IsZero() {
		all = append(all, slog.Time("clock", c.Clock))
	}
	return slog.GroupValue(all...)
}

func withoutPassword(address string) string {
	if !strings.Contains(address, "://") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "unreadable address"
	}
	u.RawQuery = "" // a password may stand there too
	return u.Redacted()
}

// logger writes to the terminal; who runs the program sends it where it belongs.
func (c Config) logger() *slog.Logger {
	level, err := c.level()
	if err != nil {
		level = slog.LevelInfo // complete has refused it
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

var errNoArgument = errors.New("say which one")

// vault opens where the contents of files lie: the data folder, or a store
// elsewhere with the keys to it.
func (c Config) vault() (*vault.Vault, error) {
	dir := filepath.Join(c.Data, "files")
	if c.Files == "" {
		return vault.Open(dir)
	}
	keys, err := os.ReadFile(c.FilesKey)
	if err != nil {
		return nil, fmt.Errorf("keys of the file store: %w", err)
	}
	pair := strings.Fields(string(keys))
	if len(pair) != 2 {
		return nil, errors.New("keys of the file store: want two lines, the access key and the secret key")
	}
	return vault.OpenFar(dir, c.Files, pair[0], pair[1])
}
