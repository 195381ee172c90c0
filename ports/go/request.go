package paretasdk

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"unicode/utf8"

	"pareta.ai/paretasdk/internal/param"
	"pareta.ai/paretasdk/internal/redact"
)

// Op is an operation: T is its result and E the events of its stream. None means that it has none.
type Op[T, E any] struct{ facts *operation }

// None is the type of what there is not.
type None struct{}

// Params are parameters by their names in the spec, wherever the spec puts them. A nil value is left out.
type Params map[string]any

// Args are the arguments of an operation.
type Args struct {
	// Params are those of the path, the query and the headers.
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
	// Name is the name of the file.
	Name string
	// MediaType is that of the content where the spec states none. It may be empty.
	MediaType string
	// Content has the bytes of the file.
	Content []byte
}

// call is a prepared request. Every attempt sends the same idempotency key.
type call struct {
	api
	*operation
	name    string
	url     string
	header  http.Header
	body    func() (io.Reader, error)
	length  int64 // of a body that net/http cannot measure
	class   retryClass
	key     string
	redact  redact.Redactor
	success func(status int) bool
	upload  bool // may take any time, as long as it goes on
	options options
}

// prepare checks the arguments and returns the request, before anything is sent.
func prepare(c *client, op *operation, args Args, stream bool, opts []Option) (*call, error) {
	if c == nil {
		return nil, badArgument("a client is made by NewPareta, NewParallel, ParetaFromEnv or ParallelFromEnv")
	}
	o, err := c.settle(opts)
	if err != nil {
		return nil, err
	}
	if op.api != c.api.name {
		return nil, badArgument("%s belongs to the %s API, not to %s", op.id, op.api, c.api.name)
	}
	r := &call{
		api: c.api, operation: op, class: retryClasses[op.retry], options: o, header: http.Header{},
		body:    func() (io.Reader, error) { return nil, nil },
		success: func(status int) bool { return status >= 200 && status < 300 },
	}
	path, query, err := r.place(args.Params)
	if err != nil {
		return nil, err
	}
	r.name = fmt.Sprintf("%s %s (%s)", op.method, path, op.id)
	r.url = o.baseURL + path + param.Query(append(query, o.query...))
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
	for _, one := range r.parameters {
		if one.required && one.in == "header" && r.header.Get(one.name) == "" {
			return nil, badArgument("%s needs the header %s", r.id, one.name)
		}
	}
	r.redact = redact.New(append(redact.Credentials(r.header), c.key)...)
	if op.keyed {
		if r.key = o.key; r.key == "" {
			r.key = newKey()
		}
		// net/http silently repeats a request that has this header under its canonical name.
		r.header[strings.ToLower(idempotencyKeyHeader)] = []string{r.key}
	}
	return r, nil
}

// place puts the parameters where the spec has them, and returns the path and the query.
func (r *call) place(params Params) (string, []param.Pair, error) {
	path, known, query := r.path, map[string]bool{}, []param.Pair(nil)
	for _, one := range r.parameters {
		known[one.name] = true
		pairs := param.Pairs
		if one.spread {
			pairs = param.Spread
		}
		values, err := pairs(one.name, params[one.name])
		switch {
		case err != nil:
			return "", nil, badArgument("%v", err)
		case one.in == "query" && one.required && len(values) == 0:
			return "", nil, badArgument("%s needs %s", r.id, one.name)
		case one.in == "query":
			query = append(query, values...)
		case one.in == "path":
			text := joined(values)
			if err := checkSegment(one.name, text); err != nil {
				return "", nil, err
			}
			path = strings.ReplaceAll(path, "{"+one.name+"}", param.Escape(text))
		case len(values) > 0:
			if err := checkHeader(one.name, joined(values)); err != nil {
				return "", nil, err
			}
			r.header.Set(one.name, joined(values))
		}
	}
	for name := range params {
		if !known[name] {
			return "", nil, badArgument("%s has no parameter %s", r.id, name)
		}
	}
	return path, query, nil
}

func joined(values []param.Pair) string {
	var texts []string
	for _, one := range values {
		texts = append(texts, one.Value)
	}
	return strings.Join(texts, ",")
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

// newKey returns a random UUID.
func newKey() string {
	var b [16]byte
	rand.Read(b[:]) //nolint:errcheck // it never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
