package paretasdk

import (
	"reflect"

	"pareta.ai/paretasdk/internal/schema"
)

// SchemaOf returns the JSON schema of a struct: its exported fields by their json tags, with what their jsonschema tags
// add: `jsonschema:"enum=low,enum=high,description=…"`, the description last. A field is required unless it has omitempty,
// omitzero or is a pointer.
func SchemaOf(t reflect.Type) (JSONObject, error) {
	found, err := schema.Of(t)
	return found, argument(err)
}
