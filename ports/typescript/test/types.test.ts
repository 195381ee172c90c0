// What the compiler must accept and refuse. `tsc` is the test; nothing here needs to run.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { EndpointStatus, Pareta, TaskRunInput, TaskRunStreamEvent } from '../src/index.ts';

export function narrows(event: TaskRunStreamEvent): string {
  switch (event.type) {
    case 'task_run.state':
      return event.run.status;
    case 'task_run.progress_stats':
      return String(event.source_stats.num_sources_read);
    case 'error':
      return event.error.message;
    default:
      return event.message; // the template literal `task_run.progress_msg.${string}` is what is left
  }
}

export async function chooses(pareta: Pareta): Promise<void> {
  const params = { model: 'm', messages: [] };
  const whole = await pareta.chat.completions.create(params);
  whole.choices[0]?.message.content?.trim();
  const stream = await pareta.chat.completions.create({ ...params, stream: true });
  for await (const chunk of stream) chunk.choices[0]?.delta.content?.trim();
  (await pareta.endpoints.deploy({ task: 't', wait: true })).status?.trim();
  // @ts-expect-error a deploy needs a task
  await pareta.endpoints.deploy({});
  // @ts-expect-error an endpoint has an id
  await pareta.wire.send('getEndpoint', { params: {} });
  // @ts-expect-error a deploy has a body with a task
  await pareta.wire.send('deployEndpoint', { body: {} });
  // @ts-expect-error the spec has no such member
  void whole.nothing;
  // @ts-expect-error a result may have no choice
  void whole.choices[0].message;
}

it('takes any value of an open enum, and what a union allows', () => {
  const statuses: EndpointStatus[] = ['live', 'a status of tomorrow'];
  const inputs: TaskRunInput[] = [
    { processor: 'base', input: 'text', task_spec: { output_schema: 'words' } },
    { processor: 'new', input: { a: 1 }, task_spec: { output_schema: { type: 'auto' } }, metadata: null },
    // @ts-expect-error an input is a text or an object
    { processor: 'base', input: 5 },
  ];
  assert.equal(statuses.length + inputs.length, 5);
});
