package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"iter"
	"strings"
	"time"

	sdk "pareta.ai/paretasdk"
)

// outcome is what a call gave.
type outcome struct {
	value  any
	events []any
	broken string
}

// send makes a call: an operation, or a method of the facade.
func send(caller sdk.Caller, c *call, opts []sdk.Option) (outcome, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if c.Method != "" {
		return callMethod(ctx, cancel, caller, c, opts)
	}
	op, known := sdk.Operations[c.Op]
	if !known {
		return outcome{broken: "there is no operation " + c.Op}, nil
	}
	args := sdk.Args{Params: paramsOf(c.Params)}
	if c.Body != nil {
		body := op.NewBody()
		if body == nil {
			return outcome{broken: c.Op + " sends no body"}, nil
		}
		var err error
		if args.Body, err = decodeBody(c.Body, body); err != nil {
			return outcome{broken: err.Error()}, nil
		}
	}
	if c.Stream {
		return collect(op.Events(ctx, caller, args, opts...), cancel, c)
	}
	value, err := op.Send(ctx, caller, args, opts...)
	return outcome{value: value}, err
}

// paramsOf decodes parameters. Objects stay JSON, which keeps the order of their members.
func paramsOf(raw map[string]json.RawMessage) sdk.Params {
	params := sdk.Params{}
	for name, one := range raw {
		if params[name] = any(one); one[0] != '{' {
			params[name] = decoded(one)
		}
	}
	return params
}

func decoded(raw json.RawMessage) any {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var found any
	must(decoder.Decode(&found))
	return found
}

// decodeBody decodes a body into the type of the operation, and files into files.
func decodeBody(raw json.RawMessage, body any) (any, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	isForm, form := false, map[string]any{}
	for name, value := range fields {
		file, ok, err := fileOf(value)
		if err != nil {
			return nil, err
		}
		if ok {
			isForm, form[name] = true, file
			continue
		}
		form[name] = decoded(value)
	}
	if isForm {
		return form, nil
	}
	return body, json.Unmarshal(raw, body)
}

// fileOf returns the file that a value stands for: {"$file": {filename, type, text | hex | size}}.
func fileOf(raw json.RawMessage) (sdk.File, bool, error) {
	var found struct {
		File *struct {
			Filename, Type, Text, Hex string
			Size                      int
		} `json:"$file"`
	}
	if json.Unmarshal(raw, &found) != nil || found.File == nil {
		return sdk.File{}, false, nil
	}
	file := sdk.File{Name: found.File.Filename, MediaType: found.File.Type, Content: []byte(found.File.Text)}
	if found.File.Hex != "" {
		content, err := hex.DecodeString(strings.ReplaceAll(found.File.Hex, " ", ""))
		if err != nil {
			return file, false, err
		}
		file.Content = content
	}
	if found.File.Size > 0 {
		file.Content = []byte(strings.Repeat("a", found.File.Size))
	}
	return file, true, nil
}

// collect reads a stream up to its end, its error, or where the case leaves it.
func collect[E any](events iter.Seq2[E, error], cancel context.CancelFunc, c *call) (outcome, error) {
	found := outcome{events: []any{}}
	stop := func() { time.AfterFunc(20*time.Millisecond, cancel) }
	if c.Take != nil && *c.Take == 0 {
		return found, nil
	}
	if c.CancelAfter != nil && *c.CancelAfter == 0 {
		stop()
	}
	for event, err := range events {
		if err != nil {
			return found, err
		}
		found.events = append(found.events, event)
		if c.Take != nil && len(found.events) == *c.Take {
			break
		}
		if c.CancelAfter != nil && len(found.events) == *c.CancelAfter {
			stop()
		}
	}
	return found, nil
}

func text(args map[string]json.RawMessage, name string) string {
	var found string
	_ = json.Unmarshal(args[name], &found) // a missing argument is empty
	return found
}

func number(args map[string]json.RawMessage, name string) float64 {
	var found float64
	_ = json.Unmarshal(args[name], &found) // a missing argument is 0
	return found
}

func waitOptions(args map[string]json.RawMessage, opts []sdk.Option) *sdk.WaitOptions {
	return &sdk.WaitOptions{
		Timeout: seconds(number(args, "timeout")), Interval: seconds(number(args, "poll_interval")), Options: opts,
	}
}
