// What a failed attempt means: the error for it, in words. Pure.

import {
  CancelledError,
  ConnectionError,
  OutcomeUnknownError,
  ResponseError,
  StatusError,
  TimeoutError,
  type ErrorContext,
  type ErrorResponse,
  type SDKError,
} from './errors.ts';
import type { Api, RetryClass } from './facts.ts';
import { isObject, type Call } from './request.ts';
import { isAmbiguous, kindOfStatus } from './retry.ts';
import { errors } from '../spec.ts';

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
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const UNTRUSTED = /CERT|UNABLE_TO_/;

/** Return what an exception of `fetch`, or of reading a body, means. */
export function failureOf(error: unknown, timedOut: boolean): Failure {
  const causes: { code?: unknown; syscall?: unknown; message?: unknown }[] = [];
  for (let each = error; each instanceof Error && causes.length < 10; each = each.cause) causes.push(each);
  const codes = causes.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  const untrusted = codes.some((code) => UNTRUSTED.test(code));
  const unsent =
    codes.some((code) => BEFORE_SENDING.has(code) || code === 'UND_ERR_CONNECT_TIMEOUT') ||
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

export function connectionError(call: Call, failure: Failure, attempts: number, requestId?: string): SDKError {
  const reason = call.redact.text(failure.reason);
  const context = { idempotencyKey: call.key, requestId, cause: call.redact.cause(failure.cause) };
  if (failure.sent && call.rule.lostConnection !== 'retry') {
    const message = `${call.name}: the connection was lost after the request was sent (${reason})${note(requestId)}.`;
    return outcomeUnknown(message, failure.timedOut, context);
  }
  const after = attempts > 1 ? ` after ${String(attempts)} attempts` : '';
  if (failure.permanent) {
    const advice = "The server's certificate is not trusted: check the base URL and the certificate authorities.";
    return new ConnectionError('connection', `${call.name} got no response (${reason}). ${advice}`, context);
  }
  if (failure.timedOut) {
    const message = `${call.name} timed out${after} (${reason})${note(requestId)}. Raise timeout, or try again later.`;
    return new TimeoutError('timeout', message, context);
  }
  const advice = `Check the network, and that the base URL is right: the request went to ${new URL(call.url).origin}.`;
  return new ConnectionError('connection', `${call.name} got no response${after} (${reason}). ${advice}`, context);
}

/** Return the error for a call that was cancelled after its request was sent. */
export function cancelledError(call: Call, reason: unknown): CancelledError {
  const message = `${call.name} was cancelled. ${adviceIfUnknown(call.key)}`;
  return new CancelledError(message, { idempotencyKey: call.key, cause: reason });
}

export function outcomeUnknown(message: string, timedOut: boolean, context: ErrorContext): OutcomeUnknownError {
  return new OutcomeUnknownError(`${message} ${adviceIfUnknown(context.idempotencyKey)}`, timedOut, context);
}

function adviceIfUnknown(key: string | undefined): string {
  return (
    'The request may have been accepted and billed, and it was not sent again. Check whether the work exists before ' +
    `you retry with idempotencyKey ${JSON.stringify(key ?? null)}.`
  );
}

/** Return the error for a response with an error status. */
export function statusError(call: Call, api: Api, info: ResponseInfo, body: string): SDKError {
  const kind = kindOfStatus(info.status || 300); // a browser hides the status of a redirect
  const found = parseErrorBody(api, body);
  const { advice = '' }: { statuses: unknown; advice?: string } = errors[kind];
  const context = { requestId: info.requestId, idempotencyKey: call.key, reference: found.reference };
  const message = `${call.name} returned ${String(info.status)}${found.text && `: ${found.text}`}${note(info.requestId)}`;
  const error = new StatusError(
    kind,
    advice ? `${message}. ${advice}` : message,
    { status: info.status, detail: found.detail, response: { ...shown(info), body } },
    context,
  );
  if (!isAmbiguous(call.rule, info.status)) return error;
  const lead = `${call.name} returned ${String(info.status)}${note(info.requestId)}.`;
  return outcomeUnknown(lead, call.rule.ambiguousTimeout.includes(info.status), { ...context, cause: error });
}

/** Return the error for a success whose body is not what the API documents. `problem` is a clause. */
export function responseError(call: Call, info: ResponseInfo, body: string, problem: string, lost?: Failure): SDKError {
  const begins = body ? `begins with: ${JSON.stringify(body.slice(0, SHOWN))}` : 'is empty';
  const context = {
    requestId: info.requestId,
    idempotencyKey: call.key,
    cause: lost && call.redact.cause(lost.cause),
  };
  const error = new ResponseError(
    `${call.name} returned ${String(info.status)}, but ${problem}${note(info.requestId)}. The response ${begins}. ` +
      'Check that the base URL points to the API and not to a proxy.',
    { ...shown(info), body },
    lost !== undefined,
    context,
  );
  if (call.rule.lostConnection === 'retry') return error;
  return outcomeUnknown(error.message, false, { ...context, cause: error });
}

function shown(info: ResponseInfo): Omit<ErrorResponse, 'body'> {
  return { status: info.status, headers: info.headers };
}

/** Return whether a wait continues after this error: the same request may succeed later. */
export function isTransient(rule: RetryClass, error: unknown): boolean {
  if (error instanceof StatusError) {
    return rule.statuses.includes(error.status) && !rule.permanent.includes(error.status);
  }
  if (error instanceof ConnectionError) return !error.message.includes('certificate is not trusted');
  return error instanceof ResponseError && error.incomplete;
}

interface ErrorBody {
  text: string;
  detail: unknown;
  reference: string | undefined;
}

/** Return what an error body says: a sentence, the API's own detail, and its reference. */
export function parseErrorBody(api: Api, body: string): ErrorBody {
  let decoded: unknown;
  try {
    decoded = JSON.parse(body);
  } catch {
    return { text: shorten(body), detail: undefined, reference: undefined };
  }
  if (!isObject(decoded)) return { text: shorten(body), detail: decoded, reference: undefined };
  const { message, detail, reference } = api.errorFields;
  const said = first(decoded, message);
  const explained = first(decoded, detail);
  const id = first(decoded, reference);
  const named = typeof id === 'string' ? ` (reference ${shorten(id)})` : '';
  const more = said !== explained && Array.isArray(explained) ? `: ${sentence(explained)}` : '';
  return {
    text: (said === undefined ? shorten(body) : sentence(said)) + named + more,
    detail: explained === undefined ? decoded : explained,
    reference: typeof id === 'string' ? id : undefined,
  };
}

function first(body: unknown, paths: string[]): unknown {
  for (const path of paths) {
    const found = path.split('.').reduce<unknown>((each, name) => (isObject(each) ? each[name] : undefined), body);
    if (found !== undefined && found !== null && found !== '') return found;
  }
  return undefined;
}

function sentence(value: unknown): string {
  if (!Array.isArray(value)) return shorten(textOf(value));
  const problems = value.slice(0, 10).map((one: unknown) => {
    if (!isObject(one)) return shorten(String(one));
    const place = Array.isArray(one.loc) ? `${one.loc.join('.')}: ` : '';
    return shorten(place + textOf(one.msg ?? one.type ?? 'invalid'));
  });
  const more = value.length - problems.length;
  return problems.join('; ') + (more > 0 ? `; and ${String(more)} more` : '');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN - 1)}…`;
}

export function note(requestId: string | undefined): string {
  return requestId ? ` (request id ${requestId})` : '';
}
