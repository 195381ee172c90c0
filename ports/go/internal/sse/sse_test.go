package sse

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func eventsOf(r *Reader) (events []Event, err error) {
	for {
		one, err := r.Next()
		if err != nil {
			return events, err
		}
		events = append(events, one)
	}
}

func TestAStreamIsDecodedTheSameAtEveryCut(t *testing.T) {
	for _, one := range []struct {
		stream string
		want   []Event
	}{
		{"data: a\n\n", []Event{{Data: "a"}}},
		{"data: a\r\rdata: b\r\n\r\n", []Event{{Data: "a"}, {Data: "b"}}},
		{"data: a\r\ndata: b\r\n\r\n", []Event{{Data: "a\nb"}}},
		{"data: a\rdata: b\r\r", []Event{{Data: "a\nb"}}},
		{"\xef\xbb\xbfdata: a\n\n", []Event{{Data: "a"}}},
		{"event: x\nid: 7\ndata: a\ndata:\ndata: b\n\ndata: c\n\n", []Event{{"x", "a\n\nb", "7"}, {"", "c", "7"}}},
		{": comment\n\ndata\n\n", []Event{{}}},
		{"data: \u2028\u0085 😀\n\n", []Event{{Data: "\u2028\u0085 😀"}}},
		{"id: a\x00b\ndata: 1\n\n", []Event{{Data: "1"}}},
		{"event: x\n\ndata: 1\n\n", []Event{{Data: "1"}}},
		{"retry: 5\nunknown: 1\ndata: 1\n\ndata: cut", []Event{{Data: "1"}}},
		{"data: 1\n\ndata: \xf0\x9f", []Event{{Data: "1"}}},
	} {
		for cut := range len(one.stream) + 1 {
			r := NewReader(io.MultiReader(strings.NewReader(one.stream[:cut]), strings.NewReader(one.stream[cut:])), 0)
			if got, err := eventsOf(r); err != io.EOF || !reflect.DeepEqual(got, one.want) {
				t.Errorf("%q cut at %d: %q, %v", one.stream, cut, got, err)
			}
		}
	}
}

func TestAnEventIsReturnedBeforeTheNextByteArrives(t *testing.T) {
	for _, stream := range []string{"data: a\n\n", "data: a\r\r", "data: a\r\n\r", "data: a\r\n\r\n"} {
		r := NewReader(io.MultiReader(iotest.OneByteReader(strings.NewReader(stream)), iotest.ErrReader(errors.New("too late"))), 0)
		if one, err := r.Next(); err != nil || one.Data != "a" {
			t.Errorf("%q: %q, %v", stream, one, err)
		}
	}
}

func TestALongEventIsRefusedBeforeItHasEnded(t *testing.T) {
	for _, stream := range []string{"data: " + strings.Repeat("a", 100), strings.Repeat("data: a\n", 50)} {
		r := NewReader(io.MultiReader(strings.NewReader("data: ok\n\n"+stream), iotest.ErrReader(errors.New("too late"))), 50)
		events, err := eventsOf(r)
		if len(events) != 1 || !errors.Is(err, ErrTooLong) {
			t.Error(events, err)
		}
	}
}

func TestTheLimitOfAnEventIsExact(t *testing.T) {
	for _, one := range []struct {
		stream string
		want   error
	}{
		{"data: 7\ndata: 7\ndata: 7890123456\n: is not counted\n\n", ErrTooLong},
		{"data: 7\ndata: 789012345678901\n: is not counted\n\ndata: 1\n\n", io.EOF},
		{"data: 7890123456789012345678\n\n", io.EOF},
		{"data: 78901234567890123456789\n\n", ErrTooLong},
	} {
		if _, err := eventsOf(NewReader(strings.NewReader(one.stream), 28)); err != one.want {
			t.Errorf("%q: %v", one.stream, err)
		}
	}
}

func TestCommentsAreHandedOver(t *testing.T) {
	var found []string
	r := NewReader(strings.NewReader(": a b\n:c\n: cut"), 0)
	r.OnComment = func(text string) { found = append(found, text) }
	if _, err := eventsOf(r); err != io.EOF || !reflect.DeepEqual(found, []string{"a b", "c"}) {
		t.Error(found, err)
	}
}

func TestWhatNoBlankLineHasEndedIsPending(t *testing.T) {
	for _, one := range []struct {
		stream, unfinished string
		isPending          bool
	}{
		{"data: 1\n\n", "", false},
		{"data: 1\n\n: comment\nretry: 5\n", "", false},
		{"data: 1\n\nda", "", true},
		{"data: 1\n\nevent: x\n", "", true},
		{"data: 1\n\ndata: 2", "2", true},
		{"data: 1\n\ndata: 2\ndata: 3\n", "2\n3", true},
		{"data: 1\n\ndata: 2\ndata: \xf0\x9f", "2\n\xf0\x9f", true},
	} {
		r := NewReader(strings.NewReader(one.stream), 0)
		_, err := eventsOf(r)
		if err != io.EOF || r.Pending() != one.isPending || r.Unfinished() != one.unfinished {
			t.Errorf("%q: %v %v %q", one.stream, err, r.Pending(), r.Unfinished())
		}
	}
}

func TestALongEventIsReadInTimeThatGrowsWithItsLengthOnly(t *testing.T) {
	const length, chunk = 8 << 20, 1 << 10
	stream := strings.NewReader("data: " + strings.Repeat("a", length) + "\n\n")
	began := time.Now()
	one, err := NewReader(inChunks{stream, chunk}, 0).Next()
	if took := time.Since(began); err != nil || len(one.Data) != length || took > 3*time.Second {
		t.Error(len(one.Data), err, took) // looking at the whole line again for each chunk would take a minute
	}
}

// inChunks reads no more than so many bytes at once.
type inChunks struct {
	io.Reader
	size int
}

func (r inChunks) Read(target []byte) (int, error) {
	return r.Reader.Read(target[:min(r.size, len(target))])
}
