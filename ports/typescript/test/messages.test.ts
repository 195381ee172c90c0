// The words of errors: what happened, in which call, and what to do next.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Parallel, Pareta, type StatusError } from '../src/index.ts';
import { json, scripted, sse } from './support.ts';

const plain = (text: string, status = 200): Response => new Response(text, { status });
const problem = (at: number): object => ({ loc: ['body', at], msg: 'too long' });
const LIST = 'GET /v1/models (listModels)';
const PROXY = 'Check that the base URL points to the API and not to a proxy.';
const refused = Object.assign(new Error('connect'), { syscall: 'connect' });
const unknown = Object.assign(new Error('no such host'), { syscall: 'getaddrinfo', code: '' });

const messages: [string, Response | Error, string][] = [
  ['a text', json({ detail: 'Odd.' }, 418), `${LIST} returned 418: Odd. (request id req_1)`],
  [
    'advice',
    plain('{"detail": "busy"}', 503),
    `${LIST} returned 503: busy. The service is not ready. Try again later.`,
  ],
  ['no body', plain('', 418), `${LIST} returned 418`],
  ['a page', plain('<p>\n  no\n</p>', 418), `${LIST} returned 418: <p> no </p>`],
  ['a long page', plain('x'.repeat(301), 418), `${LIST} returned 418: ${'x'.repeat(299)}…`],
  [
    'a reference',
    json({ error: { message: 'No.', ref_id: 'r1' } }, 418),
    `${LIST} returned 418: No. (reference r1) (request id req_1)`,
  ],
  [
    'a reference that is not text',
    json({ error: { message: 'No.', ref_id: 5 } }, 418),
    `${LIST} returned 418: No. (request id req_1)`,
  ],
  [
    'problems',
    plain(JSON.stringify({ detail: [problem(1), { type: 'missing' }, {}, 'no'] }), 418),
    `${LIST} returned 418: body.1: too long; missing; invalid; no`,
  ],
  [
    'a message and its problems',
    plain(JSON.stringify({ error: { message: 'No', detail: [problem(1)] } }), 418),
    `${LIST} returned 418: No: body.1: too long`,
  ],
  [
    'places that are texts, empty or null',
    plain(
      '{"detail": [{"loc": "body.team", "msg": "no"}, {"loc": [], "msg": "too"}, {"loc": null, "msg": "bad"}]}',
      418,
    ),
    `${LIST} returned 418: body.team: no; too; bad`,
  ],
  [
    'an odd place',
    plain('{"detail": [{"loc": [{"toString": 1}], "msg": "no"}]}', 418),
    `${LIST} returned 418: {"toString":1}: no`,
  ],
  [
    'many problems',
    plain(JSON.stringify({ detail: Array.from({ length: 12 }, () => 'no') }), 418),
    `${LIST} returned 418: ${'no; '.repeat(10)}and 2 more`,
  ],
  [
    'a success with an empty body',
    json(undefined),
    `${LIST} returned 200, but its body is empty (request id req_1). The response is empty. ${PROXY}`,
  ],
  [
    'a success that is a page',
    plain('<p>'),
    `${LIST} returned 200, but its body is not valid JSON. The response begins with: "<p>". ${PROXY}`,
  ],
  ...([refused, unknown] as const).map((cause): [string, Error, string] => [
    `a lost connection (${cause.syscall})`,
    new TypeError('fetch failed', { cause }),
    `${LIST} got no response (fetch failed: ${cause.message}). Check the network, and that the base URL is right: the ` +
      'request went to https://api.pareta.ai.',
  ]),
];
for (const [name, response, expected] of messages) {
  it(`says what ${name} means`, async () => {
    const { options } = scripted(response);
    await assert.rejects(new Pareta({ ...options, maxRetries: 0 }).models.list(), { message: expected });
  });
}

for (const syscall of ['connect', 'getaddrinfo']) {
  it(`sends a paid request again whose ${syscall} failed`, async () => {
    const lost = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { syscall }) });
    const { options, sent } = scripted(lost, json({ run_id: 'trun_1' }));
    await new Parallel(options).taskRun.create({ input: 'q', processor: 'base' });
    assert.equal(sent.length, 2);
  });
}

it('counts the attempts that got no response', async () => {
  const { options } = scripted(...[1, 2, 3].map(() => new TypeError('fetch failed')));
  await assert.rejects(new Pareta(options).models.list(), {
    message: /got no response after 3 attempts \(fetch failed\)/,
  });
});

const SSE = { 'content-type': 'text/event-stream' };
const ends: [string, Response, (one: Pareta, two: Parallel) => Promise<AsyncIterator<unknown>>, RegExp][] = [
  [
    'a chat',
    new Response(null, { headers: SSE }),
    (one) => one.chat.completions.create(CHAT),
    /ended before \[DONE\];/,
  ],
  [
    'a deploy',
    sse(),
    (one) => one.endpoints.deploy({ task: 't' }),
    /ended before complete or error; events are missing/,
  ],
  [
    'a list of runs',
    sse('data: {"type'),
    (_, two) => two.wire.stream('streamTaskGroupRuns', { params: { taskgroup_id: 't' } }),
    /ended before its last event was complete;/,
  ],
];
for (const [name, response, call, expected] of ends) {
  it(`says what is missing at the end of ${name}`, async () => {
    const { options } = scripted(response);
    const stream = await call(new Pareta(options), new Parallel(options));
    await assert.rejects(stream.next(), { kind: 'stream-ended', message: expected });
  });
}

it('says what a service reported in mid-stream, with the response', async () => {
  const { options } = scripted(sse('data: {"error": {"type": "rate_limit_error"}}\n\n'));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await assert.rejects(stream.next(), (error: StatusError) => {
    assert.match(error.message, /the service reported a failure in mid-stream: rate_limit_error$/);
    assert.deepEqual([error.kind, error.status, error.response.status], ['rate-limit', 429, 200]);
    assert.equal(error.response.headers.get('content-type'), 'text/event-stream');
    assert.equal(error.response.body, '{"error":{"type":"rate_limit_error"}}');
    return true;
  });
});

const CHAT = { model: 'ep_1', messages: [{ role: 'user', content: 'hi' }], stream: true as const };
for (const [name, chunk, expected] of [
  ['an event that is too long', `data: "${'x'.repeat(100)}"\n\n`, /an event of more than 50 bytes/],
  ['a line that is not UTF-8', Uint8Array.of(...Buffer.from('data: '), 0xff, 10, 10), /not valid UTF-8/],
  ['an event that is not JSON', 'data: {oops\n\n', /cannot be read \(it is not valid JSON\): "\{oops"/],
] as const) {
  it(`says that a stream sent ${name}, and closes it`, async () => {
    let closed = false;
    const { options } = scripted((_, signal) => {
      signal.addEventListener('abort', () => (closed = true));
      return typeof chunk === 'string'
        ? sse(chunk)
        : new Response(chunk, { headers: { 'content-type': 'text/event-stream' } });
    });
    const stream = await new Pareta({ ...options, maxEventBytes: 50 }).chat.completions.create(CHAT);
    await assert.rejects(stream.next(), { kind: 'stream', message: expected });
    assert.ok(closed);
  });
}
