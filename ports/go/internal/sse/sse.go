// Package sse reads server-sent events. It knows no HTTP, no JSON and no clock.
//
// It implements https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation:
// lines end at CR, LF or CRLF and nowhere else, and a chunk may end anywhere, even inside a CRLF or a character.
package sse

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"unicode/utf8"
)

// ErrTooLong reports an event that is longer than the limit.
var ErrTooLong = errors.New("an event is longer than the limit")

// ErrNotUTF8 reports a line that is not valid UTF-8.
var ErrNotUTF8 = errors.New("a line is not valid UTF-8")

// Event is one event. ID is the last id so far.
type Event struct {
	Name, Data, ID string
}

// Reader reads the events of one stream.
type Reader struct {
	// OnComment is called with the text of each comment, if it is set.
	OnComment func(string)

	lines   *bufio.Scanner
	limit   int
	size    int // of the event so far
	begun   bool
	afterCR bool
	isCut   bool // the last line did not end
	scanned int  // of the line so far
	event   Event
	data    []byte // each line of it ends at LF
}

// NewReader returns a reader with a limit for each event in bytes, its line ends not counted. 0 means no limit.
func NewReader(stream io.Reader, limit int) *Reader {
	r := &Reader{lines: bufio.NewScanner(stream), limit: cmp.Or(limit, math.MaxInt-2)}
	r.lines.Buffer(nil, r.limit+2)
	r.lines.Split(r.splitLine)
	return r
}

// Next returns the next event as soon as its blank line has begun. At the end of the stream, its error is io.EOF.
func (r *Reader) Next() (Event, error) {
	for r.lines.Scan() {
		if event, ended, err := r.interpret(r.lines.Bytes()); ended || err != nil {
			return event, err
		}
	}
	err := cmp.Or(r.lines.Err(), io.EOF)
	if errors.Is(err, bufio.ErrTooLong) {
		err = ErrTooLong
	}
	return Event{}, err
}

// Pending returns whether an event has begun that no blank line has ended.
func (r *Reader) Pending() bool { return r.isCut || len(r.data) > 0 || r.event.Name != "" }

// Unfinished returns the data of an event that no blank line has ended.
func (r *Reader) Unfinished() string { return string(bytes.TrimSuffix(r.data, []byte("\n"))) }

// splitLine finds the next line, as bufio.SplitFunc says. A LF after a CR belongs to the line before.
func (r *Reader) splitLine(text []byte, atEOF bool) (int, []byte, error) {
	start := 0
	if len(text) > 0 && r.afterCR {
		r.afterCR = false
		if text[0] == '\n' {
			start = 1
		}
	}
	from := max(start, r.scanned)
	end := from + bytes.IndexAny(text[from:], "\r\n")
	if end >= from {
		r.scanned, r.afterCR = 0, text[end] == '\r'
		return end + 1, text[start:end], nil
	}
	if atEOF && start < len(text) {
		r.scanned, r.isCut = 0, true
		return len(text), text[start:], nil
	}
	r.scanned = len(text) - start
	return start, nil, nil
}

// interpret interprets a line, and returns an event if it is blank.
func (r *Reader) interpret(line []byte) (Event, bool, error) {
	if !r.begun {
		r.begun = true
		line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	if len(line) == 0 {
		event, ended := r.event, len(r.data) > 0
		event.Data = r.Unfinished()
		r.event.Name, r.data, r.size = "", r.data[:0], 0
		return event, ended, nil
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	if len(name) == 0 {
		if r.OnComment != nil && !r.isCut {
			r.OnComment(string(value))
		}
		return Event{}, false, nil
	}
	if r.size += len(line); r.size > r.limit {
		return Event{}, false, ErrTooLong
	}
	return Event{}, false, r.field(string(name), value)
}

func (r *Reader) field(name string, value []byte) error {
	isKnown := name == "data" || name == "event" || name == "id"
	switch {
	case isKnown && !r.isCut && !utf8.Valid(value):
		return ErrNotUTF8
	case name == "data":
		r.data = append(append(r.data, value...), '\n')
	case name == "event":
		r.event.Name = string(value)
	case name == "id" && !bytes.Contains(value, []byte{0}):
		r.event.ID = string(value)
	}
	return nil // `retry` and unknown fields are ignored.
}
