// The errors of both clients. `kind` says what happened; the classes group the kinds for `instanceof`.

import type { ErrorStatusKind } from '../spec.ts';
import { printable } from './printable.ts';

/** What happened. The kinds of a status are in the spec. */
export type ErrorKind =
  | ErrorStatusKind
  | 'connection'
  | 'timeout'
  | 'wait-timeout'
  | 'outcome-unknown'
  | 'response'
  | 'stream'
  | 'stream-ended'
  | 'deploy-failed'
  | 'run-failed'
  | 'output-parse'
  | 'bad-argument'
  | 'cancelled'
  | 'webhook';

/** The base of all errors of this package. */
export class SDKError extends Error {
  readonly kind: ErrorKind;
  /** The service's id for the request, to quote to its support. */
  declare requestId: string | undefined;
  /** The key that the request carried. Pass it as `idempotencyKey` to repeat the same call. */
  declare idempotencyKey: string | undefined;
  /** The id of the run, endpoint or evaluation that the call is about. */
  declare id: string | undefined;
  /** The service's reference for the failure, to quote to its support. */
  declare reference: string | undefined;
  /** What was received before the failure. */
  declare partial: unknown;

  constructor(kind: ErrorKind, message: string, { cause, ...context }: ErrorContext = {}) {
    super(printable(message), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.kind = kind;
    Object.assign(this, Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined)));
  }

  /** Return what `JSON.stringify` writes: the message too. */
  toJSON(): object {
    return Object.assign({}, this, { name: this.name, message: this.message });
  }
}

/** What an error knows beside its kind and its message. Which of it there is depends on the class. */
export type ErrorContext = Partial<
  Pick<SDKError, 'requestId' | 'idempotencyKey' | 'id' | 'reference' | 'partial' | 'cause'> &
    Pick<StatusError, 'status' | 'detail'> &
    Pick<ResponseError, 'response' | 'incomplete'> &
    Pick<OutcomeUnknownError, 'timedOut' | 'permanent'>
>;

/** An argument is invalid. Nothing was sent. */
export class ArgumentError extends SDKError {
  constructor(message: string) {
    super('bad-argument', message);
  }
}

/** The request got no response: connecting failed, or the connection was lost. It was retried where that is safe. */
export class ConnectionError extends SDKError {
  /** Whether a retry cannot help: the server's certificate is not trusted. */
  declare readonly permanent: boolean | undefined;
}

/** The request got no response in time. */
export class TimeoutError extends ConnectionError {}

/** A wait passed its deadline. The work continues on the server: wait again with the same `id`. */
export class WaitTimeoutError extends TimeoutError {}

/**
 * It is unknown whether a paid request was accepted, and it was not sent again. Check whether the work exists before
 * you repeat the call with the same `idempotencyKey`.
 */
export class OutcomeUnknownError extends ConnectionError {
  /** Whether the service may still be working on the request. */
  declare readonly timedOut: boolean;
}

/**
 * The signal of a call fired after its request was sent or its work was started: `cause` is the reason, and `name` is the
 * reason's. A call that has started nothing rejects with the reason itself.
 */
export class CancelledError extends SDKError {
  constructor(message: string, context: ErrorContext) {
    super('cancelled', message, context);
    if (context.cause instanceof Error) this.name = context.cause.name;
  }
}

/** The response behind an error. */
export interface ErrorResponse {
  status: number;
  headers: Headers;
  /** The body as text, shortened if it is very long. */
  body: string;
}

/** A success that is not what the API documents, or that is incomplete. */
export class ResponseError extends SDKError {
  declare readonly response: ErrorResponse | undefined;
  /** Whether the connection was lost before the whole body arrived. */
  declare readonly incomplete: boolean;
}

/** A response with an error status. `kind` is one of the statuses' kinds. */
export class StatusError extends SDKError {
  declare readonly status: number;
  /** The API's own explanation, as received. */
  declare readonly detail: unknown;
  declare readonly response: ErrorResponse;
}

/** An event stream failed. */
export class StreamError extends SDKError {
  /** The service's own explanation, as received, if it reported a failure. */
  declare readonly detail: unknown;
}

/** An event stream ended before its last event, so events are missing. */
export class StreamEndedError extends StreamError {}

/** A deploy failed, or the endpoint was stopped. */
export class DeployFailedError extends SDKError {}

/** A run failed or was cancelled. `partial` is the run. */
export class RunFailedError extends SDKError {}

/** A run completed, but its output does not fit the schema. `partial` is the result. */
export class OutputParseError extends SDKError {}

/** A webhook is malformed, too old, or not signed with the secret. */
export class WebhookVerificationError extends SDKError {
  constructor(message: string) {
    super('webhook', message);
  }
}
