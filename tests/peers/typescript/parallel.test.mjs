// The official `parallel-web` client on the sandbox: runs, their results and events, groups, errors, retries.

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import Parallel from 'parallel-web';
import { z } from 'zod';
import { all, applied, billed, fail, rejection, startNearlyStill, startSandbox, URL } from './support.mjs';

const YEARS = 'The years as a comma-separated list.';
const FAILS = 'Acme [sandbox:fail]';
const NEVER_ENDS = 'Acme [sandbox:slow]';
const CONTRACT = {
  output_schema: {
    type: 'json',
    json_schema: {
      type: 'object',
      properties: { party: { type: 'string' }, year: { type: 'integer', minimum: 1900 } },
      required: ['party', 'year'],
      additionalProperties: false,
    },
  },
};
const INPUTS = Array.from({ length: 5 }, (_, n) => ({ input: `Company ${n}`, processor: 'lite' }));

const Report = z.object({
  day: z.iso.date(),
  seen_at: z.iso.datetime(),
  page: z.url(),
  mail: z.email(),
  size: z.enum(['small', 'large']),
  kind: z.literal('public'),
  code: z.string().regex(/^[A-Z]{3}-\d{4}$/),
  share: z.number().gt(0).lt(1),
  staff: z.record(z.string(), z.int()),
  tags: z.array(z.string()).min(2),
  place: z.tuple([z.number(), z.number()]),
  either: z.union([z.int(), z.boolean()]),
  head: z.object({ name: z.string(), born: z.int().nullable() }).nullable(),
  site: z.string().optional(),
});

const connect = (url, options) =>
  new Parallel({ baseURL: url, apiKey: 'a-key', maxRetries: 0, timeout: 20_000, ...options });
const client = connect(URL);
const runs = client.taskRun;
const groups = client.taskGroup;

/** Create a run and wait for its result: the client has no call that does both. */
async function execute(request) {
  const { run_id } = await runs.create(request);
  return await runs.result(run_id);
}

/** Create a group with runs, and follow it until none of them is active any more. */
async function finishedGroup(inputs) {
  const { taskgroup_id } = await groups.create({});
  const { run_ids } = await groups.addRuns(taskgroup_id, { inputs });
  const events = await all(groups.events(taskgroup_id));
  return { id: taskgroup_id, run_ids, events };
}

describe('a run', { concurrency: true }, () => {
  it('is queued, then completed with a result that fits its schema', async () => {
    const metadata = { batch: 7, dry: true };
    const run = await runs.create({ input: { company: 'Acme' }, processor: 'core', task_spec: CONTRACT, metadata });
    assert.match(run.run_id, /^trun_/);
    assert.equal(run.status, 'queued');
    assert.equal(run.is_active, true);
    assert.deepEqual(run.metadata, metadata);

    const result = await runs.result(run.run_id);
    assert.equal(result.run.run_id, run.run_id);
    assert.equal(result.run.status, 'completed');
    assert.equal(result.output.type, 'json');
    assert.deepEqual(Object.keys(result.output.content).sort(), ['party', 'year']);
    assert.ok(result.output.content.year >= 1900);

    assert.deepEqual(await runs.retrieve(run.run_id), result.run);
  });

  it('has a basis for each field, with sources and a confidence', async () => {
    const { output } = await execute({ input: 'Acme', processor: 'core', task_spec: CONTRACT });
    assert.deepEqual(
      output.basis.map((basis) => basis.field),
      ['party', 'year'],
    );
    for (const { citations, confidence, reasoning } of output.basis) {
      assert.ok(reasoning);
      assert.ok(['high', 'medium', 'low'].includes(confidence));
      assert.ok(citations.every((citation) => citation.url.startsWith('https://')));
      assert.ok(citations[0].excerpts.length > 0);
    }
  });

  it('returns its input as it was sent', async () => {
    const sent = {
      input: 'Acme',
      processor: 'lite',
      task_spec: { output_schema: YEARS },
      source_policy: { include_domains: ['example.org'] },
      advanced_settings: { location: 'no' },
    };
    const { run_id } = await runs.create(sent);
    const { input, processor, task_spec, source_policy, advanced_settings } = await runs.retrieveInput(run_id);
    assert.deepEqual({ input, processor }, { input: 'Acme', processor: 'lite' });
    assert.equal(task_spec.output_schema, YEARS);
    assert.deepEqual(source_policy.include_domains, ['example.org']);
    assert.equal(advanced_settings.location, 'no');
  });

  it('takes MCP servers and the names of betas', async () => {
    const server = { type: 'url', name: 'archive', url: 'https://mcp.example.org', allowed_tools: ['find'] };
    const betas = ['mcp-server-2025-07-17'];
    const { run_id } = await runs.create({ input: 'Acme', processor: 'core', mcp_servers: [server], betas });
    const { output } = await runs.result(run_id, { betas });
    assert.deepEqual(
      output.mcp_tool_calls.map(({ server_name, tool_name }) => [server_name, tool_name]),
      [['archive', 'find']],
    );
  });

  it('goes on when the wait for its result is over, which is a 408', async () => {
    const { run_id } = await runs.create({ input: NEVER_ENDS, processor: 'lite' });
    const error = await rejection(Parallel.APIError, runs.result(run_id, { timeout: 1 }));
    assert.equal(error.status, 408);
    assert.equal((await runs.retrieve(run_id)).is_active, true);
  });
});

describe('an output', { concurrency: true }, () => {
  for (let n = 0; n < 8; n++) {
    it(`fits every type that zod can ask for (${n})`, async () => {
      const json_schema = z.toJSONSchema(Report);
      const task_spec = { output_schema: { type: 'json', json_schema } };
      const { output } = await execute({ input: `Company ${n}`, processor: 'core', task_spec });
      assert.deepEqual(Report.parse(output.content), output.content);
    });
  }

  for (const output_schema of [YEARS, { type: 'text', description: YEARS }]) {
    it(`is text for ${typeof output_schema === 'string' ? 'a description' : 'a text schema'}`, async () => {
      const { output } = await execute({ input: 'Acme', processor: 'lite', task_spec: { output_schema } });
      assert.equal(output.type, 'text');
      assert.equal(typeof output.content, 'string');
      assert.equal(output.basis.length, 1);
    });
  }

  it('has a schema of its own where none was given, or an automatic one', async () => {
    for (const task_spec of [undefined, { output_schema: { type: 'auto' } }]) {
      const { output } = await execute({ input: 'Acme', processor: 'lite', task_spec });
      assert.equal(output.type, 'json');
      assert.deepEqual(Object.keys(output.output_schema.properties).sort(), Object.keys(output.content).sort());
    }
  });
});

describe("a run's events", { concurrency: true }, () => {
  it('open with its state and end with its output', async () => {
    const { run_id } = await runs.create({ input: 'Acme', processor: 'pro', task_spec: CONTRACT });
    const events = await all(runs.events(run_id));
    const [first, last] = [events[0], events.at(-1)];
    assert.equal(first.type, 'task_run.state');
    assert.equal(first.run.run_id, run_id);
    assert.equal(first.output ?? null, null);
    assert.equal(last.type, 'task_run.state');
    assert.equal(last.run.status, 'completed');
    assert.deepEqual(last.output, (await runs.result(run_id)).output);

    const between = events.slice(1, -1);
    assert.ok(between.some((event) => event.type === 'task_run.progress_msg.plan'));
    const meters = between.filter((event) => event.type === 'task_run.progress_stats').map((one) => one.progress_meter);
    assert.ok(meters.length > 0);
    assert.deepEqual(
      meters,
      meters.toSorted((one, other) => one - other),
    );
  });

  it('are repeated for a reader who comes later', async () => {
    const { run_id } = await runs.create({ input: 'Acme', processor: 'lite', enable_events: true });
    const live = await all(runs.events(run_id));
    const again = await all(runs.events(run_id));
    const messages = (events) => events.map((event) => event.message).filter(Boolean);
    assert.deepEqual(again.at(-1), live.at(-1));
    assert.ok(messages(live).length > 0);
    assert.deepEqual(messages(again), messages(live));
    assert.equal(again.filter((event) => event.type === 'task_run.progress_stats').length, 1);
  });

  it('arrive one by one, and end when they are aborted', async (t) => {
    const still = connect(await startNearlyStill(t)).taskRun;
    const { run_id } = await still.create({ input: 'Acme', processor: 'pro' });
    const events = await still.events(run_id);
    const read = [];
    for await (const event of events) {
      read.push(event.run.status);
      events.controller.abort();
    }
    assert.deepEqual(read, ['queued']);
  });

  it('end with the error of a run that failed', async () => {
    const { run_id } = await runs.create({ input: FAILS, processor: 'pro' });
    const last = (await all(runs.events(run_id))).at(-1);
    assert.equal(last.run.status, 'failed');
    assert.ok(last.run.error.message);
    assert.equal(last.output ?? null, null);
  });
});

describe('a group', { concurrency: true }, () => {
  it('runs what is added, and returns every output', async () => {
    const group = await groups.create({ metadata: { batch: 'a' } });
    const id = group.taskgroup_id;
    assert.match(id, /^tgrp_/);
    assert.deepEqual(group.metadata, { batch: 'a' });
    assert.equal(group.status.is_active, false);

    const added = await groups.addRuns(id, { inputs: INPUTS, default_task_spec: CONTRACT });
    assert.equal(new Set(added.run_ids).size, 5);
    assert.equal(added.status.num_task_runs, 5);
    assert.equal(added.status.is_active, true);
    await all(groups.events(id));

    const { status } = await groups.retrieve(id);
    assert.deepEqual(status.task_run_status_counts, { completed: 5 });
    assert.equal(status.is_active, false);

    const read = await all(groups.getRuns(id, { include_input: true, include_output: true }));
    assert.deepEqual(
      read.map((event) => event.run.run_id),
      added.run_ids,
    );
    assert.deepEqual(
      read.map((event) => event.input.input),
      INPUTS.map((one) => one.input),
    );
    for (const event of read) assert.deepEqual(Object.keys(event.output.content).sort(), ['party', 'year']);
  });

  it('lists its runs without inputs and outputs unless they are requested', async () => {
    const { id } = await finishedGroup(INPUTS.slice(0, 1));
    const [event] = await all(groups.getRuns(id));
    assert.equal(event.input ?? null, null);
    assert.equal(event.output ?? null, null);
  });

  it("lists its runs from the reader's cursor", async () => {
    const { taskgroup_id: id } = await groups.create({});
    const first = await groups.addRuns(id, { inputs: INPUTS.slice(0, 2) });
    const later = await groups.addRuns(id, { inputs: INPUTS.slice(2) });
    const read = await all(groups.getRuns(id));
    const idsOf = (events) => events.map((event) => event.run.run_id);
    assert.deepEqual(idsOf(read), [...first.run_ids, ...later.run_ids]);
    assert.deepEqual(idsOf(await all(groups.getRuns(id, { last_event_id: read[0].event_id }))), idsOf(read.slice(1)));
    assert.deepEqual(idsOf(await all(groups.getRuns(id, { last_event_id: later.run_cursor }))), later.run_ids);
  });

  it('lists its runs by status', async () => {
    const { id, run_ids } = await finishedGroup([INPUTS[0], { input: FAILS, processor: 'lite' }]);
    const failed = await all(groups.getRuns(id, { status: 'failed' }));
    assert.deepEqual(
      failed.map((event) => event.run.run_id),
      [run_ids[1]],
    );
    assert.ok(failed[0].run.error.message);
    const { status } = await groups.retrieve(id);
    assert.deepEqual(status.task_run_status_counts, { completed: 1, failed: 1 });
  });

  it('resumes its events after the last that was seen', async () => {
    const { id, run_ids, events } = await finishedGroup(INPUTS);
    const rest = await all(groups.events(id, { last_event_id: events[1].event_id }));
    assert.deepEqual(rest, events.slice(2));
    const ended = events.filter((event) => event.type === 'task_run.state').map((event) => event.run.run_id);
    assert.deepEqual(new Set(ended), new Set(run_ids));
    const { status } = events.findLast((event) => event.type === 'task_group_status');
    assert.deepEqual(status.task_run_status_counts, { completed: 5 });
    assert.equal(status.is_active, false);
  });

  it("ends its events when the caller's wait is over", async () => {
    const { taskgroup_id: id } = await groups.create({});
    await groups.addRuns(id, { inputs: [{ input: NEVER_ENDS, processor: 'lite' }] });
    const events = await all(groups.events(id, { timeout: 2.5 }));
    assert.equal(events.at(-1).status.is_active, true);
  });

  it('returns one of its runs', async () => {
    const { id, run_ids } = await finishedGroup(INPUTS.slice(0, 1));
    const run = await groups.retrieveRun(run_ids[0], { taskgroup_id: id });
    assert.equal(run.run_id, run_ids[0]);
    assert.equal(run.taskgroup_id, id);
    assert.equal((await runs.result(run.run_id)).run.run_id, run.run_id);
  });
});

describe('errors', { concurrency: true }, () => {
  it('say why a run that failed has no result', async () => {
    const { run_id } = await runs.create({ input: FAILS, processor: 'lite' });
    const error = await rejection(Parallel.NotFoundError, runs.result(run_id));
    assert.match(error.message, /failed/);
    const failed = await runs.retrieve(run_id);
    assert.equal(failed.status, 'failed');
    assert.equal(failed.is_active, false);
    assert.ok(failed.error.ref_id);
    assert.ok(failed.error.message);
  });

  it('name an empty key', async () => {
    const keyless = connect(URL, { apiKey: '' });
    const error = await rejection(
      Parallel.AuthenticationError,
      keyless.taskRun.create({ input: 'Acme', processor: 'lite' }),
    );
    assert.equal(error.status, 401);
    assert.equal(error.error.type, 'error');
    assert.ok(error.error.error.ref_id);
  });

  for (const [name, request] of Object.entries({
    'a run': () => runs.retrieve('trun_nowhere'),
    "a run's result": () => runs.result('trun_nowhere'),
    "a run's events": () => runs.events('trun_nowhere'),
    'a group': () => groups.retrieve('tgrp_nowhere'),
    "a group's events": () => groups.events('tgrp_nowhere'),
    "a group's runs": () => groups.getRuns('tgrp_nowhere'),
  })) {
    it(`name ${name} that is unknown`, async () => {
      const error = await rejection(Parallel.NotFoundError, request());
      assert.match(error.message, /_nowhere/);
    });
  }

  it('name a processor that is not sold', async () => {
    const request = runs.create({ input: 'Acme', processor: 'abacus' });
    assert.match((await rejection(Parallel.PermissionDeniedError, request)).message, /abacus/);
  });

  it('say where a request makes no sense', async () => {
    const task_spec = { output_schema: { type: 'xml' } };
    const request = runs.create({ input: 'Acme', processor: 'lite', task_spec });
    assert.match((await rejection(Parallel.UnprocessableEntityError, request)).message, /output_schema/);

    const { taskgroup_id: id } = await groups.create({});
    const inputs = [INPUTS[0], { input: 'no processor' }];
    const error = await rejection(Parallel.UnprocessableEntityError, groups.addRuns(id, { inputs }));
    assert.deepEqual(
      error.error.detail.map((issue) => issue.loc),
      [['body', 'inputs', 1, 'processor']],
    );
    assert.equal((await groups.retrieve(id)).status.num_task_runs, 0);
  });

  it('say that the purse is empty', async (t) => {
    const poor = connect(await startSandbox(t, '--balance-micro-usd', '0'));
    const error = await rejection(Parallel.APIError, poor.taskRun.create({ input: 'Acme', processor: 'lite' }));
    assert.equal(error.status, 402);
    assert.match(error.message, /balance/);
  });
});

test('retries', async (t) => {
  const url = await startSandbox(t, '--speed', '1');
  const client = connect(url, { maxRetries: 2 });
  const request = { input: 'Acme', processor: 'lite' };

  await t.test('come after the pause that a 429 or a 503 asks for', async () => {
    await fail(url, 'createTaskRun', { status: 429, retry_after: 1 });
    await fail(url, 'createTaskRun', { status: 503, retry_after: 0, in_turn: true });
    const run = await client.taskRun.create(request);
    assert.equal(run.status, 'queued');
    const [first, second] = await applied(url, 'createTaskRun');
    assert.ok(second.at - first.at >= 0.9, `the pause was ${second.at - first.at} s`);
    assert.deepEqual(await billed(url), ['createTaskRun']);
  });

  await t.test('end after the last attempt with its error', async () => {
    await fail(url, 'createTaskGroup', { status: 503, retry_after: 0, times: 3 });
    const error = await rejection(Parallel.InternalServerError, client.taskGroup.create({}));
    assert.equal(error.status, 503);
    assert.equal((await applied(url, 'createTaskGroup')).length, 3);
  });

  await t.test('replace a connection that was reset', async () => {
    await fail(url, 'createTaskGroup', { lost: 'reset', times: 2 });
    await rejection(Parallel.APIConnectionError, connect(url).taskGroup.create({}));
    assert.match((await client.taskGroup.create({})).taskgroup_id, /^tgrp_/);
  });

  await t.test('are not made after a timeout that is the last, nor after an abort', async () => {
    await fail(url, 'createTaskGroup', { stall: 'ever', times: 2 });
    const hasty = { timeout: 200, maxRetries: 0 };
    await rejection(Parallel.APIConnectionTimeoutError, client.taskGroup.create({}, hasty));
    const aborted = { signal: AbortSignal.timeout(200) };
    await rejection(Parallel.APIUserAbortError, client.taskGroup.create({}, aborted));
  });
});
