// Code generated from openapi.yaml by codegen/ports/go.py; DO NOT EDIT.

package paretasdk

import (
	"encoding/json"
	"log/slog"

	"pareta.ai/paretasdk/internal/record"
)

// JSONObject: Any JSON object.
type JSONObject = map[string]any

// SecretHeaders: HTTP headers by name. Their values are secrets.
type SecretHeaders = map[string]string

// Confidence: How sure the server is.
//
// The service may add values.
type Confidence string

// The known values of Confidence.
const (
	ConfidenceHigh   Confidence = "high"
	ConfidenceMedium Confidence = "medium"
	ConfidenceLow    Confidence = "low"
)

// ValidationIssue: One fault of a request that was refused.
type ValidationIssue struct {
	// Where the fault is, from the outside in; names and positions.
	Loc []json.RawMessage `json:"loc"`
	// What is wrong.
	Msg *string `json:"msg"`
	// Kind of fault.
	Type *string `json:"type"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ValidationIssue) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ValidationIssue) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskProcessor: Name of the engine that does the research. Costlier ones dig deeper; those that end in `-fast`
// respond sooner.
//
// The service may add values.
type TaskProcessor string

// The known values of TaskProcessor.
const (
	TaskProcessorLite        TaskProcessor = "lite"
	TaskProcessorBase        TaskProcessor = "base"
	TaskProcessorCore        TaskProcessor = "core"
	TaskProcessorCore2X      TaskProcessor = "core2x"
	TaskProcessorPro         TaskProcessor = "pro"
	TaskProcessorUltra       TaskProcessor = "ultra"
	TaskProcessorUltra2X     TaskProcessor = "ultra2x"
	TaskProcessorUltra4X     TaskProcessor = "ultra4x"
	TaskProcessorUltra8X     TaskProcessor = "ultra8x"
	TaskProcessorLiteFast    TaskProcessor = "lite-fast"
	TaskProcessorBaseFast    TaskProcessor = "base-fast"
	TaskProcessorCoreFast    TaskProcessor = "core-fast"
	TaskProcessorCore2XFast  TaskProcessor = "core2x-fast"
	TaskProcessorProFast     TaskProcessor = "pro-fast"
	TaskProcessorUltraFast   TaskProcessor = "ultra-fast"
	TaskProcessorUltra2XFast TaskProcessor = "ultra2x-fast"
	TaskProcessorUltra4XFast TaskProcessor = "ultra4x-fast"
	TaskProcessorUltra8XFast TaskProcessor = "ultra8x-fast"
)

// TaskRunInput: What to research, how, and what the output should look like.
type TaskRunInput struct {
	Processor TaskProcessor `json:"processor" spec:"required"`
	// The question. Either a text or an object that fits the spec's input schema. It is one of string and
	// JSONObject.
	Input any `json:"input" spec:"required"`
	// Shapes of input and output. Without it the server chooses the output's shape.
	TaskSpec *TaskSpec `json:"task_spec"`
	// Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512
	// characters, numbers or booleans.
	Metadata JSONObject `json:"metadata"`
	// Which web sources may be used.
	SourcePolicy *SourcePolicy `json:"source_policy"`
	// Settings that few runs need.
	AdvancedSettings *AdvancedSettings `json:"advanced_settings"`
	// Interaction whose context this run goes on from.
	PreviousInteractionID *string `json:"previous_interaction_id"`
	// Names a memory that runs with the same key share: 1 to 128 letters, digits, hyphens and underscores.
	MemoryScopeKey *string `json:"memory_scope_key"`
	// Tool servers that the run may call.
	MCPServers []MCPServer `json:"mcp_servers"`
	// Whether the run reports its progress. The server takes true from processor `pro` up.
	EnableEvents *bool `json:"enable_events"`
	// Where to report changes of the run's status.
	Webhook *Webhook `json:"webhook"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunInput) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunInput) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// String returns the value as JSON without its secrets.
func (v TaskRunInput) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v TaskRunInput) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v TaskRunInput) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// TaskSpec: Shapes of a run's input and output.
type TaskSpec struct {
	// Schema of the output, as a JsonSchema, TextSchema or AutoSchema object. A string means text output with that
	// description. Without a `type`, `json_schema` and `description` say which of the three it is. It is one of
	// JSONSchema, TextSchema, AutoSchema and string.
	OutputSchema any `json:"output_schema" spec:"required"`
	// Schema of the input, as a JsonSchema or TextSchema object. A string means text input with that description.
	// It is one of JSONSchema, TextSchema and string.
	InputSchema any `json:"input_schema"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskSpec) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskSpec) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// JSONSchema: Asks for an object that fits a JSON Schema.
type JSONSchema struct {
	// Always `json`. May be left out.
	Type *string `json:"type"`

	JSONSchema JSONObject `json:"json_schema" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *JSONSchema) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v JSONSchema) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// JSONSchemaType is the value of type in JSONSchema.
const JSONSchemaType = "json"

// TextSchema: Asks for plain text.
type TextSchema struct {
	// Always `text`. May be left out beside a description.
	Type *string `json:"type"`
	// What the text should say.
	Description *string `json:"description"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TextSchema) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TextSchema) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TextSchemaType is the value of type in TextSchema.
const TextSchemaType = "text"

// AutoSchema: Leaves the schema of the output to the server.
type AutoSchema struct {
	// Always `auto`. May be left out.
	Type *string `json:"type"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *AutoSchema) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v AutoSchema) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// AutoSchemaType is the value of type in AutoSchema.
const AutoSchemaType = "auto"

// SourcePolicy: Which web sources may be used. The two lists have at most 200 domains together.
type SourcePolicy struct {
	// Only these domains are read. One may be an ending (`.gov`) or have a path (`docs.python.org/3`).
	IncludeDomains []string `json:"include_domains"`
	// These domains are never read. One may be an ending (`.gov`) or have a path.
	ExcludeDomains []string `json:"exclude_domains"`
	// Only sources published from this day on, as YYYY-MM-DD.
	AfterDate *string `json:"after_date"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *SourcePolicy) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v SourcePolicy) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// AdvancedSettings: Settings that few runs need.
type AdvancedSettings struct {
	// Country from which the research looks at the web, as an ISO 3166-1 alpha-2 code.
	Location *string `json:"location"`
	// Sources beside the open web.
	DataSources *DataSources `json:"data_sources"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *AdvancedSettings) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v AdvancedSettings) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// DataSources: Sources beside the open web, by what they cost.
type DataSources struct {
	// Sources that cost nothing more.
	Free []string `json:"free"`
	// Sources that are billed by use.
	PayPerUse []string `json:"pay_per_use"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DataSources) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v DataSources) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// MCPServer: A tool server (Model Context Protocol) that a run may call.
type MCPServer struct {
	// Always `url`.
	Type *string `json:"type"`
	// Address of the tool server.
	URL string `json:"url" spec:"required"`
	// Name under which its calls are reported.
	Name string `json:"name" spec:"required"`
	// Headers sent to the tool server, such as its key.
	Headers SecretHeaders `json:"headers" spec:"secret"`
	// Only these tools may be called. Without it all may.
	AllowedTools []string `json:"allowed_tools"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *MCPServer) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v MCPServer) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// MCPServerType is the value of type in MCPServer.
const MCPServerType = "url"

// String returns the value as JSON without its secrets.
func (v MCPServer) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v MCPServer) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v MCPServer) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// WebhookEventType: What a webhook reports.
//
// The service may add values.
type WebhookEventType string

// The known values of WebhookEventType.
const (
	WebhookEventTypeTaskRunStatus WebhookEventType = "task_run.status"
)

// Webhook: Where to report changes of a run's status.
type Webhook struct {
	// Address that receives the reports.
	URL string `json:"url" spec:"required"`
	// Which reports to send.
	EventTypes []WebhookEventType `json:"event_types"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Webhook) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v Webhook) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunStatusWebhook: Reports that the status of a run changed. Sent to the address that the run was started
// with.
type TaskRunStatusWebhook struct {
	// What the webhook reports.
	Type string `json:"type" spec:"required,const=task_run.status"`
	// Time of the change, as RFC 3339.
	Timestamp *string `json:"timestamp"`

	Data TaskRun `json:"data" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunStatusWebhook) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunStatusWebhook) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunStatusWebhookType is the value of type in TaskRunStatusWebhook.
const TaskRunStatusWebhookType = "task_run.status"

// TaskGroupInput: A new group of runs.
type TaskGroupInput struct {
	// Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512
	// characters, numbers or booleans.
	Metadata JSONObject `json:"metadata"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupInput) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupInput) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskGroupRunsInput: Runs to add to a group.
type TaskGroupRunsInput struct {
	// The runs to start, at most 1,000 in one request.
	Inputs []TaskRunInput `json:"inputs" spec:"required"`
	// Spec for runs that have none.
	DefaultTaskSpec *TaskSpec `json:"default_task_spec"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupRunsInput) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupRunsInput) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// String returns the value as JSON without its secrets.
func (v TaskGroupRunsInput) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v TaskGroupRunsInput) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v TaskGroupRunsInput) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// TaskRunStatus: Where a run stands.
//
// The service may add values.
type TaskRunStatus string

// The known values of TaskRunStatus.
const (
	TaskRunStatusQueued         TaskRunStatus = "queued"
	TaskRunStatusActionRequired TaskRunStatus = "action_required"
	TaskRunStatusRunning        TaskRunStatus = "running"
	TaskRunStatusCompleted      TaskRunStatus = "completed"
	TaskRunStatusFailed         TaskRunStatus = "failed"
	TaskRunStatusCancelling     TaskRunStatus = "cancelling"
	TaskRunStatusCancelled      TaskRunStatus = "cancelled"
)

// TaskRun: A run as it stands, without its output.
type TaskRun struct {
	// Id of the run, `trun_…`.
	RunID string `json:"run_id" spec:"required"`
	// Id by which a later run can go on from this one. Older servers leave it out.
	InteractionID *string `json:"interaction_id"`

	Status TaskRunStatus `json:"status" spec:"required"`
	// Whether the run is still queued, running or being cancelled.
	IsActive bool `json:"is_active" spec:"required"`

	Processor TaskProcessor `json:"processor" spec:"required"`
	// When the run was requested, as RFC 3339.
	CreatedAt *string `json:"created_at" spec:"required"`
	// When the run last changed, as RFC 3339.
	ModifiedAt *string `json:"modified_at" spec:"required"`
	// Problems that the server noticed, without refusing the run.
	Warnings []TaskRunWarning `json:"warnings"`
	// Why the run failed.
	Error *TaskRunError `json:"error"`
	// The labels that the run was started with.
	Metadata JSONObject `json:"metadata"`
	// Id of the group that the run belongs to.
	TaskgroupID *string `json:"taskgroup_id"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRun) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRun) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// Outcome returns whether the work has ended, and how.
func (v TaskRun) Outcome() Outcome {
	if v.IsActive {
		return Active
	}
	switch text(v.Status) {
	case "completed":
		return Succeeded
	case "failed", "cancelled":
		return Failed
	}
	if _, isUnclear := v.Extra["is_active"]; isUnclear {
		return Active
	}
	return Failed
}

// TaskRunWarningType: Kind of warning.
//
// The service may add values.
type TaskRunWarningType string

// The known values of TaskRunWarningType.
const (
	TaskRunWarningTypeSpecValidationWarning  TaskRunWarningType = "spec_validation_warning"
	TaskRunWarningTypeInputValidationWarning TaskRunWarningType = "input_validation_warning"
	TaskRunWarningTypeWarning                TaskRunWarningType = "warning"
)

// TaskRunWarning: A problem that did not stop the run.
type TaskRunWarning struct {
	Type TaskRunWarningType `json:"type" spec:"required"`
	// What the problem is.
	Message string `json:"message" spec:"required"`
	// More about it.
	Detail JSONObject `json:"detail"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunWarning) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunWarning) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunError: What went wrong, with a reference for support.
type TaskRunError struct {
	// Reference to quote when you ask for help.
	RefID string `json:"ref_id" spec:"required"`
	// What went wrong.
	Message string `json:"message" spec:"required"`
	// More about it.
	Detail JSONObject `json:"detail"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunError) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunError) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskAPIError: Body of a refused request. Group routes fill `detail` instead of `error`.
type TaskAPIError struct {
	// Always `error` where it is sent.
	Type *string `json:"type"`
	// What went wrong.
	Error *TaskRunError `json:"error"`
	// A list of ValidationIssue objects, sent by group routes.
	Detail json.RawMessage `json:"detail"`
	// What went wrong, where a gateway responds in place of the service.
	Message *string `json:"message"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskAPIError) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskAPIError) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunResult: A finished run and its output.
type TaskRunResult struct {
	Run TaskRun `json:"run" spec:"required"`

	Output TaskRunOutput `json:"output" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunResult) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunResult) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunOutput: Output of a run, as an object or as text. One member is set: the one that the tag names. None
// is set where the tag is not known.
type TaskRunOutput struct {
	// Tag is the value of "type".
	Tag string `json:"type"`
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage `json:"-"`

	TaskRunJSONOutput *TaskRunJSONOutput `when:"json"`

	TaskRunTextOutput *TaskRunTextOutput `when:"text"`
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskRunOutput) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunOutput) MarshalJSON() ([]byte, error) {
	return record.EncodeUnion(v)
}

// TaskRunJSONOutput: Output that is an object.
type TaskRunJSONOutput struct {
	// Always `json`.
	Type string `json:"type" spec:"required,const=json"`

	Content JSONObject `json:"content" spec:"required"`
	// What each field of the content rests on.
	Basis []FieldBasis `json:"basis" spec:"required"`
	// Calls that the run made to tool servers.
	MCPToolCalls []MCPToolCall `json:"mcp_tool_calls"`
	// JSON Schema that the server chose for the content. Only when it was left to the server.
	OutputSchema JSONObject `json:"output_schema"`
	// Fields of beta features. Deprecated. Deprecated.
	//
	// Deprecated: the service may stop sending it.
	BetaFields JSONObject `json:"beta_fields"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunJSONOutput) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunJSONOutput) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunJSONOutputType is the value of type in TaskRunJSONOutput.
const TaskRunJSONOutputType = "json"

// TaskRunTextOutput: Output that is plain text.
type TaskRunTextOutput struct {
	// Always `text`.
	Type string `json:"type" spec:"required,const=text"`
	// The output.
	Content string `json:"content" spec:"required"`
	// The basis of the output.
	Basis []FieldBasis `json:"basis" spec:"required"`
	// Calls that the run made to tool servers.
	MCPToolCalls []MCPToolCall `json:"mcp_tool_calls"`
	// Fields of beta features. Deprecated. Deprecated.
	//
	// Deprecated: the service may stop sending it.
	BetaFields JSONObject `json:"beta_fields"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunTextOutput) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunTextOutput) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunTextOutputType is the value of type in TaskRunTextOutput.
const TaskRunTextOutputType = "text"

// FieldBasis: What one field of the output rests on.
type FieldBasis struct {
	// Name of the field in the output.
	Field string `json:"field" spec:"required"`
	// How the value follows from the sources.
	Reasoning string `json:"reasoning" spec:"required"`
	// The sources. The list is empty or missing when there are none.
	Citations []Citation `json:"citations"`
	// How certain the value is. Only some processors report it.
	Confidence *Confidence `json:"confidence"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *FieldBasis) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v FieldBasis) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// Citation: A web page that was used.
type Citation struct {
	// Address of the page.
	URL string `json:"url" spec:"required"`
	// Title of the page.
	Title *string `json:"title"`
	// Passages of the page that matter.
	Excerpts []string `json:"excerpts"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Citation) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v Citation) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// MCPToolCall: One call that a run made to a tool server.
type MCPToolCall struct {
	// Id of the call.
	ToolCallID string `json:"tool_call_id" spec:"required"`
	// Name of the tool server.
	ServerName string `json:"server_name" spec:"required"`
	// Name of the tool.
	ToolName string `json:"tool_name" spec:"required"`
	// Arguments of the call, as JSON text.
	Arguments string `json:"arguments" spec:"required"`
	// What the tool returned.
	Content *string `json:"content"`
	// Why the call failed.
	Error *string `json:"error"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *MCPToolCall) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v MCPToolCall) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunStatusCounts: Number of runs for each status.
type TaskRunStatusCounts = map[string]int64

// TaskGroupStatus: The runs of a group, summed up.
type TaskGroupStatus struct {
	// Number of runs in the group.
	NumTaskRuns int64 `json:"num_task_runs" spec:"required"`

	TaskRunStatusCounts TaskRunStatusCounts `json:"task_run_status_counts" spec:"required"`
	// Whether a run of the group is still active.
	IsActive bool `json:"is_active" spec:"required"`
	// The status in words.
	StatusMessage *string `json:"status_message" spec:"required"`
	// When the group last changed.
	ModifiedAt *string `json:"modified_at" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupStatus) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupStatus) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// Outcome returns whether the work has ended, and how.
func (v TaskGroupStatus) Outcome() Outcome {
	if v.IsActive {
		return Active
	}
	if _, isUnclear := v.Extra["is_active"]; isUnclear {
		return Active
	}
	return Succeeded
}

// TaskGroup: Many runs under one id.
type TaskGroup struct {
	// Id of the group, `tgrp_…`.
	TaskgroupID string `json:"taskgroup_id" spec:"required"`

	Status TaskGroupStatus `json:"status" spec:"required"`
	// The labels that the group was created with.
	Metadata JSONObject `json:"metadata"`
	// When the group was created.
	CreatedAt *string `json:"created_at" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroup) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroup) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskGroupRuns: Runs that were added to a group.
type TaskGroupRuns struct {
	Status TaskGroupStatus `json:"status" spec:"required"`
	// Ids of the new runs, in the order of the inputs.
	RunIDs []string `json:"run_ids" spec:"required"`
	// Event id after which the stream of runs has only these runs and later ones.
	RunCursor *string `json:"run_cursor" spec:"required"`
	// Event id after which the stream of events has only later events.
	EventCursor *string `json:"event_cursor" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupRuns) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupRuns) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunStreamEvent: One event of a run. One member is set: the one that the tag names. None is set where the
// tag is not known.
type TaskRunStreamEvent struct {
	// Tag is the value of "type".
	Tag string `json:"type"`
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage `json:"-"`

	TaskRunProgressMessageEvent *TaskRunProgressMessageEvent `when:"task_run.progress_msg.plan task_run.progress_msg.search task_run.progress_msg.result task_run.progress_msg.tool_call task_run.progress_msg.tool task_run.progress_msg.exec_status task_run.progress_msg.extract task_run.progress_msg.*"`

	TaskRunProgressStatsEvent *TaskRunProgressStatsEvent `when:"task_run.progress_stats"`

	TaskRunEvent *TaskRunEvent `when:"task_run.state"`

	TaskErrorEvent *TaskErrorEvent `when:"error"`
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskRunStreamEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunStreamEvent) MarshalJSON() ([]byte, error) {
	return record.EncodeUnion(v)
}

// String returns the value as JSON without its secrets.
func (v TaskRunStreamEvent) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v TaskRunStreamEvent) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v TaskRunStreamEvent) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// TaskGroupRunsEvent: One run of a group, as an event of its stream of runs. One member is set: the one that the
// tag names. None is set where the tag is not known.
type TaskGroupRunsEvent struct {
	// Tag is the value of "type".
	Tag string `json:"type"`
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage `json:"-"`

	TaskRunEvent *TaskRunEvent `when:"task_run.state"`

	TaskErrorEvent *TaskErrorEvent `when:"error"`
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskGroupRunsEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupRunsEvent) MarshalJSON() ([]byte, error) {
	return record.EncodeUnion(v)
}

// String returns the value as JSON without its secrets.
func (v TaskGroupRunsEvent) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v TaskGroupRunsEvent) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v TaskGroupRunsEvent) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// TaskGroupStreamEvent: One event of a group. One member is set: the one that the tag names. None is set where
// the tag is not known.
type TaskGroupStreamEvent struct {
	// Tag is the value of "type".
	Tag string `json:"type"`
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage `json:"-"`

	TaskRunEvent *TaskRunEvent `when:"task_run.state"`

	TaskGroupStatusEvent *TaskGroupStatusEvent `when:"task_group_status"`

	TaskErrorEvent *TaskErrorEvent `when:"error"`
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskGroupStreamEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupStreamEvent) MarshalJSON() ([]byte, error) {
	return record.EncodeUnion(v)
}

// String returns the value as JSON without its secrets.
func (v TaskGroupStreamEvent) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v TaskGroupStreamEvent) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v TaskGroupStreamEvent) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// TaskRunEvent: A run changed its state.
type TaskRunEvent struct {
	// Always `task_run.state`.
	Type string `json:"type" spec:"required,const=task_run.state"`
	// Cursor of the event. Empty outside groups.
	EventID *string `json:"event_id" spec:"required"`

	Run TaskRun `json:"run" spec:"required"`
	// What the run was asked. Only when it was wished for.
	Input *TaskRunInput `json:"input"`
	// The run's output. Only for a finished run, and in groups only when it was wished for.
	Output *TaskRunOutput `json:"output"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunEvent) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunEventType is the value of type in TaskRunEvent.
const TaskRunEventType = "task_run.state"

// String returns the value as JSON without its secrets.
func (v TaskRunEvent) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v TaskRunEvent) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v TaskRunEvent) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// TaskGroupStatusEvent: A group changed its status.
type TaskGroupStatusEvent struct {
	// Always `task_group_status`.
	Type string `json:"type" spec:"required,const=task_group_status"`
	// Cursor of the event.
	EventID string `json:"event_id" spec:"required"`

	Status TaskGroupStatus `json:"status" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupStatusEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskGroupStatusEvent) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskGroupStatusEventType is the value of type in TaskGroupStatusEvent.
const TaskGroupStatusEventType = "task_group_status"

// TaskRunProgressStatsEvent: How far a run has come.
type TaskRunProgressStatsEvent struct {
	// Always `task_run.progress_stats`.
	Type string `json:"type" spec:"required,const=task_run.progress_stats"`

	SourceStats SourceStats `json:"source_stats" spec:"required"`
	// Progress in percent, from 0 to 100. Not always sent.
	ProgressMeter *float64 `json:"progress_meter"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunProgressStatsEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunProgressStatsEvent) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunProgressStatsEventType is the value of type in TaskRunProgressStatsEvent.
const TaskRunProgressStatsEventType = "task_run.progress_stats"

// SourceStats: Sources that a run has looked at so far.
type SourceStats struct {
	// Number of sources found.
	NumSourcesConsidered *int64 `json:"num_sources_considered"`
	// Number of sources read.
	NumSourcesRead *int64 `json:"num_sources_read"`
	// Addresses of some of the sources read.
	SourcesReadSample []string `json:"sources_read_sample"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *SourceStats) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v SourceStats) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskRunProgressMessageEvent: A run says what it is doing.
type TaskRunProgressMessageEvent struct {
	// Begins with `task_run.progress_msg.`; the rest is the kind of message, such as plan, search, result,
	// tool_call, tool, exec_status or extract.
	Type string `json:"type" spec:"required"`
	// What the run is doing.
	Message string `json:"message" spec:"required"`
	// When it was said.
	Timestamp *string `json:"timestamp"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunProgressMessageEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskRunProgressMessageEvent) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskErrorEvent: The stream failed.
type TaskErrorEvent struct {
	// Always `error`.
	Type string `json:"type" spec:"required,const=error"`

	Error TaskRunError `json:"error" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskErrorEvent) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskErrorEvent) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskErrorEventType is the value of type in TaskErrorEvent.
const TaskErrorEventType = "error"

// ParetaAPIError: Body of a refused request.
type ParetaAPIError struct {
	// What went wrong, as a text or, with status 422, as a list of ValidationIssue objects.
	Detail json.RawMessage `json:"detail"`
	// Failure in the middle of a streamed chat.
	Error *ChatStreamError `json:"error"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ParetaAPIError) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ParetaAPIError) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatStreamError: Why a streamed chat broke off.
type ChatStreamError struct {
	// What went wrong.
	Message *string `json:"message"`
	// Kind of failure.
	Type *string `json:"type"`
	// Code of the failure.
	Code json.RawMessage `json:"code"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatStreamError) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatStreamError) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletionRequest: One chat, with OpenAI's parameters. Members not listed here are passed on.
type ChatCompletionRequest struct {
	// Id of a deployed endpoint, or `auto` to leave the choice to the service.
	Model string `json:"model" spec:"required"`
	// The conversation so far, oldest first.
	Messages []ChatMessage `json:"messages" spec:"required"`
	// Whether the response comes in chunks. The server's default is false.
	Stream *bool `json:"stream"`
	// Settings of a streamed response, such as include_usage.
	StreamOptions JSONObject `json:"stream_options"`
	// How freely to choose words; 0 keeps to the likeliest.
	Temperature *float64 `json:"temperature"`
	// Share of probability from which words are chosen.
	TopP *float64 `json:"top_p"`
	// Number of choices to generate.
	N *int64 `json:"n"`
	// Text or list of texts at which the completion ends.
	Stop any `json:"stop"`
	// Maximum length of the completion, in tokens. Older name of max_completion_tokens.
	MaxTokens *int64 `json:"max_tokens"`
	// Maximum length of the completion with its reasoning, in tokens.
	MaxCompletionTokens *int64 `json:"max_completion_tokens"`
	// How much to avoid what was mentioned before.
	PresencePenalty *float64 `json:"presence_penalty"`
	// How much to avoid what was said often.
	FrequencyPenalty *float64 `json:"frequency_penalty"`
	// Bonus or malus for single tokens, by token id.
	LogitBias JSONObject `json:"logit_bias"`
	// Whether to return the probability of each token.
	Logprobs *bool `json:"logprobs"`
	// Number of likely alternatives to return for each token.
	TopLogprobs *int64 `json:"top_logprobs"`
	// Makes equal requests return equal completions where the model supports it.
	Seed *int64 `json:"seed"`
	// Your name for the end user.
	User *string `json:"user"`
	// Functions that the model may ask to call.
	Tools []JSONObject `json:"tools"`
	// Which tool to use: none, auto, required, or an object that names one.
	ToolChoice any `json:"tool_choice"`
	// Whether several tools may be asked for at once.
	ParallelToolCalls *bool `json:"parallel_tool_calls"`
	// Format of the completion, such as a JSON schema.
	ResponseFormat JSONObject `json:"response_format"`
	// How long to think: low, medium or high, for models that can.
	ReasoningEffort *string `json:"reasoning_effort"`
	// Class of service.
	ServiceTier *string `json:"service_tier"`
	// Your own labels for the chat.
	Metadata JSONObject `json:"metadata"`
	// Whether the server may keep the chat.
	Store *bool `json:"store"`
	// Kinds of output wanted, such as text.
	Modalities []string `json:"modalities"`
	// Text that the completion will probably repeat in large part.
	Prediction JSONObject `json:"prediction"`
	// How long-winded to be: low, medium or high.
	Verbosity *string `json:"verbosity"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatRole: Who speaks.
//
// The service may add values.
type ChatRole string

// The known values of ChatRole.
const (
	ChatRoleSystem    ChatRole = "system"
	ChatRoleDeveloper ChatRole = "developer"
	ChatRoleUser      ChatRole = "user"
	ChatRoleAssistant ChatRole = "assistant"
	ChatRoleTool      ChatRole = "tool"
)

// ChatMessage: One message of a conversation.
type ChatMessage struct {
	Role ChatRole `json:"role" spec:"required"`
	// What is said: a text, a list of parts, or null beside tool calls.
	Content any `json:"content"`
	// Name of the speaker.
	Name *string `json:"name"`
	// Calls that the assistant asked for.
	ToolCalls []ToolCall `json:"tool_calls"`
	// Call that a tool's message responds to.
	ToolCallID *string `json:"tool_call_id"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatMessage) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatMessage) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletion: The completion of a chat.
type ChatCompletion struct {
	// Id of the completion.
	ID string `json:"id" spec:"required"`
	// Kind of object.
	Object *string `json:"object"`
	// When it was made, in Unix seconds.
	Created int64 `json:"created" spec:"required"`
	// The model that responded.
	Model string `json:"model" spec:"required"`
	// The choices: one, unless more were requested.
	Choices []ChatCompletionChoice `json:"choices" spec:"required"`
	// Tokens used.
	Usage *CompletionUsage `json:"usage"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletion) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletion) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// FinishReason: Why a choice ended.
//
// The service may add values.
type FinishReason string

// The known values of FinishReason.
const (
	FinishReasonStop          FinishReason = "stop"
	FinishReasonLength        FinishReason = "length"
	FinishReasonToolCalls     FinishReason = "tool_calls"
	FinishReasonContentFilter FinishReason = "content_filter"
)

// ChatCompletionChoice: One choice.
type ChatCompletionChoice struct {
	// Position among the choices, from 0.
	Index int64 `json:"index" spec:"required"`

	FinishReason FinishReason `json:"finish_reason" spec:"required"`

	Message ChatCompletionMessage `json:"message" spec:"required"`
	// The probabilities of the tokens. Only if requested.
	Logprobs *ChatCompletionLogprobs `json:"logprobs"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionChoice) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionChoice) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletionMessage: What the model said.
type ChatCompletionMessage struct {
	// Always the assistant.
	Role *string `json:"role"`
	// The text, if there is any.
	Content *string `json:"content"`
	// Why the model refuses to respond, in its own words.
	Refusal *string `json:"refusal"`
	// Calls that the model asks for.
	ToolCalls []ToolCall `json:"tool_calls"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionMessage) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionMessage) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ToolCall: A call of a function that the model asks for.
type ToolCall struct {
	// Id to respond to the call with.
	ID string `json:"id" spec:"required"`
	// Kind of tool, such as function.
	Type *string `json:"type"`

	Function ToolCallFunction `json:"function" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCall) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ToolCall) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ToolCallFunction: Name and arguments of a function to call.
type ToolCallFunction struct {
	// Name of the function.
	Name string `json:"name" spec:"required"`
	// Arguments as JSON text. The model may get them wrong.
	Arguments string `json:"arguments" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCallFunction) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ToolCallFunction) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletionChunk: One chunk of a streamed completion.
type ChatCompletionChunk struct {
	// Id of the completion, the same in all its chunks.
	ID *string `json:"id"`
	// Kind of object.
	Object *string `json:"object"`
	// When it was made, in Unix seconds.
	Created *int64 `json:"created"`
	// The model that responds.
	Model *string `json:"model"`
	// What is new in each choice. May be empty.
	Choices []ChatCompletionChunkChoice `json:"choices" spec:"required"`
	// Tokens used. Only in the last chunk, and if requested.
	Usage *CompletionUsage `json:"usage"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionChunk) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionChunk) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletionChunkChoice: What is new in one choice.
type ChatCompletionChunkChoice struct {
	// Position among the choices, from 0.
	Index int64 `json:"index" spec:"required"`
	// Why the choice ended. Only in its last chunk.
	FinishReason *FinishReason `json:"finish_reason"`

	Delta ChatCompletionDelta `json:"delta" spec:"required"`
	// The probabilities of the tokens that are added. Only if requested.
	Logprobs *ChatCompletionLogprobs `json:"logprobs"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionChunkChoice) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionChunkChoice) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletionDelta: What to add to a choice.
type ChatCompletionDelta struct {
	// Who speaks. Mostly only in the first chunk.
	Role *string `json:"role"`
	// Text to add.
	Content *string `json:"content"`
	// Text to add to the refusal.
	Refusal *string `json:"refusal"`
	// Pieces of calls that the model asks for.
	ToolCalls []ToolCallDelta `json:"tool_calls"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionDelta) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionDelta) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ToolCallDelta: A part of a call.
type ToolCallDelta struct {
	// Which call the part belongs to, from 0.
	Index int64 `json:"index" spec:"required"`
	// Id of the call. Only in its first part.
	ID *string `json:"id"`
	// Kind of tool. Only in the first part.
	Type *string `json:"type"`
	// What to add to the function.
	Function *ToolCallFunctionDelta `json:"function"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCallDelta) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ToolCallDelta) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ToolCallFunctionDelta: A part of a function to call.
type ToolCallFunctionDelta struct {
	// Name of the function. Only in the first part.
	Name *string `json:"name"`
	// JSON text to add to the arguments.
	Arguments *string `json:"arguments"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCallFunctionDelta) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ToolCallFunctionDelta) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatCompletionLogprobs: The probabilities of the tokens of a choice.
type ChatCompletionLogprobs struct {
	// One for each token of the text.
	Content []TokenLogprob `json:"content"`
	// One for each token of the refusal.
	Refusal []TokenLogprob `json:"refusal"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionLogprobs) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatCompletionLogprobs) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TokenLogprob: The probability of one token.
type TokenLogprob struct {
	// The token.
	Token *string `json:"token"`
	// Natural logarithm of its probability, at most 0.
	Logprob *float64 `json:"logprob"`
	// Its bytes, in UTF-8. A token may be a part of a character.
	Bytes []int64 `json:"bytes"`
	// The likeliest tokens at its place. As many as were requested.
	TopLogprobs []TokenLogprobAlternative `json:"top_logprobs"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TokenLogprob) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TokenLogprob) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TokenLogprobAlternative: The probability of a token that could have stood at a place.
type TokenLogprobAlternative struct {
	// The token.
	Token *string `json:"token"`
	// Natural logarithm of its probability, at most 0.
	Logprob *float64 `json:"logprob"`
	// Its bytes, in UTF-8. A token may be a part of a character.
	Bytes []int64 `json:"bytes"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TokenLogprobAlternative) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TokenLogprobAlternative) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// CompletionUsage: Tokens that a chat used.
type CompletionUsage struct {
	// Tokens read.
	PromptTokens int64 `json:"prompt_tokens" spec:"required"`
	// Tokens written.
	CompletionTokens int64 `json:"completion_tokens" spec:"required"`
	// Tokens read and written.
	TotalTokens int64 `json:"total_tokens" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CompletionUsage) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v CompletionUsage) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ModelList: The endpoints that can be called, in OpenAI's shape.
type ModelList struct {
	// Kind of object.
	Object *string `json:"object"`
	// The endpoints.
	Data []ChatModel `json:"data"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ModelList) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ModelList) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ChatModel: An endpoint that can be called.
type ChatModel struct {
	// Id to pass as `model` in a chat.
	ID string `json:"id" spec:"required"`
	// Kind of object.
	Object *string `json:"object"`
	// Who owns it.
	OwnedBy *string `json:"owned_by"`
	// When it was made, in Unix seconds.
	Created *int64 `json:"created"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatModel) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v ChatModel) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// AutoMetrics: Metrics of the model `auto`. Their members are not promised.
type AutoMetrics = map[string]any

// PlaygroundRequest: One chat with a vendor's model.
type PlaygroundRequest struct {
	// Id of a frontier model.
	Model string `json:"model" spec:"required"`
	// The conversation so far, oldest first.
	Messages []ChatMessage `json:"messages" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *PlaygroundRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v PlaygroundRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// PlaygroundCompletion: The response of a vendor's model.
type PlaygroundCompletion struct {
	// The model that responded.
	Model *string `json:"model"`
	// Its text.
	Content *string `json:"content"`
	// What it cost, in micro-USD.
	CostMicroUSD *int64 `json:"cost_micro_usd"`
	// How long it took, in milliseconds.
	LatencyMs *float64 `json:"latency_ms"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *PlaygroundCompletion) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v PlaygroundCompletion) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// DeployRequest: A model to deploy for a task. Members not listed here are passed on.
type DeployRequest struct {
	// Id of the catalog's task.
	Task string `json:"task" spec:"required"`
	// Alias of a model on the task's leaderboard. The server takes `recommended` when it is left out.
	Model *string `json:"model"`
	// Name for the endpoint.
	Name *string `json:"name"`
	// Known price of one request, in micro-USD.
	CostPerRequestMicroUSD *int64 `json:"cost_per_request_micro_usd"`
	// Price of one request at the frontier model compared with, in micro-USD.
	FrontierCostPerRequestMicroUSD *int64 `json:"frontier_cost_per_request_micro_usd"`
	// Where to run.
	Region *string `json:"region"`
	// Whose machines to run on.
	Provider *string `json:"provider"`
	// Known quality of the model on the task, from 0 to 1.
	Quality *float64 `json:"quality"`
	// How the model is run.
	RunMode *string `json:"run_mode"`
	// Name of the task for people to read.
	TaskDisplay *string `json:"taskDisplay"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v DeployRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// DeployProgress: A deployment reached a stage.
type DeployProgress struct {
	// The stage, such as provisioning-gpu, pulling weights or warming-up.
	Stage *string `json:"stage"`
	// The stage in words for people.
	Label *string `json:"label"`
	// Progress in percent, from 0 to 100.
	Pct *float64 `json:"pct"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployProgress) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v DeployProgress) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// DeployComplete: A deployment is done.
type DeployComplete struct {
	// The live endpoint.
	Endpoint *Endpoint `json:"endpoint"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployComplete) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v DeployComplete) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// DeployFailed: A deployment failed.
type DeployFailed struct {
	// Why it failed.
	Message *string `json:"message"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployFailed) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v DeployFailed) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EndpointStatus: Where an endpoint stands.
//
// The service may add values.
type EndpointStatus string

// The known values of EndpointStatus.
const (
	EndpointStatusLive     EndpointStatus = "live"
	EndpointStatusStarting EndpointStatus = "starting"
	EndpointStatusStopped  EndpointStatus = "stopped"
)

// Endpoint: A deployed model.
type Endpoint struct {
	// Id of the endpoint, equal to its name. One of the two may be missing.
	ID *string `json:"id"`
	// Name of the endpoint, equal to its id. One of the two may be missing.
	Name *string `json:"name"`
	// Alias of the model within its task.
	Model *string `json:"model"`
	// Where it stands.
	Status *EndpointStatus `json:"status"`
	// Id of the task it was deployed for.
	TaskName *string `json:"taskName"`
	// The same, in older records.
	Task *string `json:"task"`
	// Address that serves it.
	URL *string `json:"url"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Endpoint) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v Endpoint) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// Outcome returns whether the work has ended, and how.
func (v Endpoint) Outcome() Outcome {
	switch text(v.Status) {
	case "live":
		return Succeeded
	case "stopped":
		return Failed
	}
	return Active
}

// EndpointStatusChange: What a start or a stop led to. More members may come with it.
type EndpointStatusChange struct {
	// Where the endpoint stands now.
	Status *EndpointStatus `json:"status"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EndpointStatusChange) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EndpointStatusChange) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// MetricDimension: A kind of metrics.
//
// The service may add values.
type MetricDimension string

// The known values of MetricDimension.
const (
	MetricDimensionPerformance MetricDimension = "performance"
	MetricDimensionUptime      MetricDimension = "uptime"
	MetricDimensionCost        MetricDimension = "cost"
	MetricDimensionQuality     MetricDimension = "quality"
	MetricDimensionActivity    MetricDimension = "activity"
)

// EndpointMetrics: Metrics of an endpoint. Their members depend on the dimension.
type EndpointMetrics = map[string]any

// CatalogTask: A benchmarked task. A single one comes with its schema and examples, and more members may follow.
type CatalogTask struct {
	// Id of the task.
	ID string `json:"id" spec:"required"`
	// How outputs are scored by default.
	DefaultScorer *string `json:"default_scorer"`
	// Whether rows carry documents.
	HasBlobInput *bool `json:"has_blob_input"`
	// JSON Schema of the expected outputs.
	GoldSchema JSONObject `json:"gold_schema"`
	// What the task's schema describes.
	OutputSchemaRole *OutputSchemaRole `json:"output_schema_role"`
	// Sample rows. Only when a single task is asked for.
	Examples []json.RawMessage `json:"examples"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CatalogTask) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v CatalogTask) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// OutputSchemaRole: What the schema of a task describes: a summary of the outputs, or the expected outputs
// themselves.
//
// The service may add values.
type OutputSchemaRole string

// The known values of OutputSchemaRole.
const (
	OutputSchemaRoleSummary OutputSchemaRole = "summary"
	OutputSchemaRoleGold    OutputSchemaRole = "gold"
)

// CatalogTaskList: The catalog.
type CatalogTaskList struct {
	// The tasks.
	Tasks []CatalogTask `json:"tasks"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CatalogTaskList) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v CatalogTaskList) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// CatalogTaskMatchRequest: A wish to compare with the catalog.
type CatalogTaskMatchRequest struct {
	// What you want to do, in plain words.
	Query string `json:"query" spec:"required"`
	// Number of candidates. The server takes 5 when it is left out.
	TopK *int64 `json:"top_k"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CatalogTaskMatchRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v CatalogTaskMatchRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// MatcherKind: How a wish was compared with the catalog.
//
// The service may add values.
type MatcherKind string

// The known values of MatcherKind.
const (
	MatcherKindKeyword  MatcherKind = "keyword"
	MatcherKindSemantic MatcherKind = "semantic"
	MatcherKindReason   MatcherKind = "reason"
)

// TaskMatchType: What a wish is: a task of the catalog, something that models can do though no task measures it,
// something that they cannot do, or neither.
//
// The service may add values.
type TaskMatchType string

// The known values of TaskMatchType.
const (
	TaskMatchTypeTask        TaskMatchType = "task"
	TaskMatchTypeCapability  TaskMatchType = "capability"
	TaskMatchTypeUnsupported TaskMatchType = "unsupported"
	TaskMatchTypeNone        TaskMatchType = "none"
)

// TaskCapability: Something that models can do though no task of the catalog measures it.
type TaskCapability struct {
	// Id of the capability.
	ID *string `json:"id"`
	// Its name for people.
	Label *string `json:"label"`
	// Name of its category.
	Category *string `json:"category"`
	// Id of its category.
	CategoryID *string `json:"category_id"`
	// What it is.
	Desc *string `json:"desc"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskCapability) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskCapability) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskMatch: The catalog's tasks that fit a wish.
type TaskMatch struct {
	// The wish.
	Query *string `json:"query"`
	// Whether a task fits.
	Matched *bool `json:"matched"`
	// The task that fits best.
	Chosen *TaskMatchCandidate `json:"chosen"`
	// Tasks that may fit, best first.
	Candidates []TaskMatchCandidate `json:"candidates"`
	// Whether several tasks fit about as well.
	Ambiguous *bool `json:"ambiguous"`
	// How it was found.
	Matcher *MatcherKind `json:"matcher"`
	// What the wish is.
	Type *TaskMatchType `json:"type"`
	// Why it was matched so.
	Reasoning *string `json:"reasoning"`
	// How sure the match is.
	Confidence *Confidence `json:"confidence"`
	// What models can do for the wish if it is no task of the catalog.
	Capability *TaskCapability `json:"capability"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskMatch) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskMatch) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// TaskMatchCandidate: A task that may fit.
type TaskMatchCandidate struct {
	// Id of the task.
	TaskID *string `json:"task_id"`
	// How well it fits, from 0 to 1.
	Score *float64 `json:"score"`
	// How sure the match is.
	Confidence *Confidence `json:"confidence"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskMatchCandidate) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v TaskMatchCandidate) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// ModelKind: Whether a model is open or a vendor's.
//
// The service may add values.
type ModelKind string

// The known values of ModelKind.
const (
	ModelKindOpen     ModelKind = "open"
	ModelKindFrontier ModelKind = "frontier"
)

// Leaderboard: Models ranked by how well they do a task.
type Leaderboard struct {
	// Id of the task.
	TaskID *string `json:"task_id"`
	// What quality measures.
	Metric *string `json:"metric"`
	// Unit of the costs.
	CostUnit *string `json:"cost_unit"`
	// Alias of the recommended model, if there is one.
	Recommended *string `json:"recommended"`
	// The models, best first.
	Models []LeaderboardEntry `json:"models"`
	// The frontier model to compare with.
	Frontier *LeaderboardEntry `json:"frontier"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Leaderboard) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v Leaderboard) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// LeaderboardEntry: One model on a leaderboard.
type LeaderboardEntry struct {
	// Alias of the model within the task; a frontier model's own id.
	Name *string `json:"name"`
	// Whether it is open or a vendor's.
	Kind *ModelKind `json:"kind"`
	// Measured quality, from 0 to 1.
	Quality *float64 `json:"quality"`
	// Cost of one request, in micro-USD.
	CostPerRequestMicroUSD *int64 `json:"cost_per_request_micro_usd"`
	// Length of the context, in thousands of tokens.
	ContextK *int64 `json:"context_k"`
	// How the model is run.
	RunMode *string `json:"run_mode"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *LeaderboardEntry) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v LeaderboardEntry) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// FrontierModel: A vendor's model.
type FrontierModel struct {
	// Id of the model.
	ID *string `json:"id"`
	// Who makes it.
	Vendor *string `json:"vendor"`
	// Whether it reads images.
	Vision *bool `json:"vision"`
	// Whether it was measured on the task that was asked about.
	Benchmarked *bool `json:"benchmarked"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *FrontierModel) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v FrontierModel) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// FrontierModelList: The vendors' models.
type FrontierModelList struct {
	// The models.
	FrontierModels []FrontierModel `json:"frontier_models"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *FrontierModelList) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v FrontierModelList) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalSetUpload: Rows for a new eval set.
type EvalSetUpload struct {
	// The rows as JSON lines, one row a line: `{"input": {…}, "expected_output": {…}}`. Older servers take any
	// object.
	Items File `json:"items" spec:"required"`
	// What the models are to do with a row, in one sentence.
	Prompt *string `json:"prompt"`
	// Id of the task that the rows belong to. Older servers want it.
	TaskID *string `json:"task_id"`
	// Name of the set.
	Name *string `json:"name"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSetUpload) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalSetUpload) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalContractUpload: Rows to find a task for.
type EvalContractUpload struct {
	// The rows as JSON lines, one row a line.
	Items File `json:"items" spec:"required"`
	// What the models are to do with a row, in one sentence.
	Prompt string `json:"prompt" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContractUpload) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalContractUpload) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalContract: Tasks that rows and a prompt may belong to.
type EvalContract struct {
	// The tasks that fit, best first.
	Proposals []EvalContractProposal `json:"proposals"`
	// Whether all rows are of one kind.
	Homogeneous *bool `json:"homogeneous"`
	// Which rows belong to which task if they are of several kinds.
	Split json.RawMessage `json:"split"`
	// How rows and prompt contradict each other.
	Conflict *EvalContractConflict `json:"conflict"`
	// Id of the task that comes closest.
	ClosestTask *string `json:"closest_task"`
	// The prompt.
	Prompt *string `json:"prompt"`
	// Advice for people.
	Message *string `json:"message"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContract) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalContract) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalContractProposal: A task that the rows may belong to.
type EvalContractProposal struct {
	// Id of the task.
	TaskID *string `json:"task_id"`
	// How sure the server is.
	Confidence *Confidence `json:"confidence"`
	// What speaks for the task.
	Evidence *string `json:"evidence"`
	// What speaks against it.
	Warning *string `json:"warning"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContractProposal) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalContractProposal) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalContractConflict: The rows fit another task than the prompt.
type EvalContractConflict struct {
	// Id of the task that the prompt means.
	IntendedTask *string `json:"intended_task"`
	// Why they contradict each other.
	Reasoning *string `json:"reasoning"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContractConflict) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalContractConflict) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalSet: Your rows to evaluate models on.
type EvalSet struct {
	// Id of the set.
	ID *string `json:"id"`
	// Id of its task.
	TaskID *string `json:"task_id"`
	// Name of the set.
	Name *string `json:"name"`
	// Number of rows.
	ItemCount *int64 `json:"item_count"`
	// How outputs are scored.
	ScoringStrategy *string `json:"scoring_strategy"`
	// What the models are to do with a row. Older servers leave it out.
	Prompt *string `json:"prompt"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSet) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalSet) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalSetEnvelope: Wraps one eval set.
type EvalSetEnvelope struct {
	// The set.
	EvalSet *EvalSet `json:"eval_set"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSetEnvelope) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalSetEnvelope) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalSetList: Wraps all eval sets.
type EvalSetList struct {
	// The sets.
	EvalSets []EvalSet `json:"eval_sets"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSetList) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalSetList) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// BlobAttachment: A small document for a row.
type BlobAttachment struct {
	// The document.
	File File `json:"file" spec:"required"`
	// Position of the row in the set, from 0.
	Idx int64 `json:"idx" spec:"required"`
	// Field of the row that takes the document.
	FieldName string `json:"field_name" spec:"required"`
	// Media type of the document.
	Mime string `json:"mime" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobAttachment) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v BlobAttachment) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// BlobReference: Where an attached document lies. More members may come with it.
type BlobReference struct {
	// Kind of reference.
	Kind *string `json:"kind"`
	// Address inside the service.
	URI *string `json:"uri"`
	// Media type of the document.
	Mime *string `json:"mime"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobReference) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v BlobReference) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// BlobUploadRequest: A large document that is about to be uploaded for a row.
type BlobUploadRequest struct {
	// Position of the row in the set, from 0.
	Idx int64 `json:"idx" spec:"required"`
	// Field of the row that takes the document.
	FieldName string `json:"field_name" spec:"required"`
	// Media type of the document.
	Mime string `json:"mime" spec:"required"`
	// Size of the document, in bytes.
	FileSize int64 `json:"file_size" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobUploadRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v BlobUploadRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// BlobUpload: Where to put the bytes of a large document.
type BlobUpload struct {
	// Signed address at a storage host. Whoever knows it may write there; no API key may be sent to it.
	UploadURL *string `json:"upload_url" spec:"secret"`
	// Name of the document to complete the upload with.
	StorageURI *string `json:"storage_uri"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobUpload) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v BlobUpload) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// String returns the value as JSON without its secrets.
func (v BlobUpload) String() string {
	return record.Describe(v)
}

// GoString returns the value as JSON without its secrets.
func (v BlobUpload) GoString() string {
	return v.String()
}

// LogValue returns the value as JSON without its secrets.
func (v BlobUpload) LogValue() slog.Value {
	return slog.StringValue(v.String())
}

// BlobUploadCompletionRequest: A large document whose bytes are uploaded.
type BlobUploadCompletionRequest struct {
	// Position of the row in the set, from 0.
	Idx int64 `json:"idx" spec:"required"`
	// Field of the row that takes the document.
	FieldName string `json:"field_name" spec:"required"`
	// Name of the document as the first step gave it.
	StorageURI string `json:"storage_uri" spec:"required"`
	// Media type of the document.
	Mime string `json:"mime" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobUploadCompletionRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v BlobUploadCompletionRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// BlobUploadCompletion: What the completed upload led to. Its members are not promised.
type BlobUploadCompletion = map[string]any

// EvalRunRequest: Candidates to score on an eval set.
type EvalRunRequest struct {
	// Id of the set.
	EvalSetID string `json:"eval_set_id" spec:"required"`
	// Models to score: open ones first, then frontier ones.
	CandidateModelIDs []string `json:"candidate_model_ids" spec:"required"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRunRequest) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalRunRequest) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalRunStatus: Where an eval run stands.
//
// The service may add values.
type EvalRunStatus string

// The known values of EvalRunStatus.
const (
	EvalRunStatusQueued     EvalRunStatus = "queued"
	EvalRunStatusRunning    EvalRunStatus = "running"
	EvalRunStatusEvaluating EvalRunStatus = "evaluating"
	EvalRunStatusCompleted  EvalRunStatus = "completed"
	EvalRunStatusFailed     EvalRunStatus = "failed"
)

// EvalRunAccepted: An eval run that was queued.
type EvalRunAccepted struct {
	// Id of the run.
	RunID *string `json:"run_id"`
	// Where it stands.
	Status *EvalRunStatus `json:"status"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRunAccepted) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalRunAccepted) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalRun: An eval run as it stands.
type EvalRun struct {
	// Id of the run.
	ID *string `json:"id"`
	// Id of the set.
	EvalSetID *string `json:"eval_set_id"`
	// Where it stands.
	Status *EvalRunStatus `json:"status"`
	// Models that are scored.
	CandidateModelIDs []string `json:"candidate_model_ids"`
	// Why it failed.
	ErrorDetail *string `json:"error_detail"`
	// The bill so far, in micro-USD.
	TotalCostMicroUSD *int64 `json:"total_cost_micro_usd"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRun) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalRun) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// Outcome returns whether the work has ended, and how.
func (v EvalRun) Outcome() Outcome {
	switch text(v.Status) {
	case "completed":
		return Succeeded
	case "failed":
		return Failed
	}
	return Active
}

// EvalRunEnvelope: An eval run with its results.
type EvalRunEnvelope struct {
	// The run.
	Run *EvalRun `json:"run"`
	// The results, one for each model.
	Results []EvalResult `json:"results"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRunEnvelope) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalRunEnvelope) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalResult: How one model did.
type EvalResult struct {
	// Alias or id of the model.
	ModelID *string `json:"model_id"`
	// Whether it is open or a vendor's.
	Kind *ModelKind `json:"kind"`
	// Mean quality, from 0 to 1.
	QualityMean *float64 `json:"quality_mean"`
	// Lower end of the mean's 95 % confidence interval.
	QualityCiLow *float64 `json:"quality_ci_low"`
	// Upper end of the mean's 95 % confidence interval.
	QualityCiHigh *float64 `json:"quality_ci_high"`
	// Mean cost of one row, in micro-USD.
	MeanCostMicroUSD *int64 `json:"mean_cost_micro_usd"`
	// Number of rows with an output.
	NSucceeded *int64 `json:"n_succeeded"`
	// Number of rows that failed.
	ErrorCount *int64 `json:"error_count"`
	// Share of rows whose output is exactly the expected one, in percent from 0 to 100.
	ExactMatch *float64 `json:"exact_match"`
	// How the model did on each row.
	PerItem []EvalItemResult `json:"per_item"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalResult) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalResult) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// EvalItemResult: How one model did on one row.
type EvalItemResult struct {
	// Position of the row in the set, from 0.
	Idx *int64 `json:"idx"`
	// Quality of the output, from 0 to 1.
	Score *float64 `json:"score"`
	// What the model put out.
	Prediction json.RawMessage `json:"prediction"`
	// Why the row failed.
	Error *string `json:"error"`
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage `json:"-"`
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalItemResult) UnmarshalJSON(data []byte) error {
	return record.Unmarshal(data, v)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v EvalItemResult) MarshalJSON() ([]byte, error) {
	return record.Encode(v)
}

// DeployEndpointEvent is an event of DeployEndpoint. One member is set: the one that the event's name says. None
// is set where the name is not known.
type DeployEndpointEvent struct {
	// Event is the name of the event.
	Event string
	// Raw is the data of the event where its name is not known.
	Raw json.RawMessage

	DeployProgress *DeployProgress `when:"progress"`

	DeployComplete *DeployComplete `when:"complete"`

	DeployFailed *DeployFailed `when:"error"`
}

func (v *DeployEndpointEvent) decodeEvent(event string, data []byte) error {
	return record.UnmarshalEvent(data, v, event)
}

// MarshalJSON encodes all members, also those that no field holds.
func (v DeployEndpointEvent) MarshalJSON() ([]byte, error) {
	return record.EncodeEvent(v)
}
