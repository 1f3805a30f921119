package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/jiefen/jiefen/casemodel"
)

const (
	uploadTime  = 10 * time.Minute // 200 MiB over 3 Mbit/s
	longestFile = 200              // characters of its name
)

// uploadInput keeps the request itself: the content goes from the connection
// to the disk and never stands in memory.
type uploadInput struct {
	boundary string
	body     io.Reader
}

// Resolve implements huma.Resolver.
func (in *uploadInput) Resolve(ctx huma.Context) []error {
	kind, params, err := mime.ParseMediaType(ctx.Header("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		in.boundary = params["boundary"]
	}
	in.body = ctx.BodyReader()
	if d := doorOf(ctx); d != nil {
		if err := ctx.SetReadDeadline(d.cfg.Wall().Add(uploadTime)); err != nil {
			d.cfg.Log.DebugContext(ctx.Context(), "upload keeps the usual time", "err", err)
		}
	}
	return nil
}

type uploaded struct {
	Body struct {
		ID     casemodel.ID `json:"id"`
		SHA256 string       `json:"sha256"`
		Name   string       `json:"name"`
		Size   int64        `json:"size"`
		Type   string       `json:"type"`
	}
}

// upload keeps one file for an act to come; unused after a day it is removed.
func (d *Door) upload(ctx context.Context, who *caller, in *uploadInput) (*uploaded, error) {
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	if err := d.cfg.Desk.RoomForFile(ctx, actor); err != nil {
		return nil, err
	}
	content, err := in.file()
	if err != nil {
		return nil, err
	}
	taken, err := d.cfg.Vault.Take(content, fileName(content.FileName()), d.cfg.Desk.FileRules(d.cfg.MaxFile))
	if err != nil {
		return nil, cut(err)
	}
	f, err := d.cfg.Desk.Upload(ctx, actor, taken, who.key)
	out := &uploaded{}
	out.Body.ID, out.Body.SHA256, out.Body.Name, out.Body.Size, out.Body.Type = f.ID, f.SHA256, f.Name, f.Size, f.Type
	return out, err
}

// file finds the part called file.
func (in *uploadInput) file() (*multipart.Part, error) {
	if in.boundary == "" {
		return nil, &casemodel.Error{Kind: casemodel.TypeRefused, Key: "request.multipart"}
	}
	parts := multipart.NewReader(in.body, in.boundary)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, casemodel.Bad("file", "field.missing")
		}
		if err != nil {
			return nil, cut(err)
		}
		if part.FormName() == "file" {
			return part, nil
		}
	}
}

// cut says that a request ended before its end; other errors stay.
func cut(err error) error {
	if casemodel.KindOf(err) != "" {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "multipart:") {
		return &casemodel.Error{Kind: casemodel.Invalid, Key: "request.malformed", Field: "file"}
	}
	return fmt.Errorf("read upload: %w", err)
}

// fileName keeps the last part of a name as text.
func fileName(sent string) string {
	name := path.Base(strings.ReplaceAll(strings.ToValidUTF8(sent, ""), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > longestFile {
		name = string(r[len(r)-longestFile:])
	}
	if name == "" || name == "." || name == "/" {
		return "file"
	}
	return name
}

type downloadInput struct {
	ID   string `path:"id"`
	File string `path:"file"`
}

// download hands a file out as something to keep, never to show: whatever it
// holds, it may not act in this site's name.
func (d *Door) download(ctx context.Context, who *caller, in *downloadInput) (*huma.StreamResponse, error) {
	if !casemodel.ID(in.ID).Valid() || !casemodel.ID(in.File).Valid() {
		return nil, &casemodel.Error{Kind: casemodel.NotFound, Key: "file.not_found"}
	}
	actor, err := d.actor(ctx, who)
	if err != nil {
		return nil, err
	}
	f, err := d.cfg.Desk.File(ctx, actor, casemodel.ID(in.ID), casemodel.ID(in.File))
	if err != nil {
		return nil, err
	}
	content, err := d.cfg.Vault.Open(f.SHA256)
	if err != nil {
		if casemodel.Is(err, casemodel.NotFound) {
			d.cfg.Log.ErrorContext(ctx, "file lost", "file", f.ID, "matter", f.MatterID, "sha256", f.SHA256)
		}
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer func() { _ = content.Close() }() // only read from
		hc.SetHeader("Content-Type", f.Type)
		hc.SetHeader("Content-Length", strconv.FormatInt(f.Size, 10))
		hc.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		hc.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
		hc.SetStatus(http.StatusOK)
		if _, err := io.Copy(hc.BodyWriter(), content); err != nil {
			d.cfg.Log.DebugContext(ctx, "download not taken", "err", err)
		}
	}}, nil
}
