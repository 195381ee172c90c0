// Code generated from openapi.yaml by codegen/ports/go.py; DO NOT EDIT.

package paretasdk

import (
	"encoding/json"
	"log/slog"
	"strings"
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
	Loc []json.RawMessage
	// What is wrong.
	Msg *string
	// Kind of fault.
	Type *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ValidationIssue) members() []member {
	return []member{
		{"loc", &v.Loc, optional, ""},
		{"msg", &v.Msg, optional, ""},
		{"type", &v.Type, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ValidationIssue) UnmarshalJSON(data []byte) error {
	*v = ValidationIssue{}
	return decodeRecord(data, "ValidationIssue", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ValidationIssue) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	Processor TaskProcessor
	// The question. Either a text or an object that fits the spec's input schema. It is one of string and
	// JSONObject.
	Input any
	// Shapes of input and output. Without it the server chooses the output's shape.
	TaskSpec *TaskSpec
	// Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512
	// characters, numbers or booleans.
	Metadata JSONObject
	// Which web sources may be used.
	SourcePolicy *SourcePolicy
	// Settings that few runs need.
	AdvancedSettings *AdvancedSettings
	// Interaction whose context this run goes on from.
	PreviousInteractionID *string
	// Names a memory that runs with the same key share: 1 to 128 letters, digits, hyphens and underscores.
	MemoryScopeKey *string
	// Tool servers that the run may call.
	MCPServers []MCPServer
	// Whether the run reports its progress. The server takes true from processor `pro` up.
	EnableEvents *bool
	// Where to report changes of the run's status.
	Webhook *Webhook
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunInput) members() []member {
	return []member{
		{"processor", &v.Processor, required, ""},
		{"input", &v.Input, required, ""},
		{"task_spec", &v.TaskSpec, optional, ""},
		{"metadata", &v.Metadata, optional, ""},
		{"source_policy", &v.SourcePolicy, optional, ""},
		{"advanced_settings", &v.AdvancedSettings, optional, ""},
		{"previous_interaction_id", &v.PreviousInteractionID, optional, ""},
		{"memory_scope_key", &v.MemoryScopeKey, optional, ""},
		{"mcp_servers", &v.MCPServers, optional, ""},
		{"enable_events", &v.EnableEvents, optional, ""},
		{"webhook", &v.Webhook, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunInput) UnmarshalJSON(data []byte) error {
	*v = TaskRunInput{}
	return decodeRecord(data, "TaskRunInput", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunInput) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskSpec: Shapes of a run's input and output.
type TaskSpec struct {
	// Schema of the output, as a JsonSchema, TextSchema or AutoSchema object. A string means text output with that
	// description. Without a `type`, `json_schema` and `description` say which of the three it is. It is one of
	// JSONSchema, TextSchema, AutoSchema and string.
	OutputSchema any
	// Schema of the input, as a JsonSchema or TextSchema object. A string means text input with that description.
	// It is one of JSONSchema, TextSchema and string.
	InputSchema any
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskSpec) members() []member {
	return []member{
		{"output_schema", &v.OutputSchema, required, ""},
		{"input_schema", &v.InputSchema, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskSpec) UnmarshalJSON(data []byte) error {
	*v = TaskSpec{}
	return decodeRecord(data, "TaskSpec", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskSpec) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// JSONSchema: Asks for an object that fits a JSON Schema.
type JSONSchema struct {
	// Always `json`. May be left out.
	Type *string

	JSONSchema JSONObject
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *JSONSchema) members() []member {
	return []member{
		{"type", &v.Type, optional, ""},
		{"json_schema", &v.JSONSchema, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *JSONSchema) UnmarshalJSON(data []byte) error {
	*v = JSONSchema{}
	return decodeRecord(data, "JSONSchema", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v JSONSchema) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// JSONSchemaType is the value of type in JSONSchema.
const JSONSchemaType = "json"

// TextSchema: Asks for plain text.
type TextSchema struct {
	// Always `text`. May be left out beside a description.
	Type *string
	// What the text should say.
	Description *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TextSchema) members() []member {
	return []member{
		{"type", &v.Type, optional, ""},
		{"description", &v.Description, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TextSchema) UnmarshalJSON(data []byte) error {
	*v = TextSchema{}
	return decodeRecord(data, "TextSchema", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TextSchema) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TextSchemaType is the value of type in TextSchema.
const TextSchemaType = "text"

// AutoSchema: Leaves the schema of the output to the server.
type AutoSchema struct {
	// Always `auto`. May be left out.
	Type *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *AutoSchema) members() []member {
	return []member{
		{"type", &v.Type, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *AutoSchema) UnmarshalJSON(data []byte) error {
	*v = AutoSchema{}
	return decodeRecord(data, "AutoSchema", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v AutoSchema) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// AutoSchemaType is the value of type in AutoSchema.
const AutoSchemaType = "auto"

// SourcePolicy: Which web sources may be used. The two lists have at most 200 domains together.
type SourcePolicy struct {
	// Only these domains are read. One may be an ending (`.gov`) or have a path (`docs.python.org/3`).
	IncludeDomains []string
	// These domains are never read. One may be an ending (`.gov`) or have a path.
	ExcludeDomains []string
	// Only sources published from this day on, as YYYY-MM-DD.
	AfterDate *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *SourcePolicy) members() []member {
	return []member{
		{"include_domains", &v.IncludeDomains, optional, ""},
		{"exclude_domains", &v.ExcludeDomains, optional, ""},
		{"after_date", &v.AfterDate, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *SourcePolicy) UnmarshalJSON(data []byte) error {
	*v = SourcePolicy{}
	return decodeRecord(data, "SourcePolicy", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v SourcePolicy) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// AdvancedSettings: Settings that few runs need.
type AdvancedSettings struct {
	// Country from which the research looks at the web, as an ISO 3166-1 alpha-2 code.
	Location *string
	// Sources beside the open web.
	DataSources *DataSources
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *AdvancedSettings) members() []member {
	return []member{
		{"location", &v.Location, optional, ""},
		{"data_sources", &v.DataSources, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *AdvancedSettings) UnmarshalJSON(data []byte) error {
	*v = AdvancedSettings{}
	return decodeRecord(data, "AdvancedSettings", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v AdvancedSettings) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// DataSources: Sources beside the open web, by what they cost.
type DataSources struct {
	// Sources that cost nothing more.
	Free []string
	// Sources that are billed by use.
	PayPerUse []string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *DataSources) members() []member {
	return []member{
		{"free", &v.Free, optional, ""},
		{"pay_per_use", &v.PayPerUse, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DataSources) UnmarshalJSON(data []byte) error {
	*v = DataSources{}
	return decodeRecord(data, "DataSources", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v DataSources) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// MCPServer: A tool server (Model Context Protocol) that a run may call.
type MCPServer struct {
	// Always `url`.
	Type *string
	// Address of the tool server.
	URL string
	// Name under which its calls are reported.
	Name string
	// Headers sent to the tool server, such as its key.
	Headers SecretHeaders
	// Only these tools may be called. Without it all may.
	AllowedTools []string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *MCPServer) members() []member {
	return []member{
		{"type", &v.Type, optional, ""},
		{"url", &v.URL, required, ""},
		{"name", &v.Name, required, ""},
		{"headers", &v.Headers, secret, ""},
		{"allowed_tools", &v.AllowedTools, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *MCPServer) UnmarshalJSON(data []byte) error {
	*v = MCPServer{}
	return decodeRecord(data, "MCPServer", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v MCPServer) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// MCPServerType is the value of type in MCPServer.
const MCPServerType = "url"

// String returns the value as JSON without its secrets.
func (v MCPServer) String() string {
	return describeRecord("MCPServer", v.Extra, v.members())
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
	URL string
	// Which reports to send.
	EventTypes []WebhookEventType
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *Webhook) members() []member {
	return []member{
		{"url", &v.URL, required, ""},
		{"event_types", &v.EventTypes, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Webhook) UnmarshalJSON(data []byte) error {
	*v = Webhook{}
	return decodeRecord(data, "Webhook", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v Webhook) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunStatusWebhook: Reports that the status of a run changed. Sent to the address that the run was started
// with.
type TaskRunStatusWebhook struct {
	// What the webhook reports.
	Type string
	// Time of the change, as RFC 3339.
	Timestamp *string

	Data TaskRun
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunStatusWebhook) members() []member {
	return []member{
		{"type", &v.Type, required, "task_run.status"},
		{"timestamp", &v.Timestamp, optional, ""},
		{"data", &v.Data, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunStatusWebhook) UnmarshalJSON(data []byte) error {
	*v = TaskRunStatusWebhook{}
	return decodeRecord(data, "TaskRunStatusWebhook", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunStatusWebhook) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunStatusWebhookType is the value of type in TaskRunStatusWebhook.
const TaskRunStatusWebhookType = "task_run.status"

// TaskGroupInput: A new group of runs.
type TaskGroupInput struct {
	// Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512
	// characters, numbers or booleans.
	Metadata JSONObject
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskGroupInput) members() []member {
	return []member{
		{"metadata", &v.Metadata, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupInput) UnmarshalJSON(data []byte) error {
	*v = TaskGroupInput{}
	return decodeRecord(data, "TaskGroupInput", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskGroupInput) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskGroupRunsInput: Runs to add to a group.
type TaskGroupRunsInput struct {
	// The runs to start, at most 1,000 in one request.
	Inputs []TaskRunInput
	// Spec for runs that have none.
	DefaultTaskSpec *TaskSpec
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskGroupRunsInput) members() []member {
	return []member{
		{"inputs", &v.Inputs, required, ""},
		{"default_task_spec", &v.DefaultTaskSpec, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupRunsInput) UnmarshalJSON(data []byte) error {
	*v = TaskGroupRunsInput{}
	return decodeRecord(data, "TaskGroupRunsInput", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskGroupRunsInput) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	RunID string
	// Id by which a later run can go on from this one. Older servers leave it out.
	InteractionID *string

	Status TaskRunStatus
	// Whether the run is still queued, running or being cancelled.
	IsActive bool

	Processor TaskProcessor
	// When the run was requested, as RFC 3339.
	CreatedAt *string
	// When the run last changed, as RFC 3339.
	ModifiedAt *string
	// Problems that the server noticed, without refusing the run.
	Warnings []TaskRunWarning
	// Why the run failed.
	Error *TaskRunError
	// The labels that the run was started with.
	Metadata JSONObject
	// Id of the group that the run belongs to.
	TaskgroupID *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRun) members() []member {
	return []member{
		{"run_id", &v.RunID, required, ""},
		{"interaction_id", &v.InteractionID, optional, ""},
		{"status", &v.Status, required, ""},
		{"is_active", &v.IsActive, required, ""},
		{"processor", &v.Processor, required, ""},
		{"created_at", &v.CreatedAt, required, ""},
		{"modified_at", &v.ModifiedAt, required, ""},
		{"warnings", &v.Warnings, optional, ""},
		{"error", &v.Error, optional, ""},
		{"metadata", &v.Metadata, optional, ""},
		{"taskgroup_id", &v.TaskgroupID, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRun) UnmarshalJSON(data []byte) error {
	*v = TaskRun{}
	return decodeRecord(data, "TaskRun", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRun) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// Outcome returns whether the work has ended, and how.
func (v TaskRun) Outcome() Outcome {
	return outcomeOf(&v.IsActive, text(v.Status), []string{"completed"}, []string{"failed", "cancelled"})
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
	Type TaskRunWarningType
	// What the problem is.
	Message string
	// More about it.
	Detail JSONObject
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunWarning) members() []member {
	return []member{
		{"type", &v.Type, required, ""},
		{"message", &v.Message, required, ""},
		{"detail", &v.Detail, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunWarning) UnmarshalJSON(data []byte) error {
	*v = TaskRunWarning{}
	return decodeRecord(data, "TaskRunWarning", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunWarning) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunError: What went wrong, with a reference for support.
type TaskRunError struct {
	// Reference to quote when you ask for help.
	RefID string
	// What went wrong.
	Message string
	// More about it.
	Detail JSONObject
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunError) members() []member {
	return []member{
		{"ref_id", &v.RefID, required, ""},
		{"message", &v.Message, required, ""},
		{"detail", &v.Detail, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunError) UnmarshalJSON(data []byte) error {
	*v = TaskRunError{}
	return decodeRecord(data, "TaskRunError", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunError) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskAPIError: Body of a refused request. Group routes fill `detail` instead of `error`.
type TaskAPIError struct {
	// Always `error` where it is sent.
	Type *string
	// What went wrong.
	Error *TaskRunError
	// A list of ValidationIssue objects, sent by group routes.
	Detail json.RawMessage
	// What went wrong, where a gateway responds in place of the service.
	Message *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskAPIError) members() []member {
	return []member{
		{"type", &v.Type, optional, ""},
		{"error", &v.Error, optional, ""},
		{"detail", &v.Detail, optional, ""},
		{"message", &v.Message, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskAPIError) UnmarshalJSON(data []byte) error {
	*v = TaskAPIError{}
	return decodeRecord(data, "TaskAPIError", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskAPIError) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunResult: A finished run and its output.
type TaskRunResult struct {
	Run TaskRun

	Output TaskRunOutput
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunResult) members() []member {
	return []member{
		{"run", &v.Run, required, ""},
		{"output", &v.Output, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunResult) UnmarshalJSON(data []byte) error {
	*v = TaskRunResult{}
	return decodeRecord(data, "TaskRunResult", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunResult) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunOutput: Output of a run, as an object or as text. One member is set: the one that the tag names. None
// is set where the tag is not known.
type TaskRunOutput struct {
	// Tag is the value of "type".
	Tag string
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage

	TaskRunJSONOutput *TaskRunJSONOutput

	TaskRunTextOutput *TaskRunTextOutput
}

func (v *TaskRunOutput) variant(tag string) any {
	switch tag {
	case "json":
		v.TaskRunJSONOutput = new(TaskRunJSONOutput)
		return v.TaskRunJSONOutput
	case "text":
		v.TaskRunTextOutput = new(TaskRunTextOutput)
		return v.TaskRunTextOutput
	}
	return nil
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskRunOutput) UnmarshalJSON(data []byte) error {
	*v = TaskRunOutput{}
	return decodeUnion(data, "TaskRunOutput", "type", &v.Tag, &v.Raw, v.variant)
}

// MarshalJSON encodes the member that is set, or Raw.
func (v TaskRunOutput) MarshalJSON() ([]byte, error) {
	return encodeUnion(v.Raw, v.TaskRunJSONOutput, v.TaskRunTextOutput)
}

// TaskRunJSONOutput: Output that is an object.
type TaskRunJSONOutput struct {
	// Always `json`.
	Type string

	Content JSONObject
	// What each field of the content rests on.
	Basis []FieldBasis
	// Calls that the run made to tool servers.
	MCPToolCalls []MCPToolCall
	// JSON Schema that the server chose for the content. Only when it was left to the server.
	OutputSchema JSONObject
	// Fields of beta features. Deprecated. Deprecated.
	//
	// Deprecated: the service may stop sending it.
	BetaFields JSONObject
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunJSONOutput) members() []member {
	return []member{
		{"type", &v.Type, required, "json"},
		{"content", &v.Content, required, ""},
		{"basis", &v.Basis, required, ""},
		{"mcp_tool_calls", &v.MCPToolCalls, optional, ""},
		{"output_schema", &v.OutputSchema, optional, ""},
		{"beta_fields", &v.BetaFields, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunJSONOutput) UnmarshalJSON(data []byte) error {
	*v = TaskRunJSONOutput{}
	return decodeRecord(data, "TaskRunJSONOutput", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunJSONOutput) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunJSONOutputType is the value of type in TaskRunJSONOutput.
const TaskRunJSONOutputType = "json"

// TaskRunTextOutput: Output that is plain text.
type TaskRunTextOutput struct {
	// Always `text`.
	Type string
	// The output.
	Content string
	// The basis of the output.
	Basis []FieldBasis
	// Calls that the run made to tool servers.
	MCPToolCalls []MCPToolCall
	// Fields of beta features. Deprecated. Deprecated.
	//
	// Deprecated: the service may stop sending it.
	BetaFields JSONObject
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunTextOutput) members() []member {
	return []member{
		{"type", &v.Type, required, "text"},
		{"content", &v.Content, required, ""},
		{"basis", &v.Basis, required, ""},
		{"mcp_tool_calls", &v.MCPToolCalls, optional, ""},
		{"beta_fields", &v.BetaFields, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunTextOutput) UnmarshalJSON(data []byte) error {
	*v = TaskRunTextOutput{}
	return decodeRecord(data, "TaskRunTextOutput", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunTextOutput) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunTextOutputType is the value of type in TaskRunTextOutput.
const TaskRunTextOutputType = "text"

// FieldBasis: What one field of the output rests on.
type FieldBasis struct {
	// Name of the field in the output.
	Field string
	// How the value follows from the sources.
	Reasoning string
	// The sources. The list is empty or missing when there are none.
	Citations []Citation
	// How certain the value is. Only some processors report it.
	Confidence *Confidence
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *FieldBasis) members() []member {
	return []member{
		{"field", &v.Field, required, ""},
		{"reasoning", &v.Reasoning, required, ""},
		{"citations", &v.Citations, optional, ""},
		{"confidence", &v.Confidence, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *FieldBasis) UnmarshalJSON(data []byte) error {
	*v = FieldBasis{}
	return decodeRecord(data, "FieldBasis", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v FieldBasis) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// Citation: A web page that was used.
type Citation struct {
	// Address of the page.
	URL string
	// Title of the page.
	Title *string
	// Passages of the page that matter.
	Excerpts []string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *Citation) members() []member {
	return []member{
		{"url", &v.URL, required, ""},
		{"title", &v.Title, optional, ""},
		{"excerpts", &v.Excerpts, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Citation) UnmarshalJSON(data []byte) error {
	*v = Citation{}
	return decodeRecord(data, "Citation", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v Citation) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// MCPToolCall: One call that a run made to a tool server.
type MCPToolCall struct {
	// Id of the call.
	ToolCallID string
	// Name of the tool server.
	ServerName string
	// Name of the tool.
	ToolName string
	// Arguments of the call, as JSON text.
	Arguments string
	// What the tool returned.
	Content *string
	// Why the call failed.
	Error *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *MCPToolCall) members() []member {
	return []member{
		{"tool_call_id", &v.ToolCallID, required, ""},
		{"server_name", &v.ServerName, required, ""},
		{"tool_name", &v.ToolName, required, ""},
		{"arguments", &v.Arguments, required, ""},
		{"content", &v.Content, optional, ""},
		{"error", &v.Error, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *MCPToolCall) UnmarshalJSON(data []byte) error {
	*v = MCPToolCall{}
	return decodeRecord(data, "MCPToolCall", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v MCPToolCall) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunStatusCounts: Number of runs for each status.
type TaskRunStatusCounts = map[string]int64

// TaskGroupStatus: The runs of a group, summed up.
type TaskGroupStatus struct {
	// Number of runs in the group.
	NumTaskRuns int64

	TaskRunStatusCounts TaskRunStatusCounts
	// Whether a run of the group is still active.
	IsActive bool
	// The status in words.
	StatusMessage *string
	// When the group last changed.
	ModifiedAt *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskGroupStatus) members() []member {
	return []member{
		{"num_task_runs", &v.NumTaskRuns, required, ""},
		{"task_run_status_counts", &v.TaskRunStatusCounts, required, ""},
		{"is_active", &v.IsActive, required, ""},
		{"status_message", &v.StatusMessage, required, ""},
		{"modified_at", &v.ModifiedAt, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupStatus) UnmarshalJSON(data []byte) error {
	*v = TaskGroupStatus{}
	return decodeRecord(data, "TaskGroupStatus", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskGroupStatus) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// Outcome returns whether the work has ended, and how.
func (v TaskGroupStatus) Outcome() Outcome {
	return outcomeOf(&v.IsActive, "", []string{}, []string{})
}

// TaskGroup: Many runs under one id.
type TaskGroup struct {
	// Id of the group, `tgrp_…`.
	TaskgroupID string

	Status TaskGroupStatus
	// The labels that the group was created with.
	Metadata JSONObject
	// When the group was created.
	CreatedAt *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskGroup) members() []member {
	return []member{
		{"taskgroup_id", &v.TaskgroupID, required, ""},
		{"status", &v.Status, required, ""},
		{"metadata", &v.Metadata, optional, ""},
		{"created_at", &v.CreatedAt, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroup) UnmarshalJSON(data []byte) error {
	*v = TaskGroup{}
	return decodeRecord(data, "TaskGroup", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskGroup) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskGroupRuns: Runs that were added to a group.
type TaskGroupRuns struct {
	Status TaskGroupStatus
	// Ids of the new runs, in the order of the inputs.
	RunIDs []string
	// Event id after which the stream of runs has only these runs and later ones.
	RunCursor *string
	// Event id after which the stream of events has only later events.
	EventCursor *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskGroupRuns) members() []member {
	return []member{
		{"status", &v.Status, required, ""},
		{"run_ids", &v.RunIDs, required, ""},
		{"run_cursor", &v.RunCursor, required, ""},
		{"event_cursor", &v.EventCursor, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupRuns) UnmarshalJSON(data []byte) error {
	*v = TaskGroupRuns{}
	return decodeRecord(data, "TaskGroupRuns", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskGroupRuns) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunStreamEvent: One event of a run. One member is set: the one that the tag names. None is set where the
// tag is not known.
type TaskRunStreamEvent struct {
	// Tag is the value of "type".
	Tag string
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage

	TaskRunProgressMessageEvent *TaskRunProgressMessageEvent

	TaskRunProgressStatsEvent *TaskRunProgressStatsEvent

	TaskRunEvent *TaskRunEvent

	TaskErrorEvent *TaskErrorEvent
}

func (v *TaskRunStreamEvent) variant(tag string) any {
	switch tag {
	case "task_run.progress_msg.plan", "task_run.progress_msg.search", "task_run.progress_msg.result", "task_run.progress_msg.tool_call", "task_run.progress_msg.tool", "task_run.progress_msg.exec_status", "task_run.progress_msg.extract":
		v.TaskRunProgressMessageEvent = new(TaskRunProgressMessageEvent)
		return v.TaskRunProgressMessageEvent
	case "task_run.progress_stats":
		v.TaskRunProgressStatsEvent = new(TaskRunProgressStatsEvent)
		return v.TaskRunProgressStatsEvent
	case "task_run.state":
		v.TaskRunEvent = new(TaskRunEvent)
		return v.TaskRunEvent
	case "error":
		v.TaskErrorEvent = new(TaskErrorEvent)
		return v.TaskErrorEvent
	}
	if strings.HasPrefix(tag, "task_run.progress_msg.") {
		v.TaskRunProgressMessageEvent = new(TaskRunProgressMessageEvent)
		return v.TaskRunProgressMessageEvent
	}
	return nil
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskRunStreamEvent) UnmarshalJSON(data []byte) error {
	*v = TaskRunStreamEvent{}
	return decodeUnion(data, "TaskRunStreamEvent", "type", &v.Tag, &v.Raw, v.variant)
}

// MarshalJSON encodes the member that is set, or Raw.
func (v TaskRunStreamEvent) MarshalJSON() ([]byte, error) {
	return encodeUnion(v.Raw, v.TaskRunProgressMessageEvent, v.TaskRunProgressStatsEvent, v.TaskRunEvent, v.TaskErrorEvent)
}

// TaskGroupRunsEvent: One run of a group, as an event of its stream of runs. One member is set: the one that the
// tag names. None is set where the tag is not known.
type TaskGroupRunsEvent struct {
	// Tag is the value of "type".
	Tag string
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage

	TaskRunEvent *TaskRunEvent

	TaskErrorEvent *TaskErrorEvent
}

func (v *TaskGroupRunsEvent) variant(tag string) any {
	switch tag {
	case "task_run.state":
		v.TaskRunEvent = new(TaskRunEvent)
		return v.TaskRunEvent
	case "error":
		v.TaskErrorEvent = new(TaskErrorEvent)
		return v.TaskErrorEvent
	}
	return nil
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskGroupRunsEvent) UnmarshalJSON(data []byte) error {
	*v = TaskGroupRunsEvent{}
	return decodeUnion(data, "TaskGroupRunsEvent", "type", &v.Tag, &v.Raw, v.variant)
}

// MarshalJSON encodes the member that is set, or Raw.
func (v TaskGroupRunsEvent) MarshalJSON() ([]byte, error) {
	return encodeUnion(v.Raw, v.TaskRunEvent, v.TaskErrorEvent)
}

// TaskGroupStreamEvent: One event of a group. One member is set: the one that the tag names. None is set where
// the tag is not known.
type TaskGroupStreamEvent struct {
	// Tag is the value of "type".
	Tag string
	// Raw is the whole value where the tag is not known.
	Raw json.RawMessage

	TaskRunEvent *TaskRunEvent

	TaskGroupStatusEvent *TaskGroupStatusEvent

	TaskErrorEvent *TaskErrorEvent
}

func (v *TaskGroupStreamEvent) variant(tag string) any {
	switch tag {
	case "task_run.state":
		v.TaskRunEvent = new(TaskRunEvent)
		return v.TaskRunEvent
	case "task_group_status":
		v.TaskGroupStatusEvent = new(TaskGroupStatusEvent)
		return v.TaskGroupStatusEvent
	case "error":
		v.TaskErrorEvent = new(TaskErrorEvent)
		return v.TaskErrorEvent
	}
	return nil
}

// UnmarshalJSON decodes the variant that the tag names.
func (v *TaskGroupStreamEvent) UnmarshalJSON(data []byte) error {
	*v = TaskGroupStreamEvent{}
	return decodeUnion(data, "TaskGroupStreamEvent", "type", &v.Tag, &v.Raw, v.variant)
}

// MarshalJSON encodes the member that is set, or Raw.
func (v TaskGroupStreamEvent) MarshalJSON() ([]byte, error) {
	return encodeUnion(v.Raw, v.TaskRunEvent, v.TaskGroupStatusEvent, v.TaskErrorEvent)
}

// TaskRunEvent: A run changed its state.
type TaskRunEvent struct {
	// Always `task_run.state`.
	Type string
	// Cursor of the event. Empty outside groups.
	EventID *string

	Run TaskRun
	// What the run was asked. Only when it was wished for.
	Input *TaskRunInput
	// The run's output. Only for a finished run, and in groups only when it was wished for.
	Output *TaskRunOutput
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunEvent) members() []member {
	return []member{
		{"type", &v.Type, required, "task_run.state"},
		{"event_id", &v.EventID, required, ""},
		{"run", &v.Run, required, ""},
		{"input", &v.Input, optional, ""},
		{"output", &v.Output, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunEvent) UnmarshalJSON(data []byte) error {
	*v = TaskRunEvent{}
	return decodeRecord(data, "TaskRunEvent", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunEvent) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunEventType is the value of type in TaskRunEvent.
const TaskRunEventType = "task_run.state"

// TaskGroupStatusEvent: A group changed its status.
type TaskGroupStatusEvent struct {
	// Always `task_group_status`.
	Type string
	// Cursor of the event.
	EventID string

	Status TaskGroupStatus
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskGroupStatusEvent) members() []member {
	return []member{
		{"type", &v.Type, required, "task_group_status"},
		{"event_id", &v.EventID, required, ""},
		{"status", &v.Status, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskGroupStatusEvent) UnmarshalJSON(data []byte) error {
	*v = TaskGroupStatusEvent{}
	return decodeRecord(data, "TaskGroupStatusEvent", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskGroupStatusEvent) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskGroupStatusEventType is the value of type in TaskGroupStatusEvent.
const TaskGroupStatusEventType = "task_group_status"

// TaskRunProgressStatsEvent: How far a run has come.
type TaskRunProgressStatsEvent struct {
	// Always `task_run.progress_stats`.
	Type string

	SourceStats SourceStats
	// Progress in percent, from 0 to 100. Not always sent.
	ProgressMeter *float64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunProgressStatsEvent) members() []member {
	return []member{
		{"type", &v.Type, required, "task_run.progress_stats"},
		{"source_stats", &v.SourceStats, required, ""},
		{"progress_meter", &v.ProgressMeter, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunProgressStatsEvent) UnmarshalJSON(data []byte) error {
	*v = TaskRunProgressStatsEvent{}
	return decodeRecord(data, "TaskRunProgressStatsEvent", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunProgressStatsEvent) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunProgressStatsEventType is the value of type in TaskRunProgressStatsEvent.
const TaskRunProgressStatsEventType = "task_run.progress_stats"

// SourceStats: Sources that a run has looked at so far.
type SourceStats struct {
	// Number of sources found.
	NumSourcesConsidered *int64
	// Number of sources read.
	NumSourcesRead *int64
	// Addresses of some of the sources read.
	SourcesReadSample []string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *SourceStats) members() []member {
	return []member{
		{"num_sources_considered", &v.NumSourcesConsidered, optional, ""},
		{"num_sources_read", &v.NumSourcesRead, optional, ""},
		{"sources_read_sample", &v.SourcesReadSample, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *SourceStats) UnmarshalJSON(data []byte) error {
	*v = SourceStats{}
	return decodeRecord(data, "SourceStats", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v SourceStats) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskRunProgressMessageEvent: A run says what it is doing.
type TaskRunProgressMessageEvent struct {
	// Begins with `task_run.progress_msg.`; the rest is the kind of message, such as plan, search, result,
	// tool_call, tool, exec_status or extract.
	Type string
	// What the run is doing.
	Message string
	// When it was said.
	Timestamp *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskRunProgressMessageEvent) members() []member {
	return []member{
		{"type", &v.Type, required, ""},
		{"message", &v.Message, required, ""},
		{"timestamp", &v.Timestamp, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskRunProgressMessageEvent) UnmarshalJSON(data []byte) error {
	*v = TaskRunProgressMessageEvent{}
	return decodeRecord(data, "TaskRunProgressMessageEvent", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskRunProgressMessageEvent) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskErrorEvent: The stream failed.
type TaskErrorEvent struct {
	// Always `error`.
	Type string

	Error TaskRunError
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskErrorEvent) members() []member {
	return []member{
		{"type", &v.Type, required, "error"},
		{"error", &v.Error, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskErrorEvent) UnmarshalJSON(data []byte) error {
	*v = TaskErrorEvent{}
	return decodeRecord(data, "TaskErrorEvent", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskErrorEvent) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskErrorEventType is the value of type in TaskErrorEvent.
const TaskErrorEventType = "error"

// ParetaAPIError: Body of a refused request.
type ParetaAPIError struct {
	// What went wrong, as a text or, with status 422, as a list of ValidationIssue objects.
	Detail json.RawMessage
	// Failure in the middle of a streamed chat.
	Error *ChatStreamError
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ParetaAPIError) members() []member {
	return []member{
		{"detail", &v.Detail, optional, ""},
		{"error", &v.Error, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ParetaAPIError) UnmarshalJSON(data []byte) error {
	*v = ParetaAPIError{}
	return decodeRecord(data, "ParetaAPIError", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ParetaAPIError) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatStreamError: Why a streamed chat broke off.
type ChatStreamError struct {
	// What went wrong.
	Message *string
	// Kind of failure.
	Type *string
	// Code of the failure.
	Code json.RawMessage
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatStreamError) members() []member {
	return []member{
		{"message", &v.Message, optional, ""},
		{"type", &v.Type, optional, ""},
		{"code", &v.Code, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatStreamError) UnmarshalJSON(data []byte) error {
	*v = ChatStreamError{}
	return decodeRecord(data, "ChatStreamError", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatStreamError) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletionRequest: One chat, with OpenAI's parameters. Members not listed here are passed on.
type ChatCompletionRequest struct {
	// Id of a deployed endpoint, or `auto` to leave the choice to the service.
	Model string
	// The conversation so far, oldest first.
	Messages []ChatMessage
	// Whether the response comes in chunks. The server's default is false.
	Stream *bool
	// Settings of a streamed response, such as include_usage.
	StreamOptions JSONObject
	// How freely to choose words; 0 keeps to the likeliest.
	Temperature *float64
	// Share of probability from which words are chosen.
	TopP *float64
	// Number of choices to generate.
	N *int64
	// Text or list of texts at which the completion ends.
	Stop any
	// Maximum length of the completion, in tokens. Older name of max_completion_tokens.
	MaxTokens *int64
	// Maximum length of the completion with its reasoning, in tokens.
	MaxCompletionTokens *int64
	// How much to avoid what was mentioned before.
	PresencePenalty *float64
	// How much to avoid what was said often.
	FrequencyPenalty *float64
	// Bonus or malus for single tokens, by token id.
	LogitBias JSONObject
	// Whether to return the probability of each token.
	Logprobs *bool
	// Number of likely alternatives to return for each token.
	TopLogprobs *int64
	// Makes equal requests return equal completions where the model supports it.
	Seed *int64
	// Your name for the end user.
	User *string
	// Functions that the model may ask to call.
	Tools []JSONObject
	// Which tool to use: none, auto, required, or an object that names one.
	ToolChoice any
	// Whether several tools may be asked for at once.
	ParallelToolCalls *bool
	// Format of the completion, such as a JSON schema.
	ResponseFormat JSONObject
	// How long to think: low, medium or high, for models that can.
	ReasoningEffort *string
	// Class of service.
	ServiceTier *string
	// Your own labels for the chat.
	Metadata JSONObject
	// Whether the server may keep the chat.
	Store *bool
	// Kinds of output wanted, such as text.
	Modalities []string
	// Text that the completion will probably repeat in large part.
	Prediction JSONObject
	// How long-winded to be: low, medium or high.
	Verbosity *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionRequest) members() []member {
	return []member{
		{"model", &v.Model, required, ""},
		{"messages", &v.Messages, required, ""},
		{"stream", &v.Stream, optional, ""},
		{"stream_options", &v.StreamOptions, optional, ""},
		{"temperature", &v.Temperature, optional, ""},
		{"top_p", &v.TopP, optional, ""},
		{"n", &v.N, optional, ""},
		{"stop", &v.Stop, optional, ""},
		{"max_tokens", &v.MaxTokens, optional, ""},
		{"max_completion_tokens", &v.MaxCompletionTokens, optional, ""},
		{"presence_penalty", &v.PresencePenalty, optional, ""},
		{"frequency_penalty", &v.FrequencyPenalty, optional, ""},
		{"logit_bias", &v.LogitBias, optional, ""},
		{"logprobs", &v.Logprobs, optional, ""},
		{"top_logprobs", &v.TopLogprobs, optional, ""},
		{"seed", &v.Seed, optional, ""},
		{"user", &v.User, optional, ""},
		{"tools", &v.Tools, optional, ""},
		{"tool_choice", &v.ToolChoice, optional, ""},
		{"parallel_tool_calls", &v.ParallelToolCalls, optional, ""},
		{"response_format", &v.ResponseFormat, optional, ""},
		{"reasoning_effort", &v.ReasoningEffort, optional, ""},
		{"service_tier", &v.ServiceTier, optional, ""},
		{"metadata", &v.Metadata, optional, ""},
		{"store", &v.Store, optional, ""},
		{"modalities", &v.Modalities, optional, ""},
		{"prediction", &v.Prediction, optional, ""},
		{"verbosity", &v.Verbosity, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionRequest) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionRequest{}
	return decodeRecord(data, "ChatCompletionRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	Role ChatRole
	// What is said: a text, a list of parts, or null beside tool calls.
	Content any
	// Name of the speaker.
	Name *string
	// Calls that the assistant asked for.
	ToolCalls []ToolCall
	// Call that a tool's message responds to.
	ToolCallID *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatMessage) members() []member {
	return []member{
		{"role", &v.Role, required, ""},
		{"content", &v.Content, optional, ""},
		{"name", &v.Name, optional, ""},
		{"tool_calls", &v.ToolCalls, optional, ""},
		{"tool_call_id", &v.ToolCallID, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatMessage) UnmarshalJSON(data []byte) error {
	*v = ChatMessage{}
	return decodeRecord(data, "ChatMessage", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatMessage) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletion: The completion of a chat.
type ChatCompletion struct {
	// Id of the completion.
	ID string
	// Kind of object.
	Object *string
	// When it was made, in Unix seconds.
	Created int64
	// The model that responded.
	Model string
	// The choices: one, unless more were requested.
	Choices []ChatCompletionChoice
	// Tokens used.
	Usage *CompletionUsage
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletion) members() []member {
	return []member{
		{"id", &v.ID, required, ""},
		{"object", &v.Object, optional, ""},
		{"created", &v.Created, required, ""},
		{"model", &v.Model, required, ""},
		{"choices", &v.Choices, required, ""},
		{"usage", &v.Usage, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletion) UnmarshalJSON(data []byte) error {
	*v = ChatCompletion{}
	return decodeRecord(data, "ChatCompletion", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletion) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	Index int64

	FinishReason FinishReason

	Message ChatCompletionMessage
	// The probabilities of the tokens. Only if requested.
	Logprobs *ChatCompletionLogprobs
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionChoice) members() []member {
	return []member{
		{"index", &v.Index, required, ""},
		{"finish_reason", &v.FinishReason, required, ""},
		{"message", &v.Message, required, ""},
		{"logprobs", &v.Logprobs, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionChoice) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionChoice{}
	return decodeRecord(data, "ChatCompletionChoice", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionChoice) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletionMessage: What the model said.
type ChatCompletionMessage struct {
	// Always the assistant.
	Role *string
	// The text, if there is any.
	Content *string
	// Why the model refuses to respond, in its own words.
	Refusal *string
	// Calls that the model asks for.
	ToolCalls []ToolCall
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionMessage) members() []member {
	return []member{
		{"role", &v.Role, optional, ""},
		{"content", &v.Content, optional, ""},
		{"refusal", &v.Refusal, optional, ""},
		{"tool_calls", &v.ToolCalls, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionMessage) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionMessage{}
	return decodeRecord(data, "ChatCompletionMessage", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionMessage) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ToolCall: A call of a function that the model asks for.
type ToolCall struct {
	// Id to respond to the call with.
	ID string
	// Kind of tool, such as function.
	Type *string

	Function ToolCallFunction
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ToolCall) members() []member {
	return []member{
		{"id", &v.ID, required, ""},
		{"type", &v.Type, optional, ""},
		{"function", &v.Function, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCall) UnmarshalJSON(data []byte) error {
	*v = ToolCall{}
	return decodeRecord(data, "ToolCall", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ToolCall) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ToolCallFunction: Name and arguments of a function to call.
type ToolCallFunction struct {
	// Name of the function.
	Name string
	// Arguments as JSON text. The model may get them wrong.
	Arguments string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ToolCallFunction) members() []member {
	return []member{
		{"name", &v.Name, required, ""},
		{"arguments", &v.Arguments, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCallFunction) UnmarshalJSON(data []byte) error {
	*v = ToolCallFunction{}
	return decodeRecord(data, "ToolCallFunction", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ToolCallFunction) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletionChunk: One chunk of a streamed completion.
type ChatCompletionChunk struct {
	// Id of the completion, the same in all its chunks.
	ID *string
	// Kind of object.
	Object *string
	// When it was made, in Unix seconds.
	Created *int64
	// The model that responds.
	Model *string
	// What is new in each choice. May be empty.
	Choices []ChatCompletionChunkChoice
	// Tokens used. Only in the last chunk, and if requested.
	Usage *CompletionUsage
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionChunk) members() []member {
	return []member{
		{"id", &v.ID, optional, ""},
		{"object", &v.Object, optional, ""},
		{"created", &v.Created, optional, ""},
		{"model", &v.Model, optional, ""},
		{"choices", &v.Choices, required, ""},
		{"usage", &v.Usage, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionChunk) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionChunk{}
	return decodeRecord(data, "ChatCompletionChunk", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionChunk) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletionChunkChoice: What is new in one choice.
type ChatCompletionChunkChoice struct {
	// Position among the choices, from 0.
	Index int64
	// Why the choice ended. Only in its last chunk.
	FinishReason *FinishReason

	Delta ChatCompletionDelta
	// The probabilities of the tokens that are added. Only if requested.
	Logprobs *ChatCompletionLogprobs
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionChunkChoice) members() []member {
	return []member{
		{"index", &v.Index, required, ""},
		{"finish_reason", &v.FinishReason, optional, ""},
		{"delta", &v.Delta, required, ""},
		{"logprobs", &v.Logprobs, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionChunkChoice) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionChunkChoice{}
	return decodeRecord(data, "ChatCompletionChunkChoice", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionChunkChoice) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletionDelta: What to add to a choice.
type ChatCompletionDelta struct {
	// Who speaks. Mostly only in the first chunk.
	Role *string
	// Text to add.
	Content *string
	// Text to add to the refusal.
	Refusal *string
	// Pieces of calls that the model asks for.
	ToolCalls []ToolCallDelta
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionDelta) members() []member {
	return []member{
		{"role", &v.Role, optional, ""},
		{"content", &v.Content, optional, ""},
		{"refusal", &v.Refusal, optional, ""},
		{"tool_calls", &v.ToolCalls, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionDelta) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionDelta{}
	return decodeRecord(data, "ChatCompletionDelta", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionDelta) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ToolCallDelta: A part of a call.
type ToolCallDelta struct {
	// Which call the part belongs to, from 0.
	Index int64
	// Id of the call. Only in its first part.
	ID *string
	// Kind of tool. Only in the first part.
	Type *string
	// What to add to the function.
	Function *ToolCallFunctionDelta
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ToolCallDelta) members() []member {
	return []member{
		{"index", &v.Index, required, ""},
		{"id", &v.ID, optional, ""},
		{"type", &v.Type, optional, ""},
		{"function", &v.Function, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCallDelta) UnmarshalJSON(data []byte) error {
	*v = ToolCallDelta{}
	return decodeRecord(data, "ToolCallDelta", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ToolCallDelta) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ToolCallFunctionDelta: A part of a function to call.
type ToolCallFunctionDelta struct {
	// Name of the function. Only in the first part.
	Name *string
	// JSON text to add to the arguments.
	Arguments *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ToolCallFunctionDelta) members() []member {
	return []member{
		{"name", &v.Name, optional, ""},
		{"arguments", &v.Arguments, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ToolCallFunctionDelta) UnmarshalJSON(data []byte) error {
	*v = ToolCallFunctionDelta{}
	return decodeRecord(data, "ToolCallFunctionDelta", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ToolCallFunctionDelta) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatCompletionLogprobs: The probabilities of the tokens of a choice.
type ChatCompletionLogprobs struct {
	// One for each token of the text.
	Content []TokenLogprob
	// One for each token of the refusal.
	Refusal []TokenLogprob
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatCompletionLogprobs) members() []member {
	return []member{
		{"content", &v.Content, optional, ""},
		{"refusal", &v.Refusal, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatCompletionLogprobs) UnmarshalJSON(data []byte) error {
	*v = ChatCompletionLogprobs{}
	return decodeRecord(data, "ChatCompletionLogprobs", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatCompletionLogprobs) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TokenLogprob: The probability of one token.
type TokenLogprob struct {
	// The token.
	Token *string
	// Natural logarithm of its probability, at most 0.
	Logprob *float64
	// Its bytes, in UTF-8. A token may be a part of a character.
	Bytes []int64
	// The likeliest tokens at its place. As many as were requested.
	TopLogprobs []TokenLogprobAlternative
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TokenLogprob) members() []member {
	return []member{
		{"token", &v.Token, optional, ""},
		{"logprob", &v.Logprob, optional, ""},
		{"bytes", &v.Bytes, optional, ""},
		{"top_logprobs", &v.TopLogprobs, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TokenLogprob) UnmarshalJSON(data []byte) error {
	*v = TokenLogprob{}
	return decodeRecord(data, "TokenLogprob", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TokenLogprob) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TokenLogprobAlternative: The probability of a token that could have stood at a place.
type TokenLogprobAlternative struct {
	// The token.
	Token *string
	// Natural logarithm of its probability, at most 0.
	Logprob *float64
	// Its bytes, in UTF-8. A token may be a part of a character.
	Bytes []int64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TokenLogprobAlternative) members() []member {
	return []member{
		{"token", &v.Token, optional, ""},
		{"logprob", &v.Logprob, optional, ""},
		{"bytes", &v.Bytes, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TokenLogprobAlternative) UnmarshalJSON(data []byte) error {
	*v = TokenLogprobAlternative{}
	return decodeRecord(data, "TokenLogprobAlternative", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TokenLogprobAlternative) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// CompletionUsage: Tokens that a chat used.
type CompletionUsage struct {
	// Tokens read.
	PromptTokens int64
	// Tokens written.
	CompletionTokens int64
	// Tokens read and written.
	TotalTokens int64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *CompletionUsage) members() []member {
	return []member{
		{"prompt_tokens", &v.PromptTokens, required, ""},
		{"completion_tokens", &v.CompletionTokens, required, ""},
		{"total_tokens", &v.TotalTokens, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CompletionUsage) UnmarshalJSON(data []byte) error {
	*v = CompletionUsage{}
	return decodeRecord(data, "CompletionUsage", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v CompletionUsage) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ModelList: The endpoints that can be called, in OpenAI's shape.
type ModelList struct {
	// Kind of object.
	Object *string
	// The endpoints.
	Data []ChatModel
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ModelList) members() []member {
	return []member{
		{"object", &v.Object, optional, ""},
		{"data", &v.Data, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ModelList) UnmarshalJSON(data []byte) error {
	*v = ModelList{}
	return decodeRecord(data, "ModelList", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ModelList) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// ChatModel: An endpoint that can be called.
type ChatModel struct {
	// Id to pass as `model` in a chat.
	ID string
	// Kind of object.
	Object *string
	// Who owns it.
	OwnedBy *string
	// When it was made, in Unix seconds.
	Created *int64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *ChatModel) members() []member {
	return []member{
		{"id", &v.ID, required, ""},
		{"object", &v.Object, optional, ""},
		{"owned_by", &v.OwnedBy, optional, ""},
		{"created", &v.Created, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *ChatModel) UnmarshalJSON(data []byte) error {
	*v = ChatModel{}
	return decodeRecord(data, "ChatModel", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v ChatModel) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// AutoMetrics: Metrics of the model `auto`. Their members are not promised.
type AutoMetrics = map[string]any

// PlaygroundRequest: One chat with a vendor's model.
type PlaygroundRequest struct {
	// Id of a frontier model.
	Model string
	// The conversation so far, oldest first.
	Messages []ChatMessage
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *PlaygroundRequest) members() []member {
	return []member{
		{"model", &v.Model, required, ""},
		{"messages", &v.Messages, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *PlaygroundRequest) UnmarshalJSON(data []byte) error {
	*v = PlaygroundRequest{}
	return decodeRecord(data, "PlaygroundRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v PlaygroundRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// PlaygroundCompletion: The response of a vendor's model.
type PlaygroundCompletion struct {
	// The model that responded.
	Model *string
	// Its text.
	Content *string
	// What it cost, in micro-USD.
	CostMicroUSD *int64
	// How long it took, in milliseconds.
	LatencyMs *float64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *PlaygroundCompletion) members() []member {
	return []member{
		{"model", &v.Model, optional, ""},
		{"content", &v.Content, optional, ""},
		{"cost_micro_usd", &v.CostMicroUSD, optional, ""},
		{"latency_ms", &v.LatencyMs, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *PlaygroundCompletion) UnmarshalJSON(data []byte) error {
	*v = PlaygroundCompletion{}
	return decodeRecord(data, "PlaygroundCompletion", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v PlaygroundCompletion) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// DeployRequest: A model to deploy for a task. Members not listed here are passed on.
type DeployRequest struct {
	// Id of the catalog's task.
	Task string
	// Alias of a model on the task's leaderboard. The server takes `recommended` when it is left out.
	Model *string
	// Name for the endpoint.
	Name *string
	// Known price of one request, in micro-USD.
	CostPerRequestMicroUSD *int64
	// Price of one request at the frontier model compared with, in micro-USD.
	FrontierCostPerRequestMicroUSD *int64
	// Where to run.
	Region *string
	// Whose machines to run on.
	Provider *string
	// Known quality of the model on the task, from 0 to 1.
	Quality *float64
	// How the model is run.
	RunMode *string
	// Name of the task for people to read.
	TaskDisplay *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *DeployRequest) members() []member {
	return []member{
		{"task", &v.Task, required, ""},
		{"model", &v.Model, optional, ""},
		{"name", &v.Name, optional, ""},
		{"cost_per_request_micro_usd", &v.CostPerRequestMicroUSD, optional, ""},
		{"frontier_cost_per_request_micro_usd", &v.FrontierCostPerRequestMicroUSD, optional, ""},
		{"region", &v.Region, optional, ""},
		{"provider", &v.Provider, optional, ""},
		{"quality", &v.Quality, optional, ""},
		{"run_mode", &v.RunMode, optional, ""},
		{"taskDisplay", &v.TaskDisplay, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployRequest) UnmarshalJSON(data []byte) error {
	*v = DeployRequest{}
	return decodeRecord(data, "DeployRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v DeployRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// DeployProgress: A deployment reached a stage.
type DeployProgress struct {
	// The stage, such as provisioning-gpu, pulling weights or warming-up.
	Stage *string
	// The stage in words for people.
	Label *string
	// Progress in percent, from 0 to 100.
	Pct *float64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *DeployProgress) members() []member {
	return []member{
		{"stage", &v.Stage, optional, ""},
		{"label", &v.Label, optional, ""},
		{"pct", &v.Pct, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployProgress) UnmarshalJSON(data []byte) error {
	*v = DeployProgress{}
	return decodeRecord(data, "DeployProgress", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v DeployProgress) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// DeployComplete: A deployment is done.
type DeployComplete struct {
	// The live endpoint.
	Endpoint *Endpoint
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *DeployComplete) members() []member {
	return []member{
		{"endpoint", &v.Endpoint, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployComplete) UnmarshalJSON(data []byte) error {
	*v = DeployComplete{}
	return decodeRecord(data, "DeployComplete", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v DeployComplete) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// DeployFailed: A deployment failed.
type DeployFailed struct {
	// Why it failed.
	Message *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *DeployFailed) members() []member {
	return []member{
		{"message", &v.Message, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *DeployFailed) UnmarshalJSON(data []byte) error {
	*v = DeployFailed{}
	return decodeRecord(data, "DeployFailed", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v DeployFailed) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	ID *string
	// Name of the endpoint, equal to its id. One of the two may be missing.
	Name *string
	// Alias of the model within its task.
	Model *string
	// Where it stands.
	Status *EndpointStatus
	// Id of the task it was deployed for.
	TaskName *string
	// The same, in older records.
	Task *string
	// Address that serves it.
	URL *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *Endpoint) members() []member {
	return []member{
		{"id", &v.ID, optional, ""},
		{"name", &v.Name, optional, ""},
		{"model", &v.Model, optional, ""},
		{"status", &v.Status, optional, ""},
		{"taskName", &v.TaskName, optional, ""},
		{"task", &v.Task, optional, ""},
		{"url", &v.URL, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Endpoint) UnmarshalJSON(data []byte) error {
	*v = Endpoint{}
	return decodeRecord(data, "Endpoint", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v Endpoint) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// Outcome returns whether the work has ended, and how.
func (v Endpoint) Outcome() Outcome {
	return outcomeOf(nil, text(v.Status), []string{"live"}, []string{"stopped"})
}

// EndpointStatusChange: What a start or a stop led to. More members may come with it.
type EndpointStatusChange struct {
	// Where the endpoint stands now.
	Status *EndpointStatus
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EndpointStatusChange) members() []member {
	return []member{
		{"status", &v.Status, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EndpointStatusChange) UnmarshalJSON(data []byte) error {
	*v = EndpointStatusChange{}
	return decodeRecord(data, "EndpointStatusChange", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EndpointStatusChange) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	ID string
	// How outputs are scored by default.
	DefaultScorer *string
	// Whether rows carry documents.
	HasBlobInput *bool
	// JSON Schema of the expected outputs.
	GoldSchema JSONObject
	// What the task's schema describes.
	OutputSchemaRole *OutputSchemaRole
	// Sample rows. Only when a single task is asked for.
	Examples []json.RawMessage
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *CatalogTask) members() []member {
	return []member{
		{"id", &v.ID, required, ""},
		{"default_scorer", &v.DefaultScorer, optional, ""},
		{"has_blob_input", &v.HasBlobInput, optional, ""},
		{"gold_schema", &v.GoldSchema, optional, ""},
		{"output_schema_role", &v.OutputSchemaRole, optional, ""},
		{"examples", &v.Examples, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CatalogTask) UnmarshalJSON(data []byte) error {
	*v = CatalogTask{}
	return decodeRecord(data, "CatalogTask", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v CatalogTask) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	Tasks []CatalogTask
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *CatalogTaskList) members() []member {
	return []member{
		{"tasks", &v.Tasks, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CatalogTaskList) UnmarshalJSON(data []byte) error {
	*v = CatalogTaskList{}
	return decodeRecord(data, "CatalogTaskList", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v CatalogTaskList) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// CatalogTaskMatchRequest: A wish to compare with the catalog.
type CatalogTaskMatchRequest struct {
	// What you want to do, in plain words.
	Query string
	// Number of candidates. The server takes 5 when it is left out.
	TopK *int64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *CatalogTaskMatchRequest) members() []member {
	return []member{
		{"query", &v.Query, required, ""},
		{"top_k", &v.TopK, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *CatalogTaskMatchRequest) UnmarshalJSON(data []byte) error {
	*v = CatalogTaskMatchRequest{}
	return decodeRecord(data, "CatalogTaskMatchRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v CatalogTaskMatchRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	ID *string
	// Its name for people.
	Label *string
	// Name of its category.
	Category *string
	// Id of its category.
	CategoryID *string
	// What it is.
	Desc *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskCapability) members() []member {
	return []member{
		{"id", &v.ID, optional, ""},
		{"label", &v.Label, optional, ""},
		{"category", &v.Category, optional, ""},
		{"category_id", &v.CategoryID, optional, ""},
		{"desc", &v.Desc, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskCapability) UnmarshalJSON(data []byte) error {
	*v = TaskCapability{}
	return decodeRecord(data, "TaskCapability", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskCapability) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskMatch: The catalog's tasks that fit a wish.
type TaskMatch struct {
	// The wish.
	Query *string
	// Whether a task fits.
	Matched *bool
	// The task that fits best.
	Chosen *TaskMatchCandidate
	// Tasks that may fit, best first.
	Candidates []TaskMatchCandidate
	// Whether several tasks fit about as well.
	Ambiguous *bool
	// How it was found.
	Matcher *MatcherKind
	// What the wish is.
	Type *TaskMatchType
	// Why it was matched so.
	Reasoning *string
	// How sure the match is.
	Confidence *Confidence
	// What models can do for the wish if it is no task of the catalog.
	Capability *TaskCapability
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskMatch) members() []member {
	return []member{
		{"query", &v.Query, optional, ""},
		{"matched", &v.Matched, optional, ""},
		{"chosen", &v.Chosen, optional, ""},
		{"candidates", &v.Candidates, optional, ""},
		{"ambiguous", &v.Ambiguous, optional, ""},
		{"matcher", &v.Matcher, optional, ""},
		{"type", &v.Type, optional, ""},
		{"reasoning", &v.Reasoning, optional, ""},
		{"confidence", &v.Confidence, optional, ""},
		{"capability", &v.Capability, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskMatch) UnmarshalJSON(data []byte) error {
	*v = TaskMatch{}
	return decodeRecord(data, "TaskMatch", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskMatch) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// TaskMatchCandidate: A task that may fit.
type TaskMatchCandidate struct {
	// Id of the task.
	TaskID *string
	// How well it fits, from 0 to 1.
	Score *float64
	// How sure the match is.
	Confidence *Confidence
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *TaskMatchCandidate) members() []member {
	return []member{
		{"task_id", &v.TaskID, optional, ""},
		{"score", &v.Score, optional, ""},
		{"confidence", &v.Confidence, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *TaskMatchCandidate) UnmarshalJSON(data []byte) error {
	*v = TaskMatchCandidate{}
	return decodeRecord(data, "TaskMatchCandidate", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v TaskMatchCandidate) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	TaskID *string
	// What quality measures.
	Metric *string
	// Unit of the costs.
	CostUnit *string
	// Alias of the recommended model, if there is one.
	Recommended *string
	// The models, best first.
	Models []LeaderboardEntry
	// The frontier model to compare with.
	Frontier *LeaderboardEntry
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *Leaderboard) members() []member {
	return []member{
		{"task_id", &v.TaskID, optional, ""},
		{"metric", &v.Metric, optional, ""},
		{"cost_unit", &v.CostUnit, optional, ""},
		{"recommended", &v.Recommended, optional, ""},
		{"models", &v.Models, optional, ""},
		{"frontier", &v.Frontier, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *Leaderboard) UnmarshalJSON(data []byte) error {
	*v = Leaderboard{}
	return decodeRecord(data, "Leaderboard", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v Leaderboard) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// LeaderboardEntry: One model on a leaderboard.
type LeaderboardEntry struct {
	// Alias of the model within the task; a frontier model's own id.
	Name *string
	// Whether it is open or a vendor's.
	Kind *ModelKind
	// Measured quality, from 0 to 1.
	Quality *float64
	// Cost of one request, in micro-USD.
	CostPerRequestMicroUSD *int64
	// Length of the context, in thousands of tokens.
	ContextK *int64
	// How the model is run.
	RunMode *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *LeaderboardEntry) members() []member {
	return []member{
		{"name", &v.Name, optional, ""},
		{"kind", &v.Kind, optional, ""},
		{"quality", &v.Quality, optional, ""},
		{"cost_per_request_micro_usd", &v.CostPerRequestMicroUSD, optional, ""},
		{"context_k", &v.ContextK, optional, ""},
		{"run_mode", &v.RunMode, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *LeaderboardEntry) UnmarshalJSON(data []byte) error {
	*v = LeaderboardEntry{}
	return decodeRecord(data, "LeaderboardEntry", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v LeaderboardEntry) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// FrontierModel: A vendor's model.
type FrontierModel struct {
	// Id of the model.
	ID *string
	// Who makes it.
	Vendor *string
	// Whether it reads images.
	Vision *bool
	// Whether it was measured on the task that was asked about.
	Benchmarked *bool
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *FrontierModel) members() []member {
	return []member{
		{"id", &v.ID, optional, ""},
		{"vendor", &v.Vendor, optional, ""},
		{"vision", &v.Vision, optional, ""},
		{"benchmarked", &v.Benchmarked, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *FrontierModel) UnmarshalJSON(data []byte) error {
	*v = FrontierModel{}
	return decodeRecord(data, "FrontierModel", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v FrontierModel) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// FrontierModelList: The vendors' models.
type FrontierModelList struct {
	// The models.
	FrontierModels []FrontierModel
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *FrontierModelList) members() []member {
	return []member{
		{"frontier_models", &v.FrontierModels, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *FrontierModelList) UnmarshalJSON(data []byte) error {
	*v = FrontierModelList{}
	return decodeRecord(data, "FrontierModelList", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v FrontierModelList) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalSetUpload: Rows for a new eval set.
type EvalSetUpload struct {
	// The rows as JSON lines, one row a line: `{"input": {…}, "expected_output": {…}}`. Older servers take any
	// object.
	Items File
	// What the models are to do with a row, in one sentence.
	Prompt *string
	// Id of the task that the rows belong to. Older servers want it.
	TaskID *string
	// Name of the set.
	Name *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalSetUpload) members() []member {
	return []member{
		{"items", &v.Items, required, ""},
		{"prompt", &v.Prompt, optional, ""},
		{"task_id", &v.TaskID, optional, ""},
		{"name", &v.Name, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSetUpload) UnmarshalJSON(data []byte) error {
	*v = EvalSetUpload{}
	return decodeRecord(data, "EvalSetUpload", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalSetUpload) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalContractUpload: Rows to find a task for.
type EvalContractUpload struct {
	// The rows as JSON lines, one row a line.
	Items File
	// What the models are to do with a row, in one sentence.
	Prompt string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalContractUpload) members() []member {
	return []member{
		{"items", &v.Items, required, ""},
		{"prompt", &v.Prompt, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContractUpload) UnmarshalJSON(data []byte) error {
	*v = EvalContractUpload{}
	return decodeRecord(data, "EvalContractUpload", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalContractUpload) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalContract: Tasks that rows and a prompt may belong to.
type EvalContract struct {
	// The tasks that fit, best first.
	Proposals []EvalContractProposal
	// Whether all rows are of one kind.
	Homogeneous *bool
	// Which rows belong to which task if they are of several kinds.
	Split json.RawMessage
	// How rows and prompt contradict each other.
	Conflict *EvalContractConflict
	// Id of the task that comes closest.
	ClosestTask *string
	// The prompt.
	Prompt *string
	// Advice for people.
	Message *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalContract) members() []member {
	return []member{
		{"proposals", &v.Proposals, optional, ""},
		{"homogeneous", &v.Homogeneous, optional, ""},
		{"split", &v.Split, optional, ""},
		{"conflict", &v.Conflict, optional, ""},
		{"closest_task", &v.ClosestTask, optional, ""},
		{"prompt", &v.Prompt, optional, ""},
		{"message", &v.Message, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContract) UnmarshalJSON(data []byte) error {
	*v = EvalContract{}
	return decodeRecord(data, "EvalContract", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalContract) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalContractProposal: A task that the rows may belong to.
type EvalContractProposal struct {
	// Id of the task.
	TaskID *string
	// How sure the server is.
	Confidence *Confidence
	// What speaks for the task.
	Evidence *string
	// What speaks against it.
	Warning *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalContractProposal) members() []member {
	return []member{
		{"task_id", &v.TaskID, optional, ""},
		{"confidence", &v.Confidence, optional, ""},
		{"evidence", &v.Evidence, optional, ""},
		{"warning", &v.Warning, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContractProposal) UnmarshalJSON(data []byte) error {
	*v = EvalContractProposal{}
	return decodeRecord(data, "EvalContractProposal", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalContractProposal) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalContractConflict: The rows fit another task than the prompt.
type EvalContractConflict struct {
	// Id of the task that the prompt means.
	IntendedTask *string
	// Why they contradict each other.
	Reasoning *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalContractConflict) members() []member {
	return []member{
		{"intended_task", &v.IntendedTask, optional, ""},
		{"reasoning", &v.Reasoning, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalContractConflict) UnmarshalJSON(data []byte) error {
	*v = EvalContractConflict{}
	return decodeRecord(data, "EvalContractConflict", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalContractConflict) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalSet: Your rows to evaluate models on.
type EvalSet struct {
	// Id of the set.
	ID *string
	// Id of its task.
	TaskID *string
	// Name of the set.
	Name *string
	// Number of rows.
	ItemCount *int64
	// How outputs are scored.
	ScoringStrategy *string
	// What the models are to do with a row. Older servers leave it out.
	Prompt *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalSet) members() []member {
	return []member{
		{"id", &v.ID, optional, ""},
		{"task_id", &v.TaskID, optional, ""},
		{"name", &v.Name, optional, ""},
		{"item_count", &v.ItemCount, optional, ""},
		{"scoring_strategy", &v.ScoringStrategy, optional, ""},
		{"prompt", &v.Prompt, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSet) UnmarshalJSON(data []byte) error {
	*v = EvalSet{}
	return decodeRecord(data, "EvalSet", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalSet) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalSetEnvelope: Wraps one eval set.
type EvalSetEnvelope struct {
	// The set.
	EvalSet *EvalSet
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalSetEnvelope) members() []member {
	return []member{
		{"eval_set", &v.EvalSet, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSetEnvelope) UnmarshalJSON(data []byte) error {
	*v = EvalSetEnvelope{}
	return decodeRecord(data, "EvalSetEnvelope", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalSetEnvelope) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalSetList: Wraps all eval sets.
type EvalSetList struct {
	// The sets.
	EvalSets []EvalSet
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalSetList) members() []member {
	return []member{
		{"eval_sets", &v.EvalSets, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalSetList) UnmarshalJSON(data []byte) error {
	*v = EvalSetList{}
	return decodeRecord(data, "EvalSetList", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalSetList) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// BlobAttachment: A small document for a row.
type BlobAttachment struct {
	// The document.
	File File
	// Position of the row in the set, from 0.
	Idx int64
	// Field of the row that takes the document.
	FieldName string
	// Media type of the document.
	Mime string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *BlobAttachment) members() []member {
	return []member{
		{"file", &v.File, required, ""},
		{"idx", &v.Idx, required, ""},
		{"field_name", &v.FieldName, required, ""},
		{"mime", &v.Mime, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobAttachment) UnmarshalJSON(data []byte) error {
	*v = BlobAttachment{}
	return decodeRecord(data, "BlobAttachment", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v BlobAttachment) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// BlobReference: Where an attached document lies. More members may come with it.
type BlobReference struct {
	// Kind of reference.
	Kind *string
	// Address inside the service.
	URI *string
	// Media type of the document.
	Mime *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *BlobReference) members() []member {
	return []member{
		{"kind", &v.Kind, optional, ""},
		{"uri", &v.URI, optional, ""},
		{"mime", &v.Mime, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobReference) UnmarshalJSON(data []byte) error {
	*v = BlobReference{}
	return decodeRecord(data, "BlobReference", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v BlobReference) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// BlobUploadRequest: A large document that is about to be uploaded for a row.
type BlobUploadRequest struct {
	// Position of the row in the set, from 0.
	Idx int64
	// Field of the row that takes the document.
	FieldName string
	// Media type of the document.
	Mime string
	// Size of the document, in bytes.
	FileSize int64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *BlobUploadRequest) members() []member {
	return []member{
		{"idx", &v.Idx, required, ""},
		{"field_name", &v.FieldName, required, ""},
		{"mime", &v.Mime, required, ""},
		{"file_size", &v.FileSize, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobUploadRequest) UnmarshalJSON(data []byte) error {
	*v = BlobUploadRequest{}
	return decodeRecord(data, "BlobUploadRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v BlobUploadRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// BlobUpload: Where to put the bytes of a large document.
type BlobUpload struct {
	// Signed address at a storage host. Whoever knows it may write there; no API key may be sent to it.
	UploadURL *string
	// Name of the document to complete the upload with.
	StorageURI *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *BlobUpload) members() []member {
	return []member{
		{"upload_url", &v.UploadURL, secret, ""},
		{"storage_uri", &v.StorageURI, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobUpload) UnmarshalJSON(data []byte) error {
	*v = BlobUpload{}
	return decodeRecord(data, "BlobUpload", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v BlobUpload) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// String returns the value as JSON without its secrets.
func (v BlobUpload) String() string {
	return describeRecord("BlobUpload", v.Extra, v.members())
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
	Idx int64
	// Field of the row that takes the document.
	FieldName string
	// Name of the document as the first step gave it.
	StorageURI string
	// Media type of the document.
	Mime string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *BlobUploadCompletionRequest) members() []member {
	return []member{
		{"idx", &v.Idx, required, ""},
		{"field_name", &v.FieldName, required, ""},
		{"storage_uri", &v.StorageURI, required, ""},
		{"mime", &v.Mime, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *BlobUploadCompletionRequest) UnmarshalJSON(data []byte) error {
	*v = BlobUploadCompletionRequest{}
	return decodeRecord(data, "BlobUploadCompletionRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v BlobUploadCompletionRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// BlobUploadCompletion: What the completed upload led to. Its members are not promised.
type BlobUploadCompletion = map[string]any

// EvalRunRequest: Candidates to score on an eval set.
type EvalRunRequest struct {
	// Id of the set.
	EvalSetID string
	// Models to score: open ones first, then frontier ones.
	CandidateModelIDs []string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalRunRequest) members() []member {
	return []member{
		{"eval_set_id", &v.EvalSetID, required, ""},
		{"candidate_model_ids", &v.CandidateModelIDs, required, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRunRequest) UnmarshalJSON(data []byte) error {
	*v = EvalRunRequest{}
	return decodeRecord(data, "EvalRunRequest", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalRunRequest) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
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
	RunID *string
	// Where it stands.
	Status *EvalRunStatus
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalRunAccepted) members() []member {
	return []member{
		{"run_id", &v.RunID, optional, ""},
		{"status", &v.Status, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRunAccepted) UnmarshalJSON(data []byte) error {
	*v = EvalRunAccepted{}
	return decodeRecord(data, "EvalRunAccepted", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalRunAccepted) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalRun: An eval run as it stands.
type EvalRun struct {
	// Id of the run.
	ID *string
	// Id of the set.
	EvalSetID *string
	// Where it stands.
	Status *EvalRunStatus
	// Models that are scored.
	CandidateModelIDs []string
	// Why it failed.
	ErrorDetail *string
	// The bill so far, in micro-USD.
	TotalCostMicroUSD *int64
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalRun) members() []member {
	return []member{
		{"id", &v.ID, optional, ""},
		{"eval_set_id", &v.EvalSetID, optional, ""},
		{"status", &v.Status, optional, ""},
		{"candidate_model_ids", &v.CandidateModelIDs, optional, ""},
		{"error_detail", &v.ErrorDetail, optional, ""},
		{"total_cost_micro_usd", &v.TotalCostMicroUSD, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRun) UnmarshalJSON(data []byte) error {
	*v = EvalRun{}
	return decodeRecord(data, "EvalRun", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalRun) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// Outcome returns whether the work has ended, and how.
func (v EvalRun) Outcome() Outcome {
	return outcomeOf(nil, text(v.Status), []string{"completed"}, []string{"failed"})
}

// EvalRunEnvelope: An eval run with its results.
type EvalRunEnvelope struct {
	// The run.
	Run *EvalRun
	// The results, one for each model.
	Results []EvalResult
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalRunEnvelope) members() []member {
	return []member{
		{"run", &v.Run, optional, ""},
		{"results", &v.Results, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalRunEnvelope) UnmarshalJSON(data []byte) error {
	*v = EvalRunEnvelope{}
	return decodeRecord(data, "EvalRunEnvelope", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalRunEnvelope) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalResult: How one model did.
type EvalResult struct {
	// Alias or id of the model.
	ModelID *string
	// Whether it is open or a vendor's.
	Kind *ModelKind
	// Mean quality, from 0 to 1.
	QualityMean *float64
	// Lower end of the mean's 95 % confidence interval.
	QualityCiLow *float64
	// Upper end of the mean's 95 % confidence interval.
	QualityCiHigh *float64
	// Mean cost of one row, in micro-USD.
	MeanCostMicroUSD *int64
	// Number of rows with an output.
	NSucceeded *int64
	// Number of rows that failed.
	ErrorCount *int64
	// Share of rows whose output is exactly the expected one, in percent from 0 to 100.
	ExactMatch *float64
	// How the model did on each row.
	PerItem []EvalItemResult
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalResult) members() []member {
	return []member{
		{"model_id", &v.ModelID, optional, ""},
		{"kind", &v.Kind, optional, ""},
		{"quality_mean", &v.QualityMean, optional, ""},
		{"quality_ci_low", &v.QualityCiLow, optional, ""},
		{"quality_ci_high", &v.QualityCiHigh, optional, ""},
		{"mean_cost_micro_usd", &v.MeanCostMicroUSD, optional, ""},
		{"n_succeeded", &v.NSucceeded, optional, ""},
		{"error_count", &v.ErrorCount, optional, ""},
		{"exact_match", &v.ExactMatch, optional, ""},
		{"per_item", &v.PerItem, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalResult) UnmarshalJSON(data []byte) error {
	*v = EvalResult{}
	return decodeRecord(data, "EvalResult", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalResult) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// EvalItemResult: How one model did on one row.
type EvalItemResult struct {
	// Position of the row in the set, from 0.
	Idx *int64
	// Quality of the output, from 0 to 1.
	Score *float64
	// What the model put out.
	Prediction json.RawMessage
	// Why the row failed.
	Error *string
	// Extra has the members that this version does not know, and known ones that the fields cannot hold.
	// A field that is not empty takes precedence. A member that is nil is left out.
	Extra map[string]json.RawMessage
}

func (v *EvalItemResult) members() []member {
	return []member{
		{"idx", &v.Idx, optional, ""},
		{"score", &v.Score, optional, ""},
		{"prediction", &v.Prediction, optional, ""},
		{"error", &v.Error, optional, ""},
	}
}

// UnmarshalJSON decodes an object. Names of members are compared exactly.
func (v *EvalItemResult) UnmarshalJSON(data []byte) error {
	*v = EvalItemResult{}
	return decodeRecord(data, "EvalItemResult", &v.Extra, v.members())
}

// MarshalJSON encodes the fields and the members of Extra.
func (v EvalItemResult) MarshalJSON() ([]byte, error) {
	return encodeRecord(v.Extra, v.members())
}

// DeployEndpointEvent is an event of DeployEndpoint. One member is set: the one that the event's name says. None
// is set where the name is not known.
type DeployEndpointEvent struct {
	// Event is the name of the event.
	Event string
	// Raw is the data of the event where its name is not known.
	Raw json.RawMessage

	DeployProgress *DeployProgress

	DeployComplete *DeployComplete

	DeployFailed *DeployFailed
}

func (v *DeployEndpointEvent) variant(event string) any {
	switch event {
	case "progress":
		v.DeployProgress = new(DeployProgress)
		return v.DeployProgress
	case "complete":
		v.DeployComplete = new(DeployComplete)
		return v.DeployComplete
	case "error":
		v.DeployFailed = new(DeployFailed)
		return v.DeployFailed
	}
	return nil
}

func (v *DeployEndpointEvent) decodeEvent(event string, data []byte) error {
	*v = DeployEndpointEvent{Event: event}
	return decodeVariant(data, &v.Raw, v.variant(event))
}

// MarshalJSON encodes the name and the data of the event.
func (v DeployEndpointEvent) MarshalJSON() ([]byte, error) {
	return encodeEvent(v.Event, v.Raw, v.DeployProgress, v.DeployComplete, v.DeployFailed)
}
