// What a failed attempt means: the error for it, in words. Pure.

import { parseJson } from './decode.ts';
import {
  CancelledError,
  ConnectionError,
  OutcomeUnknownError,
  ResponseError,
  StatusError,
  TimeoutError,
  type ErrorContext,
  type SDKError,
} from './errors.ts';
import { isObject, type Call } from './request.ts';
import { isAmbiguous, kindOfStatus, validStatus } from './retry.ts';
import { errors, type Api, type RetryClass } from '../spec.ts';

/** What is known about a response apart from its body. */
export interface ResponseInfo {
  status: number;
  headers: Headers;
  requestId: string | undefined;
  idempotencyKey: string | undefined;
  /** The amounts that the response states about the call, by name. A stream states them at its end. */
  receipt: { [amount: string]: number };
}

/** An attempt without a whole response. */
export interface Failure {
  reason: string;
  /** False if the request was certainly not sent. */
  sent: boolean;
  timedOut: boolean;
  /** Whether a retry cannot help. */
  permanent: boolean;
  cause: unknown;
}

const SHOWN = 300;
const MOST_PROBLEMS = 10;
const BEFORE_SENDING = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;
const UNTRUSTED = /CERT|UNABLE_TO_/;

/** Return what an exception of `fetch`, or of reading a body, means. */
export function failureOf(error: unknown, timedOut: boolean): Failure {
  const causes: { code?: unknown; syscall?: unknown; message?: unknown }[] = [];
  for (let each = error; each instanceof Error && causes.length < 10; each = each.cause) causes.push(each);
  const codes = causes.map(({ code }) => String(code));
  const untrusted = codes.some((code) => UNTRUSTED.test(code));
  const unsent =
    codes.some((code) => BEFORE_SENDING.test(code)) ||
    causes.some(({ syscall }) => syscall === 'connect' || syscall === 'getaddrinfo');
  const words = causes.flatMap(({ message, code }) => [message, code].filter((one) => typeof one === 'string' && one));
  return {
    reason: timedOut ? 'no response in time' : [...new Set(words)].join(': ') || String(error),
    sent: !unsent && !untrusted,
    timedOut: timedOut || codes.some((code) => /TIMEOUT|ETIMEDOUT/.test(code)),
    permanent: untrusted,
    cause: error,
  };
}

/** Return the error for an attempt without a whole response. `attempts` were made so far. */
export function connectionError(call: Call, failure: Failure, attempts: number, requestId?: string): SDKError {
  const { timedOut, permanent } = failure;
  const reason = `(${call.redact.text(failure.reason)})`;
  const context = { idempotencyKey: call.key, requestId, cause: call.redact.cause(failure.cause) };
  if (failure.sent && call.rule.lostConnection !== 'retry') {
    const message = `${call.name}: the connection was lost after the request was sent ${reason}${note(requestId)}.`;
    return outcomeUnknown(message, { ...context, timedOut });
  }
  const after = attempts > 1 ? ` after ${String(attempts)} attempts` : '';
  if (timedOut) {
    const message = `${call.name} timed out${after} ${reason}${note(requestId)}. Raise timeout, or try again later.`;
    return new TimeoutError('timeout', message, context);
  }
  const advice = permanent
    ? "The server's certificate is not trusted: check the base URL and the certificate authorities."
    : `Check the network, and that the base URL is right: the request went to ${new URL(call.url).origin}.`;
  const message = `${call.name} got no response${after} ${reason}. ${advice}`;
  return new ConnectionError('connection', message, { ...context, permanent: permanent || undefined });
}

/** Return the error for a call that was cancelled after its request was sent. */
export function cancelledError(call: Call, reason: unknown): CancelledError {
  const message = `${call.name} was cancelled. ${adviceIfUnknown(call.key)}`;
  return new CancelledError(message, { idempotencyKey: call.key, cause: reason });
}

export function outcomeUnknown(message: string, context: ErrorContext & { timedOut: boolean }): OutcomeUnknownError {
  return new OutcomeUnknownError('outcome-unknown', `${message} ${adviceIfUnknown(context.idempotencyKey)}`, context);
}

function adviceIfUnknown(key: string | undefined): string {
  return (
    'The request may have been accepted and billed, and it was not sent again. Check whether the work exists before ' +
    `you retry with idempotencyKey ${JSON.stringify(key ?? null)}.`
  );
}

/** Return the error for a response with an error status. */
export function statusError(call: Call, api: Api, info: ResponseInfo, body: string): SDKError {
  const { status, headers, requestId } = info;
  const kind = kindOfStatus(status || 300); // a browser hides the status of a redirect
  const { text, detail, reference } = parseErrorBody(api, body);
  const { advice } = errors[kind];
  const lead = `${call.name} returned ${String(status)}`;
  const message = `${lead}${text && `: ${text}`}${note(requestId)}${advice ? `. ${advice}` : ''}`;
  const context = { requestId, idempotencyKey: call.key, reference };
  const error = new StatusError(kind, message, { ...context, status, detail, response: { status, headers, body } });
  if (!isAmbiguous(call.rule, status)) return error;
  const timedOut = call.rule.ambiguousTimeout.includes(status);
  return outcomeUnknown(`${lead}${note(requestId)}.`, { ...context, timedOut, cause: error });
}

/** Return the error for a success whose body is not what the API documents. `problem` is a clause. */
export function responseError(call: Call, info: ResponseInfo, body: string, problem: string, lost?: Failure): SDKError {
  const { status, headers, requestId } = info;
  const begins = body ? `begins with: ${JSON.stringify(body.slice(0, SHOWN))}` : 'is empty';
  const message =
    `${call.name} returned ${String(status)}, but ${problem}${note(requestId)}. The response ${begins}. ` +
    'Check that the base URL points to the API and not to a proxy.';
  const context = { requestId, idempotencyKey: call.key, cause: lost && call.redact.cause(lost.cause) };
  const facts = { response: { status, headers, body }, incomplete: lost !== undefined };
  const error = new ResponseError('response', message, { ...context, ...facts });
  if (call.rule.lostConnection === 'retry') return error;
  return outcomeUnknown(message, { ...context, timedOut: false, cause: error });
}

/** Return whether a wait continues after this error: the same request may succeed later. */
export function isTransient(rule: RetryClass, error: unknown): boolean {
  if (error instanceof StatusError) {
    return rule.statuses.includes(validStatus(error.status)) && !rule.permanent.includes(error.status);
  }
  if (error instanceof ConnectionError) return !error.permanent;
  return error instanceof ResponseError && error.incomplete;
}

/** Return what an error body says: a sentence, the API's own detail, and its reference. */
function parseErrorBody(api: Api, body: string): { text: string; detail: unknown; reference: string | undefined } {
  const decoded = parseJson(body);
  const [said, detail, id] = (['message', 'detail', 'reference'] as const).map((one) =>
    firstOf(decoded, api.errorFields[one]),
  );
  const reference = typeof id === 'string' ? id : undefined;
  const named = reference ? ` (reference ${shorten(reference)})` : '';
  const more = said !== detail && Array.isArray(detail) ? `: ${sentence(detail)}` : '';
  return {
    text: (said === undefined ? shorten(body) : sentence(said)) + named + more,
    detail: detail ?? decoded,
    reference,
  };
}

function firstOf(body: unknown, paths: readonly string[]): unknown {
  const found = paths.map((path) =>
    path.split('.').reduce<unknown>((each, name) => (isObject(each) ? each[name] : undefined), body),
  );
  return found.find((one) => one !== undefined && one !== null && one !== '');
}

/** Return an explanation as text: also a list of validation issues, each with its place. */
function sentence(value: unknown): string {
  const problems = [value].flat().map((one: unknown) => {
    const issue = Array.isArray(value) && isObject(one) ? one : null;
    const place = [issue?.loc ?? []].flat().map(textOf).join('.');
    return shorten((place && `${place}: `) + textOf(issue ? (issue.msg ?? issue.type ?? 'invalid') : one));
  });
  const more = problems.length - MOST_PROBLEMS;
  return problems.slice(0, MOST_PROBLEMS).join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
}

/** Return what a service said: a text as it is, and any other value as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN - 1)}…`;
}

export function note(requestId: string | undefined): string {
  return requestId ? ` (request id ${requestId})` : '';
}
