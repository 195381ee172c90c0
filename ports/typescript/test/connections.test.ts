// When streams are closed, and what is read of them: the connection, the time, the place to resume from.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Parallel, Pareta, responseOf, type ConnectionError, type EventStream } from '../src/index.ts';
import { FakeClock, hanging, json, scripted, sse } from './support.ts';

const CHAT = { model: 'ep_1', messages: [{ role: 'user', content: 'hi' }], stream: true as const };
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const DONE = 'data: [DONE]\n\n';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A stream whose chunks are asked for one by one; `null` is a lost connection. */
function pulled(chunks: (string | null)[], before: () => void = () => undefined, requestId = 'req_1'): Response {
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        before();
        const next = chunks.shift();
        if (next === undefined) controller.close();
        else if (next === null) controller.error(new Error('the cable was cut'));
        else controller.enqueue(bytes(next));
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'x-request-id': requestId } });
}

it('ends at once when it is closed, also in the middle of a chunk, and may be closed again', async () => {
  const { options } = scripted(sse(chunk('a') + chunk('b')));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await stream.next();
  const closed: Promise<void> = stream.close();
  assert.ok(closed instanceof Promise);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
  await stream.close();
});

it('ends when it is closed while an event is awaited', async () => {
  const { options } = scripted((_, signal) => hanging(signal, 'text/event-stream', chunk('a')));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await stream.next();
  const next = stream.next();
  await stream.close();
  assert.deepEqual(await next, { done: true, value: undefined });
});

it('reads what follows the end marker, so that the connection serves again', async () => {
  const rest = [chunk('a'), DONE, '\n', '\n'];
  const { options } = scripted(pulled(rest));
  for await (const _ of await new Pareta(options).chat.completions.create(CHAT));
  assert.deepEqual(rest, []);
});

it('counts the time without an event from when the caller asks for one', async () => {
  const { options, pauses } = scripted(pulled([chunk('a'), chunk('b'), DONE]));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await stream.next();
  pauses.push(1000);
  assert.equal((await stream.next()).done, false);
});

it('does not count the time that the caller takes', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { options } = scripted((_, signal) => hanging(signal, 'text/event-stream', chunk('a'), chunk('b')));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  for (const _ of ['a', 'b']) {
    mock.timers.tick(10_000_000);
    assert.equal((await stream.next()).done, false);
  }
  await stream.close();
});

it('gives up without an event for too long, also if other bytes arrive', async () => {
  const clock = new FakeClock();
  const { options } = scripted(pulled([': ping\n', chunk('a')], () => clock.pauses.push(301)));
  const stream = await new Pareta({ ...options, clock }).chat.completions.create(CHAT);
  await assert.rejects(stream.next(), { kind: 'timeout', message: /no event arrived for 300 s/ });
});

it('says why a connection was lost', async () => {
  const { options } = scripted(pulled([chunk('a'), null]));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await stream.next();
  await assert.rejects(stream.next(), { kind: 'connection', message: /middle of the stream: the cable was cut/ });
});

it('refuses an event of another form than its name promises', async () => {
  const { options } = scripted(sse('event: progress\ndata: []\n\n'));
  const events = await new Pareta(options).endpoints.deploy({ task: 't' });
  await assert.rejects(events.next(), {
    kind: 'stream',
    message: /DeployProgress: expected an object, found an array/,
  });
});

// Streams that resume.

const run = (id: number | null): string =>
  `data: ${JSON.stringify({ type: 'task_run.state', event_id: id === null ? null : `e${String(id)}`, run: { run_id: `r${String(id)}`, status: 'completed', is_active: false } })}\n\n`;
const runs = (options: ConstructorParameters<typeof Parallel>[0]): Promise<EventStream<unknown>> =>
  new Parallel({ ...options, maxRetries: 0 }).taskGroup.getRuns('tg_1');
const cursors = (sent: { url: string }[]): (string | null)[] =>
  sent.map(({ url }) => new URL(url).searchParams.get('last_event_id'));

it('gives events without an id, each time', async () => {
  const { options } = scripted(sse(run(null), run(null)));
  let count = 0;
  for await (const _ of await runs(options)) count++;
  assert.equal(count, 2);
});

it('remembers the last thousand ids, not more', async () => {
  const all = Array.from({ length: 1001 }, (_, id) => run(id));
  const { options } = scripted(sse(all.join(''), run(1000), run(0)));
  let count = 0;
  for await (const _ of await runs(options)) count++;
  assert.equal(count, 1002);
});

it('tries to reconnect until it succeeds, and tells the response of the newest connection', async () => {
  const busy = (): Response => json({ detail: 'busy' }, 503);
  const { options, sent, pauses } = scripted(
    pulled([run(1), null], undefined, 'req_first'),
    busy(),
    busy(),
    pulled([run(2)], undefined, 'req_second'),
  );
  const stream = await runs(options);
  assert.equal(stream.response.requestId, 'req_first');
  const found: unknown[] = [];
  for await (const event of stream) found.push(event);
  assert.equal(found.length, 2);
  assert.equal(stream.response.requestId, 'req_second');
  assert.deepEqual(pauses, [0.25, 0.5, 1]);
  assert.deepEqual(cursors(sent), [null, 'e1', 'e1', 'e1']);
});

it('gives up when the stall timeout has passed since the last event, and closes', async () => {
  const { options, sent } = scripted(pulled([run(1), null]), ...Array.from({ length: 99 }, () => json({}, 503)));
  const stream = await runs({ ...options, stallTimeout: 3 });
  await stream.next();
  await assert.rejects(stream.next(), { kind: 'unavailable' });
  assert.ok(sent.length < 9);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

it('begins the time to give up anew with each event', async () => {
  const cuts = Array.from({ length: 20 }, (_, id) => pulled([run(id), null]));
  const { options } = scripted(...cuts, sse(run(99)));
  let count = 0;
  for await (const _ of await runs({ ...options, stallTimeout: 1 })) count++;
  assert.equal(count, 21);
});

it('does not connect again after it was closed', async () => {
  for (const at of ['during the pause', 'during the connection']) {
    const { options, sent } = scripted(pulled([run(1), null]), (_, signal) => {
      if (at === 'during the connection') void stream.close();
      opened = signal;
      return hanging(signal, 'text/event-stream', run(2));
    });
    let opened: AbortSignal | undefined;
    const clock = new FakeClock();
    clock.pause = async () => (at === 'during the pause' ? stream.close() : undefined);
    const stream: EventStream<unknown> = await runs({ ...options, clock });
    await stream.next();
    assert.deepEqual(await stream.next(), { done: true, value: undefined });
    assert.equal(sent.length, at === 'during the pause' ? 1 : 2);
    if (opened) assert.ok(opened.aborted);
  }
});

it('closes the connection that it reads when it is closed', async () => {
  let opened: AbortSignal | undefined;
  const { options } = scripted((_, signal) => hanging((opened = signal), 'text/event-stream', run(1)));
  const stream = await runs(options);
  await stream.next();
  await stream.close();
  assert.ok(opened!.aborted);
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

const group = (active: boolean): Response =>
  json({ taskgroup_id: 'tg_1', status: { is_active: active, num_task_runs: 0, task_run_status_counts: {} } });

for (const lasting of [
  [80, 80, 80],
  [0, 80, 80, 0, 0],
  [80, 50, 50, 0],
]) {
  it(`takes an end after more than a minute for a limit of the server (${lasting.join(', ')} s)`, async () => {
    const clock = new FakeClock();
    const steps = lasting.flatMap((seconds) => {
      return [pulled([': ping\n'], () => clock.pauses.push(seconds / 2)), group(true)];
    });
    const { options } = scripted(...steps, sse(), group(false));
    const client = new Parallel({ ...options, clock, stallTimeout: 90, maxRetries: 0 });
    for await (const _ of await client.taskGroup.events('tg_1'));
  });
}

it('gives up a stream that the server closes at once, again and again', async () => {
  const { options } = scripted(...Array.from({ length: 99 }, () => [sse(), group(true)]).flat());
  const client = new Parallel({ ...options, stallTimeout: 90 });
  await assert.rejects((await client.taskGroup.events('tg_1')).next(), { kind: 'stream-ended' });
});

it('tells that trying again cannot help where it cannot', async () => {
  const untrusted = Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  const { options } = scripted(new TypeError('fetch failed', { cause: untrusted }), new TypeError('fetch failed'));
  const client = new Pareta({ ...options, maxRetries: 0 });
  for (const permanent of [true, undefined]) {
    const error = await client.models.list().catch((caught: unknown) => caught as ConnectionError);
    assert.equal((error as ConnectionError).permanent, permanent);
  }
  assert.equal(responseOf({}), undefined);
});
