// What a program in JavaScript can get wrong, and what no log may show.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { it } from 'node:test';
import { inspect } from 'node:util';
import { ArgumentError, Parallel, Pareta, SDKError, webhooks } from '../src/index.ts';
import { limits } from '../src/spec.ts';
import { json, scripted, sse } from './support.ts';

const KEY = 'key_of_a_test_0123456789';
const CHAT = { model: 'ep_1', messages: [{ role: 'user', content: 'hi' }] };
const INPUT = { input: 'United Nations', processor: 'base' };

const clients: [string, unknown, RegExp][] = [
  ['nothing', undefined, /\{ apiKey \}/],
  ['the key alone', KEY, /\{ apiKey \}/],
  ['an option of another SDK', { apiKey: KEY, baseURL: 'https://a' }, /no option baseURL, only apiKey, baseUrl/],
  ['a fetch that is no function', { apiKey: KEY, fetch: {} }, /fetch must be a function/],
  ['no key', {}, /missing API key: pass apiKey, or set PARALLEL_API_KEY/],
  ['an empty key', { apiKey: '' }, /missing API key/],
  ['a number as its key', { apiKey: 5 }, /must be a string, not number/],
  ['a number as its base URL', { apiKey: KEY, baseUrl: 5 }, /baseUrl must be a string, not number/],
  ['half a retry', { apiKey: KEY, maxRetries: 0.5 }, /maxRetries must be an integer/],
  ['events of no bytes', { apiKey: KEY, maxEventBytes: 0 }, /maxEventBytes must be at least 1/],
  ['one key for all calls', { apiKey: KEY, headers: { 'Idempotency-Key': 'k' } }, /duplicates of the first/],
];
for (const [name, options, problem] of clients) {
  it(`refuses a client of ${name}`, () => {
    assert.throws(() => new Parallel(options as never), { kind: 'bad-argument', message: problem });
  });
}

it('warns of a base URL that sends the key in clear text', ({ mock }) => {
  const warn = mock.method(console, 'warn', () => undefined);
  for (const host of [
    'https://a.test',
    'http://localhost:1',
    'http://127.0.0.1:1',
    'http://[::1]:1',
    'http://a.test',
  ]) {
    new Pareta({ apiKey: KEY, baseUrl: host });
  }
  const shown = warn.mock.calls.map((call) => call.arguments);
  assert.deepEqual(shown, [['baseUrl "http://a.test" is not https: the API key and all data are sent in clear text']]);
});

const given = (value: unknown): never => value as never;
const ring: Record<string, unknown> = {};
ring.a = ring;
const calls: [string, (parallel: Parallel, pareta: Pareta) => Promise<unknown>, RegExp][] = [
  ['no arguments', (one) => one.taskRun.create(given(undefined)), /createTaskRun takes its arguments as one object/],
  ['a text as the arguments', (one) => one.taskRun.execute(given('q')), /execute takes its arguments as one object/],
  ['rows as the arguments', (one) => one.taskGroup.addRuns('tg', given([INPUT])), /arguments as one object/],
  ['no deploy', (_, one) => one.endpoints.deploy(given(null)), /arguments as one object/],
  ['an option in snake_case', (one) => one.taskRun.create(INPUT, given({ idempotency_key: 'k' })), /no option idemp/],
  ['an unknown option of a wait', (one) => one.taskRun.result('a', given({ retries: 2 })), /no option retries/],
  [
    'an option among the arguments',
    (one) => one.taskRun.create({ ...INPUT, ...{ signal: AbortSignal.abort() } }),
    /body\.signal must be a JSON value, not/,
  ],
  [
    'a promise in a body',
    (one) => one.taskRun.create({ ...INPUT, input: given(Promise.resolve('q')) }),
    /body\.input .* not a Promise/,
  ],
  ['a signal as the options', (one) => one.taskRun.retrieve('a', given(AbortSignal.abort())), /\{ signal \}/],
  [
    'a controller as the signal',
    (one) => one.taskRun.retrieve('a', { signal: given(new AbortController()) }),
    /AbortSignal/,
  ],
  ['null as the options', (one) => one.taskRun.retrieve('a', given(null)), /options must be an object/],
  ['a callback that is none', (one) => one.taskRun.result('a', { onEvent: given(5) }), /onEvent must be a function/],
  ['a start that is none', (one) => one.taskRun.execute(INPUT, { onStart: given(5) }), /onStart must be a function/],
  [
    'a start of runs that is none',
    (one) => one.taskGroup.addRuns('t', { inputs: [INPUT] }, { onStart: given(5) }),
    /onStart/,
  ],
  [
    'a start of a deploy that is none',
    (_, one) => one.endpoints.deploy({ task: 't' }, { onStart: given(5) }),
    /onStart/,
  ],
  [
    'a start of an eval run that is none',
    (_, one) => one.evals.runs.create({ eval_set: 's', models: ['m'] }, { onStart: given(5) }),
    /onStart/,
  ],
  [
    'an event of an eval run that is none',
    (_, one) => one.evals.runs.wait('er', { onEvent: given(5) }),
    /onEvent must/,
  ],
  [
    'events of a deploy without a wait',
    (_, one) => one.endpoints.deploy({ task: 't' }, { onEvent: () => undefined }),
    /pass wait: true/,
  ],
  [
    'a path as the name of a deploy',
    (_, one) => one.endpoints.deploy({ task: 't', name: '..', wait: true }),
    /name must not/,
  ],
  ['no arguments of an eval run', (_, one) => one.evals.runs.create(given(null)), /evals\.runs\.create takes its arg/],
  [
    'an eval run without rows',
    (_, one) => one.evals.runs.create({ models: ['m'], task: 't' }),
    /nothing to evaluate on/,
  ],
  [
    'an eval run of no task',
    (_, one) => one.evals.runs.create({ models: ['m'], items: [{}] }),
    /nothing to evaluate on/,
  ],
  ['no rows', (_, one) => one.evals.sets.create({ items: [] }), /items must be a list of at least one row/],
  ['a row that is a text', (_, one) => one.evals.sets.create({ items: given(['a']) }), /items\[0\] must be an object/],
  [
    'a text as the frontier',
    (_, one) => one.evals.runs.create({ eval_set: 's', frontier: given([5]) }),
    /frontier must be a list of model ids, or/,
  ],
  ['a run as its id', (one) => one.taskRun.retrieve(given({ run_id: 'a' })), /run_id must be a string, not object/],
  [
    'a text as the models',
    (_, one) => one.evals.runs.create({ eval_set: 's', models: given('gemma') }),
    /^models must be a list of model ids$/,
  ],
  [
    'an unknown frontier',
    (_, one) => one.evals.runs.create({ eval_set: 's', frontier: given('some') }),
    /all, benchmarked, none/,
  ],
  [
    'a path as a file',
    (_, one) => one.evals.sets.uploadDocument('s', { file: given('/a.pdf'), idx: 0, field_name: 'd' }),
    /openAsBlob/,
  ],
  ['an operation of the other API', (one) => one.wire.send('listModels'), /belongs to the pareta API/],
  [
    'a body where none is sent',
    (one) => one.wire.send('getTaskRun', { params: { run_id: 'a' }, body: given({}) }),
    /getTaskRun sends no body/,
  ],
  [
    'a query that is not finite',
    (_, one) => one.models.list({ query: { n: NaN } }),
    /query\.n must be a finite number/,
  ],
  ['an unknown operation', (one) => one.wire.send(given('nothing')), /no operation nothing/],
  ['a parameter that is missing', (one) => one.wire.send('getTaskRun', given({})), /getTaskRun needs run_id/],
  [
    'a parameter that is not known',
    (one) => one.wire.send('getTaskRun', { params: given({ run_id: 'a', runid: 'a' }) }),
    /no parameter runid/,
  ],
  [
    'an object in a query',
    (_, one) => one.models.list({ query: { a: { b: 1 } } }),
    /query\.a must be a string, a number/,
  ],
  ['an object as a parameter', (one) => one.taskGroup.getRuns('tg', { status: given({}) }), /^status must be a string/],
  [
    'a date that is none',
    (one) => one.taskRun.create({ ...INPUT, input: { day: new Date(NaN) } }),
    /input\.day is an inv/,
  ],
  ['bytes in a body', (one) => one.taskRun.create({ ...INPUT, input: { a: Buffer.from('a') } }), /not a Uint8Array/],
  [
    'a value that JSON leaves out',
    (one) => one.taskRun.create({ ...INPUT, metadata: given({ toJSON: () => ({ a: NaN }) }) }),
    /metadata\.a must be a finite/,
  ],
  [
    'a parameter called toString',
    (one) => one.taskGroup.getRuns('t', given({ toString: 'a' })),
    /no parameter toString/,
  ],
  [
    'an empty key of a group',
    (one) => one.taskGroup.addRuns('t', { inputs: [INPUT] }, { idempotencyKey: '' }),
    /Key must/,
  ],
  [
    'an empty key of an eval run',
    (_, one) => one.evals.runs.create({ items: [{}], task: 't', models: ['m'] }, { idempotencyKey: '' }),
    /idempotencyKey must not be empty/,
  ],
  [
    'rows beside a set',
    (_, one) => one.evals.runs.create({ eval_set: 's', items: [{}], models: ['m'] }),
    /items makes a new set/,
  ],
  [
    'a webhook with null as its headers',
    () => webhooks.verify('{}', given(null), { secret: 'YQ==' }),
    /headers must be/,
  ],
  ['a list as the query', (_, one) => one.models.list({ query: given([1]) }), /query must be an object/],
  ['a text as a body', (one) => one.wire.send('createTaskRun', { body: given('a') }), /body must be an object/],
  ['a function in a body', (one) => one.taskRun.create({ ...INPUT, metadata: { a: given(it) } }), /a function/],
  ['a symbol in a body', (one) => one.taskRun.create({ ...INPUT, input: given(Symbol('a')) }), /a symbol/],
  ['an integer of 64 bits', (one) => one.taskRun.create({ ...INPUT, input: given(5n) }), /a bigint/],
  [
    'a body that refers to itself',
    (one) => one.taskRun.create({ ...INPUT, metadata: ring }),
    /metadata\.a refers to itself/,
  ],
  [
    'a text as a file of a form',
    (_, one) => one.wire.send('createEvalSet', { body: given({ items: 'rows' }) }),
    /items must be a Blob or a File/,
  ],
  ['a text as the headers', (_, one) => one.models.list({ headers: given('a') }), /headers must be an object/],
  ['a header of no name', (_, one) => one.models.list({ headers: { '': 'a' } }), /"" is not a valid header name/],
  ['a header with a space', (_, one) => one.models.list({ headers: { 'a b': 'a' } }), /"a b" is not a valid/],
  ['a header of the framing', (_, one) => one.models.list({ headers: { HOST: 'a' } }), /HOST is set by fetch/],
  ['an empty header', (_, one) => one.models.list({ headers: { a: ' ' } }), /headers\.a must not be empty/],
  ['a number as a header', (_, one) => one.models.list({ headers: { a: given(1) } }), /must be a string, not number/],
  ['a header with a line end', (_, one) => one.models.list({ headers: { a: 'b\n' } }), /not valid in a header/],
  ['a timeout of no time', (_, one) => one.models.list({ timeout: 0 }), /timeout must be a positive number/],
  ['a timeout without end', (_, one) => one.models.list({ timeout: Infinity }), /timeout must be a positive number/],
  ['a negative tolerance', () => webhooks.verify('{}', {}, { secret: 'YQ==', tolerance: -1 }), /a non-negative number/],
  ['a webhook without a secret', () => webhooks.verify('{}', {}, given(undefined)), /\{ secret \}/],
  ['a webhook with a number as its secret', () => webhooks.verify('{}', {}, { secret: given(5) }), /a string, bytes/],
  ['a webhook without headers', () => webhooks.verify('{}', given(undefined), { secret: 'whsec_aaaa' }), /headers/],
];
for (const [name, call, problem] of calls) {
  it(`rejects ${name} before anything is sent`, async () => {
    const { options, sent } = scripted();
    await assert.rejects(call(new Parallel(options), new Pareta(options)), (error) => {
      assert.ok(error instanceof ArgumentError);
      assert.match(error.message, problem);
      return true;
    });
    assert.equal(sent.length, 0);
  });
}

const withOptions: [string, (parallel: Parallel, pareta: Pareta, options: never) => Promise<unknown>][] = [
  ['taskRun.retrieve', (one, _, options) => one.taskRun.retrieve('a', options)],
  ['taskRun.result', (one, _, options) => one.taskRun.result('a', options)],
  ['taskRun.events', (one, _, options) => one.taskRun.events('a', options)],
  ['taskRun.execute', (one, _, options) => one.taskRun.execute(INPUT, options)],
  ['taskGroup.addRuns', (one, _, options) => one.taskGroup.addRuns('a', { inputs: [INPUT] }, options)],
  ['endpoints.deploy', (_, one, options) => one.endpoints.deploy({ task: 't' }, options)],
  ['endpoints.wait', (_, one, options) => one.endpoints.wait('a', options)],
  ['evals.runs.create', (_, one, options) => one.evals.runs.create({ eval_set: 's', models: ['m'] }, options)],
  ['evals.runs.wait', (_, one, options) => one.evals.runs.wait('a', options)],
];
for (const [name, call] of withOptions) {
  for (const [options, problem] of [
    [null, /options must be an object/],
    [AbortSignal.abort(), /\{ signal \}/],
  ] as const) {
    it(`rejects ${options ? 'a signal' : 'null'} as the options of ${name}`, async () => {
      const script = scripted();
      const made = call(new Parallel(script.options), new Pareta(script.options), given(options));
      await assert.rejects(made, { kind: 'bad-argument', message: problem });
      assert.equal(script.sent.length, 0);
    });
  }
}

it('takes a query in any form that has pairs', async () => {
  const { options, sent } = scripted(json({ data: [] }));
  await new Pareta(options).models.list({ query: given(new URLSearchParams('a=1&a=2&b=c')) });
  assert.match(sent[0]!.url, /\?a=1&a=2&b=c$/);
});

const headers = { 'x-a': 'b' };
for (const some of [headers, new Headers(headers), new Map(Object.entries(headers)), Object.entries(headers)]) {
  it(`takes headers as ${some.constructor.name}`, async () => {
    const { options, sent } = scripted(json({ data: [] }), json({ data: [] }));
    await new Pareta({ ...options, headers: some as never }).models.list();
    await new Pareta(options).models.list({ headers: some as never });
    assert.deepEqual(
      sent.map((one) => one.headers.get('x-a')),
      ['b', 'b'],
    );
  });
}

it('sends what is in a body twice, and leaves out what is missing in a form', async () => {
  const { options, sent } = scripted(json({ run_id: 'trun_1' }), json({ eval_set: { id: 'es_1' } }));
  const twice = { when: new Date(0) };
  await new Parallel(options).taskRun.create({ ...INPUT, input: { one: twice, other: twice } });
  const time = { when: '1970-01-01T00:00:00.000Z' };
  assert.deepEqual((JSON.parse(sent[0]!.body as string) as { input: unknown }).input, { one: time, other: time });
  await new Pareta(options).evals.sets.create({ items: [{}], prompt: 'a', name: undefined, task: null as never });
  assert.deepEqual([...(sent[1]!.body as FormData).keys()].sort(), ['items', 'prompt']);
});

it('sends no document in clear text', async () => {
  const target = { upload_url: 'http://storage.test/a', storage_uri: 's3://b/a' };
  const { options, sent } = scripted(json(target));
  const file = new Blob([new Uint8Array(limits.createBlobUploadUrl.minBytes)]);
  const upload = new Pareta(options).evals.sets.uploadDocument('es_1', { file, idx: 0, field_name: 'd' });
  await assert.rejects(upload, { kind: 'response', message: /its upload URL is not https/ });
  assert.equal(sent.length, 1);
});

it('names a document that has no name', async () => {
  const { options, sent } = scripted(json({ uri: 's3://b/a' }));
  const params = { file: new Blob(['a']), idx: 0, field_name: 'd' };
  await new Pareta(options).evals.sets.uploadDocument('es_1', params);
  assert.equal(((sent[0]!.body as FormData).get('file') as File).name, 'document');
});

it('names errors by their class', () => {
  assert.equal(String(new ArgumentError('no')), 'ArgumentError: no');
});

it('adds the query of a call', async () => {
  const { options, sent } = scripted(json({ data: [] }));
  await new Pareta(options).models.list({ query: { a: 'b c', d: [1, 2] } });
  assert.match(sent[0]!.url, /\/v1\/models\?a=b%20c&d=1&d=2$/);
});

it('sends an idempotency key only where the service reads it', async () => {
  const { options, sent } = scripted(json({ data: [] }));
  await new Pareta(options).models.list({ headers: { 'Idempotency-Key': 'k' } });
  assert.equal(sent[0]!.headers.get('idempotency-key'), null);
});

it('shows no secret in a log of a client', () => {
  const client = new Parallel({ apiKey: KEY, headers: { 'x-token': 'token_of_a_test_0123' } });
  const shown = [inspect(client, { depth: 20, showHidden: true }), JSON.stringify(client)];
  assert.doesNotMatch(shown.join('\n'), /of_a_test/);
});

it('shows no secret in a log of an error, and all that is known of it', async () => {
  const { options } = scripted(json({ detail: `no ${KEY}, no token_of_a_test_0123` }, 401, { 'x-echo': KEY }));
  const call = new Parallel(options).taskRun.create(INPUT, { headers: { 'x-token': 'token_of_a_test_0123' } });
  const error: unknown = await call.catch((caught: unknown) => caught);
  assert.ok(error instanceof SDKError);
  const shown = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)];
  assert.doesNotMatch(shown.join('\n'), /of_a_test/);
  const { message, kind, requestId, idempotencyKey } = error;
  const logged = JSON.parse(JSON.stringify(error)) as object;
  assert.deepEqual({ ...logged, message, kind, requestId, idempotencyKey }, logged);
  assert.ok(!inspect(error).includes('undefined'));
});

it('keeps no cause that repeats a secret, however deep', async () => {
  const deep = new TypeError('fetch failed', { cause: new Error('lost', { cause: new Error(`of ${KEY}`) }) });
  const { options } = scripted(deep, new TypeError('fetch failed'));
  const client = new Pareta({ ...options, maxRetries: 0 });
  for (const cause of [false, true]) {
    const error: unknown = await client.models.list().catch((caught: unknown) => caught);
    assert.ok(error instanceof SDKError);
    assert.equal(error.cause instanceof Error, cause);
    assert.doesNotMatch(error.message, /of_a_test/);
  }
});

it('leaves ordinary words that a short key is a part of', async () => {
  const { options } = scripted(json({ detail: 'no such model' }, 404));
  const call = new Pareta({ ...options, apiKey: 'no' }).models.list();
  await assert.rejects(call, { message: /no such model/ });
});

it("leaves no listener on the caller's signal", async () => {
  const { signal } = new AbortController();
  const { options } = scripted(json({ data: [] }), json({}, 404));
  const client = new Pareta(options);
  await client.models.list({ signal });
  await assert.rejects(client.models.list({ signal }));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  const { options: more } = scripted(sse('data: {"choices": []}\n\n'));
  const stream = await new Pareta(more).wire.stream('createChatCompletion', { body: CHAT }, { signal });
  assert.equal(getEventListeners(signal, 'abort').length, 1);
  await stream.close();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});
