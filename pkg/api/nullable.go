package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// describeNull tells the description which fields of answers are null when
// there is nothing: a matter without a handler has a handler all the same, so
// that its shape never changes.
func (d *Door) describeNull() {
	for name, t := range map[string]reflect.Type{
		"Detail": reflect.TypeFor[detail](), "Row": reflect.TypeFor[row](), "Child": reflect.TypeFor[child](),
		"Deadline": reflect.TypeFor[deadline](), "Act": reflect.TypeFor[Act](), "DoneBody": reflect.TypeFor[doneBody](),
	} {
		schema := d.huma.OpenAPI().Components.Schemas.Map()[name]
		if schema == nil {
			panic("no schema " + name) // the names are huma's for the types beside them
		}
		for _, f := range reflect.VisibleFields(t) {
			json, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			p := schema.Properties[json]
			switch {
			case p == nil || f.Type.Kind() != reflect.Pointer || strings.Contains(options, "omit"):
			case p.Ref != "":
				schema.Properties[json] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, {Type: "null"}}}
			default:
				nullable := *p
				nullable.Nullable = true
				schema.Properties[json] = &nullable
			}
		}
	}
}
