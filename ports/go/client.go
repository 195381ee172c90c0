package paretasdk

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"
)

// Version is the version of this package.
const Version = "0.1.0"

// Caller is a client, or a namespace of one: what Send and Events send with.
type Caller interface{ client() *client }

// client is what the namespaces share. Its settings are two pointers away from them: whatever its verb, fmt follows one.
type client struct{ *settings }

type settings struct {
	api     api
	key     string
	options options
}

func (c *client) client() *client { return c }

// Clock is the time that a client lives in. Tests replace it.
type Clock struct {
	// Now returns the time.
	Now func() time.Time
	// Sleep pauses until the duration has passed or the context is done.
	Sleep func(context.Context, time.Duration) error
	// Random returns a number from 0 to 1 for the length of a pause.
	Random func() float64
}

var systemClock = Clock{Now: time.Now, Sleep: sleep, Random: rand.Float64}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func newClient(name, key string, opts []Option) (*client, error) {
	a := apis[name]
	if err := checkKey(key, a); err != nil {
		return nil, err
	}
	c := &client{&settings{api: a, key: key, options: options{
		baseURL: a.server, maxRetries: defaultMaxRetries, timeout: defaultTimeout, stallTimeout: defaultStallTimeout,
		maxEventBytes: defaultMaxEventBytes, maxBodyBytes: defaultMaxBodyBytes, clock: systemClock, http: defaultHTTP(),
	}}}
	return c.with(opts)
}

func clientFromEnv(name string, opts []Option) (*client, error) {
	a := apis[name]
	// A variable that was filled from a file ends with a line break.
	if base := strings.TrimSpace(os.Getenv(a.baseURLEnv)); base != "" {
		opts = append([]Option{WithBaseURL(base)}, opts...)
	}
	return newClient(name, strings.TrimSpace(os.Getenv(a.keyEnv)), opts)
}

// settle returns the options of a call.
func (c *client) settle(opts []Option) (options, error) {
	o := c.options
	for _, one := range opts {
		if one == nil {
			return o, badArgument("an option must not be nil")
		}
		if err := one(&o); err != nil {
			return o, err
		}
	}
	return o, nil
}

// with returns a client with other options.
func (c *client) with(opts []Option) (*client, error) {
	o, err := c.settle(opts)
	if err != nil {
		return nil, err
	}
	if o.key != "" {
		return nil, badArgument("an idempotency key of a client would make all calls duplicates of the first: pass it to the call")
	}
	return &client{&settings{c.api, c.key, o}}, nil
}

// longestIdle is how long a connection may be idle. Servers close idle connections after 5 seconds and more; a paid request
// that meets such an end would have an unknown outcome.
const longestIdle = 3 * time.Second

// defaultHTTP returns the HTTP client that is used where the program passes none. All clients share its connections.
var defaultHTTP = sync.OnceValue(func() *http.Client {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	if standard, ok := http.DefaultTransport.(*http.Transport); ok { // a program may have replaced it
		transport = standard.Clone()
	}
	transport.DialContext = (&net.Dialer{Timeout: defaultConnectTimeout, KeepAlive: 30 * time.Second}).DialContext
	transport.TLSHandshakeTimeout = defaultConnectTimeout
	transport.IdleConnTimeout = longestIdle
	return &http.Client{Transport: transport}
})

func checkKey(key string, a api) error {
	switch {
	case key == "":
		return badArgument("missing API key: pass it to the constructor, or set %s and use FromEnv", a.keyEnv)
	case strings.TrimSpace(key) == "":
		return badArgument("the API key is blank")
	}
	for _, r := range key {
		// Documentation writes keys as `pareta_sk_live_…`. Such a program must run until the server rejects the key.
		if r != '…' && (r > unicode.MaxASCII || !unicode.IsGraphic(r) || unicode.IsSpace(r)) {
			return badArgument("the API key has an invalid character, such as a line break, a space or a quote. " +
				"Copy the key again. It is not shown here.")
		}
	}
	return nil
}
