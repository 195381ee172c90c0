// The tour of both APIs as plain lines: it prints what examples/plain_tour.py prints.

import { Parallel, Pareta } from './src/index.ts';

const TASK = 'contract-key-fields';
const COMPANY = {
  type: 'object',
  properties: {
    founding_date: { type: 'string', description: 'Founding date in the format MM-YYYY' },
    employee_count: { type: 'integer', description: 'Number of employees' },
  },
  required: ['founding_date', 'employee_count'],
  additionalProperties: false,
};

async function paretaTour(): Promise<void> {
  const pareta = Pareta.fromEnv();
  const board = await pareta.tasks.leaderboard(TASK);
  console.log('recommended:', board.recommended);
  for await (const event of await pareta.endpoints.deploy({ task: TASK, name: 'tour' })) {
    if (event.event === 'progress')
      console.log(`deploy: ${event.data.stage ?? ''} ${(event.data.pct ?? 0).toFixed(0)}%`);
    else if (event.event === 'complete') console.log('deploy:', event.data.endpoint?.status);
  }

  const messages = [{ role: 'user', content: 'Say hello.' }];
  let text = '';
  for await (const chunk of await pareta.chat.completions.create({ model: 'tour', messages, stream: true })) {
    for (const choice of chunk.choices) text += choice.delta.content ?? '';
  }
  console.log('chat:', text);

  const { examples } = await pareta.tasks.retrieve(TASK, { examples_n: 1 });
  const run = await pareta.evals.runs.create(
    { task: TASK, items: examples as object[], models: ['gemma-lite-2', 'qwen-vl-2'], wait: true },
    { pollInterval: 0.05 },
  );
  console.log('eval:', run.status);
  const results = run.results.map(
    (one) =>
      `eval: ${one.model_id ?? ''} ${(one.quality_mean ?? 0).toFixed(3)} for ${String(one.mean_cost_micro_usd)} micro-USD`,
  );
  for (const line of results.sort()) console.log(line);
}

async function taskTour(): Promise<void> {
  const client = Parallel.fromEnv();
  const result = await client.taskRun.execute({ input: 'United Nations', processor: 'core', output: COMPANY });
  const company = result.output.parsed;
  console.log(`run: founded ${String(company.founding_date)}, ${String(company.employee_count)} people`);
  for (const basis of result.output.basis) {
    console.log(`run: ${basis.field}, confidence ${String(basis.confidence)}`);
    for (const citation of basis.citations ?? []) console.log(`run: ${citation.url} ${citation.excerpts?.[0] ?? ''}`);
  }

  const run = await client.taskRun.create({ input: 'United Nations', processor: 'pro', enable_events: true });
  for await (const event of await client.taskRun.events(run.run_id)) {
    if (event.type.startsWith('task_run.progress_msg.') && 'message' in event) console.log('events:', event.message);
  }
  console.log('events:', (await client.taskRun.result(run.run_id)).run.status);

  const { taskgroup_id: id } = await client.taskGroup.create();
  const inputs = ['France', 'Germany', 'Italy'].map((input) => ({ input, processor: 'base' }));
  await client.taskGroup.addRuns(id, { inputs, default_task_spec: { output_schema: 'The capital' } });
  for await (const _ of await client.taskGroup.events(id));
  const { status } = await client.taskGroup.retrieve(id);
  const completed = status.task_run_status_counts.completed;
  console.log('group:', completed, 'of', status.num_task_runs, 'completed');
  const lines: string[] = [];
  for await (const event of await client.taskGroup.getRuns(id, { include_input: true, include_output: true })) {
    if (event.type !== 'task_run.state' || !event.input || !event.output) continue;
    lines.push(
      `group: ${JSON.stringify(event.input.input).slice(1, -1)}: ${JSON.stringify(event.output.content).slice(1, -1)}`,
    );
  }
  for (const line of lines.sort()) console.log(line);
}

await paretaTour();
await taskTour();
