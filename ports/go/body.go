package paretasdk

import (
	"bytes"
	"cmp"
	"encoding/json"
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
	raw, err := record.MarshalArgument(body)
	if err == nil && record.Kind(raw) != "an object" {
		return badArgument("the body must be an object, not %s", record.Kind(raw))
	}
	members := map[string]json.RawMessage{}
	if err == nil {
		err = json.Unmarshal(raw, &members)
	}
	for name, value := range r.options.body {
		if err == nil {
			members[name], err = record.MarshalArgument(value)
			err = record.Within(name, err)
		}
	}
	if rules := r.operation.stream; rules != nil && rules.flag != "" {
		if !stream && string(members[rules.flag]) == rules.value {
			return badArgument("%s: %s asks for a stream: use the method that streams", rules.flag, rules.value)
		}
		if stream {
			members[rules.flag] = json.RawMessage(rules.value)
		}
	}
	if err == nil {
		raw, err = record.Marshal(members)
	}
	if err != nil {
		return argument(record.Within("body", err))
	}
	r.setBody("application/json", raw)
	return nil
}

// setBody sets a body that each attempt sends from its beginning.
func (r *call) setBody(mediaType string, content []byte) {
	r.header.Set("Content-Type", mediaType)
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
	fields := map[string]any{}
	for _, one := range record.Members(body) {
		fields[one.Name] = one.Value.Interface()
	}
	if given, ok := body.(map[string]any); ok {
		maps.Copy(fields, given)
	}
	maps.Copy(fields, r.options.body)
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := r.writeField(form, name, fields[name]); err != nil {
			return argument(err)
		}
	}
	if err := form.Close(); err != nil {
		return argument(err)
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
		for _, one := range values {
			err = cmp.Or(err, form.WriteField(one.Name, one.Value))
		}
		return err
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(
		`form-data; name="%s"; filename="%s"`, quoteEscaper.Replace(name), quoteEscaper.Replace(file.Name)))
	header.Set("Content-Type", cmp.Or(r.partTypes[name], file.MediaType, "application/octet-stream"))
	part, err := form.CreatePart(header)
	if err == nil {
		_, err = part.Write(file.Content)
	}
	return err
}
