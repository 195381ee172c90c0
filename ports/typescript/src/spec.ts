// Generated from openapi.yaml by codegen/ports. Do not edit.

export interface Api {
  server: string;
  keyHeader: string;
  keyPrefix: string;
  requestId: string;
  env: { key: string; baseUrl: string };
  error: string;
  errorFields: { message: string[]; detail: string[]; reference: string[] };
}

/** The first and the last of some statuses. */
export type StatusRange = readonly [first: number, last: number];

/** A kind of error: its statuses; the words by which a stream says it; advice. The first one that fits counts. */
export interface ErrorFacts {
  statuses: StatusRange[];
  words?: string[];
  advice?: string;
}

export interface RetryClass {
  statuses: number[];
  permanent: number[];
  ambiguous: StatusRange[];
  ambiguousTimeout: number[];
  lostConnection: string;
}

/** What a JSON value must be: an object with members, an array, a map, or a schema by its name. Empty: anything. */
export interface Shape {
  ref?: string;
  union?: string;
  object?: { [member: string]: Shape };
  array?: Shape;
  map?: Shape;
}

export interface UnionFacts {
  tag: string;
  tags: { [tag: string]: string };
  prefixes: { [prefix: string]: string };
}

export interface StreamFacts {
  when?: { body: string; equals: unknown };
  events?: { [name: string]: string };
  end?: { data?: string; events?: string[]; failure?: string[] };
  errorKey?: string;
  cursor?: { field: string; parameter: string };
}

export interface Outcome {
  in: string | null;
  active?: string;
  field?: string;
  success?: string[];
  failure?: string[];
}

/** Durations are in seconds. */
export interface WaitFacts {
  method: string;
  operation: string;
  interval: number;
  timeout: number;
  grace?: number;
  outcome: Outcome | null;
}

export interface ReceiptFacts {
  header: string;
  amount: string;
  unit: string;
  comment: string;
}

export interface OperationFacts {
  id: string;
  method: string;
  path: string;
  api: string;
  retry: string;
  /** The namespace and the method in every client. */
  sdk: string | null;
  idempotent: string;
  idempotencyHeader: string | null;
  parameters: { [name: string]: string };
  required: string[];
  body: { kind: string; required: string[]; files?: { [name: string]: string | null } } | null;
  responses: { [status: string]: { json?: Shape; event?: Shape } };
  stream: StreamFacts | null;
  longPoll: { parameter: string; default: number; slice: number; stillRunning: number } | null;
  receipts: ReceiptFacts[];
  signedUpload: { field: string; method: string; statuses: number[]; auth: string; minBytes: number } | null;
  wait: WaitFacts | null;
}

export const version = '1.0.0' as const;
export const defaults = {
  maxRetries: 2,
  backoff: { first: 0.5, longest: 8 },
  longestRetryAfter: 60,
  timeout: 60,
  connectTimeout: 10,
  stallTimeout: 300,
  maxEventBytes: 16000000,
  maxBodyBytes: 100000000,
  maxErrorBytes: 1000000,
} as const;
export const limits = {
  'Idempotency-Key': { maxLength: 255 },
  createBlobUploadUrl: { minBytes: 5242880 },
  SourcePolicy: { include_domains: { maxItems: 200 }, exclude_domains: { maxItems: 200 } },
  TaskGroupRunsInput: { inputs: { maxItems: 1000 } },
  DeployRequest: { model: { default: 'recommended' } },
  CatalogTaskMatchRequest: { top_k: { default: 5 } },
  EvalSetUpload: { prompt: { maxLength: 500 } },
  EvalContractUpload: { prompt: { maxLength: 500 } },
} as const;
export const webhookSignature = {
  scheme: 'standard-webhooks',
  version: 'v1',
  secretPrefix: 'whsec_',
  tolerance: 300,
  headers: { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' },
} as const;
export type ErrorStatusKind = 'redirect' | 'bad-request' | 'authentication' | 'insufficient-credits' | 'permission-denied' | 'not-found' | 'conflict' | 'unprocessable' | 'rate-limit' | 'unavailable' | 'server' | 'other';
export type ApiName = 'parallel' | 'pareta';
export const errors: Record<ErrorStatusKind, ErrorFacts> = {
  'bad-request': { statuses: [[400, 400]], words: ['invalid_request'] },
  authentication: {
    statuses: [[401, 401]],
    words: ['authentication'],
    advice: 'Check the API key, and that it belongs to the environment of this base URL.',
  },
  'insufficient-credits': { statuses: [[402, 402]], words: ['insufficient', 'billing'], advice: 'Add credits in the dashboard.' },
  'permission-denied': {
    statuses: [[403, 403]],
    words: ['permission'],
    advice: 'Check the permissions of the API key, or choose another processor.',
  },
  'not-found': {
    statuses: [[404, 404]],
    words: ['not_found'],
    advice: 'Check the id, and that the API key belongs to the same account.',
  },
  conflict: { statuses: [[409, 409]] },
  unprocessable: { statuses: [[422, 422]] },
  'rate-limit': { statuses: [[429, 429]], words: ['rate_limit'], advice: 'Send fewer requests at once, or raise max_retries.' },
  unavailable: {
    statuses: [[503, 503]],
    words: ['overloaded', 'unavailable'],
    advice: 'The service is not ready. Try again later.',
  },
  redirect: { statuses: [[300, 399]], advice: 'Redirects are not followed. Check the base URL.' },
  server: { statuses: [[500, 599]], words: ['server_error', 'internal'], advice: 'The service failed. Try again later.' },
  other: { statuses: [[0, 999]] },
};
export const apis: Record<ApiName, Api> = {
  parallel: {
    server: 'https://api.parallel.ai',
    keyHeader: 'x-api-key',
    keyPrefix: '',
    requestId: 'x-request-id',
    env: { key: 'PARALLEL_API_KEY', baseUrl: 'PARALLEL_BASE_URL' },
    error: 'TaskApiError',
    errorFields: {
      message: ['error.message', 'error.type', 'detail', 'message', 'error'],
      detail: ['error.detail', 'error', 'detail', 'message'],
      reference: ['error.ref_id'],
    },
  },
  pareta: {
    server: 'https://api.pareta.ai',
    keyHeader: 'authorization',
    keyPrefix: 'Bearer ',
    requestId: 'x-request-id',
    env: { key: 'PARETA_API_KEY', baseUrl: 'PARETA_BASE_URL' },
    error: 'ParetaApiError',
    errorFields: {
      message: ['error.message', 'error.type', 'detail', 'message', 'error'],
      detail: ['error.detail', 'error', 'detail', 'message'],
      reference: ['error.ref_id'],
    },
  },
};
export const retryClasses: Record<string, RetryClass> = {
  safe: {
    ambiguous: [],
    ambiguousTimeout: [],
    permanent: [409],
    statuses: [408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530],
    lostConnection: 'retry',
  },
  unconfirmed: {
    ambiguous: [[500, 599]],
    ambiguousTimeout: [504, 524],
    permanent: [],
    statuses: [408, 409, 429, 503],
    lostConnection: 'raise',
  },
  'long-poll': {
    ambiguous: [],
    ambiguousTimeout: [],
    permanent: [409],
    statuses: [409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530],
    lostConnection: 'retry',
  },
};
/** Any JSON object. */
export type JsonObject = { [key: string]: unknown };
/** HTTP headers by name. Their values are secrets. */
export type SecretHeaders = { [key: string]: string };
/** How sure the server is. */
export type Confidence = 'high' | 'medium' | 'low' | (string & {});
/** One fault of a request that was refused. */
export interface ValidationIssue {
  /** Where the fault is, from the outside in; names and positions. */
  loc?: unknown[] | undefined;
  /** What is wrong. */
  msg?: string | undefined;
  /** Kind of fault. */
  type?: string | undefined;
}
/** Name of the engine that does the research. Costlier ones dig deeper; those that end in `-fast` respond sooner. */
export type TaskProcessor = 'lite' | 'base' | 'core' | 'core2x' | 'pro' | 'ultra' | 'ultra2x' | 'ultra4x' | 'ultra8x' | 'lite-fast' | 'base-fast' | 'core-fast' | 'core2x-fast' | 'pro-fast' | 'ultra-fast' | 'ultra2x-fast' | 'ultra4x-fast' | 'ultra8x-fast' | (string & {});
/** What to research, how, and what the output should look like. */
export interface TaskRunInput {
  processor: TaskProcessor;
  /** The question. Either a text or an object that fits the spec's input schema. */
  input: string | JsonObject;
  /** Shapes of input and output. Without it the server chooses the output's shape. */
  task_spec?: TaskSpec | null | undefined;
  /** Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512 characters, numbers or booleans. */
  metadata?: JsonObject | null | undefined;
  /** Which web sources may be used. */
  source_policy?: SourcePolicy | null | undefined;
  /** Settings that few runs need. */
  advanced_settings?: AdvancedSettings | null | undefined;
  /** Interaction whose context this run goes on from. */
  previous_interaction_id?: string | null | undefined;
  /** Names a memory that runs with the same key share: 1 to 128 letters, digits, hyphens and underscores. */
  memory_scope_key?: string | null | undefined;
  /** Tool servers that the run may call. */
  mcp_servers?: McpServer[] | null | undefined;
  /** Whether the run reports its progress. The server takes true from processor `pro` up. */
  enable_events?: boolean | null | undefined;
  /** Where to report changes of the run's status. */
  webhook?: Webhook | null | undefined;
}
/** Shapes of a run's input and output. */
export interface TaskSpec {
  /** Schema of the output, as a JsonSchema, TextSchema or AutoSchema object. A string means text output with that description. Without a `type`, `json_schema` and `description` say which of the three it is. */
  output_schema: JsonSchema | TextSchema | AutoSchema | string;
  /** Schema of the input, as a JsonSchema or TextSchema object. A string means text input with that description. */
  input_schema?: JsonSchema | TextSchema | string | null | undefined;
}
/** Asks for an object that fits a JSON Schema. */
export interface JsonSchema {
  /** Always `json`. May be left out. */
  type?: 'json' | undefined;
  json_schema: JsonObject;
}
/** Asks for plain text. */
export interface TextSchema {
  /** Always `text`. May be left out beside a description. */
  type?: 'text' | undefined;
  /** What the text should say. */
  description?: string | null | undefined;
}
/** Leaves the schema of the output to the server. */
export interface AutoSchema {
  /** Always `auto`. May be left out. */
  type?: 'auto' | undefined;
}
/** Which web sources may be used. The two lists have at most 200 domains together. */
export interface SourcePolicy {
  /** Only these domains are read. One may be an ending (`.gov`) or have a path (`docs.python.org/3`). */
  include_domains?: string[] | undefined;
  /** These domains are never read. One may be an ending (`.gov`) or have a path. */
  exclude_domains?: string[] | undefined;
  /** Only sources published from this day on, as YYYY-MM-DD. */
  after_date?: string | null | undefined;
}
/** Settings that few runs need. */
export interface AdvancedSettings {
  /** Country from which the research looks at the web, as an ISO 3166-1 alpha-2 code. */
  location?: string | null | undefined;
  /** Sources beside the open web. */
  data_sources?: DataSources | null | undefined;
}
/** Sources beside the open web, by what they cost. */
export interface DataSources {
  /** Sources that cost nothing more. */
  free?: string[] | null | undefined;
  /** Sources that are billed by use. */
  pay_per_use?: string[] | null | undefined;
}
/** A tool server (Model Context Protocol) that a run may call. */
export interface McpServer {
  /** Always `url`. */
  type?: 'url' | undefined;
  /** Address of the tool server. */
  url: string;
  /** Name under which its calls are reported. */
  name: string;
  /** Headers sent to the tool server, such as its key. */
  headers?: SecretHeaders | null | undefined;
  /** Only these tools may be called. Without it all may. */
  allowed_tools?: string[] | null | undefined;
}
/** What a webhook reports. */
export type WebhookEventType = 'task_run.status' | (string & {});
/** Where to report changes of a run's status. */
export interface Webhook {
  /** Address that receives the reports. */
  url: string;
  /** Which reports to send. */
  event_types?: WebhookEventType[] | undefined;
}
/** Reports that the status of a run changed. Sent to the address that the run was started with. */
export interface TaskRunStatusWebhook {
  /** What the webhook reports. */
  type: 'task_run.status';
  /** Time of the change, as RFC 3339. */
  timestamp?: string | null | undefined;
  data: TaskRun;
}
/** A new group of runs. */
export interface TaskGroupInput {
  /** Your own labels, returned as they are. Keys have up to 16 characters; values are texts of up to 512 characters, numbers or booleans. */
  metadata?: JsonObject | null | undefined;
}
/** Runs to add to a group. */
export interface TaskGroupRunsInput {
  /** The runs to start, at most 1,000 in one request. */
  inputs: TaskRunInput[];
  /** Spec for runs that have none. */
  default_task_spec?: TaskSpec | null | undefined;
}
/** Where a run stands. */
export type TaskRunStatus = 'queued' | 'action_required' | 'running' | 'completed' | 'failed' | 'cancelling' | 'cancelled' | (string & {});
/** A run as it stands, without its output. */
export interface TaskRun {
  /** Id of the run, `trun_…`. */
  run_id: string;
  /** Id by which a later run can go on from this one. Older servers leave it out. */
  interaction_id?: string | undefined;
  status: TaskRunStatus;
  /** Whether the run is still queued, running or being cancelled. */
  is_active: boolean;
  processor: TaskProcessor;
  /** When the run was requested, as RFC 3339. */
  created_at: string | null;
  /** When the run last changed, as RFC 3339. */
  modified_at: string | null;
  /** Problems that the server noticed, without refusing the run. */
  warnings?: TaskRunWarning[] | null | undefined;
  /** Why the run failed. */
  error?: TaskRunError | null | undefined;
  /** The labels that the run was started with. */
  metadata?: JsonObject | null | undefined;
  /** Id of the group that the run belongs to. */
  taskgroup_id?: string | null | undefined;
}
/** Kind of warning. */
export type TaskRunWarningType = 'spec_validation_warning' | 'input_validation_warning' | 'warning' | (string & {});
/** A problem that did not stop the run. */
export interface TaskRunWarning {
  type: TaskRunWarningType;
  /** What the problem is. */
  message: string;
  /** More about it. */
  detail?: JsonObject | null | undefined;
}
/** What went wrong, with a reference for support. */
export interface TaskRunError {
  /** Reference to quote when you ask for help. */
  ref_id: string;
  /** What went wrong. */
  message: string;
  /** More about it. */
  detail?: JsonObject | null | undefined;
}
/** Body of a refused request. Group routes fill `detail` instead of `error`. */
export interface TaskApiError {
  /** Always `error` where it is sent. */
  type?: string | null | undefined;
  /** What went wrong. */
  error?: TaskRunError | null | undefined;
  /** A list of ValidationIssue objects, sent by group routes. */
  detail?: unknown;
  /** What went wrong, where a gateway responds in place of the service. */
  message?: string | null | undefined;
}
/** A finished run and its output. */
export interface TaskRunResult {
  run: TaskRun;
  output: TaskRunOutput;
}
/** Output of a run, as an object or as text. */
export type TaskRunOutput = TaskRunJsonOutput | TaskRunTextOutput;
/** Output that is an object. */
export interface TaskRunJsonOutput {
  /** Always `json`. */
  type: 'json';
  content: JsonObject;
  /** What each field of the content rests on. */
  basis: FieldBasis[];
  /** Calls that the run made to tool servers. */
  mcp_tool_calls?: McpToolCall[] | null | undefined;
  /** JSON Schema that the server chose for the content. Only when it was left to the server. */
  output_schema?: JsonObject | null | undefined;
  /** Fields of beta features. Deprecated. Deprecated. @deprecated */
  beta_fields?: JsonObject | null | undefined;
}
/** Output that is plain text. */
export interface TaskRunTextOutput {
  /** Always `text`. */
  type: 'text';
  /** The output. */
  content: string;
  /** The basis of the output. */
  basis: FieldBasis[];
  /** Calls that the run made to tool servers. */
  mcp_tool_calls?: McpToolCall[] | null | undefined;
  /** Fields of beta features. Deprecated. Deprecated. @deprecated */
  beta_fields?: JsonObject | null | undefined;
}
/** What one field of the output rests on. */
export interface FieldBasis {
  /** Name of the field in the output. */
  field: string;
  /** How the value follows from the sources. */
  reasoning: string;
  /** The sources. The list is empty or missing when there are none. */
  citations?: Citation[] | undefined;
  /** How certain the value is. Only some processors report it. */
  confidence?: Confidence | null | undefined;
}
/** A web page that was used. */
export interface Citation {
  /** Address of the page. */
  url: string;
  /** Title of the page. */
  title?: string | null | undefined;
  /** Passages of the page that matter. */
  excerpts?: string[] | null | undefined;
}
/** One call that a run made to a tool server. */
export interface McpToolCall {
  /** Id of the call. */
  tool_call_id: string;
  /** Name of the tool server. */
  server_name: string;
  /** Name of the tool. */
  tool_name: string;
  /** Arguments of the call, as JSON text. */
  arguments: string;
  /** What the tool returned. */
  content?: string | null | undefined;
  /** Why the call failed. */
  error?: string | null | undefined;
}
/** Number of runs for each status. */
export type TaskRunStatusCounts = { [key: string]: number };
/** The runs of a group, summed up. */
export interface TaskGroupStatus {
  /** Number of runs in the group. */
  num_task_runs: number;
  task_run_status_counts: TaskRunStatusCounts;
  /** Whether a run of the group is still active. */
  is_active: boolean;
  /** The status in words. */
  status_message: string | null;
  /** When the group last changed. */
  modified_at: string | null;
}
/** Many runs under one id. */
export interface TaskGroup {
  /** Id of the group, `tgrp_…`. */
  taskgroup_id: string;
  status: TaskGroupStatus;
  /** The labels that the group was created with. */
  metadata?: JsonObject | null | undefined;
  /** When the group was created. */
  created_at: string | null;
}
/** Runs that were added to a group. */
export interface TaskGroupRuns {
  status: TaskGroupStatus;
  /** Ids of the new runs, in the order of the inputs. */
  run_ids: string[];
  /** Event id after which the stream of runs has only these runs and later ones. */
  run_cursor: string | null;
  /** Event id after which the stream of events has only later events. */
  event_cursor: string | null;
}
/** One event of a run. */
export type TaskRunStreamEvent = TaskRunProgressMessageEvent | TaskRunProgressStatsEvent | TaskRunEvent | TaskErrorEvent;
/** One run of a group, as an event of its stream of runs. */
export type TaskGroupRunsEvent = TaskRunEvent | TaskErrorEvent;
/** One event of a group. */
export type TaskGroupStreamEvent = TaskRunEvent | TaskGroupStatusEvent | TaskErrorEvent;
/** A run changed its state. */
export interface TaskRunEvent {
  /** Always `task_run.state`. */
  type: 'task_run.state';
  /** Cursor of the event. Empty outside groups. */
  event_id: string | null;
  run: TaskRun;
  /** What the run was asked. Only when it was wished for. */
  input?: TaskRunInput | null | undefined;
  /** The run's output. Only for a finished run, and in groups only when it was wished for. */
  output?: TaskRunOutput | null | undefined;
}
/** A group changed its status. */
export interface TaskGroupStatusEvent {
  /** Always `task_group_status`. */
  type: 'task_group_status';
  /** Cursor of the event. */
  event_id: string;
  status: TaskGroupStatus;
}
/** How far a run has come. */
export interface TaskRunProgressStatsEvent {
  /** Always `task_run.progress_stats`. */
  type: 'task_run.progress_stats';
  source_stats: SourceStats;
  /** Progress in percent, from 0 to 100. Not always sent. */
  progress_meter?: number | null | undefined;
}
/** Sources that a run has looked at so far. */
export interface SourceStats {
  /** Number of sources found. */
  num_sources_considered?: number | null | undefined;
  /** Number of sources read. */
  num_sources_read?: number | null | undefined;
  /** Addresses of some of the sources read. */
  sources_read_sample?: string[] | null | undefined;
}
/** A run says what it is doing. */
export interface TaskRunProgressMessageEvent {
  /** Begins with `task_run.progress_msg.`; the rest is the kind of message, such as plan, search, result, tool_call, tool, exec_status or extract. */
  type: `task_run.progress_msg.${string}`;
  /** What the run is doing. */
  message: string;
  /** When it was said. */
  timestamp?: string | null | undefined;
}
/** The stream failed. */
export interface TaskErrorEvent {
  /** Always `error`. */
  type: 'error';
  error: TaskRunError;
}
/** Body of a refused request. */
export interface ParetaApiError {
  /** What went wrong, as a text or, with status 422, as a list of ValidationIssue objects. */
  detail?: unknown;
  /** Failure in the middle of a streamed chat. */
  error?: ChatStreamError | null | undefined;
}
/** Why a streamed chat broke off. */
export interface ChatStreamError {
  /** What went wrong. */
  message?: string | null | undefined;
  /** Kind of failure. */
  type?: string | null | undefined;
  /** Code of the failure. */
  code?: unknown;
}
/** One chat, with OpenAI's parameters. Members not listed here are passed on. */
export interface ChatCompletionRequest {
  /** Id of a deployed endpoint, or `auto` to leave the choice to the service. */
  model: string;
  /** The conversation so far, oldest first. */
  messages: ChatMessage[];
  /** Whether the response comes in chunks. The server's default is false. */
  stream?: boolean | null | undefined;
  /** Settings of a streamed response, such as include_usage. */
  stream_options?: JsonObject | null | undefined;
  /** How freely to choose words; 0 keeps to the likeliest. */
  temperature?: number | null | undefined;
  /** Share of probability from which words are chosen. */
  top_p?: number | null | undefined;
  /** Number of choices to generate. */
  n?: number | null | undefined;
  /** Text or list of texts at which the completion ends. */
  stop?: unknown;
  /** Maximum length of the completion, in tokens. Older name of max_completion_tokens. */
  max_tokens?: number | null | undefined;
  /** Maximum length of the completion with its reasoning, in tokens. */
  max_completion_tokens?: number | null | undefined;
  /** How much to avoid what was mentioned before. */
  presence_penalty?: number | null | undefined;
  /** How much to avoid what was said often. */
  frequency_penalty?: number | null | undefined;
  /** Bonus or malus for single tokens, by token id. */
  logit_bias?: JsonObject | null | undefined;
  /** Whether to return the probability of each token. */
  logprobs?: boolean | null | undefined;
  /** Number of likely alternatives to return for each token. */
  top_logprobs?: number | null | undefined;
  /** Makes equal requests return equal completions where the model supports it. */
  seed?: number | null | undefined;
  /** Your name for the end user. */
  user?: string | null | undefined;
  /** Functions that the model may ask to call. */
  tools?: JsonObject[] | null | undefined;
  /** Which tool to use: none, auto, required, or an object that names one. */
  tool_choice?: unknown;
  /** Whether several tools may be asked for at once. */
  parallel_tool_calls?: boolean | null | undefined;
  /** Format of the completion, such as a JSON schema. */
  response_format?: JsonObject | null | undefined;
  /** How long to think: low, medium or high, for models that can. */
  reasoning_effort?: string | null | undefined;
  /** Class of service. */
  service_tier?: string | null | undefined;
  /** Your own labels for the chat. */
  metadata?: JsonObject | null | undefined;
  /** Whether the server may keep the chat. */
  store?: boolean | null | undefined;
  /** Kinds of output wanted, such as text. */
  modalities?: string[] | null | undefined;
  /** Text that the completion will probably repeat in large part. */
  prediction?: JsonObject | null | undefined;
  /** How long-winded to be: low, medium or high. */
  verbosity?: string | null | undefined;
}
/** Who speaks. */
export type ChatRole = 'system' | 'developer' | 'user' | 'assistant' | 'tool' | (string & {});
/** One message of a conversation. */
export interface ChatMessage {
  role: ChatRole;
  /** What is said: a text, a list of parts, or null beside tool calls. */
  content?: unknown;
  /** Name of the speaker. */
  name?: string | null | undefined;
  /** Calls that the assistant asked for. */
  tool_calls?: ToolCall[] | null | undefined;
  /** Call that a tool's message responds to. */
  tool_call_id?: string | null | undefined;
}
/** The completion of a chat. */
export interface ChatCompletion {
  /** Id of the completion. */
  id: string;
  /** Kind of object. */
  object?: string | null | undefined;
  /** When it was made, in Unix seconds. */
  created: number;
  /** The model that responded. */
  model: string;
  /** The choices: one, unless more were requested. */
  choices: ChatCompletionChoice[];
  /** Tokens used. */
  usage?: CompletionUsage | null | undefined;
}
/** Why a choice ended. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | (string & {});
/** One choice. */
export interface ChatCompletionChoice {
  /** Position among the choices, from 0. */
  index: number;
  finish_reason: FinishReason;
  message: ChatCompletionMessage;
  /** The probabilities of the tokens. Only if requested. */
  logprobs?: ChatCompletionLogprobs | null | undefined;
}
/** What the model said. */
export interface ChatCompletionMessage {
  /** Always the assistant. */
  role?: string | null | undefined;
  /** The text, if there is any. */
  content?: string | null | undefined;
  /** Why the model refuses to respond, in its own words. */
  refusal?: string | null | undefined;
  /** Calls that the model asks for. */
  tool_calls?: ToolCall[] | null | undefined;
}
/** A call of a function that the model asks for. */
export interface ToolCall {
  /** Id to respond to the call with. */
  id: string;
  /** Kind of tool, such as function. */
  type?: string | null | undefined;
  function: ToolCallFunction;
}
/** Name and arguments of a function to call. */
export interface ToolCallFunction {
  /** Name of the function. */
  name: string;
  /** Arguments as JSON text. The model may get them wrong. */
  arguments: string;
}
/** One chunk of a streamed completion. */
export interface ChatCompletionChunk {
  /** Id of the completion, the same in all its chunks. */
  id?: string | null | undefined;
  /** Kind of object. */
  object?: string | null | undefined;
  /** When it was made, in Unix seconds. */
  created?: number | null | undefined;
  /** The model that responds. */
  model?: string | null | undefined;
  /** What is new in each choice. May be empty. */
  choices: ChatCompletionChunkChoice[];
  /** Tokens used. Only in the last chunk, and if requested. */
  usage?: CompletionUsage | null | undefined;
}
/** What is new in one choice. */
export interface ChatCompletionChunkChoice {
  /** Position among the choices, from 0. */
  index: number;
  /** Why the choice ended. Only in its last chunk. */
  finish_reason?: FinishReason | null | undefined;
  delta: ChatCompletionDelta;
  /** The probabilities of the tokens that are added. Only if requested. */
  logprobs?: ChatCompletionLogprobs | null | undefined;
}
/** What to add to a choice. */
export interface ChatCompletionDelta {
  /** Who speaks. Mostly only in the first chunk. */
  role?: string | null | undefined;
  /** Text to add. */
  content?: string | null | undefined;
  /** Text to add to the refusal. */
  refusal?: string | null | undefined;
  /** Pieces of calls that the model asks for. */
  tool_calls?: ToolCallDelta[] | null | undefined;
}
/** A part of a call. */
export interface ToolCallDelta {
  /** Which call the part belongs to, from 0. */
  index: number;
  /** Id of the call. Only in its first part. */
  id?: string | null | undefined;
  /** Kind of tool. Only in the first part. */
  type?: string | null | undefined;
  /** What to add to the function. */
  function?: ToolCallFunctionDelta | null | undefined;
}
/** A part of a function to call. */
export interface ToolCallFunctionDelta {
  /** Name of the function. Only in the first part. */
  name?: string | null | undefined;
  /** JSON text to add to the arguments. */
  arguments?: string | null | undefined;
}
/** The probabilities of the tokens of a choice. */
export interface ChatCompletionLogprobs {
  /** One for each token of the text. */
  content?: TokenLogprob[] | null | undefined;
  /** One for each token of the refusal. */
  refusal?: TokenLogprob[] | null | undefined;
}
/** The probability of one token. */
export interface TokenLogprob {
  /** The token. */
  token?: string | null | undefined;
  /** Natural logarithm of its probability, at most 0. */
  logprob?: number | null | undefined;
  /** Its bytes, in UTF-8. A token may be a part of a character. */
  bytes?: number[] | null | undefined;
  /** The likeliest tokens at its place. As many as were requested. */
  top_logprobs?: TokenLogprobAlternative[] | null | undefined;
}
/** The probability of a token that could have stood at a place. */
export interface TokenLogprobAlternative {
  /** The token. */
  token?: string | null | undefined;
  /** Natural logarithm of its probability, at most 0. */
  logprob?: number | null | undefined;
  /** Its bytes, in UTF-8. A token may be a part of a character. */
  bytes?: number[] | null | undefined;
}
/** Tokens that a chat used. */
export interface CompletionUsage {
  /** Tokens read. */
  prompt_tokens: number;
  /** Tokens written. */
  completion_tokens: number;
  /** Tokens read and written. */
  total_tokens: number;
}
/** The endpoints that can be called, in OpenAI's shape. */
export interface ModelList {
  /** Kind of object. */
  object?: string | null | undefined;
  /** The endpoints. */
  data?: ChatModel[] | null | undefined;
}
/** An endpoint that can be called. */
export interface ChatModel {
  /** Id to pass as `model` in a chat. */
  id: string;
  /** Kind of object. */
  object?: string | null | undefined;
  /** Who owns it. */
  owned_by?: string | null | undefined;
  /** When it was made, in Unix seconds. */
  created?: number | null | undefined;
}
/** Metrics of the model `auto`. Their members are not promised. */
export type AutoMetrics = { [key: string]: unknown };
/** One chat with a vendor's model. */
export interface PlaygroundRequest {
  /** Id of a frontier model. */
  model: string;
  /** The conversation so far, oldest first. */
  messages: ChatMessage[];
}
/** The response of a vendor's model. */
export interface PlaygroundCompletion {
  /** The model that responded. */
  model?: string | null | undefined;
  /** Its text. */
  content?: string | null | undefined;
  /** What it cost, in micro-USD. */
  cost_micro_usd?: number | null | undefined;
  /** How long it took, in milliseconds. */
  latency_ms?: number | null | undefined;
}
/** A model to deploy for a task. Members not listed here are passed on. */
export interface DeployRequest {
  /** Id of the catalog's task. */
  task: string;
  /** Alias of a model on the task's leaderboard. The server takes `recommended` when it is left out. */
  model?: string | undefined;
  /** Name for the endpoint. */
  name?: string | null | undefined;
  /** Known price of one request, in micro-USD. */
  cost_per_request_micro_usd?: number | null | undefined;
  /** Price of one request at the frontier model compared with, in micro-USD. */
  frontier_cost_per_request_micro_usd?: number | null | undefined;
  /** Where to run. */
  region?: string | null | undefined;
  /** Whose machines to run on. */
  provider?: string | null | undefined;
  /** Known quality of the model on the task, from 0 to 1. */
  quality?: number | null | undefined;
  /** How the model is run. */
  run_mode?: string | null | undefined;
  /** Name of the task for people to read. */
  taskDisplay?: string | null | undefined;
}
/** A deployment reached a stage. */
export interface DeployProgress {
  /** The stage, such as provisioning-gpu, pulling weights or warming-up. */
  stage?: string | null | undefined;
  /** The stage in words for people. */
  label?: string | null | undefined;
  /** Progress in percent, from 0 to 100. */
  pct?: number | null | undefined;
}
/** A deployment is done. */
export interface DeployComplete {
  /** The live endpoint. */
  endpoint?: Endpoint | null | undefined;
}
/** A deployment failed. */
export interface DeployFailed {
  /** Why it failed. */
  message?: string | null | undefined;
}
/** Where an endpoint stands. */
export type EndpointStatus = 'live' | 'starting' | 'stopped' | (string & {});
/** A deployed model. */
export interface Endpoint {
  /** Id of the endpoint, equal to its name. One of the two may be missing. */
  id?: string | null | undefined;
  /** Name of the endpoint, equal to its id. One of the two may be missing. */
  name?: string | null | undefined;
  /** Alias of the model within its task. */
  model?: string | null | undefined;
  /** Where it stands. */
  status?: EndpointStatus | null | undefined;
  /** Id of the task it was deployed for. */
  taskName?: string | null | undefined;
  /** The same, in older records. */
  task?: string | null | undefined;
  /** Address that serves it. */
  url?: string | null | undefined;
}
/** What a start or a stop led to. More members may come with it. */
export interface EndpointStatusChange {
  /** Where the endpoint stands now. */
  status?: EndpointStatus | null | undefined;
}
/** A kind of metrics. */
export type MetricDimension = 'performance' | 'uptime' | 'cost' | 'quality' | 'activity' | (string & {});
/** Metrics of an endpoint. Their members depend on the dimension. */
export type EndpointMetrics = { [key: string]: unknown };
/** A benchmarked task. A single one comes with its schema and examples, and more members may follow. */
export interface CatalogTask {
  /** Id of the task. */
  id: string;
  /** How outputs are scored by default. */
  default_scorer?: string | null | undefined;
  /** Whether rows carry documents. */
  has_blob_input?: boolean | null | undefined;
  /** JSON Schema of the expected outputs. */
  gold_schema?: JsonObject | null | undefined;
  /** What the task's schema describes. */
  output_schema_role?: OutputSchemaRole | null | undefined;
  /** Sample rows. Only when a single task is asked for. */
  examples?: unknown[] | null | undefined;
}
/** What the schema of a task describes: a summary of the outputs, or the expected outputs themselves. */
export type OutputSchemaRole = 'summary' | 'gold' | (string & {});
/** The catalog. */
export interface CatalogTaskList {
  /** The tasks. */
  tasks?: CatalogTask[] | null | undefined;
}
/** A wish to compare with the catalog. */
export interface CatalogTaskMatchRequest {
  /** What you want to do, in plain words. */
  query: string;
  /** Number of candidates. The server takes 5 when it is left out. */
  top_k?: number | undefined;
}
/** How a wish was compared with the catalog. */
export type MatcherKind = 'keyword' | 'semantic' | 'reason' | (string & {});
/** What a wish is: a task of the catalog, something that models can do though no task measures it, something that they cannot do, or neither. */
export type TaskMatchType = 'task' | 'capability' | 'unsupported' | 'none' | (string & {});
/** Something that models can do though no task of the catalog measures it. */
export interface TaskCapability {
  /** Id of the capability. */
  id?: string | null | undefined;
  /** Its name for people. */
  label?: string | null | undefined;
  /** Name of its category. */
  category?: string | null | undefined;
  /** Id of its category. */
  category_id?: string | null | undefined;
  /** What it is. */
  desc?: string | null | undefined;
}
/** The catalog's tasks that fit a wish. */
export interface TaskMatch {
  /** The wish. */
  query?: string | null | undefined;
  /** Whether a task fits. */
  matched?: boolean | null | undefined;
  /** The task that fits best. */
  chosen?: TaskMatchCandidate | null | undefined;
  /** Tasks that may fit, best first. */
  candidates?: TaskMatchCandidate[] | null | undefined;
  /** Whether several tasks fit about as well. */
  ambiguous?: boolean | null | undefined;
  /** How it was found. */
  matcher?: MatcherKind | null | undefined;
  /** What the wish is. */
  type?: TaskMatchType | null | undefined;
  /** Why it was matched so. */
  reasoning?: string | null | undefined;
  /** How sure the match is. */
  confidence?: Confidence | null | undefined;
  /** What models can do for the wish if it is no task of the catalog. */
  capability?: TaskCapability | null | undefined;
}
/** A task that may fit. */
export interface TaskMatchCandidate {
  /** Id of the task. */
  task_id?: string | null | undefined;
  /** How well it fits, from 0 to 1. */
  score?: number | null | undefined;
  /** How sure the match is. */
  confidence?: Confidence | null | undefined;
}
/** Whether a model is open or a vendor's. */
export type ModelKind = 'open' | 'frontier' | (string & {});
/** Models ranked by how well they do a task. */
export interface Leaderboard {
  /** Id of the task. */
  task_id?: string | null | undefined;
  /** What quality measures. */
  metric?: string | null | undefined;
  /** Unit of the costs. */
  cost_unit?: string | null | undefined;
  /** Alias of the recommended model, if there is one. */
  recommended?: string | null | undefined;
  /** The models, best first. */
  models?: LeaderboardEntry[] | null | undefined;
  /** The frontier model to compare with. */
  frontier?: LeaderboardEntry | null | undefined;
}
/** One model on a leaderboard. */
export interface LeaderboardEntry {
  /** Alias of the model within the task; a frontier model's own id. */
  name?: string | null | undefined;
  /** Whether it is open or a vendor's. */
  kind?: ModelKind | null | undefined;
  /** Measured quality, from 0 to 1. */
  quality?: number | null | undefined;
  /** Cost of one request, in micro-USD. */
  cost_per_request_micro_usd?: number | null | undefined;
  /** Length of the context, in thousands of tokens. */
  context_k?: number | null | undefined;
  /** How the model is run. */
  run_mode?: string | null | undefined;
}
/** A vendor's model. */
export interface FrontierModel {
  /** Id of the model. */
  id?: string | null | undefined;
  /** Who makes it. */
  vendor?: string | null | undefined;
  /** Whether it reads images. */
  vision?: boolean | null | undefined;
  /** Whether it was measured on the task that was asked about. */
  benchmarked?: boolean | null | undefined;
}
/** The vendors' models. */
export interface FrontierModelList {
  /** The models. */
  frontier_models?: FrontierModel[] | null | undefined;
}
/** Rows for a new eval set. */
export interface EvalSetUpload {
  /** The rows as JSON lines, one row a line: `{"input": {…}, "expected_output": {…}}`. Older servers take any object. */
  items: Blob;
  /** What the models are to do with a row, in one sentence. */
  prompt?: string | undefined;
  /** Id of the task that the rows belong to. Older servers want it. */
  task_id?: string | undefined;
  /** Name of the set. */
  name?: string | undefined;
}
/** Rows to find a task for. */
export interface EvalContractUpload {
  /** The rows as JSON lines, one row a line. */
  items: Blob;
  /** What the models are to do with a row, in one sentence. */
  prompt: string;
}
/** Tasks that rows and a prompt may belong to. */
export interface EvalContract {
  /** The tasks that fit, best first. */
  proposals?: EvalContractProposal[] | null | undefined;
  /** Whether all rows are of one kind. */
  homogeneous?: boolean | null | undefined;
  /** Which rows belong to which task if they are of several kinds. */
  split?: unknown;
  /** How rows and prompt contradict each other. */
  conflict?: EvalContractConflict | null | undefined;
  /** Id of the task that comes closest. */
  closest_task?: string | null | undefined;
  /** The prompt. */
  prompt?: string | null | undefined;
  /** Advice for people. */
  message?: string | null | undefined;
}
/** A task that the rows may belong to. */
export interface EvalContractProposal {
  /** Id of the task. */
  task_id?: string | null | undefined;
  /** How sure the server is. */
  confidence?: Confidence | null | undefined;
  /** What speaks for the task. */
  evidence?: string | null | undefined;
  /** What speaks against it. */
  warning?: string | null | undefined;
}
/** The rows fit another task than the prompt. */
export interface EvalContractConflict {
  /** Id of the task that the prompt means. */
  intended_task?: string | null | undefined;
  /** Why they contradict each other. */
  reasoning?: string | null | undefined;
}
/** Your rows to evaluate models on. */
export interface EvalSet {
  /** Id of the set. */
  id?: string | null | undefined;
  /** Id of its task. */
  task_id?: string | null | undefined;
  /** Name of the set. */
  name?: string | null | undefined;
  /** Number of rows. */
  item_count?: number | null | undefined;
  /** How outputs are scored. */
  scoring_strategy?: string | null | undefined;
  /** What the models are to do with a row. Older servers leave it out. */
  prompt?: string | null | undefined;
}
/** Wraps one eval set. */
export interface EvalSetEnvelope {
  /** The set. */
  eval_set?: EvalSet | null | undefined;
}
/** Wraps all eval sets. */
export interface EvalSetList {
  /** The sets. */
  eval_sets?: EvalSet[] | null | undefined;
}
/** A small document for a row. */
export interface BlobAttachment {
  /** The document. */
  file: Blob;
  /** Position of the row in the set, from 0. */
  idx: number;
  /** Field of the row that takes the document. */
  field_name: string;
  /** Media type of the document. */
  mime: string;
}
/** Where an attached document lies. More members may come with it. */
export interface BlobReference {
  /** Kind of reference. */
  kind?: string | null | undefined;
  /** Address inside the service. */
  uri?: string | null | undefined;
  /** Media type of the document. */
  mime?: string | null | undefined;
}
/** A large document that is about to be uploaded for a row. */
export interface BlobUploadRequest {
  /** Position of the row in the set, from 0. */
  idx: number;
  /** Field of the row that takes the document. */
  field_name: string;
  /** Media type of the document. */
  mime: string;
  /** Size of the document, in bytes. */
  file_size: number;
}
/** Where to put the bytes of a large document. */
export interface BlobUpload {
  /** Signed address at a storage host. Whoever knows it may write there; no API key may be sent to it. */
  upload_url?: string | null | undefined;
  /** Name of the document to complete the upload with. */
  storage_uri?: string | null | undefined;
}
/** A large document whose bytes are uploaded. */
export interface BlobUploadCompletionRequest {
  /** Position of the row in the set, from 0. */
  idx: number;
  /** Field of the row that takes the document. */
  field_name: string;
  /** Name of the document as the first step gave it. */
  storage_uri: string;
  /** Media type of the document. */
  mime: string;
}
/** What the completed upload led to. Its members are not promised. */
export type BlobUploadCompletion = { [key: string]: unknown };
/** Candidates to score on an eval set. */
export interface EvalRunRequest {
  /** Id of the set. */
  eval_set_id: string;
  /** Models to score: open ones first, then frontier ones. */
  candidate_model_ids: string[];
}
/** Where an eval run stands. */
export type EvalRunStatus = 'queued' | 'running' | 'evaluating' | 'completed' | 'failed' | (string & {});
/** An eval run that was queued. */
export interface EvalRunAccepted {
  /** Id of the run. */
  run_id?: string | null | undefined;
  /** Where it stands. */
  status?: EvalRunStatus | null | undefined;
}
/** An eval run as it stands. */
export interface EvalRun {
  /** Id of the run. */
  id?: string | null | undefined;
  /** Id of the set. */
  eval_set_id?: string | null | undefined;
  /** Where it stands. */
  status?: EvalRunStatus | null | undefined;
  /** Models that are scored. */
  candidate_model_ids?: string[] | null | undefined;
  /** Why it failed. */
  error_detail?: string | null | undefined;
  /** The bill so far, in micro-USD. */
  total_cost_micro_usd?: number | null | undefined;
}
/** An eval run with its results. */
export interface EvalRunEnvelope {
  /** The run. */
  run?: EvalRun | null | undefined;
  /** The results, one for each model. */
  results?: EvalResult[] | null | undefined;
}
/** How one model did. */
export interface EvalResult {
  /** Alias or id of the model. */
  model_id?: string | null | undefined;
  /** Whether it is open or a vendor's. */
  kind?: ModelKind | null | undefined;
  /** Mean quality, from 0 to 1. */
  quality_mean?: number | null | undefined;
  /** Lower end of the mean's 95 % confidence interval. */
  quality_ci_low?: number | null | undefined;
  /** Upper end of the mean's 95 % confidence interval. */
  quality_ci_high?: number | null | undefined;
  /** Mean cost of one row, in micro-USD. */
  mean_cost_micro_usd?: number | null | undefined;
  /** Number of rows with an output. */
  n_succeeded?: number | null | undefined;
  /** Number of rows that failed. */
  error_count?: number | null | undefined;
  /** Share of rows whose output is exactly the expected one, in percent from 0 to 100. */
  exact_match?: number | null | undefined;
  /** How the model did on each row. */
  per_item?: EvalItemResult[] | null | undefined;
}
/** How one model did on one row. */
export interface EvalItemResult {
  /** Position of the row in the set, from 0. */
  idx?: number | null | undefined;
  /** Quality of the output, from 0 to 1. */
  score?: number | null | undefined;
  /** What the model put out. */
  prediction?: unknown;
  /** Why the row failed. */
  error?: string | null | undefined;
}
export interface Unions {
  TaskRunOutput: TaskRunOutput;
  TaskRunStreamEvent: TaskRunStreamEvent;
  TaskGroupRunsEvent: TaskGroupRunsEvent;
  TaskGroupStreamEvent: TaskGroupStreamEvent;
}
export const unions: Record<keyof Unions, UnionFacts> = {
  TaskRunOutput: { tag: 'type', tags: { json: 'TaskRunJsonOutput', text: 'TaskRunTextOutput' }, prefixes: {} },
  TaskRunStreamEvent: {
    tag: 'type',
    tags: {
      'task_run.progress_msg.plan': 'TaskRunProgressMessageEvent',
      'task_run.progress_msg.search': 'TaskRunProgressMessageEvent',
      'task_run.progress_msg.result': 'TaskRunProgressMessageEvent',
      'task_run.progress_msg.tool_call': 'TaskRunProgressMessageEvent',
      'task_run.progress_msg.tool': 'TaskRunProgressMessageEvent',
      'task_run.progress_msg.exec_status': 'TaskRunProgressMessageEvent',
      'task_run.progress_msg.extract': 'TaskRunProgressMessageEvent',
      'task_run.progress_stats': 'TaskRunProgressStatsEvent',
      'task_run.state': 'TaskRunEvent',
      error: 'TaskErrorEvent',
    },
    prefixes: { 'task_run.progress_msg.': 'TaskRunProgressMessageEvent' },
  },
  TaskGroupRunsEvent: { tag: 'type', tags: { 'task_run.state': 'TaskRunEvent', error: 'TaskErrorEvent' }, prefixes: {} },
  TaskGroupStreamEvent: {
    tag: 'type',
    tags: { 'task_run.state': 'TaskRunEvent', task_group_status: 'TaskGroupStatusEvent', error: 'TaskErrorEvent' },
    prefixes: {},
  },
};
export const shapes: Record<string, Shape> = {
  JsonObject: { map: {} },
  SecretHeaders: { map: {} },
  ValidationIssue: { object: { loc: { array: {} } } },
  TaskRunInput: {
    object: {
      task_spec: { ref: 'TaskSpec' },
      metadata: { ref: 'JsonObject' },
      source_policy: { ref: 'SourcePolicy' },
      advanced_settings: { ref: 'AdvancedSettings' },
      mcp_servers: { array: { ref: 'McpServer' } },
      webhook: { ref: 'Webhook' },
    },
  },
  TaskSpec: { object: {} },
  JsonSchema: { object: { json_schema: { ref: 'JsonObject' } } },
  TextSchema: { object: {} },
  AutoSchema: { object: {} },
  SourcePolicy: { object: { include_domains: { array: {} }, exclude_domains: { array: {} } } },
  AdvancedSettings: { object: { data_sources: { ref: 'DataSources' } } },
  DataSources: { object: { free: { array: {} }, pay_per_use: { array: {} } } },
  McpServer: { object: { headers: { ref: 'SecretHeaders' }, allowed_tools: { array: {} } } },
  Webhook: { object: { event_types: { array: {} } } },
  TaskRunStatusWebhook: { object: { data: { ref: 'TaskRun' } } },
  TaskGroupInput: { object: { metadata: { ref: 'JsonObject' } } },
  TaskGroupRunsInput: { object: { inputs: { array: { ref: 'TaskRunInput' } }, default_task_spec: { ref: 'TaskSpec' } } },
  TaskRun: {
    object: {
      warnings: { array: { ref: 'TaskRunWarning' } },
      error: { ref: 'TaskRunError' },
      metadata: { ref: 'JsonObject' },
    },
  },
  TaskRunWarning: { object: { detail: { ref: 'JsonObject' } } },
  TaskRunError: { object: { detail: { ref: 'JsonObject' } } },
  TaskApiError: { object: { error: { ref: 'TaskRunError' } } },
  TaskRunResult: { object: { run: { ref: 'TaskRun' }, output: { ref: 'TaskRunOutput' } } },
  TaskRunOutput: { union: 'TaskRunOutput' },
  TaskRunJsonOutput: {
    object: {
      content: { ref: 'JsonObject' },
      basis: { array: { ref: 'FieldBasis' } },
      mcp_tool_calls: { array: { ref: 'McpToolCall' } },
      output_schema: { ref: 'JsonObject' },
      beta_fields: { ref: 'JsonObject' },
    },
  },
  TaskRunTextOutput: {
    object: {
      basis: { array: { ref: 'FieldBasis' } },
      mcp_tool_calls: { array: { ref: 'McpToolCall' } },
      beta_fields: { ref: 'JsonObject' },
    },
  },
  FieldBasis: { object: { citations: { array: { ref: 'Citation' } } } },
  Citation: { object: { excerpts: { array: {} } } },
  McpToolCall: { object: {} },
  TaskRunStatusCounts: { map: {} },
  TaskGroupStatus: { object: { task_run_status_counts: { ref: 'TaskRunStatusCounts' } } },
  TaskGroup: { object: { status: { ref: 'TaskGroupStatus' }, metadata: { ref: 'JsonObject' } } },
  TaskGroupRuns: { object: { status: { ref: 'TaskGroupStatus' }, run_ids: { array: {} } } },
  TaskRunStreamEvent: { union: 'TaskRunStreamEvent' },
  TaskGroupRunsEvent: { union: 'TaskGroupRunsEvent' },
  TaskGroupStreamEvent: { union: 'TaskGroupStreamEvent' },
  TaskRunEvent: { object: { run: { ref: 'TaskRun' }, input: { ref: 'TaskRunInput' }, output: { ref: 'TaskRunOutput' } } },
  TaskGroupStatusEvent: { object: { status: { ref: 'TaskGroupStatus' } } },
  TaskRunProgressStatsEvent: { object: { source_stats: { ref: 'SourceStats' } } },
  SourceStats: { object: { sources_read_sample: { array: {} } } },
  TaskRunProgressMessageEvent: { object: {} },
  TaskErrorEvent: { object: { error: { ref: 'TaskRunError' } } },
  ParetaApiError: { object: { error: { ref: 'ChatStreamError' } } },
  ChatStreamError: { object: {} },
  ChatCompletionRequest: {
    object: {
      messages: { array: { ref: 'ChatMessage' } },
      stream_options: { ref: 'JsonObject' },
      logit_bias: { ref: 'JsonObject' },
      tools: { array: { ref: 'JsonObject' } },
      response_format: { ref: 'JsonObject' },
      metadata: { ref: 'JsonObject' },
      modalities: { array: {} },
      prediction: { ref: 'JsonObject' },
    },
  },
  ChatMessage: { object: { tool_calls: { array: { ref: 'ToolCall' } } } },
  ChatCompletion: { object: { choices: { array: { ref: 'ChatCompletionChoice' } }, usage: { ref: 'CompletionUsage' } } },
  ChatCompletionChoice: { object: { message: { ref: 'ChatCompletionMessage' }, logprobs: { ref: 'ChatCompletionLogprobs' } } },
  ChatCompletionMessage: { object: { tool_calls: { array: { ref: 'ToolCall' } } } },
  ToolCall: { object: { function: { ref: 'ToolCallFunction' } } },
  ToolCallFunction: { object: {} },
  ChatCompletionChunk: { object: { choices: { array: { ref: 'ChatCompletionChunkChoice' } }, usage: { ref: 'CompletionUsage' } } },
  ChatCompletionChunkChoice: { object: { delta: { ref: 'ChatCompletionDelta' }, logprobs: { ref: 'ChatCompletionLogprobs' } } },
  ChatCompletionDelta: { object: { tool_calls: { array: { ref: 'ToolCallDelta' } } } },
  ToolCallDelta: { object: { function: { ref: 'ToolCallFunctionDelta' } } },
  ToolCallFunctionDelta: { object: {} },
  ChatCompletionLogprobs: { object: { content: { array: { ref: 'TokenLogprob' } }, refusal: { array: { ref: 'TokenLogprob' } } } },
  TokenLogprob: { object: { bytes: { array: {} }, top_logprobs: { array: { ref: 'TokenLogprobAlternative' } } } },
  TokenLogprobAlternative: { object: { bytes: { array: {} } } },
  CompletionUsage: { object: {} },
  ModelList: { object: { data: { array: { ref: 'ChatModel' } } } },
  ChatModel: { object: {} },
  AutoMetrics: { map: {} },
  PlaygroundRequest: { object: { messages: { array: { ref: 'ChatMessage' } } } },
  PlaygroundCompletion: { object: {} },
  DeployRequest: { object: {} },
  DeployProgress: { object: {} },
  DeployComplete: { object: { endpoint: { ref: 'Endpoint' } } },
  DeployFailed: { object: {} },
  Endpoint: { object: {} },
  EndpointStatusChange: { object: {} },
  EndpointMetrics: { map: {} },
  CatalogTask: { object: { gold_schema: { ref: 'JsonObject' }, examples: { array: {} } } },
  CatalogTaskList: { object: { tasks: { array: { ref: 'CatalogTask' } } } },
  CatalogTaskMatchRequest: { object: {} },
  TaskCapability: { object: {} },
  TaskMatch: {
    object: {
      chosen: { ref: 'TaskMatchCandidate' },
      candidates: { array: { ref: 'TaskMatchCandidate' } },
      capability: { ref: 'TaskCapability' },
    },
  },
  TaskMatchCandidate: { object: {} },
  Leaderboard: { object: { models: { array: { ref: 'LeaderboardEntry' } }, frontier: { ref: 'LeaderboardEntry' } } },
  LeaderboardEntry: { object: {} },
  FrontierModel: { object: {} },
  FrontierModelList: { object: { frontier_models: { array: { ref: 'FrontierModel' } } } },
  EvalSetUpload: { object: {} },
  EvalContractUpload: { object: {} },
  EvalContract: { object: { proposals: { array: { ref: 'EvalContractProposal' } }, conflict: { ref: 'EvalContractConflict' } } },
  EvalContractProposal: { object: {} },
  EvalContractConflict: { object: {} },
  EvalSet: { object: {} },
  EvalSetEnvelope: { object: { eval_set: { ref: 'EvalSet' } } },
  EvalSetList: { object: { eval_sets: { array: { ref: 'EvalSet' } } } },
  BlobAttachment: { object: {} },
  BlobReference: { object: {} },
  BlobUploadRequest: { object: {} },
  BlobUpload: { object: {} },
  BlobUploadCompletionRequest: { object: {} },
  BlobUploadCompletion: { map: {} },
  EvalRunRequest: { object: { candidate_model_ids: { array: {} } } },
  EvalRunAccepted: { object: {} },
  EvalRun: { object: { candidate_model_ids: { array: {} } } },
  EvalRunEnvelope: { object: { run: { ref: 'EvalRun' }, results: { array: { ref: 'EvalResult' } } } },
  EvalResult: { object: { per_item: { array: { ref: 'EvalItemResult' } } } },
  EvalItemResult: { object: {} },
};
export interface Operations {
  /** Start a task run. */
  createTaskRun: { params: { 'parallel-beta'?: string[] | undefined; }; body: TaskRunInput; response: TaskRun; event: never };
  /** Get the status of a run. */
  getTaskRun: { params: { run_id: string; }; body: undefined; response: TaskRun; event: never };
  /** Get what a run was asked. */
  getTaskRunInput: { params: { run_id: string; }; body: undefined; response: TaskRunInput; event: never };
  /** Wait for the result of a run. */
  getTaskRunResult: { params: { run_id: string; timeout?: number | undefined; 'parallel-beta'?: string[] | undefined; }; body: undefined; response: TaskRunResult; event: never };
  /** Follow the events of a run. */
  streamTaskRunEvents: { params: { run_id: string; }; body: undefined; response: never; event: TaskRunStreamEvent };
  /** Create a group of runs. */
  createTaskGroup: { params: object; body: TaskGroupInput; response: TaskGroup; event: never };
  /** Get a group and its status. */
  getTaskGroup: { params: { taskgroup_id: string; }; body: undefined; response: TaskGroup; event: never };
  /** Add runs to a group. */
  addTaskGroupRuns: { params: { taskgroup_id: string; refresh_status?: boolean | undefined; 'parallel-beta'?: string[] | undefined; }; body: TaskGroupRunsInput; response: TaskGroupRuns; event: never };
  /** Read all runs of a group. */
  streamTaskGroupRuns: { params: { taskgroup_id: string; last_event_id?: string | undefined; status?: TaskRunStatus | undefined; include_input?: boolean | undefined; include_output?: boolean | undefined; }; body: undefined; response: never; event: TaskGroupRunsEvent };
  /** Get the status of a run in a group. */
  getTaskGroupRun: { params: { taskgroup_id: string; run_id: string; }; body: undefined; response: TaskRun; event: never };
  /** Follow the events of a group. */
  streamTaskGroupEvents: { params: { taskgroup_id: string; last_event_id?: string | undefined; timeout?: number | undefined; }; body: undefined; response: never; event: TaskGroupStreamEvent };
  /** Answer a chat. */
  createChatCompletion: { params: object; body: ChatCompletionRequest; response: ChatCompletion; event: ChatCompletionChunk };
  /** List what can be called. */
  listModels: { params: object; body: undefined; response: ModelList; event: never };
  /** Get the metrics of the model auto. */
  getAutoMetrics: { params: object; body: undefined; response: AutoMetrics; event: never };
  /** Ask a frontier model. */
  askFrontierModel: { params: object; body: PlaygroundRequest; response: PlaygroundCompletion; event: never };
  /** Deploy a model for a task. */
  deployEndpoint: { params: object; body: DeployRequest; response: never; event: { event: 'progress'; data: DeployProgress } | { event: 'complete'; data: DeployComplete } | { event: 'error'; data: DeployFailed } };
  /** List endpoints. */
  listEndpoints: { params: object; body: undefined; response: Endpoint[]; event: never };
  /** Get an endpoint. */
  getEndpoint: { params: { endpoint_id: string; }; body: undefined; response: Endpoint; event: never };
  /** Delete an endpoint. */
  deleteEndpoint: { params: { endpoint_id: string; }; body: undefined; response: undefined; event: never };
  /** Start a stopped endpoint. */
  startEndpoint: { params: { endpoint_id: string; }; body: undefined; response: EndpointStatusChange; event: never };
  /** Stop an endpoint. */
  stopEndpoint: { params: { endpoint_id: string; }; body: undefined; response: EndpointStatusChange; event: never };
  /** Get one kind of metrics. */
  getEndpointMetrics: { params: { endpoint_id: string; dimension: MetricDimension; filters?: JsonObject | undefined; }; body: undefined; response: EndpointMetrics; event: never };
  /** List the catalog. */
  listCatalogTasks: { params: object; body: undefined; response: CatalogTaskList; event: never };
  /** Find the task that fits a wish. */
  matchCatalogTask: { params: object; body: CatalogTaskMatchRequest; response: TaskMatch; event: never };
  /** Get a task of the catalog. */
  getCatalogTask: { params: { task_id: string; examples_n?: number | undefined; }; body: undefined; response: CatalogTask; event: never };
  /** Get a task's leaderboard. */
  getLeaderboard: { params: { task_id: string; }; body: undefined; response: Leaderboard; event: never };
  /** List the frontier models. */
  listFrontierModels: { params: { task?: string | undefined; }; body: undefined; response: FrontierModelList; event: never };
  /** Create an eval set. */
  createEvalSet: { params: object; body: EvalSetUpload; response: EvalSetEnvelope; event: never };
  /** List eval sets. */
  listEvalSets: { params: object; body: undefined; response: EvalSetList; event: never };
  /** Ask which task rows belong to. */
  proposeEvalContract: { params: object; body: EvalContractUpload; response: EvalContract; event: never };
  /** Get an eval set. */
  getEvalSet: { params: { eval_set_id: string; }; body: undefined; response: EvalSetEnvelope; event: never };
  /** Delete an eval set. */
  deleteEvalSet: { params: { eval_set_id: string; }; body: undefined; response: undefined; event: never };
  /** Attach a small document to a row. */
  attachBlob: { params: { eval_set_id: string; }; body: BlobAttachment; response: BlobReference; event: never };
  /** Ask where to upload a large document. */
  createBlobUploadUrl: { params: { eval_set_id: string; }; body: BlobUploadRequest; response: BlobUpload; event: never };
  /** Say that a large document is uploaded. */
  completeBlobUpload: { params: { eval_set_id: string; }; body: BlobUploadCompletionRequest; response: BlobUploadCompletion; event: never };
  /** Start an eval run. */
  createEvalRun: { params: object; body: EvalRunRequest; response: EvalRunAccepted; event: never };
  /** Get an eval run and its results. */
  getEvalRun: { params: { run_id: string; }; body: undefined; response: EvalRunEnvelope; event: never };
}
export type OperationId = keyof Operations;
export const operations: Record<OperationId, OperationFacts> = {
  createTaskRun: {
    id: 'createTaskRun',
    method: 'POST',
    path: '/v1/tasks/runs',
    api: 'parallel',
    retry: 'unconfirmed',
    idempotent: 'unconfirmed-key',
    sdk: 'task_run.create',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { 'parallel-beta': 'header' },
    required: [],
    body: { kind: 'json', required: ['processor', 'input'] },
    responses: { '202': { json: { ref: 'TaskRun' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'execute',
      operation: 'getTaskRunResult',
      interval: 0.25,
      timeout: 3600,
      grace: 10,
      outcome: { in: 'run', active: 'is_active', field: 'status', success: ['completed'], failure: ['failed', 'cancelled'] },
    },
  },
  getTaskRun: {
    id: 'getTaskRun',
    method: 'GET',
    path: '/v1/tasks/runs/{run_id}',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_run.retrieve',
    idempotencyHeader: null,
    parameters: { run_id: 'path' },
    required: ['run_id'],
    body: null,
    responses: { '200': { json: { ref: 'TaskRun' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getTaskRunInput: {
    id: 'getTaskRunInput',
    method: 'GET',
    path: '/v1/tasks/runs/{run_id}/input',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_run.retrieve_input',
    idempotencyHeader: null,
    parameters: { run_id: 'path' },
    required: ['run_id'],
    body: null,
    responses: { '200': { json: { ref: 'TaskRunInput' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getTaskRunResult: {
    id: 'getTaskRunResult',
    method: 'GET',
    path: '/v1/tasks/runs/{run_id}/result',
    api: 'parallel',
    retry: 'long-poll',
    idempotent: 'natural',
    sdk: 'task_run.result',
    idempotencyHeader: null,
    parameters: { run_id: 'path', timeout: 'query', 'parallel-beta': 'header' },
    required: ['run_id'],
    body: null,
    responses: { '200': { json: { ref: 'TaskRunResult' } } },
    stream: null,
    longPoll: { parameter: 'timeout', default: 600, slice: 50, stillRunning: 408 },
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'result',
      operation: 'getTaskRunResult',
      interval: 0.25,
      timeout: 600,
      grace: 10,
      outcome: { in: 'run', active: 'is_active', field: 'status', success: ['completed'], failure: ['failed', 'cancelled'] },
    },
  },
  streamTaskRunEvents: {
    id: 'streamTaskRunEvents',
    method: 'GET',
    path: '/v1/tasks/runs/{run_id}/events',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_run.events',
    idempotencyHeader: null,
    parameters: { run_id: 'path' },
    required: ['run_id'],
    body: null,
    responses: { '200': { event: { ref: 'TaskRunStreamEvent' } } },
    stream: {},
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  createTaskGroup: {
    id: 'createTaskGroup',
    method: 'POST',
    path: '/v1/tasks/groups',
    api: 'parallel',
    retry: 'unconfirmed',
    idempotent: 'unconfirmed-key',
    sdk: 'task_group.create',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'json', required: [] },
    responses: { '200': { json: { ref: 'TaskGroup' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getTaskGroup: {
    id: 'getTaskGroup',
    method: 'GET',
    path: '/v1/tasks/groups/{taskgroup_id}',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_group.retrieve',
    idempotencyHeader: null,
    parameters: { taskgroup_id: 'path' },
    required: ['taskgroup_id'],
    body: null,
    responses: { '200': { json: { ref: 'TaskGroup' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'wait',
      operation: 'getTaskGroup',
      interval: 5,
      timeout: 3600,
      outcome: { in: 'status', active: 'is_active' },
    },
  },
  addTaskGroupRuns: {
    id: 'addTaskGroupRuns',
    method: 'POST',
    path: '/v1/tasks/groups/{taskgroup_id}/runs',
    api: 'parallel',
    retry: 'unconfirmed',
    idempotent: 'unconfirmed-key',
    sdk: 'task_group.add_runs',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { taskgroup_id: 'path', refresh_status: 'query', 'parallel-beta': 'header' },
    required: ['taskgroup_id'],
    body: { kind: 'json', required: ['inputs'] },
    responses: { '200': { json: { ref: 'TaskGroupRuns' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  streamTaskGroupRuns: {
    id: 'streamTaskGroupRuns',
    method: 'GET',
    path: '/v1/tasks/groups/{taskgroup_id}/runs',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_group.get_runs',
    idempotencyHeader: null,
    parameters: {
      taskgroup_id: 'path',
      last_event_id: 'query',
      status: 'query',
      include_input: 'query',
      include_output: 'query',
    },
    required: ['taskgroup_id'],
    body: null,
    responses: { '200': { event: { ref: 'TaskGroupRunsEvent' } } },
    stream: { cursor: { field: 'event_id', parameter: 'last_event_id' } },
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getTaskGroupRun: {
    id: 'getTaskGroupRun',
    method: 'GET',
    path: '/v1/tasks/groups/{taskgroup_id}/runs/{run_id}',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_group.retrieve_run',
    idempotencyHeader: null,
    parameters: { taskgroup_id: 'path', run_id: 'path' },
    required: ['taskgroup_id', 'run_id'],
    body: null,
    responses: { '200': { json: { ref: 'TaskRun' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  streamTaskGroupEvents: {
    id: 'streamTaskGroupEvents',
    method: 'GET',
    path: '/v1/tasks/groups/{taskgroup_id}/events',
    api: 'parallel',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'task_group.events',
    idempotencyHeader: null,
    parameters: { taskgroup_id: 'path', last_event_id: 'query', timeout: 'query' },
    required: ['taskgroup_id'],
    body: null,
    responses: { '200': { event: { ref: 'TaskGroupStreamEvent' } } },
    stream: { cursor: { field: 'event_id', parameter: 'last_event_id' } },
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  createChatCompletion: {
    id: 'createChatCompletion',
    method: 'POST',
    path: '/v1/chat/completions',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'chat.completions.create',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'json', required: ['model', 'messages'] },
    responses: { '200': { json: { ref: 'ChatCompletion' }, event: { ref: 'ChatCompletionChunk' } } },
    stream: { when: { body: 'stream', equals: true }, end: { data: '[DONE]' }, errorKey: 'error' },
    longPoll: null,
    receipts: [
      { header: 'x-pareta-billed', amount: 'billed', unit: 'micro-usd', comment: 'pareta-billed-micro-usd' },
      {
        header: 'x-pareta-frontier-would-have-cost',
        amount: 'frontier-cost',
        unit: 'micro-usd',
        comment: 'pareta-frontier-would-have-cost-micro-usd',
      },
    ],
    signedUpload: null,
    wait: null,
  },
  listModels: {
    id: 'listModels',
    method: 'GET',
    path: '/v1/models',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'models.list',
    idempotencyHeader: null,
    parameters: {},
    required: [],
    body: null,
    responses: { '200': { json: { ref: 'ModelList' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getAutoMetrics: {
    id: 'getAutoMetrics',
    method: 'GET',
    path: '/v1/auto/metrics',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'auto.metrics',
    idempotencyHeader: null,
    parameters: {},
    required: [],
    body: null,
    responses: { '200': { json: { ref: 'AutoMetrics' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  askFrontierModel: {
    id: 'askFrontierModel',
    method: 'POST',
    path: '/v1/playground/frontier',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'playground.frontier',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'json', required: ['model', 'messages'] },
    responses: { '200': { json: { ref: 'PlaygroundCompletion' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  deployEndpoint: {
    id: 'deployEndpoint',
    method: 'POST',
    path: '/v1/endpoints',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'endpoints.deploy',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'json', required: ['task'] },
    responses: { '200': { event: { ref: 'JsonObject' } } },
    stream: {
      events: { progress: 'DeployProgress', complete: 'DeployComplete', error: 'DeployFailed' },
      end: { events: ['complete', 'error'], failure: ['error'] },
    },
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'deploy',
      operation: 'getEndpoint',
      interval: 2,
      timeout: 1800,
      outcome: { in: null, field: 'status', success: ['live'], failure: ['stopped'] },
    },
  },
  listEndpoints: {
    id: 'listEndpoints',
    method: 'GET',
    path: '/v1/endpoints',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'endpoints.list',
    idempotencyHeader: null,
    parameters: {},
    required: [],
    body: null,
    responses: { '200': { json: { array: { ref: 'Endpoint' } } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getEndpoint: {
    id: 'getEndpoint',
    method: 'GET',
    path: '/v1/endpoints/{endpoint_id}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'endpoints.retrieve',
    idempotencyHeader: null,
    parameters: { endpoint_id: 'path' },
    required: ['endpoint_id'],
    body: null,
    responses: { '200': { json: { ref: 'Endpoint' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'wait',
      operation: 'getEndpoint',
      interval: 2,
      timeout: 1800,
      outcome: { in: null, field: 'status', success: ['live'], failure: ['stopped'] },
    },
  },
  deleteEndpoint: {
    id: 'deleteEndpoint',
    method: 'DELETE',
    path: '/v1/endpoints/{endpoint_id}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'endpoints.delete',
    idempotencyHeader: null,
    parameters: { endpoint_id: 'path' },
    required: ['endpoint_id'],
    body: null,
    responses: { '204': {} },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  startEndpoint: {
    id: 'startEndpoint',
    method: 'POST',
    path: '/v1/endpoints/{endpoint_id}/start',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'endpoints.start',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { endpoint_id: 'path' },
    required: ['endpoint_id'],
    body: null,
    responses: { '200': { json: { ref: 'EndpointStatusChange' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  stopEndpoint: {
    id: 'stopEndpoint',
    method: 'POST',
    path: '/v1/endpoints/{endpoint_id}/stop',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'endpoints.stop',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { endpoint_id: 'path' },
    required: ['endpoint_id'],
    body: null,
    responses: { '200': { json: { ref: 'EndpointStatusChange' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getEndpointMetrics: {
    id: 'getEndpointMetrics',
    method: 'GET',
    path: '/v1/endpoints/{endpoint_id}/{dimension}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'endpoints.metrics',
    idempotencyHeader: null,
    parameters: { endpoint_id: 'path', dimension: 'path', filters: 'spread' },
    required: ['endpoint_id', 'dimension'],
    body: null,
    responses: { '200': { json: { ref: 'EndpointMetrics' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  listCatalogTasks: {
    id: 'listCatalogTasks',
    method: 'GET',
    path: '/v1/tasks',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'tasks.list',
    idempotencyHeader: null,
    parameters: {},
    required: [],
    body: null,
    responses: { '200': { json: { ref: 'CatalogTaskList' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  matchCatalogTask: {
    id: 'matchCatalogTask',
    method: 'POST',
    path: '/v1/tasks/match',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'tasks.match',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'json', required: ['query'] },
    responses: { '200': { json: { ref: 'TaskMatch' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getCatalogTask: {
    id: 'getCatalogTask',
    method: 'GET',
    path: '/v1/tasks/{task_id}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'tasks.retrieve',
    idempotencyHeader: null,
    parameters: { task_id: 'path', examples_n: 'query' },
    required: ['task_id'],
    body: null,
    responses: { '200': { json: { ref: 'CatalogTask' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getLeaderboard: {
    id: 'getLeaderboard',
    method: 'GET',
    path: '/v1/tasks/{task_id}/leaderboard',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'tasks.leaderboard',
    idempotencyHeader: null,
    parameters: { task_id: 'path' },
    required: ['task_id'],
    body: null,
    responses: { '200': { json: { ref: 'Leaderboard' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  listFrontierModels: {
    id: 'listFrontierModels',
    method: 'GET',
    path: '/v1/eval/frontier-models',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'evals.frontier_models',
    idempotencyHeader: null,
    parameters: { task: 'query' },
    required: [],
    body: null,
    responses: { '200': { json: { ref: 'FrontierModelList' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  createEvalSet: {
    id: 'createEvalSet',
    method: 'POST',
    path: '/v1/eval-sets',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'evals.sets.create',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'form', files: { items: 'application/jsonl' }, required: ['items'] },
    responses: { '201': { json: { ref: 'EvalSetEnvelope' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  listEvalSets: {
    id: 'listEvalSets',
    method: 'GET',
    path: '/v1/eval-sets',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'evals.sets.list',
    idempotencyHeader: null,
    parameters: {},
    required: [],
    body: null,
    responses: { '200': { json: { ref: 'EvalSetList' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  proposeEvalContract: {
    id: 'proposeEvalContract',
    method: 'POST',
    path: '/v1/eval-sets/propose-contract',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'evals.sets.propose_contract',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'form', files: { items: 'application/jsonl' }, required: ['items', 'prompt'] },
    responses: { '200': { json: { ref: 'EvalContract' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  getEvalSet: {
    id: 'getEvalSet',
    method: 'GET',
    path: '/v1/eval-sets/{eval_set_id}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'evals.sets.retrieve',
    idempotencyHeader: null,
    parameters: { eval_set_id: 'path' },
    required: ['eval_set_id'],
    body: null,
    responses: { '200': { json: { ref: 'EvalSetEnvelope' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  deleteEvalSet: {
    id: 'deleteEvalSet',
    method: 'DELETE',
    path: '/v1/eval-sets/{eval_set_id}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'evals.sets.delete',
    idempotencyHeader: null,
    parameters: { eval_set_id: 'path' },
    required: ['eval_set_id'],
    body: null,
    responses: { '204': {} },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  attachBlob: {
    id: 'attachBlob',
    method: 'POST',
    path: '/v1/eval-sets/{eval_set_id}/attach-blob',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'evals.sets.upload_document',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { eval_set_id: 'path' },
    required: ['eval_set_id'],
    body: { kind: 'form', files: { file: null }, required: ['file', 'idx', 'field_name', 'mime'] },
    responses: { '200': { json: { ref: 'BlobReference' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  createBlobUploadUrl: {
    id: 'createBlobUploadUrl',
    method: 'POST',
    path: '/v1/eval-sets/{eval_set_id}/blob-upload-url',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'evals.sets.upload_document',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { eval_set_id: 'path' },
    required: ['eval_set_id'],
    body: { kind: 'json', required: ['idx', 'field_name', 'mime', 'file_size'] },
    responses: { '200': { json: { ref: 'BlobUpload' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: { field: 'upload_url', method: 'PUT', statuses: [200, 201], auth: 'none', minBytes: 5242880 },
    wait: null,
  },
  completeBlobUpload: {
    id: 'completeBlobUpload',
    method: 'POST',
    path: '/v1/eval-sets/{eval_set_id}/blob-upload-complete',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'evals.sets.upload_document',
    idempotencyHeader: 'Idempotency-Key',
    parameters: { eval_set_id: 'path' },
    required: ['eval_set_id'],
    body: { kind: 'json', required: ['idx', 'field_name', 'storage_uri', 'mime'] },
    responses: { '200': { json: { ref: 'BlobUploadCompletion' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: null,
  },
  createEvalRun: {
    id: 'createEvalRun',
    method: 'POST',
    path: '/v1/eval-runs',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'key',
    sdk: 'evals.runs.create',
    idempotencyHeader: 'Idempotency-Key',
    parameters: {},
    required: [],
    body: { kind: 'json', required: ['eval_set_id', 'candidate_model_ids'] },
    responses: { '202': { json: { ref: 'EvalRunAccepted' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'create',
      operation: 'getEvalRun',
      interval: 3,
      timeout: 900,
      outcome: { in: 'run', field: 'status', success: ['completed'], failure: ['failed'] },
    },
  },
  getEvalRun: {
    id: 'getEvalRun',
    method: 'GET',
    path: '/v1/eval-runs/{run_id}',
    api: 'pareta',
    retry: 'safe',
    idempotent: 'natural',
    sdk: 'evals.runs.retrieve',
    idempotencyHeader: null,
    parameters: { run_id: 'path' },
    required: ['run_id'],
    body: null,
    responses: { '200': { json: { ref: 'EvalRunEnvelope' } } },
    stream: null,
    longPoll: null,
    receipts: [],
    signedUpload: null,
    wait: {
      method: 'wait',
      operation: 'getEvalRun',
      interval: 3,
      timeout: 900,
      outcome: { in: 'run', field: 'status', success: ['completed'], failure: ['failed'] },
    },
  },
};
