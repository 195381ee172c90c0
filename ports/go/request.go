package paretasdk

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Op is an operation: T is its result and E the events of its stream. None means that it has none.
type Op[T, E any] struct{ facts *operation }

// None is the type of what there is not.
type None struct{}

// operation has the facts of the spec about an operation.
type operation struct {
	id, method, path, api, retry, key, body, sdk, started string
	parameters                                            []parameter
	partTypes                                             map[string]string
	empty                                                 []int
	stream                                                *streamRules
	longPoll                                              *longPoll
	wait                                                  *waitRule
	receipts                                              []receipt
	upload                                                *signedUpload
}

type parameter struct {
	name, in string
	required bool
	spread   bool
}

type streamRules struct {
	only                                            bool
	flag                                            string
	value                                           bool
	endData, errorKey, cursorField, cursorParameter string
	endEvents, failures                             []string
}

type longPoll struct {
	parameter           string
	slice, stillRunning int
}

type waitRule struct{ interval, timeout, grace time.Duration }

type receipt struct{ amount, header, comment string }

type signedUpload struct {
	method   string
	statuses []int
}

// Params are parameters by their names in the spec, wherever the spec puts them. A nil value is left out.
type Params map[string]any

// Args are the arguments of an operation.
type Args struct {
	Params Params
	// Body is the JSON body or the form: a generated type, or a map.
	Body any
}

func (a Args) with(more interface{ params() Params }) Args {
	for name, value := range more.params() {
		a.Params[name] = value
	}
	return a
}

// File is a file of a form.
type File struct {
	Name      string
	MediaType string
	Content   []byte
}

// call is a prepared request. Every attempt sends the same idempotency key.
type call struct {
	api
	*operation
	name    string
	url     string
	header  http.Header
	body    func() (io.Reader, error)
	length  int64
	class   retryClass
	key     string
	redact  redactor
	success func(status int) bool
	upload  bool // may take any time, as long as it goes on
	options options
}

// prepare checks the arguments and returns the request, before anything is sent.
func prepare(c *client, op *operation, args Args, stream bool, opts []Option) (*call, error) {
	o, err := c.settle(opts)
	if err != nil {
		return nil, err
	}
	if op.api != c.api.name {
		return nil, badArgument("%s belongs to the %s API, not to %s", op.id, op.api, c.api.name)
	}
	r := &call{
		api: c.api, operation: op, class: retryClasses[op.retry], options: o, header: http.Header{},
		success: func(status int) bool { return status >= 200 && status < 300 },
	}
	path, query, err := r.place(args.Params)
	if err != nil {
		return nil, err
	}
	r.name = fmt.Sprintf("%s %s (%s)", op.method, path, op.id)
	r.url = o.baseURL + path + encodeQuery(append(query, o.query...))
	r.header.Set("Accept", "application/json")
	if stream {
		r.header.Set("Accept", eventStream)
	}
	r.header.Set("User-Agent", "pareta-sdk-go/"+Version+" "+runtime.Version())
	r.header.Set(c.api.keyHeader, c.api.keyPrefix+c.key)
	if err := r.encodeBody(args.Body, stream); err != nil {
		return nil, err
	}
	for name, value := range o.headers {
		r.header.Set(name, value)
	}
	r.redact = newRedactor(append(credentials(r.header), c.key)...)
	if op.key != "" {
		if r.key = o.key; r.key == "" {
			r.key = newKey()
		}
		// net/http silently repeats a request that has this header under its canonical name.
		r.header[strings.ToLower(op.key)] = []string{r.key}
	}
	return r, nil
}

// place puts the parameters where the spec has them, and returns the path and the query.
func (r *call) place(params Params) (string, []pair, error) {
	path, known, query := r.path, map[string]bool{}, []pair(nil)
	for _, one := range r.parameters {
		known[one.name] = true
		values, err := scalars(one, params[one.name])
		switch {
		case err != nil:
			return "", nil, err
		case one.in == "path":
			segment := ""
			if len(values) == 1 {
				segment = values[0].value
			}
			if err := checkSegment(one.name, segment); err != nil {
				return "", nil, err
			}
			path = strings.ReplaceAll(path, "{"+one.name+"}", escape(segment, ""))
		case one.required && len(values) == 0:
			return "", nil, badArgument("%s must be passed", one.name)
		case one.in == "query":
			query = append(query, values...)
		case len(values) > 0:
			texts := make([]string, len(values))
			for i, value := range values {
				texts[i] = value.value
			}
			list := strings.Join(texts, ",")
			if err := checkHeader(one.name, list); err != nil {
				return "", nil, err
			}
			r.header.Set(one.name, list)
		}
	}
	for name := range params {
		if !known[name] {
			return "", nil, badArgument("%s has no parameter %s", r.id, name)
		}
	}
	return path, query, nil
}

func checkSegment(name, value string) error {
	switch {
	case strings.TrimSpace(value) == "":
		return badArgument("%s must not be empty or blank", name)
	case value == "." || value == "..":
		return badArgument("%s must not be %q: it would name another path", name, value)
	case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r >= 0x7f && r <= 0x9f }):
		return badArgument("%s must not contain a control character", name)
	case !utf8.ValidString(value):
		return badArgument("%s is not valid UTF-8", name)
	}
	return nil
}

// scalars returns the values of a parameter as text. A list repeats its parameter, and members of an object that is
// spread are parameters of their own.
func scalars(one parameter, value any) ([]pair, error) {
	found := reflect.ValueOf(value)
	for found.Kind() == reflect.Pointer || found.Kind() == reflect.Interface {
		found = found.Elem()
	}
	switch {
	case !found.IsValid():
		return nil, nil
	case one.spread:
		return spread(one.name, value)
	case found.Kind() == reflect.Slice:
		var pairs []pair
		for i := range found.Len() {
			more, err := scalars(one, found.Index(i).Interface())
			if err != nil {
				return nil, err
			}
			pairs = append(pairs, more...)
		}
		return pairs, nil
	}
	text, err := scalar(one.name, found)
	return []pair{{one.name, text}}, err
}

// spread returns the members of an object as parameters: in their order if it is JSON, else sorted.
func spread(name string, object any) ([]pair, error) {
	raw, err := marshal(object)
	if err != nil || kindOf(raw) != "an object" {
		return nil, badArgument("%s must be an object (%v)", name, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var pairs []pair
	for _, err = decoder.Token(); err == nil && decoder.More(); {
		var key json.Token
		var member any
		if key, err = decoder.Token(); err == nil {
			err = decoder.Decode(&member)
		}
		more, bad := scalars(parameter{name: fmt.Sprint(key)}, member)
		if bad != nil {
			return nil, bad
		}
		pairs = append(pairs, more...)
	}
	return pairs, err
}

func scalar(name string, value reflect.Value) (string, error) {
	switch {
	case value.Kind() == reflect.String && utf8.ValidString(value.String()):
		return value.String(), nil
	case value.Kind() == reflect.Bool:
		return strconv.FormatBool(value.Bool()), nil
	case value.CanInt():
		return strconv.FormatInt(value.Int(), 10), nil
	case value.CanUint():
		return strconv.FormatUint(value.Uint(), 10), nil
	case value.CanFloat():
		return strconv.FormatFloat(value.Float(), 'g', -1, 64), nil
	}
	return "", badArgument("%s must be a string, a number or a bool, not %s", name, value.Type())
}

// escape percent-encodes everything but unreserved characters and the safe ones.
func escape(text, safe string) string {
	var out strings.Builder
	for i := range len(text) {
		c := text[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~"+safe, c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}

func encodeQuery(pairs []pair) string {
	var parts []string
	for _, one := range pairs {
		parts = append(parts, escape(one.name, "")+"="+escape(one.value, ""))
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// newKey returns a random UUID.
func newKey() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // it never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

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
	raw, err := marshal(body)
	var members map[string]json.RawMessage
	if err == nil && (kindOf(raw) != "an object" || json.Unmarshal(raw, &members) != nil) {
		return badArgument("the body must be an object, not %s", kindOf(raw))
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
			members[name], err = marshal(value)
		}
	}
	if err == nil && len(changed) > 0 {
		raw, err = marshal(members)
	}
	var inner *encodeError
	if errors.As(err, &inner) {
		return badArgument("body.%s cannot be encoded: %v", inner.path, inner.err)
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
	found, ok := body.(record)
	if !ok {
		return nil
	}
	extra, _ := reflect.ValueOf(body).Elem().FieldByName("Extra").Interface().(map[string]json.RawMessage)
	for _, one := range found.members() {
		if _, there := added[one.name]; there || extra[one.name] != nil || one.flags&required == 0 || one.constant != "" {
			continue
		}
		value := reflect.ValueOf(one.target).Elem()
		switch {
		case value.Kind() == reflect.Interface && value.IsNil():
			return badArgument("%s must be set", one.name)
		case value.Kind() == reflect.Slice && value.Len() == 0, value.Kind() == reflect.String && strings.TrimSpace(value.String()) == "":
			return badArgument("%s must not be empty or blank", one.name)
		}
	}
	return nil
}

// encodeForm encodes a form with its files.
func (r *call) encodeForm(body any) error {
	fields := map[string]any{}
	var names []string
	add := func(name string, value any) {
		if _, there := fields[name]; !there {
			names = append(names, name)
		}
		fields[name] = value
	}
	if found, ok := body.(record); ok {
		for _, one := range found.members() {
			add(one.name, reflect.ValueOf(one.target).Elem().Interface())
		}
	}
	if given, ok := body.(map[string]any); ok {
		for _, name := range slices.Sorted(maps.Keys(given)) {
			add(name, given[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.options.body)) {
		add(name, r.options.body[name])
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
		values, err := scalars(parameter{name: name}, value)
		for _, one := range values {
			if err == nil {
				err = form.WriteField(one.name, one.value)
			}
		}
		return err
	}
	mediaType := r.partTypes[name]
	for _, one := range []string{file.MediaType, "application/octet-stream"} {
		if mediaType == "" {
			mediaType = one
		}
	}
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

// serverOf returns the origin of a URL, for messages.
func serverOf(address string) string {
	found, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return found.Scheme + "://" + found.Host
}
