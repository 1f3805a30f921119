package api

import (
	"bytes"
	_ "embed" // the page of the description
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// edit completes what huma cannot read off the types.
func (d *Door) edit(op *huma.Operation, r route) {
	if r.entry != anybody {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "X-Membership", In: "header", Description: "act under another of one's memberships for this request",
			Schema: &huma.Schema{Type: huma.TypeString},
		})
	}
	if r.entry == creating {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Required: true, Description: "makes a repeated request one creation; 7 days",
			Schema: &huma.Schema{Type: huma.TypeString},
		})
	}
	switch r.id {
	case "download_file":
		op.Responses = map[string]*huma.Response{"200": {Description: "the file", Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		}}}
	case "fire_event", "write_record":
		op.Responses = map[string]*huma.Response{"202": {Description: "it waits for somebody's yes"}}
	}
}

// describeUpload says what huma may not read for itself: with a body it knows
// of, it would read the whole of it.
func (d *Door) describeUpload() {
	d.huma.OpenAPI().Paths["/files"].Post.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"},
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}},
		}}},
	}
}

// OpenAPI is the description of the door, as JSON.
func (d *Door) OpenAPI() ([]byte, error) { return json.MarshalIndent(d.huma.OpenAPI(), "", "  ") }

//go:embed docs.html
var docsPage string

// mountDocs serves the description and a page over it that loads nothing from
// anywhere.
func (d *Door) mountDocs(group *gin.RouterGroup) {
	text, err := d.OpenAPI()
	if err != nil {
		panic(err) // the routes are in the program
	}
	var html bytes.Buffer
	if err := template.Must(template.New("docs").Parse(docsPage)).Execute(&html, d.operations()); err != nil {
		panic(err) // and so is the page
	}
	serve := func(kind string, body []byte) gin.HandlerFunc {
		return func(c *gin.Context) {
			c.Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
			c.Header("X-Content-Type-Options", "nosniff")
			c.Data(http.StatusOK, kind, body)
		}
	}
	group.GET("/openapi.json", serve("application/json", text))
	group.GET("/docs", serve("text/html; charset=utf-8", html.Bytes()))
}

// operation is one line of the page.
type operation struct {
	Method, Path, Summary, ID string
	Parameters                []*huma.Param
}

// operations lists what is described, by address.
func (d *Door) operations() []operation {
	var all []operation
	for path, item := range d.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodDelete: item.Delete,
		} {
			if op != nil {
				all = append(all, operation{method, Prefix + path, op.Summary, op.OperationID, op.Parameters})
			}
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	return all
}
