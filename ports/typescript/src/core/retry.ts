// Whether a failed attempt is repeated, and how long to wait first. Pure functions; durations are in seconds.

import { defaults, errors, type ErrorFacts, type ErrorStatusKind, type RetryClass, type StatusRange } from '../spec.ts';

/** Return the pause before a retry: exponential backoff with full jitter. `random` lies in [0, 1). */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(defaults.backoff.longest, defaults.backoff.first * 2 ** attempt);
}

/** Return the pause before a retry after an error status, or null to give up. */
export function delayAfterStatus(
  rule: RetryClass,
  status: number,
  headers: Headers,
  at: { attempt: number; now: number; random: number },
): number | null {
  if (!rule.statuses.includes(validStatus(status))) return null;
  const asked = retryAfter(headers, at.now);
  if (asked === null) return backoff(at.attempt, at.random);
  return asked <= defaults.longestRetryAfter ? asked : null;
}

/** Return whether the request may have been accepted although the status is an error. */
export function isAmbiguous(rule: RetryClass, status: number): boolean {
  const valid = validStatus(status);
  return isIn(rule.ambiguous, valid) && !rule.statuses.includes(valid);
}

/** Return the status, or 500 for one above 599: an invalid status is treated as 5xx (RFC 9110, 15). */
export function validStatus(status: number): number {
  return status > 599 ? 500 : status;
}

/** Return `Retry-After` (RFC 9110, 10.2.3) in seconds from now, or null if it is missing or invalid. */
export function retryAfter(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const until = httpDate(value);
  if (until === null) return null;
  // Compared with the server's own clock where it says so, so that a wrong local clock does no harm.
  return Math.max(0, until - (httpDate(headers.get('date') ?? '') ?? now));
}

function httpDate(value: string): number | null {
  if (!/^[A-Za-z]{3,9},? [ -~]{1,40}$/.test(value)) return null;
  const parsed = Date.parse(/(GMT|UTC|[+-]\d{4})$/.test(value) ? value : `${value} GMT`);
  return Number.isNaN(parsed) ? null : parsed / 1000;
}

const kinds = Object.entries(errors) as [ErrorStatusKind, ErrorFacts][];

/** Return the kind of error that a status stands for. */
export function kindOfStatus(status: number): ErrorStatusKind {
  return kinds.find(([, { statuses }]) => isIn(statuses, status))![0];
}

/** Return the kind of error, and its status, that an error object in a stream stands for by its code or type, or null. */
export function kindOfFailure(code: unknown, type: unknown): { kind: ErrorStatusKind; status: number } | null {
  for (const value of [code, type]) {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (/^[45]\d\d$/.test(text)) return { kind: kindOfStatus(Number(text)), status: Number(text) };
    const found = kinds.find(([, one]) => one.words?.some((word) => text.includes(word)));
    if (found) return { kind: found[0], status: found[1].statuses[0]![0] };
  }
  return null;
}

function isIn(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(([first, last]) => first <= status && status <= last);
}
