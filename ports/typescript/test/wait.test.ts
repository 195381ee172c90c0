import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { it } from 'node:test';
import { Parallel, Pareta, SDKError } from '../src/index.ts';
import { progressOf } from '../src/wait.ts';
import { json, late, scripted, sse } from './support.ts';

const RUN = { active: 'is_active', field: 'status', success: ['completed'], failure: ['failed'], in: null };
const outcomes: [object, object, string][] = [
  [{ in: null, field: 'status', success: ['live'], failure: ['stopped'] }, { status: 'live' }, 'success'],
  [{ in: null, field: 'status', success: ['live'], failure: ['stopped'] }, { status: 'stopped' }, 'failure'],
  [{ in: null, field: 'status', success: ['live'], failure: ['stopped'] }, { status: 'new' }, 'active'],
  [{ in: null, field: 'status', success: ['live'], failure: ['stopped'] }, {}, 'active'],
  [{ in: 'run', field: 'status', success: ['completed'] }, { run: { status: 'completed' } }, 'success'],
  [{ in: 'run', field: 'status', success: ['completed'] }, {}, 'active'],
  [RUN, { status: 'completed', is_active: true }, 'active'],
  [RUN, { status: 'failed', is_active: false }, 'failure'],
  [RUN, { status: 'new', is_active: false }, 'success'],
  [{ in: null, active: 'is_active' }, { is_active: false }, 'success'],
];
for (const [outcome, record, expected] of outcomes) {
  it(`takes ${JSON.stringify(record)} for ${expected} by ${JSON.stringify(outcome)}`, () => {
    assert.equal(progressOf(outcome as never, record), expected);
  });
}

const starting = (): Response => json({ status: 'starting' });
const live = (): Response => json({ status: 'live' });

it('polls at the interval and reports each poll', async () => {
  const { options, pauses } = scripted(starting(), starting(), live());
  const seen: unknown[] = [];
  await new Pareta(options).endpoints.wait('ep_1', { pollInterval: 5, onEvent: (one) => seen.push(one.status) });
  assert.deepEqual(pauses, [5, 5]);
  assert.deepEqual(seen, ['starting', 'starting', 'live']);
});

it('reports a group that does not say whether a run is active, and does not pass it on', async () => {
  const { options, sent } = scripted(json({ taskgroup_id: 'tgrp_1', status: { num_task_runs: 1 } }));
  const seen: unknown[] = [];
  const wait = new Parallel(options).taskGroup.wait('tgrp_1', { onEvent: (group) => seen.push(group) });
  await assert.rejects(wait, {
    kind: 'response',
    message: /\(getTaskGroup\) returned 200, but it has no valid status \(request id req_1\)/,
    partial: { taskgroup_id: 'tgrp_1', status: { num_task_runs: 1 } },
  });
  assert.deepEqual([seen, sent.length], [[], 1]);
});

it('survives transient errors, and polls no earlier than the server allows', async () => {
  const busy = (headers: Record<string, string> = {}): Response => json({ detail: 'busy' }, 503, headers);
  const { options, pauses } = scripted(busy({ 'retry-after': '90' }), busy(), starting(), busy(), live());
  await new Pareta({ ...options, maxRetries: 0 }).endpoints.wait('ep_1', { pollInterval: 5 });
  assert.deepEqual(pauses, [90, 0.5, 5, 0.25]);
});

it('ends at an error that waiting does not mend', async () => {
  const { options, sent } = scripted(starting(), json({ detail: 'no' }, 404));
  await assert.rejects(new Pareta(options).endpoints.wait('ep_1'), { kind: 'not-found' });
  assert.equal(sent.length, 2);
});

it('polls once more just before the deadline', async () => {
  const { options, pauses } = scripted(starting(), starting(), starting(), starting());
  const wait = new Pareta(options).endpoints.wait('ep_1', { timeout: 10, pollInterval: 6 });
  await assert.rejects(wait, { kind: 'wait-timeout', id: 'ep_1', message: /within 10 s/ });
  assert.deepEqual(pauses, [6, 3, 1]);
});

it('names the failure of the last poll as the cause of a wait that was too short', async () => {
  const busy = (): Response => json({ detail: 'busy' }, 503);
  const { options } = scripted(...Array.from({ length: 20 }, busy));
  const wait = new Pareta({ ...options, maxRetries: 0 }).endpoints.wait('ep_1', { timeout: 5 });
  await assert.rejects(wait, (error: { kind: string; cause: { kind: string } }) => {
    return error.kind === 'wait-timeout' && error.cause.kind === 'unavailable';
  });
});

it('holds long polls no longer than the wait, and takes 408 for "not yet"', async () => {
  const active = (): Response => json({ detail: 'active' }, 408);
  const result = { run: { run_id: 'r', status: 'completed' }, output: { type: 'text', content: 'x', basis: [] } };
  const { options, sent, pauses } = scripted(active(), json(result));
  await new Parallel(options).taskRun.result('r', { timeout: 20 });
  assert.deepEqual(pauses, [0.25]);
  assert.deepEqual(
    sent.map(({ url }) => new URL(url).search),
    ['?timeout=20', '?timeout=20'],
  );
});

it('gives a long poll the time that it may take at the service', async () => {
  const result = { run: { run_id: 'r', status: 'completed' }, output: { type: 'text', content: 'x', basis: [] } };
  const { options } = scripted(late(20, json(result)));
  await new Parallel({ ...options, timeout: 0.001, maxRetries: 0 }).taskRun.result('r');
});

it('pauses by the clock of the system, until the signal fires', async () => {
  const busy = (seconds: string): Response => json({}, 503, { 'retry-after': seconds });
  const { options } = scripted(busy('0.01'), json({ data: [] }), busy('50'));
  const { models } = new Pareta({ ...options, clock: undefined });
  const controller = new AbortController();
  const { signal } = controller;
  const start = performance.now();
  await models.list({ signal });
  assert.ok(performance.now() - start >= 9);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  const reason = new Error('the user left');
  setTimeout(() => controller.abort(reason), 10);
  assert.equal(await models.list({ signal }).catch((error: unknown) => error), reason);
  assert.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, 0);
});

it('does not pause for a signal that has fired already', async () => {
  const controller = new AbortController();
  const { options } = scripted(() => {
    controller.abort(new Error('the user left'));
    return json({}, 503, { 'retry-after': '50' });
  });
  const call = new Pareta({ ...options, clock: undefined }).models.list({ signal: controller.signal });
  await assert.rejects(call, /the user left/);
});

for (const [timeout, problem] of [
  [0, /timeout/],
  [-1, /timeout/],
  [NaN, /timeout/],
] as const) {
  it(`refuses to wait ${String(timeout)} seconds`, async () => {
    const { options, sent } = scripted();
    const call = async (): Promise<unknown> => new Pareta(options).endpoints.wait('ep_1', { timeout });
    await assert.rejects(call(), { kind: 'bad-argument', message: problem });
    assert.equal(sent.length, 0);
  });
}

const lost = (): Error => new TypeError('fetch failed');
const DEPLOY = { task: 't', name: 'mine', wait: true } as const;

it('a deploy that nothing responds to ends after the retries of its polls, and says how to look', async () => {
  const { options, sent } = scripted(...Array.from({ length: 12 }, lost));
  await assert.rejects(new Pareta(options).endpoints.deploy(DEPLOY), (error: SDKError) => {
    assert.deepEqual([error.kind, error.id], ['connection', 'mine']);
    assert.equal(error.idempotencyKey, sent[0]!.headers.get('idempotency-key'));
    assert.match(error.message, /Perhaps the deploy was accepted: endpoints\.retrieve\("mine"\) shows it/);
    return true;
  });
  assert.equal(sent.length, 9);
});

it('a deploy continues without a connection once the service has responded', async () => {
  const busy = json({ detail: 'busy' }, 503, { 'retry-after': '90' });
  const events = sse(`event: complete\ndata: ${JSON.stringify({ endpoint: { id: 'mine', status: 'live' } })}\n\n`);
  const { options, sent } = scripted(busy, ...Array.from({ length: 12 }, lost), events);
  await new Pareta(options).endpoints.deploy(DEPLOY);
  assert.equal(sent.length, 14);
});

it('a deploy that was not accepted within the timeout does not claim to continue', async () => {
  const { options, sent } = scripted(...Array.from({ length: 30 }, () => json({ detail: 'busy' }, 503)));
  await assert.rejects(new Pareta(options).endpoints.deploy(DEPLOY, { timeout: 5 }), (error: SDKError) => {
    assert.deepEqual([error.kind, error.id], ['wait-timeout', 'mine']);
    assert.equal(error.idempotencyKey, sent[0]!.headers.get('idempotency-key'));
    assert.match(error.message, /not live within 5 s\. Perhaps the deploy was accepted/);
    return true;
  });
});

for (const [place, first] of [
  ['of a retry', lost()],
  ['between two polls', json({ detail: 'failed' }, 500)],
] as const) {
  it(`a deploy that is cancelled in the pause ${place} keeps its id: it may have been accepted`, async () => {
    const controller = new AbortController();
    const { options, sent } = scripted(first);
    options.clock!.pause = (): Promise<void> => {
      controller.abort();
      return Promise.reject(controller.signal.reason as Error);
    };
    const client = new Pareta({ ...options, maxRetries: first instanceof Error ? 1 : 0 });
    const error = await client.endpoints.deploy(DEPLOY, { signal: controller.signal }).catch((one: unknown) => one);
    assert.ok(error instanceof SDKError, String(error));
    const key = sent[0]!.headers.get('idempotency-key');
    assert.deepEqual([error.kind, error.id, error.idempotencyKey], ['cancelled', 'mine', key]);
  });
}
