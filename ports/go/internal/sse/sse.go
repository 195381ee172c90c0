// Package sse decodes server-sent events from bytes. It knows no HTTP, no JSON and no clock.
//
// It implements https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation:
// lines end at CR, LF or CRLF and nowhere else, and a chunk may end anywhere, even inside a CRLF or a character.
package sse

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

// ErrTooLong reports an event that is longer than the limit.
var ErrTooLong = errors.New("an event is longer than the limit")

// ErrNotUTF8 reports a line that is not valid UTF-8.
var ErrNotUTF8 = errors.New("a line is not valid UTF-8")

var bom = []byte("\xef\xbb\xbf")

// Event is one event. ID is the last id so far.
type Event struct {
	Name, Data, ID string
}

// Decoder decodes one stream.
type Decoder struct {
	// Limit is the longest event in bytes, its line ends not counted. 0 means no limit.
	Limit int
	// OnComment is called with the text of each comment, if it is set.
	OnComment func(string)

	line    []byte
	begun   bool
	afterCR bool
	size    int
	name    string
	id      string
	data    []byte
	hasData bool
}

// Feed returns the events that a chunk completes. With an error it returns those before the fault.
func (d *Decoder) Feed(chunk []byte) ([]Event, error) {
	var events []Event
	for len(chunk) > 0 {
		if d.afterCR {
			d.afterCR = false
			chunk = bytes.TrimPrefix(chunk, []byte("\n"))
		}
		end := bytes.IndexAny(chunk, "\r\n")
		if end < 0 {
			d.line = append(d.line, chunk...)
			if d.Limit > 0 && d.size+len(d.line) > d.Limit {
				return events, ErrTooLong
			}
			return events, nil
		}
		d.line = append(d.line, chunk[:end]...)
		d.afterCR = chunk[end] == '\r'
		chunk = chunk[end+1:]
		event, ended, err := d.endLine()
		if err != nil {
			return events, err
		}
		if ended {
			events = append(events, event)
		}
	}
	return events, nil
}

// Pending returns whether an event has begun that no blank line has ended.
func (d *Decoder) Pending() bool {
	return len(d.line) > 0 || d.hasData || d.name != ""
}

// Unfinished returns the data of an event that no blank line has ended.
func (d *Decoder) Unfinished() string {
	data := d.data
	line := d.line
	if !d.begun {
		line = bytes.TrimPrefix(line, bom)
	}
	if name, value, _ := bytes.Cut(line, []byte(":")); string(name) == "data" {
		if d.hasData {
			data = append(data[:len(data):len(data)], '\n')
		}
		data = append(data[:len(data):len(data)], bytes.TrimPrefix(value, []byte(" "))...)
	}
	return string(data)
}

// endLine interprets the line that has ended, and returns an event if it is blank.
func (d *Decoder) endLine() (Event, bool, error) {
	line := d.line
	d.line = d.line[:0]
	if !d.begun {
		d.begun = true
		line = bytes.TrimPrefix(line, bom)
	}
	if len(line) == 0 {
		event, ended := Event{d.name, string(d.data), d.id}, d.hasData
		d.name, d.data, d.hasData, d.size = "", d.data[:0], false, 0
		return event, ended, nil
	}
	name, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	if len(name) == 0 {
		if d.OnComment != nil && line[0] == ':' {
			d.OnComment(string(value))
		}
		return Event{}, false, nil
	}
	if d.size += len(line); d.Limit > 0 && d.size > d.Limit {
		return Event{}, false, ErrTooLong
	}
	return Event{}, false, d.field(string(name), value)
}

func (d *Decoder) field(name string, value []byte) error {
	switch name {
	case "data", "event", "id":
		if !utf8.Valid(value) {
			return ErrNotUTF8
		}
	}
	switch name {
	case "data":
		if d.hasData {
			d.data = append(d.data, '\n')
		}
		d.data, d.hasData = append(d.data, value...), true
	case "event":
		d.name = string(value)
	case "id":
		if !bytes.Contains(value, []byte{0}) {
			d.id = string(value)
		}
	}
	return nil // `retry` and unknown fields are ignored.
}
