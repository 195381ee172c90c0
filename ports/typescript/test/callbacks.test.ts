// What a callback throws leaves the call, also if it is an error that the call itself would survive.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Parallel, Pareta, SDKError, startedBy, StreamEndedError } from '../src/index.ts';
import { json, scripted, sse } from './support.ts';

const RUN = { run_id: 'trun_1', status: 'queued', is_active: true };
const lost = new StreamEndedError('stream-ended', 'of another call');
const notFound = await new Pareta(scripted(json({}, 404)).options).models.list().catch((error: unknown) => error);
const busy = await new Pareta({ ...scripted(json({}, 503)).options, maxRetries: 0 }).models
  .list()
  .catch((error: unknown) => error);

const DEPLOY = { task: 't', name: 'mine', wait: true } as const;
const INPUT = { input: 'q', processor: 'base' };
const progress = (): Response => sse('event: progress\ndata: {"stage": "queued"}\n\n');
const state = (): Response => sse(`data: ${JSON.stringify({ type: 'task_run.state', run: RUN })}\n\n`);
const added = (): Response => json({ status: {}, run_ids: ['trun_1'] });

type Thrower = () => never;
const calls: [string, () => Response[], (one: Parallel, two: Pareta, mine: Thrower) => Promise<unknown>][] = [
  ['onStart of a deploy', () => [progress()], (_, two, onStart) => two.endpoints.deploy(DEPLOY, { onStart })],
  ['onEvent of a deploy', () => [progress()], (_, two, onEvent) => two.endpoints.deploy(DEPLOY, { onEvent })],
  ['onEvent of a wait', () => [json({ status: 'new' })], (_, two, onEvent) => two.endpoints.wait('ep', { onEvent })],
  ['onEvent of execute', () => [json(RUN), state()], (one, _, onEvent) => one.taskRun.execute(INPUT, { onEvent })],
  [
    'onStart of addRuns',
    () => [added()],
    (one, _, onStart) => one.taskGroup.addRuns('t', { inputs: [INPUT] }, { onStart }),
  ],
];
for (const error of [lost, notFound, busy]) {
  assert.ok(error instanceof SDKError);
  const mine: Thrower = () => {
    throw error;
  };
  for (const [name, steps, call] of calls) {
    it(`a ${error.kind} of ${name} ends the call`, async () => {
      const { options, sent } = scripted(...steps());
      const caught = call(new Parallel(options), new Pareta(options), mine).catch((one: unknown) => one);
      assert.equal(await caught, error);
      assert.equal(sent.length, steps().length);
      assert.equal(error.idempotencyKey, undefined, 'it is not an error of this call');
    });
  }
}

it('has the key of an eval run in the error of its set', async () => {
  const { options, sent } = scripted(json({}, 500), json({}, 500), json({}, 500));
  const params = { items: [{ a: 1 }], prompt: 'p', models: ['m'] };
  const call = new Pareta(options).evals.runs.create(params, { idempotencyKey: 'job' });
  await assert.rejects(call, { kind: 'server', idempotencyKey: 'job' });
  assert.equal(sent[0]!.headers.get('idempotency-key'), 'job-set');
  assert.equal(startedBy(await call.catch((error: unknown) => error)), undefined);
});

it('leaves out a model of the roster that has no id', async () => {
  const models = [null, { vendor: 'a' }, { id: 'm1', benchmarked: true }, { id: 'm2', benchmarked: false }];
  const { options, sent } = scripted(json({ frontier_models: models }), json({ run_id: 'er_1' }, 202));
  await new Pareta(options).evals.runs.create({ eval_set: 's', task: 't', frontier: 'benchmarked' });
  assert.deepEqual(JSON.parse(sent[1]!.body as string), { eval_set_id: 's', candidate_model_ids: ['m1'] });
});

it('takes from the environment what an option leaves undefined', async () => {
  const { options, sent } = scripted(json({ data: [] }), json({ data: [] }));
  process.env.PARETA_API_KEY = 'key_of_the_environment';
  process.env.PARETA_BASE_URL = 'http://localhost:9';
  await Pareta.fromEnv({ fetch: options.fetch, apiKey: undefined as never, baseUrl: undefined }).models.list();
  assert.equal(sent[0]!.url, 'http://localhost:9/v1/models');
  assert.equal(sent[0]!.headers.get('authorization'), 'Bearer key_of_the_environment');
  process.env.PARETA_BASE_URL = ' ';
  await Pareta.fromEnv({ fetch: options.fetch }).models.list();
  assert.equal(sent[1]!.url, 'https://api.pareta.ai/v1/models');
});
