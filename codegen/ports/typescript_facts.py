"""The types of the tables in spec.ts: the form in which the TypeScript port reads the facts of the spec."""

FACTS = """\
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
"""
