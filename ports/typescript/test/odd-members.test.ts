// Each member of each response to a call, replaced by a value of each other kind: nothing but errors of this package leave.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Parallel, Pareta, SDKError, type ClientOptions } from '../src/index.ts';
import { json, scripted, sse } from './support.ts';

const ODD: unknown[] = [undefined, null, 1.5, 'x', [null], [{}], { x: null }];
const RUN = {
  run_id: 'trun_1',
  status: 'completed',
  is_active: false,
  error: { ref_id: 'r', message: 'm', detail: {} },
};
const OUTPUT = { type: 'json', content: { a: 1 }, basis: [{ field: 'a', citations: [{ url: 'u' }] }] };
const EVENT = { type: 'task_run.state', event_id: 'e_1', run: RUN, input: { input: 'a' }, output: OUTPUT };
const STATS = { type: 'task_run.progress_stats', source_stats: { num_sources_read: 1 }, progress_meter: 5 };
const STATUS = { num_task_runs: 1, task_run_status_counts: { completed: 1 }, is_active: false };
const GROUP = { taskgroup_id: 'tgrp_1', metadata: { a: 1 }, status: STATUS };
const ADDED = { status: STATUS, run_ids: ['trun_8'], run_cursor: 'c', event_cursor: 'e' };
const EVALUATION = {
  run: { id: 'er_1', status: 'completed', candidate_model_ids: ['a'] },
  results: [{ model_id: 'a' }],
};
const PROGRESS = { event: 'progress', data: { stage: 's', pct: 5 } };
const COMPLETE = { event: 'complete', data: { endpoint: { id: 'ep_1', status: 'live' } } };
const COMPLETION = { choices: [{ index: 0, message: { content: 'a', tool_calls: [{ function: { name: 'n' } }] } }] };

async function read(events: AsyncIterable<unknown>): Promise<void> {
  for await (const event of events) use(event);
}
const use = (value: unknown): unknown => JSON.stringify(value);
const parallel = (options: ClientOptions): Parallel => new Parallel(options);
const pareta = (options: ClientOptions): Pareta => new Pareta(options);

/** The calls, the responses to their requests (a list is a stream), and the id of what the first response has started. */
const calls: [string, (options: ClientOptions) => Promise<unknown>, unknown[], string?][] = [
  [
    'execute',
    (options) => parallel(options).taskRun.execute({ input: 'a', processor: 'base' }, { onEvent: use }),
    [RUN, [STATS, EVENT], { run: RUN, output: OUTPUT }],
    'trun_1',
  ],
  ['a group that is waited for', (options) => parallel(options).taskGroup.wait('tgrp_1', { onEvent: use }), [GROUP]],
  ['runs of a group', async (options) => read(await parallel(options).taskGroup.getRuns('tgrp_1')), [[EVENT]]],
  [
    'events of a group',
    async (options) => read(await parallel(options).taskGroup.events('tgrp_1')),
    [[EVENT, { type: 'task_group_status', event_id: 'e_2', status: STATUS }], GROUP],
  ],
  [
    'addRuns',
    (options) => {
      const inputs = [{ input: 'b', processor: 'base' }];
      return parallel(options).taskGroup.addRuns('tgrp_1', { inputs }, { idempotencyKey: 'k', onStart: use });
    },
    [GROUP, [EVENT], [EVENT], ADDED],
  ],
  [
    'deploy',
    (options) => pareta(options).endpoints.deploy({ task: 't', name: 'ep_1', wait: true }, { onEvent: use }),
    [[PROGRESS, COMPLETE]],
  ],
  [
    'an evaluation',
    (options) => {
      const candidates = { eval_set: 'es_1', models: ['a'], wait: true };
      return pareta(options).evals.runs.create(candidates, { onEvent: use });
    },
    [{ run_id: 'er_1', status: 'queued' }, EVALUATION],
    'er_1',
  ],
  [
    'a chat',
    (options) => pareta(options).chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'a' }] }),
    [COMPLETION],
  ],
];

/** Yield copies of decoded JSON with each value inside replaced. */
function* variants(value: unknown): Generator {
  yield* ODD;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    for (const odd of variants(member)) {
      yield Array.isArray(value) ? value.with(Number(name), odd) : { ...value, [name]: odd };
    }
  }
}

function respond(value: unknown): Response {
  if (!Array.isArray(value)) return json(value ?? null);
  const lines = value.map((one: unknown) => {
    const { event, data } = Object(one) as { event?: string; data?: unknown };
    return event ? `event: ${event}\ndata: ${use(data) as string}\n\n` : `data: ${use(one) as string}\n\n`;
  });
  return sse(...lines);
}

for (const [name, call, responses, id] of calls) {
  it(`lets no odd member of a response raise anything but an error of this package: ${name}`, async () => {
    await call(scripted(...responses.map(respond)).options);
    for (const [index, response] of responses.entries()) {
      const odd = Array.isArray(response)
        ? response.flatMap((one, at) => [...variants(one)].map((each) => response.with(at, each) as unknown))
        : [...variants(response)].filter((each) => !Array.isArray(each));
      for (const each of odd) {
        const enough = Array.from({ length: 4 }, () => json({ detail: 'enough' }, 401));
        const script = scripted(...responses.with(index, each).map(respond), ...enough);
        const error: unknown = await call(script.options).then(use, (thrown: unknown) => thrown);
        if (!(error instanceof Error)) continue;
        assert.ok(error instanceof SDKError, `${use(each) as string}: ${String(error.stack)}`);
        if (index > 0 && id) assert.equal(error.id, id, use(each) as string);
      }
    }
  });
}
