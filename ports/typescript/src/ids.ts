// Checks of what a decoded response must have before its ids are used.

import { ResponseError, type SDKError } from './core/errors.ts';
import { note, outcomeUnknown } from './core/failures.ts';
import { segment } from './core/request.ts';
import { operations, retryClasses, shapes, type OperationId } from './spec.ts';
import { responseOf, setResponse, type Wire } from './core/wire.ts';

/** Throw unless the id in a response can be used in a request. */
export function requireId(wire: Wire, id: OperationId, response: object, found: unknown, name: string): void {
  try {
    segment(name, found);
  } catch {
    throw malformed(wire, id, response, `it has no valid ${name}`);
  }
}

/** Return the only member of a response: an object, or a list, which is empty if it is missing. */
export function unwrap(wire: Wire, id: OperationId, response: object, name: string): object {
  const rules = Object.values(operations[id].responses)[0]?.json ?? {};
  const members = shapes[rules.ref ?? '']?.object ?? {};
  const found = (response as Record<string, unknown>)[name] ?? (members[name]?.array ? [] : undefined);
  if (typeof found !== 'object' || found === null) throw malformed(wire, id, response, `it has no ${name}`);
  setResponse(found, responseOf(response));
  return found;
}

/** Return the error for a decoded response that lacks what the call needs. `problem` is a clause. */
export function malformed(wire: Wire, id: OperationId, response: object, problem: string): SDKError {
  const info = responseOf(response);
  const partial = wire.settings.redact.value(response);
  const { requestId, idempotencyKey } = info ?? {};
  const facts = operations[id];
  const call = `${facts.method} ${facts.path} (${id})`;
  const message = `${call} returned ${String(info?.status)}, but ${problem}${note(requestId)}.`;
  const shown = info && { status: info.status, headers: info.headers, body: JSON.stringify(partial) };
  const error = new ResponseError('response', message, {
    requestId,
    idempotencyKey,
    partial,
    response: shown,
    incomplete: false,
  });
  if (retryClasses[facts.retry]!.lostConnection === 'retry') return error;
  return outcomeUnknown(message, { requestId, idempotencyKey, partial, timedOut: false, cause: error });
}
