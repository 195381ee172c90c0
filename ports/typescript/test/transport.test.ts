import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import {
  ConnectionError,
  OutcomeUnknownError,
  Parallel,
  Pareta,
  responseOf,
  SDKError,
  StatusError,
} from '../src/index.ts';
import { TimeoutError } from '../src/index.ts';
import { hanging, json, late, scripted } from './support.ts';

const RUN = {
  run_id: 'trun_1',
  status: 'queued',
  is_active: true,
  processor: 'base',
  created_at: null,
  modified_at: null,
};
const INPUT = { input: 'United Nations', processor: 'base' };

const fault = (facts: object): Error => new TypeError('fetch failed', { cause: Object.assign(new Error('no'), facts) });
const silent = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

it('retries a 503 with the same key and the same body, as long as the server asks for', async () => {
  const busy = { detail: 'busy' };
  const { options, sent, pauses } = scripted(json(busy, 503, { 'retry-after': '7' }), json(busy, 503), json(RUN, 202));
  const run = await new Parallel(options).taskRun.create(INPUT);
  assert.deepEqual(run, RUN);
  assert.deepEqual(pauses, [7, 0.5]);
  assert.equal(new Set(sent.map(({ headers }) => headers.get('idempotency-key'))).size, 1);
  assert.deepEqual(new Set(sent.map(({ body }) => body)), new Set([JSON.stringify(INPUT)]));
});

const lost = new TypeError('fetch failed', {
  cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
});
const refused = new TypeError('fetch failed', {
  cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
});

it('does not repeat a paid request that may have been sent', async () => {
  const { options, sent } = scripted(lost);
  const error: unknown = await new Parallel(options).taskRun.create(INPUT).catch((caught: unknown) => caught);
  assert.ok(error instanceof OutcomeUnknownError);
  assert.equal(error.idempotencyKey, sent[0]!.headers.get('idempotency-key'));
  assert.match(error.message, /Check whether the work exists before you retry/);
});

for (const [name, response] of [
  ['nothing', undefined],
  ['a response with a stream of Node.js', { status: 202, headers: new Headers(), body: Readable.from(['{}']) }],
] as const) {
  it(`keeps the key of a paid request whose fetch returns ${name}`, async () => {
    const { options, sent } = scripted(() => response as unknown as Response);
    const error: unknown = await new Parallel(options).taskRun.create(INPUT).catch((caught: unknown) => caught);
    assert.ok(error instanceof OutcomeUnknownError);
    assert.equal(error.idempotencyKey, sent[0]!.headers.get('idempotency-key'));
    assert.match(error.message, /fetch returned no Response/);
  });
}

it('repeats a paid request that was certainly not sent', async () => {
  const { options, sent } = scripted(refused, json(RUN, 202));
  assert.deepEqual(await new Parallel(options).taskRun.create(INPUT), RUN);
  assert.equal(sent.length, 2);
});

it('repeats a safe request after a lost connection', async () => {
  const { options, sent } = scripted(lost, json(RUN));
  assert.deepEqual(await new Parallel(options).taskRun.retrieve('trun_1'), RUN);
  assert.equal(sent.length, 2);
});

for (const id of ['', ' ', '.', '..', 'a\nb', '\ud800']) {
  it(`refuses the id ${JSON.stringify(id)} before anything is sent`, async () => {
    const { options, sent } = scripted();
    await assert.rejects(new Parallel(options).taskRun.retrieve(id), { kind: 'bad-argument', message: /run_id/ });
    assert.equal(sent.length, 0);
  });
}

const bodies: [string, object, RegExp][] = [
  ['NaN', { ...INPUT, metadata: { a: { b: NaN } } }, /body\.metadata\.a\.b/],
  ['a bigint', { ...INPUT, metadata: { list: [1n] } }, /body\.metadata\.list\[0\]/],
  ['no input', { processor: 'base' }, /input/],
];
for (const [name, body, place] of bodies) {
  it(`refuses a body with ${name} and names its place`, async () => {
    const { options } = scripted();
    await assert.rejects(new Parallel(options).taskRun.create(body as never), { kind: 'bad-argument', message: place });
  });
}

const urls: [string, RegExp][] = [
  ['ftp://a', /https/],
  ['https://u:p@a', /user name/],
  ['https://a/?b', /query/],
  ['https://', /host/],
  ['https://a b', /host/],
  ['https://a:0', /port/],
];
for (const [baseUrl, problem] of urls) {
  it(`refuses the base URL ${baseUrl}`, () => {
    assert.throws(() => new Pareta({ apiKey: 'k', baseUrl }), { kind: 'bad-argument', message: problem });
  });
}

for (const baseUrl of ['https://gateway.example/x', 'https://gateway.example/x/', 'https://gateway.example/x/v1']) {
  it(`keeps the path of the base URL ${baseUrl}`, async () => {
    const { options, sent } = scripted(json({ data: [] }));
    await new Pareta({ ...options, baseUrl }).models.list();
    assert.equal(sent[0]!.url, 'https://gateway.example/x/v1/models');
  });
}

for (const apiKey of ['', 'a b', 'a\n', '“quoted”']) {
  it(`refuses the API key ${JSON.stringify(apiKey)}`, () => {
    assert.throws(() => new Pareta({ apiKey }), { kind: 'bad-argument' });
  });
}

it('shows the API key in no error that a server repeats it in', async () => {
  const { options } = scripted(
    json({ detail: 'no key key_of_a_test_0123456789' }, 401, { 'x-echo': 'key_of_a_test_0123456789' }),
  );
  const error: unknown = await new Pareta(options).models.list().catch((caught: unknown) => caught);
  assert.ok(error instanceof StatusError);
  assert.equal(error.kind, 'authentication');
  const shown = [error.message, JSON.stringify(error.detail), error.response.body, ...error.response.headers.values()];
  assert.doesNotMatch(shown.join(' '), /key_of_a_test/);
});

it('ends an attempt whose body does not arrive in time', async () => {
  const { options } = scripted((_, signal) => hanging(signal, 'application/json', '{'));
  const call = new Pareta({ ...options, timeout: 0.02, maxRetries: 0 }).models.list();
  await assert.rejects(call, (error) => error instanceof TimeoutError && error.message.includes('no response in time'));
});

for (const maxRetries of [0, 2]) {
  it(`rejects with the reason of the signal that cancels a call with ${String(maxRetries)} retries`, async () => {
    const { options, sent } = scripted((_, signal) => hanging(signal, 'application/json', '{'));
    const controller = new AbortController();
    const call = new Pareta({ ...options, maxRetries }).models.list({ signal: controller.signal });
    const reason = new Error('the user left');
    setTimeout(() => controller.abort(reason), 5);
    assert.equal(await call.catch((error: unknown) => error), reason);
    assert.equal(sent.length, 1);
  });
}

it('has the key in the error of a paid call that is cancelled before its body has arrived', async () => {
  const { options, sent } = scripted((_, signal) => hanging(signal, 'application/json', '{'));
  const controller = new AbortController();
  const call = new Parallel(options).taskRun.create(INPUT, { signal: controller.signal });
  setTimeout(() => controller.abort('enough'), 5);
  const idempotencyKey = sent[0]?.headers.get('idempotency-key');
  await assert.rejects(call, { kind: 'cancelled', name: 'CancelledError', idempotencyKey, cause: 'enough' });
});

it('follows no redirect, and tells so', async () => {
  const { options, sent } = scripted(
    new Response(null, { status: 307, headers: { location: 'https://other.example/' } }),
  );
  await assert.rejects(new Pareta(options).models.list(), { kind: 'redirect', message: /not followed/ });
  assert.equal(sent.length, 1);
});

it('shows the response behind a result', async () => {
  const { options } = scripted(json({ data: [{ id: 'm', news: [{ deep: null }] }] }, 200, { 'x-new': '1' }));
  const models = await new Pareta(options).models.list();
  assert.deepEqual(models, { data: [{ id: 'm', news: [{ deep: null }] }] });
  assert.equal(responseOf(models)?.requestId, 'req_1');
});

it('does not repeat a connection to a server that it cannot trust', async () => {
  const untrusted = new TypeError('fetch failed', {
    cause: Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
  });
  const { options, sent } = scripted(untrusted);
  await assert.rejects(new Pareta(options).models.list(), (error) => {
    return error instanceof ConnectionError && error instanceof SDKError && error.message.includes('not trusted');
  });
  assert.equal(sent.length, 1);
});

it('refuses a body that is not valid UTF-8', async () => {
  const { options } = scripted(new Response(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])));
  await assert.rejects(new Pareta(options).models.list(), { kind: 'response', message: /not valid UTF-8/ });
});

it('reads no more of an error than it shows', async () => {
  const { options } = scripted(new Response('x'.repeat(1_100_000), { status: 400 }));
  const error: unknown = await new Pareta(options).models.list().catch((caught: unknown) => caught);
  assert.ok(error instanceof StatusError);
  assert.ok(error.response.body.length < 1_000_000);
});

it('takes a compressed body that is not valid for one that was cut', async () => {
  const cut = json({ data: [] }, 200, { 'content-encoding': 'gzip' });
  const { options, sent } = scripted(new Response('{"da', cut), json({ data: [] }));
  await new Pareta(options).models.list();
  assert.equal(sent.length, 2);
});

it('gives a form the time that its size takes, and names its files', async () => {
  const { options, sent } = scripted(late(20, json({ eval_set: { id: 'es_1' } })));
  const rows = [{ text: 'x'.repeat(100_000) }];
  await new Pareta({ ...options, timeout: 0.001, maxRetries: 0 }).evals.sets.create({ items: rows, prompt: 'a' });
  assert.equal(((sent[0]!.body as FormData).get('items') as File).name, 'items');
});

const CREATED = { input: 'United Nations', processor: 'base' };
for (const [name, response, expected] of [
  ['a certificate that is not trusted', fault({ code: 'CERT_HAS_EXPIRED' }), { kind: 'connection' }],
  ['a response that never came', fault({ code: 'UND_ERR_HEADERS_TIMEOUT' }), { timedOut: true }],
  ['a lost connection', fault({ code: 'UND_ERR_SOCKET' }), { timedOut: false }],
  ['a gateway that gave up', json({}, 504), { kind: 'outcome-unknown', timedOut: true }],
  ['a failure', json({}, 500), { kind: 'outcome-unknown', timedOut: false }],
] as const) {
  it(`knows what ${name} means for a paid request`, async () => {
    await assert.rejects(new Parallel(scripted(response).options).taskRun.create(CREATED), expected);
  });
}

it('has the request id of a response that did not arrive in time', async () => {
  const { options } = scripted((_, signal) => {
    const response = hanging(signal, 'application/json', '{');
    response.headers.set('x-request-id', 'req_late');
    return response;
  });
  const call = new Pareta({ ...options, timeout: 0.01, maxRetries: 0 }).models.list();
  await assert.rejects(call, { kind: 'timeout', requestId: 'req_late' });
});

it('takes a connection that timed out for a timeout', async () => {
  const { options } = scripted(fault({ code: 'UND_ERR_CONNECT_TIMEOUT' }));
  await assert.rejects(new Pareta({ ...options, maxRetries: 0 }).models.list(), { kind: 'timeout' });
});

it('waits no longer than a wait for a server that is silent', async () => {
  const { options } = scripted(...[1, 2, 3].map(() => (_: unknown, signal: AbortSignal) => silent(signal)));
  const wait = new Pareta({ ...options, clock: undefined }).endpoints.wait('ep_1', { timeout: 0.05 });
  await assert.rejects(wait, { kind: 'wait-timeout', id: 'ep_1' });
});

it('takes any timeout that is finite', async () => {
  const { options } = scripted(late(5, json({ data: [] })));
  await new Pareta({ ...options, maxRetries: 0, timeout: 1e10 }).models.list();
});

it('takes a body, an event stream and a key that just fit', async () => {
  const text = '{"data":[]}';
  const type = { 'content-type': 'Text/Event-Stream ; charset=utf-8' };
  const { options, sent } = scripted(
    json({ data: [] }),
    new Response('data: [DONE] \n\n', { headers: type }),
    json(RUN),
  );
  const client = new Pareta({ ...options, maxBodyBytes: text.length });
  await client.models.list();
  const stream = await client.chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'a' }],
    stream: true,
  });
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
  assert.deepEqual(await stream.return(), { done: true, value: undefined });
  const idempotencyKey = 'k'.repeat(255);
  const run = await new Parallel(options).taskRun.create(CREATED, { idempotencyKey });
  assert.equal(sent[2]!.headers.get('idempotency-key'), idempotencyKey);
  assert.equal(responseOf(run)?.idempotencyKey, idempotencyKey);
});

it('takes an error for one also where it is an event stream', async () => {
  const { options } = scripted(
    new Response('data: no\n\n', { status: 400, headers: { 'content-type': 'text/event-stream' } }),
  );
  const call = new Pareta(options).chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'a' }],
    stream: true,
  });
  await assert.rejects(call, { kind: 'bad-request' });
});

it('takes 300 for a redirect, and shows the beginning of a long page', async () => {
  const { options } = scripted(new Response('', { status: 300 }), new Response('x'.repeat(400)));
  const { models } = new Pareta(options);
  await assert.rejects(models.list(), { kind: 'redirect' });
  await assert.rejects(models.list(), { message: /begins with: "x{300}"\./ });
});

it('sends no cookies, and leaves out what is missing in a list', async () => {
  const { options, sent } = scripted(json({ data: [] }));
  const { fetch } = options;
  options.fetch = (url, init) => {
    assert.deepEqual([init?.credentials, init?.redirect], ['omit', 'manual']);
    return fetch!(url, init);
  };
  await new Pareta(options).models.list({ query: { a: [1, null, undefined], b: null, c: "!'()*" } });
  assert.match(sent[0]!.url, /\?a=1&c=%21%27%28%29%2A$/);
});

it('says which package sends a request', async () => {
  const { options, sent } = scripted(json({ data: [] }));
  await new Pareta(options).models.list();
  assert.match(sent[0]!.headers.get('user-agent')!, /^pareta-sdk\/[\d.]+ typescript$/);
});

it('shows no part of the key at the end of a body that is cut', async () => {
  const body = 'x'.repeat(999_990) + 'key_of_a_test_0123456789';
  const { options } = scripted(new Response(body, { status: 400 }));
  const error: unknown = await new Pareta(options).models.list().catch((caught: unknown) => caught);
  assert.ok(error instanceof StatusError);
  assert.doesNotMatch(error.response.body, /key_of/);
});

it('has the lost connection as the cause of an incomplete body', async () => {
  const lost = new TypeError('terminated');
  const body = new ReadableStream({ pull: (controller) => controller.error(lost) });
  const { options } = scripted(new Response(body, { headers: { 'content-type': 'application/json' } }));
  const call = new Pareta({ ...options, maxRetries: 0 }).models.list();
  await assert.rejects(call, { kind: 'response', incomplete: true, cause: lost });
});

it('limits the length of a body', async () => {
  const { options } = scripted(json({ data: ['x'.repeat(100)] }));
  const call = new Pareta({ ...options, maxBodyBytes: 50 }).models.list();
  await assert.rejects(call, { kind: 'response', message: /longer than 50 bytes/ });
});
