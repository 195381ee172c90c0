package paretasdk

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/textproto"
	"reflect"
	"slices"
	"strings"

	"pareta.ai/paretasdk/internal/param"
	"pareta.ai/paretasdk/internal/record"
)

// encodeBody encodes the JSON body or the form, with the fields that the call adds.
func (r *call) encodeBody(body any, stream bool) error {
	if r.operation.body == "" {
		if len(r.options.body) > 0 || body != nil {
			return badArgument("%s sends no body", r.id)
		}
		return nil
	}
	if err := checkRequired(body, r.options.body); err != nil {
		return err
	}
	if r.operation.body == "form" {
		return r.encodeForm(body)
	}
	raw, err := record.Marshal(body)
	var members map[string]json.RawMessage
	if err == nil && (record.Kind(raw) != "an object" || json.Unmarshal(raw, &members) != nil) {
		return badArgument("the body must be an object, not %s", record.Kind(raw))
	}
	changed := map[string]any{}
	for name, value := range r.options.body {
		changed[name] = value
	}
	if rules := r.operation.stream; rules != nil && rules.flag != "" {
		var value any
		if members[rules.flag] != nil {
			_ = json.Unmarshal(members[rules.flag], &value) // it was just encoded
		}
		if added, ok := changed[rules.flag]; ok {
			value = added
		}
		if !stream && value == rules.value {
			return badArgument("%s: %v asks for a stream: use the method that streams", rules.flag, value)
		}
		if stream {
			changed[rules.flag] = rules.value
		}
	}
	for name, value := range changed {
		if err == nil {
			members[name], err = record.Marshal(value)
		}
	}
	if err == nil && len(changed) > 0 {
		raw, err = record.Marshal(members)
	}
	var inner *record.EncodeError
	if errors.As(err, &inner) {
		return badArgument("body.%s cannot be encoded: %v", inner.Path, inner.Err)
	}
	if err != nil {
		return badArgument("the body cannot be encoded: %v", err)
	}
	r.setBody("application/json", raw)
	return nil
}

// setBody sets a body that each attempt sends from its beginning.
func (r *call) setBody(mediaType string, content []byte) {
	r.header.Set("Content-Type", mediaType)
	r.length = int64(len(content))
	r.body = func() (io.Reader, error) { return bytes.NewReader(content), nil }
}

// checkRequired refuses a generated body whose required texts, lists or free values are empty, and given nowhere else.
func checkRequired(body any, added map[string]any) error {
	for _, one := range record.Members(body) {
		if _, there := added[one.Name]; there || !one.Required || one.Constant != "" || record.Extra(body)[one.Name] != nil {
			continue
		}
		switch value := one.Value; {
		case value.Kind() == reflect.Interface && value.IsNil():
			return badArgument("%s must be set", one.Name)
		case value.Kind() == reflect.Slice && value.Len() == 0, value.Kind() == reflect.String && strings.TrimSpace(value.String()) == "":
			return badArgument("%s must not be empty or blank", one.Name)
		}
	}
	return nil
}

// encodeForm encodes a form with its files.
func (r *call) encodeForm(body any) error {
	fields := maps.Clone(r.options.body)
	if fields == nil {
		fields = map[string]any{}
	}
	var names []string
	for _, one := range record.Members(body) {
		names = append(names, one.Name)
		if _, added := fields[one.Name]; !added {
			fields[one.Name] = one.Value.Interface()
		}
	}
	if given, ok := body.(map[string]any); ok {
		for name, value := range given {
			if _, added := fields[name]; !added {
				fields[name] = value
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	for _, name := range names {
		if err := r.writeField(form, name, fields[name]); err != nil {
			return err
		}
	}
	if err := form.Close(); err != nil {
		return badArgument("the form cannot be encoded: %v", err)
	}
	r.upload = true
	r.setBody(form.FormDataContentType(), out.Bytes())
	return nil
}

var quoteEscaper = strings.NewReplacer("\\", "\\\\", `"`, "%22", "\r", "%0D", "\n", "%0A")

func (r *call) writeField(form *multipart.Writer, name string, value any) error {
	file, ok := value.(File)
	if !ok {
		values, err := param.Pairs(name, value)
		if err != nil {
			return badArgument("%v", err)
		}
		for _, one := range values {
			if err := form.WriteField(one.Name, one.Value); err != nil {
				return err
			}
		}
		return nil
	}
	mediaType := cmp.Or(r.partTypes[name], file.MediaType, "application/octet-stream")
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(
		`form-data; name="%s"; filename="%s"`, quoteEscaper.Replace(name), quoteEscaper.Replace(file.Name)))
	header.Set("Content-Type", mediaType)
	part, err := form.CreatePart(header)
	if err == nil {
		_, err = part.Write(file.Content)
	}
	return err
}
