package workflows

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// source is a definition file as it was read, kept to say where a fault is.
type source struct {
	file string
	flow *Flow
	text []byte
	tree *ast.File // parsed when the first fault asks for a line
}

type sources struct {
	flows  []*source
	common []*Record
}

// read decodes all files strictly: a key nobody knows is a mistake. Decoding is
// most of a start, so every file has a goroutine of its own.
func read(folders []fs.FS) (*sources, error) {
	var parts []*part
	var wait sync.WaitGroup
	for _, folder := range folders {
		files, err := names(folder)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			b, err := fs.ReadFile(folder, file)
			if err != nil {
				return nil, err
			}
			p := &part{file: file}
			parts = append(parts, p)
			wait.Go(func() { p.err = p.decode(b) })
		}
	}
	wait.Wait()
	all := &sources{}
	var faults []error
	for _, p := range parts {
		faults = append(faults, p.err)
		if p.src != nil {
			all.flows = append(all.flows, p.src)
		}
		if p.common != nil {
			all.common = p.common
		}
	}
	return all, errors.Join(faults...)
}

// part is one file on its way in.
type part struct {
	file   string
	src    *source
	common []*Record
	err    error
}

func (p *part) decode(b []byte) error {
	if p.file == "common.yaml" {
		var common struct {
			Records []*Record `yaml:"records"`
		}
		if err := yaml.UnmarshalWithOptions(b, &common, yaml.Strict()); err != nil {
			return decodeFault(p.file, err)
		}
		p.common = common.Records
		return nil
	}
	f := &Flow{}
	if err := yaml.UnmarshalWithOptions(b, f, yaml.Strict()); err != nil {
		return decodeFault(p.file, err)
	}
	src := &source{file: p.file, flow: f, text: b}
	if want := fmt.Sprintf("%s@%d.yaml", f.ID, f.Version); want != p.file {
		return src.fault("$.id", "the file of this definition is called "+want)
	}
	p.src = src
	return nil
}

// fault is an error at the line where the path stands.
func (s *source) fault(path, what string) error {
	return fmt.Errorf("%s:%d: %s", s.file, s.line(path), what)
}

func (s *source) line(path string) int {
	if s.parse() != nil {
		return 1
	}
	for path != "" {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.FilterFile(s.tree); err == nil && node != nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut <= 0 {
			return 1
		}
		path = path[:cut]
	}
	return 1
}

// decodeFault puts the library's own position into our form.
func decodeFault(file string, err error) error {
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", file, syntax.GetToken().Position.Line, syntax.GetMessage())
	}
	return fmt.Errorf("%s: %w", file, err)
}

// at returns the scalar at a path of the file, "" when there is none.
func (s *source) at(path string) string {
	p, err := yaml.PathString(path)
	if err != nil || s.parse() != nil {
		return ""
	}
	node, err := p.FilterFile(s.tree)
	if err != nil || node == nil || node.GetToken() == nil {
		return ""
	}
	return node.GetToken().Value
}

func (s *source) parse() error {
	if s.tree != nil {
		return nil
	}
	tree, err := parser.ParseBytes(s.text, 0)
	s.tree = tree
	return err
}
