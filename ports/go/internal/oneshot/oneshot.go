// Package oneshot sends a request once: net/http neither repeats it nor follows a redirect.
package oneshot

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
)

// Do sends a request, and notes when it began to be sent. A transport that does not tell counts as having begun.
func Do(client *http.Client, request *http.Request, sent *atomic.Bool) (*http.Response, error) {
	tells := new(atomic.Bool)
	trace := &httptrace.ClientTrace{
		GetConn:      func(string) { tells.Store(true) },
		WroteHeaders: func() { tells.Store(true); sent.Store(true) },
	}
	request = request.WithContext(httptrace.WithClientTrace(request.Context(), trace))
	if request.Body == nil && isSafe(request.Method) && request.URL.Scheme == "http" {
		request.Body, request.GetBody = emptyBody{}, sendOnce(sent)
	}
	library := *client
	library.Transport = withoutRedirects{library.Transport}
	found, err := library.Do(request)
	if _, isLibrary := client.Transport.(*http.Transport); err != nil && client.Transport != nil && !isLibrary && !tells.Load() {
		sent.Store(!isDial(err))
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats the URL
	}
	if err != nil {
		return nil, err
	}
	restoreLocation(found.Header)
	return found, nil
}

// MaybeSent returns whether a request may have reached the server.
func MaybeSent(err error, wrote bool) bool {
	// net/http says so of a connection that the server had closed before the request was written.
	return wrote && !strings.Contains(err.Error(), "server closed idle connection")
}

func isDial(err error) bool {
	var operation *net.OpError
	var lookup *net.DNSError
	return errors.As(err, &lookup) || errors.As(err, &operation) && (operation.Op == "dial" || operation.Op == "proxyconnect")
}

var errSentBefore = errors.New("the server closed the connection without a response")

func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// emptyBody is the body of a request without one.
type emptyBody struct{}

func (emptyBody) Read([]byte) (int, error) { return 0, io.EOF }
func (emptyBody) Close() error             { return nil }

// sendOnce keeps net/http from silently repeating a request that has begun, which it does on connections that were used
// before, with methods that change nothing. (Over TLS the connection may be HTTP/2. There an empty body is a frame of its
// own, and net/http repeats only what was not processed.)
func sendOnce(sent *atomic.Bool) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		if sent.Load() {
			return nil, errSentBefore
		}
		return emptyBody{}, nil
	}
}

// withoutRedirects hides where a redirect leads, so that the HTTP library neither follows nor judges it.
type withoutRedirects struct{ next http.RoundTripper }

const hiddenLocation = "location" // not canonical, so that Get does not find it

func (t withoutRedirects) RoundTrip(request *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	found, err := next.RoundTrip(request)
	if err == nil && found != nil && found.Header["Location"] != nil { // net/http reports a nil response
		found.Header[hiddenLocation] = found.Header["Location"]
		delete(found.Header, "Location")
	}
	return found, err
}

func restoreLocation(header http.Header) {
	//lint:ignore SA1008 it was put there under this name
	if values := header[hiddenLocation]; values != nil {
		delete(header, hiddenLocation)
		header["Location"] = values
	}
}
