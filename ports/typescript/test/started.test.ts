import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Parallel, Pareta, SDKError, startedBy } from '../src/index.ts';
import { hanging, json, scripted, sse, type Sent } from './support.ts';

const RUN = {
  run_id: 'trun_1',
  status: 'queued',
  is_active: true,
  processor: 'base',
  created_at: null,
  modified_at: null,
};
const PROGRESS = 'event: progress\ndata: {"stage": "queued"}\n\n';
const SET = { eval_set: { id: 'es_1' } };
const refused = (): Response => json({ detail: 'no' }, 403);

type Steps = (Response | Error | ((sent: Sent, signal: AbortSignal) => Response | Promise<Response>))[];
interface Hooks {
  signal?: AbortSignal | undefined;
  onStart?: ((id: string) => void) | undefined;
  onEvent?: (() => void) | undefined;
}

/** The calls that start work: the id of it, how the message says to continue, and the responses that start it. */
interface Starter {
  name: string;
  id: string;
  advice: RegExp;
  started: () => Steps;
  call: (steps: Steps, hooks: Hooks) => Promise<unknown>;
  hang: (signal: AbortSignal) => Response;
}

const starters: Starter[] = [
  {
    name: 'taskRun.execute',
    id: 'trun_1',
    advice: /taskRun\.result\("trun_1"\)/,
    started: () => [json(RUN, 202)],
    call: (steps, { onEvent: _, ...hooks }) =>
      new Parallel(scripted(...steps).options).taskRun.execute({ input: 'UN', processor: 'base' }, hooks),
    hang: (signal) => hanging(signal, 'application/json', '{'),
  },
  {
    name: 'taskRun.execute with events',
    id: 'trun_1',
    advice: /taskRun\.result\("trun_1"\)/,
    started: () => [json(RUN, 202)],
    call: (steps, hooks) =>
      new Parallel(scripted(...steps).options).taskRun.execute(
        { input: 'UN', processor: 'pro' },
        { ...hooks, onEvent: hooks.onEvent ?? ((): void => undefined) },
      ),
    hang: (signal) =>
      hanging(signal, 'text/event-stream', `data: ${JSON.stringify({ type: 'task_run.state', run: RUN })}\n\n`),
  },
  {
    name: 'endpoints.deploy',
    id: 'mine',
    advice: /endpoints\.wait\("mine"\)/,
    started: () => [],
    call: (steps, hooks) =>
      new Pareta(scripted(...steps).options).endpoints.deploy({ task: 't', name: 'mine', wait: true }, hooks),
    hang: (signal) => hanging(signal, 'text/event-stream', PROGRESS),
  },
  {
    name: 'evals.runs.create',
    id: 'er_1',
    advice: /evals\.runs\.wait\("er_1"\)/,
    started: () => [json({ run_id: 'er_1' }, 202)],
    call: (steps, hooks) =>
      new Pareta(scripted(...steps).options).evals.runs.create({ eval_set: 'es_1', models: ['m'], wait: true }, hooks),
    hang: (signal) => hanging(signal, 'application/json', '{'),
  },
];

async function caughtBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => assert.fail('the call succeeded'),
    (error: unknown) => error,
  );
}

for (const { name, id, advice, started, call, hang } of starters) {
  it(`${name} tells the id before the wait begins`, async () => {
    const seen: string[] = [];
    const next = (_: Sent, signal: AbortSignal): Response => {
      if (name !== 'endpoints.deploy') assert.deepEqual(seen, [id]);
      return name.endsWith('events') ? sse() : hang(signal);
    };
    const controller = new AbortController();
    const onStart = (found: string): void => void seen.push(found);
    setTimeout(() => controller.abort(), 30);
    const error = await caughtBy(call([...started(), next, refused()], { onStart, signal: controller.signal }));
    assert.deepEqual(seen, [id]);
    assert.equal(startedBy(error)?.id, id);
  });

  it(`${name} keeps the id of its work if the signal fires during the wait`, async () => {
    const controller = new AbortController();
    const reason = new Error('the user left');
    const next = (_: Sent, signal: AbortSignal): Response => {
      setTimeout(() => controller.abort(reason), 5);
      return hang(signal);
    };
    const error = await caughtBy(call([...started(), next], { signal: controller.signal }));
    assert.ok(error instanceof SDKError, String(error));
    assert.deepEqual([error.kind, error.id, error.cause], ['cancelled', id, reason]);
    assert.match(error.message, advice);
    assert.equal(startedBy(error)?.id, id);
  });

  it(`${name} keeps the id of its work if the signal fires in onStart`, async () => {
    const controller = new AbortController();
    const onStart = (): void => controller.abort();
    const next = name === 'endpoints.deploy' ? [(_: Sent, signal: AbortSignal) => hang(signal)] : [];
    const error = await caughtBy(call([...started(), ...next], { onStart, signal: controller.signal }));
    assert.ok(error instanceof SDKError, String(error));
    assert.deepEqual([error.kind, error.id, error.name], ['cancelled', id, 'AbortError']);
  });

  it(`${name} leads an exception of onStart back to its work`, async () => {
    const mine = new Error('mine');
    const onStart = (): never => {
      throw mine;
    };
    const next = name === 'endpoints.deploy' ? [(_: Sent, signal: AbortSignal) => hang(signal)] : [];
    assert.equal(await caughtBy(call([...started(), ...next], { onStart })), mine);
    assert.deepEqual([mine.message, Object.keys(mine)], ['mine', []]);
    const text = (): never => {
      throw 'mine'; // eslint-disable-line @typescript-eslint/only-throw-error
    };
    const again = name === 'endpoints.deploy' ? [(_: Sent, signal: AbortSignal) => hang(signal)] : [];
    assert.equal(await caughtBy(call([...started(), ...again], { onStart: text })), 'mine');
    assert.equal(startedBy(mine)?.id, id);
    assert.match(startedBy(mine)!.advice, advice);
  });

  it(`${name} has the key if the signal fires while its request is in flight`, async () => {
    const controller = new AbortController();
    let key: string | null = null;
    const inFlight = (sent: Sent, signal: AbortSignal): Promise<Response> => {
      key = sent.headers.get('idempotency-key');
      setTimeout(() => controller.abort(), 5);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    const error = await caughtBy(call([inFlight], { signal: controller.signal }));
    assert.ok(error instanceof SDKError, String(error));
    assert.deepEqual([error.kind, error.idempotencyKey], ['cancelled', key]);
    assert.match(error.message, /may have been accepted and billed/);
  });

  it(`${name} rejects with the reason itself if the signal fired before anything was sent`, async () => {
    const reason = new Error('too late');
    assert.equal(await caughtBy(call([], { signal: AbortSignal.abort(reason) })), reason);
    assert.equal(startedBy(reason), undefined);
  });
}

const polls: [string, Starter, Steps][] = [
  ['a refused poll', starters[0]!, [refused()]],
  ['a refused poll', starters[3]!, [refused()]],
  ['a refused poll after the events', starters[2]!, [sse(PROGRESS), refused()]],
];
for (const [name, starter, steps] of polls) {
  it(`${starter.name} leads ${name} back to its work`, async () => {
    const error = await caughtBy(starter.call([...starter.started(), ...steps], {}));
    assert.ok(error instanceof SDKError, String(error));
    assert.deepEqual([error.kind, error.id], ['permission-denied', starter.id]);
    assert.match(error.message, starter.advice);
  });
}

it('a deploy whose events are not waited for keeps its id and closes the connection', async () => {
  let closed = false;
  const { options } = scripted((_, signal) => {
    signal.addEventListener('abort', () => (closed = true));
    return hanging(signal, 'text/event-stream', PROGRESS);
  });
  const onStart = (): never => {
    throw new Error('mine');
  };
  const error = await caughtBy(new Pareta(options).endpoints.deploy({ task: 't', name: 'mine' }, { onStart }));
  assert.equal(startedBy(error)?.id, 'mine');
  assert.ok(closed);
});

it('a failed eval run tells the id of the set that it created', async () => {
  const { options, sent } = scripted(json(SET), refused());
  const params = { items: [{ a: 1 }], prompt: 'p', models: ['m'] };
  const error = await caughtBy(
    new Pareta(options).evals.runs.create(params, { headers: { 'idempotency-key': 'job' } }),
  );
  assert.ok(error instanceof SDKError);
  assert.deepEqual([error.kind, startedBy(error)?.id], ['permission-denied', 'es_1']);
  assert.match(error.message, /pass eval_set "es_1"/);
  assert.deepEqual(
    sent.map(({ headers }) => headers.get('idempotency-key')),
    ['job-set', 'job'],
  );
});

it('nothing is created for an eval run without candidates', async () => {
  const { options, sent } = scripted(json({ frontier_models: [] }));
  const params = { items: [{ a: 1 }], task: 't', frontier: 'all' as const };
  await assert.rejects(new Pareta(options).evals.runs.create(params), { kind: 'bad-argument' });
  assert.deepEqual(
    sent.map(({ method }) => method),
    ['GET'],
  );
});

it('returns a result whose last byte arrived before the signal fired', async () => {
  const controller = new AbortController();
  const { options } = scripted(() => {
    controller.abort();
    return json(RUN, 202);
  });
  const run = await new Parallel(options).taskRun.create(
    { input: 'UN', processor: 'base' },
    { signal: controller.signal },
  );
  assert.equal(run.run_id, 'trun_1');
});

it('the id of started work controls no terminal', async () => {
  const { options } = scripted(json({ ...RUN, run_id: 'trun_\u202e1' }, 202), refused());
  const execution = new Parallel(options).taskRun.execute({ input: 'UN', processor: 'base' });
  await assert.rejects(execution, (error: SDKError) => {
    assert.equal(error.id, 'trun_\u202e1');
    assert.match(error.message, /Task run trun_\ufffd1 was started/);
    assert.doesNotMatch(error.message, /\u202e/);
    return true;
  });
});
