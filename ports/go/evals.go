package paretasdk

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pareta.ai/paretasdk/internal/origin"
	"pareta.ai/paretasdk/internal/record"
	"pareta.ai/paretasdk/internal/redact"
)

// directUpload is the size from which a document goes to a signed URL; the API takes smaller ones (see AttachBlob).
const directUpload = CreateBlobUploadURLMinBytes

// Rows returns rows as a file of JSON lines, for a new eval set.
func Rows[T any](rows []T) (File, error) {
	if len(rows) == 0 {
		return File{}, badArgument("items must not be empty: pass at least one row")
	}
	var out bytes.Buffer
	for i, row := range rows {
		raw, err := record.MarshalArgument(row)
		if err != nil {
			return File{}, argument(record.Within(fmt.Sprintf("items[%d]", i), err))
		}
		if record.Kind(raw) != "an object" {
			return File{}, badArgument("items[%d] must be an object, not %s", i, record.Kind(raw))
		}
		out.Write(append(raw, '\n'))
	}
	return File{Name: "items.jsonl", Content: out.Bytes()}, nil
}

// CreateAndWait starts an eval run and waits until it has ended. A run that ended as failed is returned too.
func (s *EvalsRunsService) CreateAndWait(
	ctx context.Context, body EvalRunRequest, given *WaitOptions, opts ...Option,
) (*EvalRunEnvelope, error) {
	w, err := newWait(s.core, OpCreateEvalRun.facts, evalRunWork, "", given)
	if err != nil {
		return nil, err
	}
	accepted, err := s.Create(ctx, body, append(opts[:len(opts):len(opts)], until(w.deadline))...)
	if err != nil {
		return nil, err
	}
	w.begin(text(accepted.RunID))
	return s.wait(ctx, w)
}

// Wait waits until an eval run has ended: completed or failed.
func (s *EvalsRunsService) Wait(ctx context.Context, runID string, given *WaitOptions) (*EvalRunEnvelope, error) {
	w, err := newWait(s.core, OpGetEvalRun.facts, evalRunWork, runID, given)
	if err != nil {
		return nil, err
	}
	return s.wait(ctx, w)
}

func (s *EvalsRunsService) wait(ctx context.Context, w *wait) (*EvalRunEnvelope, error) {
	var ended *EvalRunEnvelope
	err := w.poll(ctx, func(time.Duration) (bool, error) {
		found, err := s.Retrieve(ctx, w.id, w.options...)
		if err != nil {
			return false, err
		}
		if found.Run == nil {
			return false, &Error{Kind: ErrResponse, Partial: redacted(s.core, found), Message: OpGetEvalRun.facts.id + ": the response has no run."}
		}
		if found.Run.Outcome() != Active {
			ended = found
		}
		return ended != nil, nil
	})
	return ended, err
}

// Document is a document to attach to a row of an eval set.
type Document struct {
	// Name is the name of the file.
	Name string
	// MediaType is guessed from the name if it is empty.
	MediaType string
	// Content is read from its current position, again for each attempt.
	Content io.ReadSeeker
}

// UploadDocument attaches a document to a field of a row. A document of 5 MiB or more is streamed to a signed URL of a
// storage host, which never receives the API key.
func (s *EvalsSetsService) UploadDocument(
	ctx context.Context, evalSetID string, idx int64, fieldName string, document Document, opts ...Option,
) (*BlobReference, error) {
	if document.Content == nil || idx < 0 {
		return nil, badArgument("the document must have a content, and idx must not be negative")
	}
	start, err := document.Content.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	end, err := document.Content.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if document.MediaType == "" {
		document.MediaType, _, _ = strings.Cut(mime.TypeByExtension(filepath.Ext(document.Name)), ";")
	}
	if document.MediaType == "" {
		document.MediaType = "application/octet-stream"
	}
	rewind := func() (io.Reader, error) {
		_, err := document.Content.Seek(start, io.SeekStart)
		return io.LimitReader(document.Content, end-start), err
	}
	if end-start >= directUpload {
		return s.uploadLarge(ctx, evalSetID, idx, fieldName, document.MediaType, end-start, rewind, opts)
	}
	reader, err := rewind()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	file := File{Name: document.Name, MediaType: document.MediaType, Content: content}
	body := BlobAttachment{File: file, Idx: idx, FieldName: fieldName, Mime: document.MediaType}
	return Send(ctx, s, OpAttachBlob, argsOfAttachBlob(evalSetID, body), opts...)
}

// uploadLarge asks for a URL, sends the bytes to it, and confirms. Each request has a key of its own.
func (s *EvalsSetsService) uploadLarge(
	ctx context.Context, id string, idx int64, fieldName, mediaType string, size int64, content func() (io.Reader, error), opts []Option,
) (*BlobReference, error) {
	opts = append(opts[:len(opts):len(opts)], func(o *options) error { o.key = ""; return nil })
	request := BlobUploadRequest{Idx: idx, FieldName: fieldName, Mime: mediaType, FileSize: size}
	target, err := Send(ctx, s, OpCreateBlobUploadURL, argsOfCreateBlobUploadURL(id, request), opts...)
	if err != nil {
		return nil, err
	}
	address := text(target.UploadURL)
	problem := uploadProblem(address, s.core.options.baseURL)
	if problem == "" && target.StorageURI == nil {
		problem = "it has no valid storage URI"
	}
	if problem != "" {
		return nil, &Error{Kind: ErrResponse, Message: fmt.Sprintf("%s: %s", OpCreateBlobUploadURL.facts.id, problem)}
	}
	if err := s.upload(ctx, address, mediaType, size, content, opts); err != nil {
		return nil, err
	}
	confirmation := BlobUploadCompletionRequest{Idx: idx, FieldName: fieldName, StorageURI: *target.StorageURI, Mime: mediaType}
	done, err := Send(ctx, s, OpCompleteBlobUpload, argsOfCompleteBlobUpload(id, confirmation), opts...)
	if err != nil {
		return nil, err
	}
	raw, err := record.Marshal(done)
	if err != nil {
		return nil, err
	}
	found := &BlobReference{}
	return found, found.UnmarshalJSON(raw)
}

// upload sends a file to a signed URL, without the API key and without the headers of the client.
func (s *EvalsSetsService) upload(
	ctx context.Context, address, mediaType string, size int64, content func() (io.Reader, error), opts []Option,
) error {
	rule := OpCreateBlobUploadURL.facts.upload
	found, err := url.Parse(address)
	if err != nil {
		return err
	}
	o, err := s.core.settle(opts)
	if err != nil {
		return err
	}
	library := *o.http
	library.Jar = nil
	o.http, o.response = &library, nil
	secrets := []string{s.core.key, found.RawQuery}
	for _, values := range found.Query() {
		secrets = append(secrets, values...)
	}
	facts := &operation{id: "signed upload", method: rule.method}
	name := fmt.Sprintf("%s %s://%s%s (signed upload)", rule.method, found.Scheme, found.Host, found.EscapedPath())
	r := &call{
		api: s.core.api, operation: facts, name: name, url: address, class: retryClasses[OpCreateBlobUploadURL.facts.retry],
		header: http.Header{"Content-Type": {mediaType}}, body: content, length: size, upload: true, options: o,
		redact: redact.New(secrets...), success: func(status int) bool { return slices.Contains(rule.statuses, status) },
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.body = func() (io.Reader, error) {
		reader, err := content()
		if err != nil {
			cancel(documentError{err})
		}
		return documentReader{reader, cancel}, err
	}
	_, err = r.exchange(ctx, false)
	if own, isOwn := context.Cause(ctx).(documentError); isOwn {
		return own.error
	}
	return err
}

// documentError is an error of a document, which ends its upload.
type documentError struct{ error }

// documentReader reads a document, and ends its upload if that fails.
type documentReader struct {
	io.Reader
	cancel context.CancelCauseFunc
}

func (r documentReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.cancel(documentError{err})
	}
	return n, err
}

// uploadProblem returns why no document may be sent to an upload URL.
func uploadProblem(address, base string) string {
	found, err := url.Parse(address)
	switch {
	case err != nil || found.Scheme != "http" && found.Scheme != "https" || !origin.IsHost(found.Hostname()) || !origin.IsPort(found.Port()):
		return "it has no valid upload URL"
	case found.Scheme == "http" && len(base) > 5 && base[:5] == "https":
		return "its upload URL is not https: the document would be sent in clear text"
	case found.User != nil:
		return "its upload URL has a user name or password"
	}
	return ""
}

// Evaluation says what to evaluate, and on what.
type Evaluation struct {
	// EvalSetID is an existing set. Without it, Rows make a new one.
	EvalSetID string
	// Rows are the rows of a new set, with a Prompt, a TaskID or both: see Rows.
	Rows File
	// Prompt is the prompt of a new set.
	Prompt string
	// TaskID is the task of a new set, and the one whose frontier models are looked up.
	TaskID string
	// Name is the name of a new set.
	Name string
	// Models are the open candidates.
	Models []string
	// Frontier has the ids of frontier candidates.
	Frontier []string
	// AllFrontier adds every frontier model.
	AllFrontier bool
	// BenchmarkedFrontier adds the frontier models with a benchmark for the task.
	BenchmarkedFrontier bool
}

// Prepare makes the set of an evaluation if it has none, and returns the request of its run. Pass it to Create or
// CreateAndWait. Nothing is billed yet.
func (s *EvalsRunsService) Prepare(ctx context.Context, e Evaluation, opts ...Option) (EvalRunRequest, error) {
	request := EvalRunRequest{EvalSetID: e.EvalSetID}
	named := len(e.Models) + len(e.Frontier)
	if named == 0 && !e.AllFrontier && !e.BenchmarkedFrontier {
		return request, badArgument("models is empty and no frontier model is named: there is nothing to evaluate")
	}
	if e.EvalSetID != "" && (e.Rows.Content != nil || e.Prompt != "" || e.Name != "") {
		return request, badArgument("items, a prompt and a name make a new set: pass either eval_set, or items with a prompt or a task")
	}
	task := e.TaskID
	if request.EvalSetID == "" {
		set, err := s.newSet(ctx, e, opts)
		if err != nil {
			return request, err
		}
		request.EvalSetID, task = text(set.ID), cmp.Or(task, text(set.TaskID))
	}
	frontier := e.Frontier
	if e.AllFrontier || e.BenchmarkedFrontier {
		more, err := s.frontier(ctx, task, request.EvalSetID, e.AllFrontier, reading(opts))
		if failure := asError(err); failure != nil && failure.ID == "" && e.EvalSetID == "" {
			failure.ID = request.EvalSetID
			failure.Message += fmt.Sprintf(" The eval set %s was made: pass it as EvalSetID instead of the rows.", failure.ID)
		}
		if err != nil {
			return request, err
		}
		frontier = append(frontier[:len(frontier):len(frontier)], more...)
	}
	for _, one := range append(e.Models[:len(e.Models):len(e.Models)], frontier...) {
		if !slices.Contains(request.CandidateModelIDs, one) { // one that is named twice would be billed twice
			request.CandidateModelIDs = append(request.CandidateModelIDs, one)
		}
	}
	return request, nil
}

func (s *EvalsRunsService) newSet(ctx context.Context, e Evaluation, opts []Option) (*EvalSet, error) {
	if len(e.Rows.Content) == 0 || e.Prompt == "" && e.TaskID == "" {
		return nil, badArgument("eval_set or items must be passed, items with a prompt or a task: there is nothing to evaluate on")
	}
	upload := EvalSetUpload{Items: e.Rows}
	for _, one := range []struct {
		field **string
		value string
	}{{&upload.Prompt, e.Prompt}, {&upload.TaskID, e.TaskID}, {&upload.Name, e.Name}} {
		if one.value != "" {
			*one.field = &one.value
		}
	}
	made, err := (&EvalsSetsService{core: s.core}).Create(ctx, upload, opts...)
	if err != nil {
		return nil, err
	}
	if made.EvalSet == nil || checkSegment("id", text(made.EvalSet.ID)) != nil {
		return nil, &Error{Kind: ErrResponse, Partial: redacted(s.core, made), Message: OpCreateEvalSet.facts.id + ": the response has no set with a valid id"}
	}
	return made.EvalSet, nil
}

// frontier returns the ids of the frontier models, all or those with a benchmark for the task.
func (s *EvalsRunsService) frontier(ctx context.Context, task, set string, all bool, opts []Option) ([]string, error) {
	if task == "" {
		found, err := (&EvalsSetsService{core: s.core}).Retrieve(ctx, set, opts...)
		if err != nil {
			return nil, err
		}
		if found.EvalSet != nil {
			task = text(found.EvalSet.TaskID)
		}
	}
	if task == "" {
		return nil, badArgument("the frontier models need a task, and the eval set has none: set TaskID")
	}
	found, err := (&EvalsService{core: s.core}).FrontierModels(ctx, &ListFrontierModelsParams{Task: &task}, opts...)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, one := range found.FrontierModels {
		if id := text(one.ID); id != "" && (all || one.Benchmarked != nil && *one.Benchmarked) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
