import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isKnown, Parallel, Pareta, type ClientOptions } from '../src/index.ts';
import { hanging, json, scripted, sse } from './support.ts';

const CHAT = { model: 'ep_1', messages: [{ role: 'user', content: 'hi' }], stream: true as const };
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

it('gives the events of a chat one by one', async () => {
  const { options, sent } = scripted(sse(chunk('a'), chunk('b'), 'data: [DONE]\n\n', chunk('c')));
  let text = '';
  for await (const event of await new Pareta(options).chat.completions.create(CHAT)) {
    text += event.choices[0]?.delta.content ?? '';
  }
  assert.equal(text, 'ab');
  assert.equal(sent[0]!.headers.get('accept'), 'text/event-stream');
});

it('closes the connection when a loop is left', async () => {
  let closed = false;
  const { options } = scripted((_, signal) => {
    signal.addEventListener('abort', () => (closed = true));
    return hanging(signal, 'text/event-stream', chunk('a'));
  });
  for await (const _ of await new Pareta(options).chat.completions.create(CHAT)) break;
  assert.ok(closed);
});

it('reports a stream that stalls', async () => {
  const { options } = scripted((_, signal) => hanging(signal, 'text/event-stream', chunk('a'), ': ping\n\n'));
  const stream = await new Pareta(options).chat.completions.create(CHAT, { stallTimeout: 0.02 });
  await stream.next();
  await assert.rejects(stream.next(), { kind: 'timeout', message: /no event arrived for 0.02 s/ });
});

it('cancels a stream by its signal', async () => {
  const { options } = scripted((_, signal) => hanging(signal, 'text/event-stream', chunk('a')));
  const controller = new AbortController();
  const stream = await new Pareta(options).chat.completions.create(CHAT, { signal: controller.signal });
  await stream.next();
  setTimeout(() => controller.abort(), 5);
  await assert.rejects(stream.next(), { name: 'AbortError' });
});

it('asks for a stream of itself', async () => {
  const { options, sent } = scripted(sse('data: [DONE]\n\n'));
  const { stream: _, ...body } = CHAT;
  await new Pareta(options).wire.stream('createChatCompletion', { body });
  assert.deepEqual(JSON.parse(sent[0]!.body as string), CHAT);
});

it('says that a stream timed out if its connection did', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(Object.assign(new Error('terminated'), { code: 'UND_ERR_BODY_TIMEOUT' })),
  });
  const { options } = scripted(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await assert.rejects(stream.next(), { kind: 'timeout' });
});

it('reads past a state without a run', async () => {
  const state = (run: object | null, output?: object): string =>
    `data: ${JSON.stringify({ type: 'task_run.state', run, output })}\n\n`;
  const over = { run_id: 'trun_1', status: 'completed', is_active: false };
  const { options, sent } = scripted(sse(state(null)), sse(state(over, {})));
  let count = 0;
  for await (const _ of await new Parallel(options).taskRun.events('trun_1')) count++;
  assert.deepEqual([count, sent.length], [2, 2]);
});

it('keeps no events of a stream without an end', async () => {
  const { options } = scripted(sse(groupEvent('1', 1) + 'data: {oops\n\n'));
  const stream = await new Parallel(options).wire.stream('streamTaskGroupEvents', { params: { taskgroup_id: 't' } });
  await stream.next();
  await assert.rejects(stream.next(), { kind: 'stream', partial: [] });
});

it('ends the stream of a deploy at the deadline of the wait', async () => {
  const progress = 'event: progress\ndata: {"stage":"pulling"}\n\n';
  const { options } = scripted((_, signal) => {
    signal.addEventListener('abort', () => void options.clock!.pause(1));
    return hanging(signal, 'text/event-stream', progress);
  });
  const deploy = new Pareta(options).endpoints.deploy({ task: 't', wait: true }, { timeout: 0.02 });
  await assert.rejects(deploy, (error: { kind: string; cause: Error }) => {
    assert.equal(error.kind, 'wait-timeout');
    assert.match(error.cause.message, /the deadline passed before the last event/);
    return true;
  });
});

it('keeps the events before a failure', async () => {
  const { options } = scripted(sse(chunk('a')));
  const stream = await new Pareta(options).chat.completions.create(CHAT);
  await stream.next();
  await assert.rejects(stream.next(), (error: { kind: string; partial: unknown[] }) => {
    return error.kind === 'stream-ended' && error.partial.length === 1;
  });
});

it('passes on events that this version does not know, and tells them', async () => {
  const news = { type: 'task_run.news', text: 'new' };
  const message = { type: 'task_run.progress_msg.dream', message: 'Dreaming' };
  const over = {
    type: 'task_run.state',
    event_id: null,
    run: { run_id: 'trun_1', status: 'failed', is_active: false },
  };
  const { options } = scripted(sse(...[news, message, over].map((event) => `data: ${JSON.stringify(event)}\n\n`)));
  const known: [unknown, boolean][] = [];
  for await (const event of await new Parallel(options).taskRun.events('trun_1')) {
    known.push([event, isKnown('TaskRunStreamEvent', event)]);
  }
  assert.deepEqual(known, [
    [news, false],
    [message, true],
    [over, true],
  ]);
});

it('waits for an endpoint although the stream of its deploy breaks', async () => {
  const progress = 'event: progress\ndata: {"stage":"pulling","pct":1}\n\n';
  const endpoint = { id: 'tour', status: 'live' };
  const { options, sent } = scripted(sse(progress), json({ status: 'starting' }), json(endpoint));
  const started: string[] = [];
  const result = await new Pareta(options).endpoints.deploy(
    { task: 't', name: 'tour', wait: true },
    { onStart: (id) => started.push(id) },
  );
  assert.deepEqual(result, endpoint);
  assert.deepEqual(started, ['tour']);
  assert.deepEqual(
    sent.map(({ method, url }) => `${method} ${new URL(url).pathname}`),
    ['POST /v1/endpoints', 'GET /v1/endpoints/tour', 'GET /v1/endpoints/tour'],
  );
});

it('says how to continue a wait that was too short', async () => {
  const starting = (): Response => json({ id: 'ep_1', status: 'starting' });
  const { options } = scripted(...Array.from({ length: 9 }, starting));
  await assert.rejects(new Pareta(options).endpoints.wait('ep_1', { timeout: 10 }), {
    kind: 'wait-timeout',
    id: 'ep_1',
    message: /call wait\("ep_1"\) to continue/,
  });
});

const status = (active: boolean, count: number): object => ({
  num_task_runs: count,
  task_run_status_counts: {},
  is_active: active,
});
const groupEvent = (id: string, count: number): string =>
  `data: ${JSON.stringify({ type: 'task_group_status', event_id: id, status: status(count < 2, count) })}\n\n`;

it('does not give up a stream that the server closes after more than a minute, again and again', async () => {
  const group = (active: boolean): Response => json({ taskgroup_id: 'tgrp_1', status: status(active, active ? 1 : 2) });
  const lasting = (text: string) => (): Response => {
    const bytes = new TextEncoder().encode(text);
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      script.pauses.push(70); // it lasts
      if (bytes.length) controller.enqueue(bytes);
      controller.close();
    };
    const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  const closed = [1, 2, 3].flatMap(() => [lasting(''), group(true)]);
  const script = scripted(lasting(groupEvent('1', 1)), group(true), ...closed, sse(groupEvent('2', 2)), group(false));
  const ids: unknown[] = [];
  const events = await new Parallel(script.options).taskGroup.events('tgrp_1', {}, { stallTimeout: 100 });
  for await (const event of events) if ('event_id' in event) ids.push(event.event_id);
  assert.deepEqual(ids, ['1', '2']);
  const count = script.sent.length;
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  assert.equal(script.sent.length, count, 'a stream that has ended sends nothing more');
});

const unnamed = groupEvent('', 1);
const busyGroup = (): Response => json({ taskgroup_id: 'tgrp_1', status: status(true, 1) });

/** Return a response that pauses before each event, and then ends or breaks. */
function slow(options: ClientOptions, seconds: number, broken: boolean, ...events: string[]): Response {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const text = events.shift();
    if (text !== undefined) {
      await options.clock!.pause(seconds);
      controller.enqueue(new TextEncoder().encode(text));
    } else if (broken) controller.error(new Error('reset'));
    else controller.close();
  };
  const body = new ReadableStream({ pull }, { highWaterMark: 0 });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

for (const broken of [true, false]) {
  it(`gives up events without an id that come again and again on ${broken ? 'broken' : 'closed'} streams`, async () => {
    const again = (): Response => slow(script.options, 0, broken, unnamed);
    const script = scripted(...Array.from({ length: 40 }, () => (broken ? [again] : [again, busyGroup()])).flat());
    const events = await new Parallel(script.options).taskGroup.events('tgrp_1', {}, { stallTimeout: 60 });
    let count = 0;
    const read = async (): Promise<void> => {
      for await (const _ of events) count++;
    };
    await assert.rejects(read(), { kind: broken ? 'connection' : 'stream-ended' });
    const elapsed = script.options.clock!.monotonic();
    assert.ok(elapsed >= 50 && elapsed <= 75, String(elapsed));
    assert.ok(count > 2 && count < 30, String(count));
  });
}

it('follows events without an id on and on if their connections last for more than a minute', async () => {
  const again = (): Response => slow(script.options, 10, true, ...Array.from({ length: 7 }, () => unnamed));
  const over = json({ taskgroup_id: 'tgrp_1', status: status(false, 2) });
  const script = scripted(...Array.from({ length: 20 }, () => again), sse(groupEvent('2', 2)), over);
  let count = 0;
  for await (const _ of await new Parallel(script.options).taskGroup.events('tgrp_1', {}, { stallTimeout: 60 }))
    count++;
  assert.equal(count, 141);
});

it('ends a stream with its error', async () => {
  const { options, sent } = scripted(sse(groupEvent('1', 1)), json({ detail: 'gone' }, 404));
  const events = await new Parallel(options).taskGroup.events('tgrp_1');
  await events.next();
  await assert.rejects(events.next(), { kind: 'not-found' });
  assert.deepEqual(await events.next(), { done: true, value: undefined });
  assert.equal(sent.length, 2);
});

const event = (id: string): string => `data: ${JSON.stringify({ type: 'task_run.state', event_id: id })}\n\n`;
const streams: [string, (options: ClientOptions) => Promise<AsyncIterable<unknown>>, string[]][] = [
  [
    'a chat',
    (options) => new Pareta(options).chat.completions.create(CHAT),
    [chunk('a'), chunk('b'), 'data: [DONE]\n\n'],
  ],
  ['a list of runs', (options) => new Parallel(options).taskGroup.getRuns('tgrp_1'), [event('e_1'), event('e_2')]],
];
for (const [name, open, chunks] of streams) {
  it(`lets one loop at a time read the stream of ${name}`, async () => {
    const { options } = scripted(sse(...chunks));
    const stream = await open(options);
    const count = async (): Promise<number> => {
      let events = 0;
      for await (const _ of stream) events++;
      return events;
    };
    const first = count();
    await assert.rejects(count(), { kind: 'bad-argument', message: /the stream is being read already/ });
    assert.equal(await first, 2);
    assert.equal(await count(), 0);
  });
}
