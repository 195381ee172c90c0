package sse

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

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
	} {
		for cut := range len(one.stream) + 1 {
			var decoder Decoder
			got, err := decoder.Feed([]byte(one.stream[:cut]))
			rest, again := decoder.Feed([]byte(one.stream[cut:]))
			if got = append(got, rest...); err != nil || again != nil || !reflect.DeepEqual(got, one.want) {
				t.Errorf("%q cut at %d: %q", one.stream, cut, got)
			}
		}
	}
}

func TestALongEventIsRefusedBeforeItHasEnded(t *testing.T) {
	for _, stream := range []string{"data: " + strings.Repeat("a", 100), strings.Repeat("data: a\n", 50)} {
		decoder := Decoder{Limit: 50}
		events, err := decoder.Feed([]byte("data: ok\n\n" + stream))
		if len(events) != 1 || !errors.Is(err, ErrTooLong) {
			t.Error(events, err)
		}
	}
}

func TestCommentsAreHandedOver(t *testing.T) {
	var found []string
	decoder := Decoder{OnComment: func(text string) { found = append(found, text) }}
	if _, err := decoder.Feed([]byte(": a b\n:c\n")); err != nil || !reflect.DeepEqual(found, []string{"a b", "c"}) {
		t.Error(found, err)
	}
}
