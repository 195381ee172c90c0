import assert from 'node:assert/strict';
import { it } from 'node:test';
import { OutcomeUnknownError, Parallel, responseOf, SDKError, startedBy } from '../src/index.ts';
import type { AddRunsParams, ClientOptions, TaskGroupRuns, TaskRunInput } from '../src/index.ts';
import { batchKey, withKeys } from '../src/rows.ts';
import { json, scripted, sse, type Sent } from './support.ts';

const STATUS = {
  num_task_runs: 0,
  task_run_status_counts: {},
  is_active: true,
  status_message: null,
  modified_at: null,
};
const group = (runs: number): Response =>
  json({ taskgroup_id: 'tgrp_1', status: { ...STATUS, num_task_runs: runs }, created_at: null });
const added = (first: number, count: number, cursor = 'c'): Response =>
  json({
    status: { ...STATUS, num_task_runs: first + count },
    run_ids: Array.from({ length: count }, (_, at) => `trun_${String(first + at)}`),
    run_cursor: `run-${cursor}`,
    event_cursor: `event-${cursor}`,
  });
const inputs = (count: number): TaskRunInput[] =>
  Array.from({ length: count }, (_, at) => ({ input: `company ${String(at)}`, processor: 'base' }));
const lost = (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
const failed = (status: number): Response => json({ type: 'error', error: { message: 'no' } }, status);

/** The runs of a group as it lists them: for each run its place, its row, and what the service shows of it. */
interface Listed {
  at: number | string;
  row?: TaskRunInput;
  labelled?: boolean;
  asked?: unknown;
}
const listing = (...runs: Listed[]): Response =>
  sse(
    ...runs.map(({ at, row, labelled = true, asked }) => {
      const run = { run_id: `trun_${String(at)}`, status: 'queued', is_active: true, processor: 'base' };
      const metadata = labelled ? row?.metadata : null;
      const input = asked === undefined ? {} : { input: { processor: 'base', input: asked } };
      const state = { type: 'task_run.state', event_id: `e${String(at)}`, run: { ...run, metadata }, ...input };
      return `data: ${JSON.stringify(state)}\n\n`;
    }),
  );

const GOLDEN = [
  '4088bebb3a71586f922c1612b3fa6557-1168ce2ce363472ce00e278feca8492b-0',
  '4088bebb3a71586f922c1612b3fa6557-7ba3877ea3cb4c38d0cbc8c78da1b940-0',
  '4088bebb3a71586f922c1612b3fa6557-7ba3877ea3cb4c38d0cbc8c78da1b940-1',
  '6c3fbc55-2abb-572f-b15b-d0f3115b354c',
];

const bodyOf = (sent: Sent): TaskRunInput[] => (JSON.parse(sent.body as string) as AddRunsParams).inputs;
const posts = (sent: Sent[]): Sent[] => sent.filter(({ method }) => method === 'POST');
const keys = (sent: Sent[]): (string | null)[] => posts(sent).map(({ headers }) => headers.get('idempotency-key'));

function add(options: ClientOptions, rows: TaskRunInput[], idempotencyKey?: string): Promise<TaskGroupRuns> {
  return new Parallel(options).taskGroup.addRuns('tgrp_1', { inputs: rows }, { idempotencyKey });
}

async function failure(call: Promise<unknown>): Promise<SDKError> {
  const error = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof SDKError, String(error));
  return error;
}

const runIds = (error: SDKError): string[] => (error.partial as TaskGroupRuns).run_ids;

it('sends two thousand five hundred runs in three requests, in their order', async () => {
  const { options, sent } = scripted(added(0, 1000, '1'), added(1000, 1000, '2'), added(2000, 500, '3'));
  const ids: string[] = [];
  const client = new Parallel(options);
  const params = { inputs: inputs(2500), refresh_status: true, 'parallel-beta': ['a', 'b'] };
  const found = await client.taskGroup.addRuns('tgrp_1', params, { onStart: (id) => ids.push(id) });
  assert.deepEqual(
    sent.map((one) => bodyOf(one).length),
    [1000, 1000, 500],
  );
  assert.deepEqual(
    sent.flatMap((one) => bodyOf(one).map(({ input }) => input)),
    inputs(2500).map(({ input }) => input),
  );
  assert.deepEqual(found.run_ids, ids);
  assert.deepEqual([found.run_ids.length, found.status.num_task_runs], [2500, 2500]);
  assert.deepEqual([found.run_cursor, found.event_cursor], ['run-1', 'event-1']);
  assert.equal(new Set(keys(sent)).size, 3);
  assert.ok(
    sent.every(({ url, headers }) => url.endsWith('?refresh_status=true') && headers.get('parallel-beta') === 'a,b'),
  );
});

it('gives rows the keys that the Python SDK gives them', async () => {
  const asked = { input: { name: 'Zoë', z: 1, a: [null, { b: true }] }, processor: 'base', metadata: { x: 1 } };
  const again = { input: 'UN', processor: 'core' };
  const rows = await withKeys([asked, again, again], 'job', { output_schema: 'A year' });
  assert.deepEqual([...rows.map(({ key }) => key), await batchKey(rows)], GOLDEN);
  assert.deepEqual(asked.metadata, { x: 1 }, 'the row of the caller stays as it is');
});

for (const accepted of [[], [0], [0, 2], [0, 1, 2]]) {
  it(`sends only what is missing if ${JSON.stringify(accepted)} of three rows were accepted when the connection broke`, async () => {
    const missing = [0, 1, 2].filter((at) => !accepted.includes(at));
    const again = json({ status: STATUS, run_ids: missing.map((at) => `trun_${String(at)}`), run_cursor: null });
    const { options, sent } = scripted(
      lost(),
      group(accepted.length),
      () => listing(...accepted.map((at) => ({ at, row: bodyOf(sent[0]!)[at]! }))),
      ...(missing.length ? [again] : []),
    );
    const found = await add(options, inputs(3));
    assert.deepEqual(found.run_ids, ['trun_0', 'trun_1', 'trun_2']);
    assert.equal(found.status.num_task_runs, missing.length ? 0 : 3, 'the status is that of the last response');
    assert.equal(responseOf(found)?.requestId, 'req_1');
    const repeated = posts(sent).slice(1).map(bodyOf);
    assert.deepEqual(repeated, missing.length ? [missing.map((at) => bodyOf(sent[0]!)[at])] : []);
    // The same request is sent again with its key, another one with another key.
    assert.equal(new Set(keys(sent)).size, accepted.length && missing.length ? 2 : 1);
  });
}

const unreadable = [() => json('<html>', 202), () => json({ run_ids: ['trun_0', 'trun_1'] }, 202), () => json({}, 202)];
for (const [index, response] of unreadable.entries()) {
  it(`finds the runs of a response that cannot be used (${String(index)})`, async () => {
    const { options, sent } = scripted(response(), group(3), () =>
      listing(...bodyOf(sent[0]!).map((row, at) => ({ at, row }))),
    );
    assert.deepEqual((await add(options, inputs(3))).run_ids, ['trun_0', 'trun_1', 'trun_2']);
  });

  it(`does not send again what such a response accepted and the group lists late (${String(index)})`, async () => {
    const { options, sent } = scripted(response(), group(1), () => listing({ at: 0, row: bodyOf(sent[0]!)[0]! }));
    const error = await failure(add(options, inputs(3)));
    assert.ok(error instanceof OutcomeUnknownError);
    assert.deepEqual([runIds(error), error.idempotencyKey], [['trun_0'], keys(sent)[0]]);
    assert.equal(sent.length, 3);
  });
}

it('does not send again what may be in progress yet, and finds it later by the key of the error', async () => {
  const { options, sent } = scripted(failed(504), group(0), listing());
  const error = await failure(add(options, inputs(3)));
  assert.deepEqual([error.kind, error.partial], ['outcome-unknown', undefined]);
  const rows = bodyOf(sent[0]!);
  const later = scripted(group(2), listing({ at: 0, row: rows[0]! }, { at: 1, row: rows[1]! }), added(2, 1));
  const found = await add(later.options, inputs(3), error.idempotencyKey);
  assert.deepEqual(found.run_ids, ['trun_0', 'trun_1', 'trun_2']);
  assert.deepEqual(bodyOf(later.sent.at(-1)!), rows.slice(2));
});

it('keeps what an unreadable response said, if nothing else is known', async () => {
  const { options } = scripted(json({ odd: 1 }, 202), group(0), listing());
  assert.deepEqual((await failure(add(options, inputs(3)))).partial, { odd: 1 });
});

async function sentRows(count: number): Promise<TaskRunInput[]> {
  const { options, sent } = scripted(group(0), listing(), added(0, count));
  await add(options, inputs(count), 'job');
  return bodyOf(sent.at(-1)!);
}

const [A, B] = inputs(2) as [TaskRunInput, TaskRunInput];
const NEW = { input: 'a new row', processor: 'base' };
const repeated: [string, TaskRunInput[], string[]][] = [
  ['a row in front', [NEW, A, B], ['trun_9', 'trun_0', 'trun_1']],
  ['the rows turned round', [B, A], ['trun_1', 'trun_0']],
  ['one row removed', [B], ['trun_1']],
  ['one row twice', [A, A, B], ['trun_0', 'trun_9', 'trun_1']],
  ['members in another order', [{ processor: 'base', input: 'company 1' }, A], ['trun_1', 'trun_0']],
  ['only new rows', [NEW], ['trun_9']],
];
for (const [name, rows, ids] of repeated) {
  it(`knows the rows of a repeated call with ${name}`, async () => {
    const before = await sentRows(2);
    const isNew = ids.includes('trun_9');
    const known = listing(...before.map((row, at) => ({ at, row })));
    const { options, sent } = scripted(group(2), known, ...(isNew ? [added(9, 1)] : []));
    assert.deepEqual((await add(options, rows, 'job')).run_ids, ids);
    assert.deepEqual(
      posts(sent)
        .map(bodyOf)
        .map(({ length }) => length),
      isNew ? [1] : [],
    );
    assert.ok(!keys(sent).includes('job'), 'other rows are another request');
  });
}

it('takes the key of a repeated call from a header as well', async () => {
  const { options, sent } = scripted(group(0), listing(), added(0, 1000), added(1000, 1));
  const call = { headers: { 'Idempotency-Key': 'job', 'x-mine': '1' } };
  await new Parallel(options).taskGroup.addRuns('tgrp_1', { inputs: inputs(1001) }, call);
  assert.equal(keys(sent)[0], 'job');
  assert.notEqual(keys(sent)[1], 'job');
  assert.ok(sent.every(({ headers }) => headers.get('x-mine') === '1'));
});

const unknown: [string, Listed[]][] = [
  ['all are listed without metadata', [0, 1].map((at) => ({ at, labelled: false, asked: `company ${String(at)}` }))],
  ['one is listed without metadata', [{ at: 0 }, { at: 1, labelled: false, asked: 'company 1' }]],
  ['not even the input is listed', [{ at: 0, labelled: false }]],
  ['the run of another client has the same input', [{ at: 7, labelled: false, asked: 'company 2' }]],
];
for (const [name, runs] of unknown) {
  for (const [kind, step] of [
    ['lost', lost] as const,
    ['unreadable', () => json({}, 202)] as const,
    ['500', () => failed(500)] as const,
  ]) {
    it(`sends nothing again if ${name} (${kind})`, async () => {
      const list = (isAsked: boolean) => () =>
        listing(
          ...runs.map((one) => ({
            row: bodyOf(sent[0]!)[Number(one.at)]!,
            ...one,
            asked: isAsked ? one.asked : undefined,
          })),
        );
      const { options, sent } = scripted(step(), group(runs.length), list(false), list(true));
      const error = await failure(add(options, inputs(3)));
      assert.ok(error instanceof OutcomeUnknownError);
      assert.match(error.message, /without the metadata that identifies them[^]*only what is missing is sent/);
      assert.equal(error.idempotencyKey, keys(sent)[0]);
      assert.equal(sent.length, 4);
    });
  }
}

it('does not believe a response with the id of a run of an earlier batch', async () => {
  const { options } = scripted(added(0, 1000), added(999, 1), group(1000), listing());
  const error = await failure(add(options, inputs(1001)));
  assert.match(error.message, /the run_id of another run/);
});

it('takes the first of two runs of one row', async () => {
  const { options, sent } = scripted(lost(), group(2), () => {
    const [row] = bodyOf(sent[0]!);
    return listing({ at: 0, row: row! }, { at: 5, row: row! });
  });
  assert.deepEqual((await add(options, inputs(1))).run_ids, ['trun_0']);
});

it('reads past an event without a run', async () => {
  const odd = 'data: {"type": "error", "event_id": "e"}\n\ndata: {"type": "task_run.state", "run": null}\n\n';
  const { options } = scripted(lost(), group(0), sse(odd), added(0, 1));
  assert.deepEqual((await add(options, inputs(1))).run_ids, ['trun_0']);
});

it('is not stopped by runs of other clients that were asked something else', async () => {
  const others = (): Response =>
    listing(...[0, 1, 2].map((at) => ({ at: `x${String(at)}`, labelled: false, asked: `other ${String(at)}` })));
  const { options } = scripted(lost(), group(3), others(), others(), added(0, 2));
  assert.deepEqual((await add(options, inputs(2))).run_ids, ['trun_0', 'trun_1']);
});

it('knows the runs of an earlier batch by their ids', async () => {
  const rows = Array.from({ length: 1001 }, () => ({ input: 'the same', processor: 'base' }));
  const first = Array.from({ length: 1000 }, (_, at) => ({ at, labelled: false }));
  const { options } = scripted(added(0, 1000), lost(), group(1000), listing(...first), added(1000, 1));
  assert.equal((await add(options, rows)).run_ids.length, 1001);
});

for (const ids of [
  ['trun_1', 'trun_1', 'trun_2'],
  ['trun_0', 'trun_1', 'trun_2'],
]) {
  it(`does not believe a response with the id of another run (${ids.join()})`, async () => {
    const [row] = await sentRows(1);
    const state = [group(1), listing({ at: 0, row: row! })];
    const again = [group(1), listing({ at: 0, row: row! })];
    const { options } = scripted(...state, json({ status: STATUS, run_ids: ids }), ...again);
    const rows = [...inputs(1), ...'xyz'.split('').map((input) => ({ input, processor: 'base' }))];
    const error = await failure(add(options, rows, 'job'));
    assert.match(error.message, /the run_id of another run/);
    assert.deepEqual(runIds(error), ['trun_0']);
  });
}

const incomplete: [string, Response[]][] = [
  ['lists too few of its runs', [group(2), listing({ at: 0 })]],
  ['has no status', [json({ taskgroup_id: 'tgrp_1', status: null }), listing()]],
  ['may not be read', [failed(403)]],
];
for (const [name, steps] of incomplete) {
  it(`sends nothing again if the group ${name}`, async () => {
    const { options, sent } = scripted(lost(), ...steps);
    const error = await failure(add(options, inputs(3)));
    assert.match(error.message, /could not be listed: /);
    assert.equal(posts(sent).length, 1);
  });
}

it('resumes a broken list of runs before anything is sent', async () => {
  const broken = (row: TaskRunInput): Response => {
    let pulls = 0;
    const bytes = listing({ at: 0, row }).body!.getReader();
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      if (pulls++) controller.error(lost());
      else controller.enqueue((await bytes.read()).value);
    };
    return new Response(new ReadableStream({ pull }), { headers: { 'content-type': 'text/event-stream' } });
  };
  const { options, sent } = scripted(
    lost(),
    group(2),
    () => broken(bodyOf(sent[0]!)[0]!),
    () => listing({ at: 1, row: bodyOf(sent[0]!)[1]! }),
  );
  assert.deepEqual((await add(options, inputs(2))).run_ids, ['trun_0', 'trun_1']);
  assert.match(sent.at(-1)!.url, /last_event_id=e0/);
});

for (const [status, kind] of [
  [402, 'insufficient-credits'],
  [403, 'permission-denied'],
] as const) {
  it(`has the runs that were added before a ${String(status)}`, async () => {
    const { options } = scripted(added(0, 1000, '1'), added(1000, 1000, '2'), failed(status));
    const error = await failure(add(options, inputs(2500)));
    assert.deepEqual([error.kind, error.id, runIds(error).length], [kind, 'tgrp_1', 2000]);
    assert.equal((error.partial as TaskGroupRuns).run_cursor, 'run-1');
    assert.match(error.message, /2000 of 2500 runs are known to be in group tgrp_1/);
  });
}

it('has no partial result if the first request is refused', async () => {
  const { options } = scripted(failed(422));
  const error = await failure(add(options, inputs(2)));
  assert.deepEqual([error.kind, error.partial, startedBy(error)], ['unprocessable', undefined, undefined]);
});

const cancels: [string, number][] = [
  ['the second request', 2],
  ['the reading of the group', 3],
];
for (const [name, at] of cancels) {
  it(`has the runs so far if the signal fires during ${name}`, async () => {
    const controller = new AbortController();
    const hang = (_: Sent, signal: AbortSignal): Promise<Response> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        controller.abort(new Error('the user left'));
      });
    const { options } = scripted(...[added(0, 1000), ...(at === 3 ? [lost()] : []), hang]);
    const call = new Parallel(options).taskGroup.addRuns(
      'tgrp_1',
      { inputs: inputs(1500) },
      { signal: controller.signal },
    );
    const error = await failure(call);
    assert.deepEqual([error.kind, error.id, runIds(error).length], ['cancelled', 'tgrp_1', 1000]);
    assert.equal((error.cause as Error).message, 'the user left');
    assert.ok(error.message.includes(`idempotencyKey "${error.idempotencyKey!}"`));
  });
}

it('leads an exception of the callback back to the runs', async () => {
  const { options } = scripted(added(0, 2));
  const mine = new Error('mine');
  const onStart = (): never => {
    throw mine;
  };
  const call = new Parallel(options).taskGroup.addRuns('tgrp_1', { inputs: inputs(2) }, { onStart });
  await assert.rejects(call, mine);
  assert.deepEqual((startedBy(mine)!.partial as TaskGroupRuns).run_ids, ['trun_0', 'trun_1']);
});

const invalid: [unknown, RegExp][] = [
  [{ input: '', processor: 'base' }, /inputs\[2499\]\.input/],
  [{ input: 'a' }, /inputs\[2499\]\.processor/],
  [{ input: { score: NaN }, processor: 'base' }, /inputs\[2499\]\.input\.score/],
  [{ input: 'a', processor: 'base', metadata: [] }, /inputs\[2499\]\.metadata/],
  ['a', /inputs\[2499\] must be an object/],
];
for (const [row, place] of invalid) {
  it(`sends nothing if the last of many rows is ${JSON.stringify(row)}`, async () => {
    const { options, sent } = scripted();
    const error = await failure(add(options, [...inputs(2499), row as TaskRunInput]));
    assert.equal(error.kind, 'bad-argument');
    assert.match(error.message, place);
    assert.equal(sent.length, 0);
  });
}

it('ends the events of a group when the service closes the stream, if the caller gave its timeout', async () => {
  const { options, sent } = scripted(sse());
  const events = await new Parallel(options).taskGroup.events('tgrp_1', { timeout: 5 });
  assert.equal((await events.next()).done, true);
  assert.deepEqual(
    sent.map(({ url }) => new URL(url).search),
    ['?timeout=5'],
  );
});
