// Evaluations and deploys: what is sent before, and what a response must have.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Pareta, Parallel, responseOf, startedBy, type EvalRunParams } from '../src/index.ts';
import { json, scripted, sse, type Sent } from './support.ts';

const SET = { eval_set: { id: 'es_1', task_id: 't' } };
const paths = (sent: Sent[]): string[] =>
  sent.map(({ method, url }) => `${method} ${url.slice('https://api.pareta.ai/v1'.length)}`);
const ROSTER = { frontier_models: [{ id: 'f1', benchmarked: true }, { id: 'f2' }, null, { vendor: 'a' }] };

const runs: [string, EvalRunParams, Response[], string[], string[]][] = [
  [
    'the task of the call',
    { eval_set: 's', task: 't', frontier: 'all' },
    [],
    ['GET /eval/frontier-models?task=t'],
    ['f1', 'f2'],
  ],
  [
    'the task of its set',
    { eval_set: 's', models: ['m', 'f1'], frontier: 'benchmarked' },
    [json(SET)],
    ['GET /eval-sets/s', 'GET /eval/frontier-models?task=t'],
    ['m', 'f1'],
  ],
  [
    'the task of its new set',
    { items: [{}], prompt: 'p', frontier: 'benchmarked' },
    [json(SET), json(SET)],
    ['POST /eval-sets', 'GET /eval-sets/es_1', 'GET /eval/frontier-models?task=t'],
    ['f1'],
  ],
];
it('takes the frontier models that the call names', async () => {
  const { options, sent } = scripted(json({ run_id: 'er_1' }, 202));
  await new Pareta(options).evals.runs.create({ eval_set: 's', models: ['m'], frontier: ['f', 'm'] });
  assert.deepEqual(JSON.parse(sent[0]!.body as string), { eval_set_id: 's', candidate_model_ids: ['m', 'f'] });
});

for (const [name, params, before, requests, candidates] of runs) {
  it(`takes the frontier models of ${name}`, async () => {
    const { options, sent } = scripted(...before, json(ROSTER), json({ run_id: 'er_1' }, 202));
    const run = await new Pareta(options).evals.runs.create(params);
    assert.deepEqual(paths(sent), [...requests, 'POST /eval-runs']);
    assert.deepEqual([run.id, run.candidate_model_ids], ['er_1', candidates]);
  });
}

it('refuses the frontier of a set without a task', async () => {
  const { options, sent } = scripted(json({ eval_set: { id: 's' } }));
  const call = new Pareta(options).evals.runs.create({ eval_set: 's', frontier: 'all' });
  await assert.rejects(call, { kind: 'bad-argument', message: 'frontier all needs a task, and the eval set has none' });
  assert.equal(sent.length, 1);
});

const lacking: [string, (one: Pareta, two: Parallel) => Promise<unknown>, RegExp][] = [
  ['a new set', (one) => one.evals.sets.create({ items: [{}], prompt: 'p' }), /it has no eval_set/],
  ['a set', (one) => one.evals.sets.retrieve('es_1'), /it has no eval_set/],
  ['a run', (one) => one.evals.runs.create({ eval_set: 's', models: ['m'] }), /it has no valid run_id/],
  ['a group', (_, two) => two.taskGroup.create(), /it has no valid taskgroup_id/],
  ['a result', (_, two) => two.taskRun.result('trun_1'), /it has no output/],
];
for (const [name, call, problem] of lacking) {
  it(`does not take another object for ${name}`, async () => {
    const { options } = scripted(json({ run: { status: 'completed' } }));
    await assert.rejects(call(new Pareta(options), new Parallel(options)), {
      kind: /response|outcome-unknown/,
      message: problem,
    });
  });
}

it('does not take a set without an id', async () => {
  const { options } = scripted(json({ eval_set: { name: 'a' } }));
  const call = new Pareta(options).evals.sets.create({ items: new Blob(['{}\n']), prompt: 'p' });
  await assert.rejects(call, { message: /it has no valid id/ });
});

it('gives an empty list where a list is missing, and the response behind it', async () => {
  const { options } = scripted(json({}));
  const tasks = await new Pareta(options).tasks.list();
  assert.deepEqual([tasks, responseOf(tasks)?.requestId], [[], 'req_1']);
});

const progress = 'event: progress\ndata: {"stage": "pulling"}\n\n';
const DEPLOY = { task: 't', name: 'mine', wait: true } as const;

it('says the start of a deploy once, also if it is sent again', async () => {
  const again = sse('event: complete\ndata: {"endpoint": {"id": "mine"}}\n\n');
  const { options, sent, pauses } = scripted(sse(progress), json({}, 404), again);
  const started: string[] = [];
  await new Pareta(options).endpoints.deploy(DEPLOY, { onStart: (id) => started.push(id) });
  assert.deepEqual([started, sent.length, pauses], [['mine'], 3, [0.25]]);
});

it('does not lead to a deploy that was refused when it was sent again', async () => {
  const { options } = scripted(sse(progress), json({}, 404), json({}, 402));
  const error = await new Pareta(options).endpoints.deploy(DEPLOY).catch((caught: unknown) => caught);
  assert.deepEqual([(error as { kind: string }).kind, startedBy(error)], ['insufficient-credits', undefined]);
});

it('polls the endpoint of a deploy that completes without one', async () => {
  const { options, pauses } = scripted(
    sse('event: complete\ndata: {"endpoint": null}\n\n'),
    json({ id: 'mine', status: 'live' }),
  );
  assert.equal((await new Pareta(options).endpoints.deploy(DEPLOY)).status, 'live');
  assert.deepEqual(pauses, [0.25], 'as after a lost connection');
});

it('closes the stream of a deploy whose onStart throws', async () => {
  let closed = false;
  const { options } = scripted((_, signal) => {
    signal.addEventListener('abort', () => (closed = true));
    return sse(progress);
  });
  const onStart = (): never => {
    throw new Error('mine');
  };
  await assert.rejects(new Pareta(options).endpoints.deploy(DEPLOY, { onStart }), /mine/);
  assert.ok(closed);
});

it('says that a deploy failed without a reason', async () => {
  const { options } = scripted(sse('event: error\ndata: {}\n\n'));
  await assert.rejects(new Pareta(options).endpoints.deploy(DEPLOY), {
    kind: 'deploy-failed',
    message: 'the deploy failed: the service gave no reason',
  });
});

it('gives the events of a deploy with its id before them, or without a name', async () => {
  const { options, sent } = scripted(sse(progress), sse(progress), json({}, 402));
  const { endpoints } = new Pareta(options);
  const ids: string[] = [];
  const stream = await endpoints.deploy({ task: 't' }, { onStart: (id) => ids.push(id), idempotencyKey: 'k' });
  assert.equal((await stream.next()).value?.event, 'progress');
  assert.deepEqual(ids, ['ep_8254c329a928']);
  await endpoints.deploy({ task: 't' });
  const names = sent.map(({ body }) => (JSON.parse(body as string) as { name?: string }).name);
  assert.deepEqual(names, ['ep_8254c329a928', undefined]);
  const refused = endpoints.deploy({ task: 't' }, { onStart: (id) => ids.push(id) });
  assert.equal(startedBy(await refused.catch((error: unknown) => error)), undefined);
});

it('says why a run failed, and with which reference', async () => {
  const error = { message: 'The page is gone.', ref_id: 'ref_7' };
  const { options } = scripted(json({}, 404), json({ run_id: 'r', status: 'failed', is_active: false, error }));
  await assert.rejects(new Parallel(options).taskRun.result('r'), {
    message: 'task run r ended as failed: The page is gone. (reference ref_7)',
  });
});

it('does not name a reference that a failed run does not have', async () => {
  const { options } = scripted(json({}, 404), json({ run_id: 'r', status: 'failed', is_active: false, error: null }));
  const message = 'task run r ended as failed: the service gave no reason';
  await assert.rejects(new Parallel(options).taskRun.result('r'), { message });
});

it('does not take a group without a status for one that is over', async () => {
  const { options } = scripted(sse(), json({ status: null }));
  const events = await new Parallel(options).taskGroup.events('t');
  await assert.rejects(events.next(), { kind: 'response', message: /it has no status/ });
});

it('returns a result although its events cannot be read', async () => {
  const run = { run_id: 'r', status: 'completed', is_active: false };
  const result = { run, output: { type: 'text', content: 'x', basis: [] } };
  const { options } = scripted(json(run, 202), json({}, 404), json(result));
  const found = await new Parallel(options).taskRun.execute(
    { input: 'q', processor: 'base' },
    { onEvent: () => undefined },
  );
  assert.equal(found.output.parsed, 'x');
});

it('names the request for the result of a run that is not known', async () => {
  const unknown = (id: string): Response => json({}, 404, { 'x-request-id': id });
  const { options } = scripted(unknown('of_the_result'), unknown('of_the_run'));
  await assert.rejects(new Parallel(options).taskRun.result('r'), { kind: 'not-found', requestId: 'of_the_result' });
});
