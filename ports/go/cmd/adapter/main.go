// Command adapter makes the calls of the conformance cases. It reads them as JSON lines from stdin, and reports on stdout.
//
//	go run ./cmd/adapter [wire|facade]
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	sdk "pareta.ai/paretasdk"
	"pareta.ai/paretasdk/internal/sse"
)

type request struct {
	ID     int            `json:"id"`
	API    string         `json:"api"`
	Base   string         `json:"base"`
	Key    string         `json:"key"`
	Client clientOptions  `json:"client"`
	Call   *call          `json:"call"`
	Clock  *clock         `json:"clock"`
	Decode *decodeStreams `json:"decode"`
	Verify *verify        `json:"verify"`
}

type clientOptions struct {
	MaxRetries     *int              `json:"max_retries"`
	Timeout        *float64          `json:"timeout"`
	DefaultHeaders map[string]string `json:"default_headers"`
	MaxEventBytes  *int              `json:"max_event_bytes"`
	MaxBodyBytes   *int64            `json:"max_body_bytes"`
}

type call struct {
	Op             string                     `json:"op"`
	Params         map[string]json.RawMessage `json:"params"`
	Body           json.RawMessage            `json:"body"`
	Method         string                     `json:"method"`
	Args           map[string]json.RawMessage `json:"args"`
	Stream         bool                       `json:"stream"`
	Take           *int                       `json:"take"`
	CancelAfter    *int                       `json:"cancel_after"`
	IdempotencyKey string                     `json:"idempotency_key"`
	Timeout        *float64                   `json:"timeout"`
	StallTimeout   *float64                   `json:"stall_timeout"`
}

type decodeStreams struct {
	Streams [][]string `json:"streams"`
}

type verify struct {
	Secret    any               `json:"secret"`
	Headers   map[string]string `json:"headers"`
	Body      string            `json:"body"`
	Now       float64           `json:"now"`
	Tolerance *float64          `json:"tolerance"`
}

// clock is the virtual time of a case: the sum of all pauses and of the number in the file.
type clock struct {
	Now    float64 `json:"now"`
	Random float64 `json:"random"`
	File   string  `json:"file"`

	paused time.Duration
	pauses []float64
}

func (c *clock) sdk() sdk.Clock {
	return sdk.Clock{
		Now: func() time.Time {
			taken, _ := os.ReadFile(c.File)
			spent, _ := strconv.ParseFloat(strings.TrimSpace(string(taken)), 64)
			return time.Unix(0, int64((c.Now+spent)*1e9)).Add(c.paused)
		},
		Sleep: func(ctx context.Context, d time.Duration) error {
			c.pauses = append(c.pauses, d.Seconds())
			c.paused += d
			return ctx.Err()
		},
		Random: func() float64 { return c.Random },
	}
}

func main() {
	level := "wire"
	if len(os.Args) > 1 {
		level = os.Args[1]
	}
	capabilities := []string{"clock", "cancel", "sse", "webhooks", "receipts", "reuse", "int64", "multipart", "gzip", "interim", "limits"}
	if level == "facade" {
		capabilities = append(capabilities, "waits", "resume", "upload")
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	must(out.Encode(map[string]any{"adapter": "go", "protocol": 1, "level": level, "capabilities": capabilities}))
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<27)
	for in.Scan() {
		var q request
		result := map[string]any{}
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			result["broken"] = err.Error()
		} else {
			play(&q, result)
		}
		result["id"] = q.ID
		must(out.Encode(result))
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func play(q *request, result map[string]any) {
	switch {
	case q.Decode != nil:
		result["streams"] = decode(q.Decode.Streams)
	case q.Verify != nil:
		value, err := check(q.Verify)
		report(result, value, err)
	default:
		makeCall(q, result)
	}
}

func makeCall(q *request, result map[string]any) {
	var info sdk.ResponseInfo
	caller, err := newCaller(q)
	if err == nil {
		opts := append(callOptions(q.Call), sdk.WithResponse(&info))
		var found outcome
		found, err = send(caller, q.Call, opts)
		if found.broken != "" {
			result["broken"] = found.broken
		}
		if found.events != nil {
			result["events"] = found.events
		}
		if found.events == nil && err == nil {
			result["value"] = found.value
		}
		report(result, found.value, err)
	} else {
		report(result, nil, err)
	}
	if info.Receipt != nil {
		result["receipt"] = info.Receipt
	}
	if q.Clock != nil {
		result["pauses"] = append([]float64{}, q.Clock.pauses...)
	}
}

// newCaller returns the client of a case.
func newCaller(q *request) (sdk.Caller, error) {
	opts := []sdk.Option{sdk.WithBaseURL(q.Base)}
	if q.Clock != nil {
		opts = append(opts, sdk.WithClock(q.Clock.sdk()))
	}
	if q.Client.MaxRetries != nil {
		opts = append(opts, sdk.WithMaxRetries(*q.Client.MaxRetries))
	}
	if q.Client.Timeout != nil {
		opts = append(opts, sdk.WithTimeout(seconds(*q.Client.Timeout)))
	}
	if q.Client.MaxEventBytes != nil {
		opts = append(opts, sdk.WithMaxEventBytes(*q.Client.MaxEventBytes))
	}
	if q.Client.MaxBodyBytes != nil {
		opts = append(opts, sdk.WithMaxBodyBytes(*q.Client.MaxBodyBytes))
	}
	for name, value := range q.Client.DefaultHeaders {
		opts = append(opts, sdk.WithHeader(name, value))
	}
	if q.API == "pareta" {
		return sdk.NewPareta(q.Key, opts...)
	}
	return sdk.NewParallel(q.Key, opts...)
}

func callOptions(c *call) []sdk.Option {
	var opts []sdk.Option
	if c.IdempotencyKey != "" {
		opts = append(opts, sdk.WithIdempotencyKey(c.IdempotencyKey))
	}
	if c.Timeout != nil {
		opts = append(opts, sdk.WithTimeout(seconds(*c.Timeout)))
	}
	if c.StallTimeout != nil {
		opts = append(opts, sdk.WithStallTimeout(seconds(*c.StallTimeout)))
	}
	return opts
}

func seconds(value float64) time.Duration { return time.Duration(value * float64(time.Second)) }

// report adds the value or the error of a call.
func report(result map[string]any, value any, err error) {
	if err == nil {
		if value != nil {
			result["value"] = value
		}
		return
	}
	reported := map[string]any{"kind": "other-error", "message": err.Error()}
	var found *sdk.Error
	if errors.As(err, &found) {
		reported["kind"] = found.Kind
		for name, text := range map[string]string{
			"request_id": found.RequestID, "reference": found.Reference, "id": found.ID, "idempotency_key": found.IdempotencyKey,
		} {
			if text != "" {
				reported[name] = text
			}
		}
		if found.Status != 0 {
			reported["status"] = found.Status
		}
		if found.Detail != nil {
			reported["detail"] = found.Detail
		}
	}
	result["error"] = reported
}

// decode decodes each stream with a reader of its own.
func decode(streams [][]string) []any {
	var all []any
	for _, chunks := range streams {
		var stream []io.Reader // which reads one chunk after the other
		for _, chunk := range chunks {
			raw, err := hex.DecodeString(chunk)
			must(err)
			stream = append(stream, bytes.NewReader(raw))
		}
		reader, events := sse.NewReader(io.MultiReader(stream...), 0), []any{}
		reported := map[string]any{}
		one, err := reader.Next()
		for ; err == nil; one, err = reader.Next() {
			events = append(events, map[string]string{"event": one.Name, "data": one.Data, "id": one.ID})
		}
		if err != io.EOF {
			reported["error"] = map[string]string{"kind": "stream", "message": err.Error()}
		}
		reported["events"] = events
		all = append(all, reported)
	}
	return all
}

func check(v *verify) (any, error) {
	hooks := sdk.Webhooks{Now: func() time.Time { return time.Unix(0, int64(v.Now*1e9)) }}
	switch secret := v.Secret.(type) {
	case string:
		hooks.Secrets = []string{secret}
	case []any:
		for _, one := range secret {
			hooks.Secrets = append(hooks.Secrets, fmt.Sprint(one))
		}
	}
	if v.Tolerance != nil {
		hooks.Tolerance = seconds(*v.Tolerance)
	}
	header := http.Header{}
	for name, value := range v.Headers {
		header.Add(name, value)
	}
	event, err := hooks.Parse([]byte(v.Body), header)
	if err != nil {
		return nil, err
	}
	var body struct {
		Data      json.RawMessage `json:"data"`
		Timestamp any             `json:"timestamp"`
	}
	if err := json.Unmarshal(event.Raw, &body); err != nil {
		return nil, err
	}
	return map[string]any{"id": event.ID, "type": event.Type, "timestamp": body.Timestamp, "data": body.Data}, nil
}
