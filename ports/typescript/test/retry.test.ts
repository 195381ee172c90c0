import assert from 'node:assert/strict';
import { it } from 'node:test';
import { backoff, isAmbiguous, kindOfFailure, kindOfStatus, retryAfter } from '../src/core/retry.ts';
import { retryClasses } from '../src/spec.ts';

process.env.TZ = 'America/New_York'; // a date without a zone is in UTC
const NOW = Date.UTC(2027, 0, 15, 8) / 1000;

for (const [value, seconds] of [
  ['7', 7],
  ['1.5', 1.5],
  [' 3 ', 3],
  ['-1', null],
  ['1e3', null],
  ['soon', null],
  ['2027-01-15T08:00:09Z', null],
  ['Fri, 15 Jan 2027 08:00:09 GMT', 9],
  ['Friday, 15-Jan-27 08:00:09 GMT', 9],
  ['Fri Jan 15 08:00:09 2027', 9],
  ['Fri, 15 Jan 2027 07:00:00 GMT', 0],
] as const) {
  it(`reads ${JSON.stringify(value)} as ${String(seconds)} seconds`, () => {
    assert.equal(retryAfter(new Headers({ 'retry-after': value }), NOW), seconds);
  });
}

it("compares a date with the server's own clock", () => {
  const headers = { 'retry-after': 'Fri, 15 Jan 2027 08:00:09 GMT', date: 'Fri, 15 Jan 2027 08:00:04 GMT' };
  assert.equal(retryAfter(new Headers(headers), 0), 5);
});

it('doubles the pause up to the longest one', () => {
  assert.deepEqual(
    [0, 1, 2, 4, 5, 2000].map((attempt) => backoff(attempt, 0.5)),
    [0.25, 0.5, 1, 4, 4, 4],
  );
});

it('knows the kind of each status', () => {
  const statuses = [301, 400, 404, 418, 429, 500, 503, 504, 599];
  const kinds = 'redirect bad-request not-found other rate-limit server unavailable server server';
  assert.equal(statuses.map(kindOfStatus).join(' '), kinds);
});

it('knows the kind of a failure in a stream by its code, or by the words of its type', () => {
  assert.deepEqual(kindOfFailure(429, 'x'), { kind: 'rate-limit', status: 429 });
  assert.deepEqual(kindOfFailure('503', null), { kind: 'unavailable', status: 503 });
  assert.deepEqual(kindOfFailure(null, 'server_error'), { kind: 'server', status: 500 });
  assert.deepEqual(kindOfFailure('insufficient_quota', 'server_error'), { kind: 'insufficient-credits', status: 402 });
  assert.equal(kindOfFailure({ code: 500 }, 'odd'), null);
  assert.equal(kindOfFailure({ toString: 1 }, ['server_error']), null);
});

it('takes a server error for ambiguous only where the request may have been accepted', () => {
  const found = [500, 503, 504, 404].map((status) => isAmbiguous(retryClasses.unconfirmed!, status));
  assert.deepEqual(found, [true, false, true, false]);
  assert.equal(isAmbiguous(retryClasses.safe!, 500), false);
});
