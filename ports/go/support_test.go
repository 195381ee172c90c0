package paretasdk

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

const testKey = "key_of_the_tests_0123456789"

// fakeTime is a clock whose pauses return at once.
type fakeTime struct {
	mu     sync.Mutex
	now    time.Time
	pauses []time.Duration
}

func newFakeTime() *fakeTime { return &fakeTime{now: time.Unix(1_800_000_000, 0)} }

func (f *fakeTime) clock() Clock {
	return Clock{
		Now: func() time.Time {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.now
		},
		Sleep: func(ctx context.Context, d time.Duration) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.pauses = append(f.pauses, d)
			f.now = f.now.Add(d)
			return ctx.Err()
		},
		Random: func() float64 { return 0.5 },
	}
}

// reply is one response of a scripted server.
type reply struct {
	status int
	header map[string]string
	body   string
	drop   bool          // close the connection without a response
	cut    bool          // promise a longer body
	then   chan struct{} // wait for it after the body
}

// script is a server that sends its replies in order, and keeps the requests.
type script struct {
	*httptest.Server
	mu       sync.Mutex
	replies  []reply
	requests []*http.Request
	bodies   []string
}

func serve(t *testing.T, replies ...reply) *script {
	t.Helper()
	s := &script{replies: replies}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	number := len(s.requests)
	s.requests, s.bodies = append(s.requests, r), append(s.bodies, string(body))
	s.mu.Unlock()
	if number >= len(s.replies) {
		http.Error(w, `{"detail": "the script has ended"}`, http.StatusTeapot)
		return
	}
	one := s.replies[number]
	if one.drop {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			connection.Close()
		}
		return
	}
	for name, value := range one.header {
		w.Header().Set(name, value)
	}
	if one.cut {
		w.Header().Set("Content-Length", fmt.Sprint(len(one.body)+50))
	}
	if one.status == 0 {
		one.status = http.StatusOK
	}
	w.WriteHeader(one.status)
	io.WriteString(w, one.body)
	http.NewResponseController(w).Flush()
	if one.then != nil {
		<-one.then
	}
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

func pareta(t *testing.T, base string, opts ...Option) (*Pareta, *fakeTime) {
	t.Helper()
	fake := newFakeTime()
	client, err := NewPareta(testKey, append([]Option{WithBaseURL(base), WithClock(fake.clock())}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client, fake
}

func parallel(t *testing.T, base string, opts ...Option) (*Parallel, *fakeTime) {
	t.Helper()
	fake := newFakeTime()
	client, err := NewParallel(testKey, append([]Option{WithBaseURL(base), WithClock(fake.clock())}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client, fake
}

// rawServer reads requests from connections and lets a function write what it wants for each.
func rawServer(t *testing.T, handle func(connection net.Conn, number int) (keep bool)) (string, func() int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	var mu sync.Mutex
	count := 0
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				reader := bufio.NewReader(connection)
				for {
					request, err := http.ReadRequest(reader)
					if err != nil {
						return
					}
					io.Copy(io.Discard, request.Body)
					mu.Lock()
					number := count
					count++
					mu.Unlock()
					if !handle(connection, number) {
						return
					}
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), func() int {
		mu.Lock()
		defer mu.Unlock()
		return count
	}
}
