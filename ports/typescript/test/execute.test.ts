import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { OutputParseError, Parallel, startedBy, type Output, type StandardSchema } from '../src/index.ts';
import { json, scripted } from './support.ts';

const run = (status: string): object => ({
  run_id: 'trun_1',
  status,
  is_active: status === 'queued',
  processor: 'base',
  created_at: null,
  modified_at: null,
});
const result = (content: unknown): Response =>
  json({ run: run('completed'), output: { type: typeof content === 'string' ? 'text' : 'json', content, basis: [] } });
const Company = z.object({ founded: z.string().describe('The year'), people: z.number().int() });

async function execute<O extends Output>(output: O, content: unknown) {
  const { options, sent } = scripted(json(run('queued'), 202), result(content));
  const found = await new Parallel(options).taskRun.execute({ input: 'UN', processor: 'base', output });
  return { found, spec: (JSON.parse(sent[0]!.body as string) as { task_spec: unknown }).task_spec };
}

it('sends the JSON schema of a zod schema and returns its type', async () => {
  const { found, spec } = await execute(Company, { founded: '1945', people: 3 });
  const company: { founded: string; people: number } = found.output.parsed;
  assert.deepEqual(company, { founded: '1945', people: 3 });
  assert.deepEqual(Object.keys(found.output), ['type', 'content', 'basis']);
  assert.deepEqual(spec, {
    output_schema: {
      type: 'json',
      json_schema: {
        type: 'object',
        properties: {
          founded: { type: 'string', description: 'The year' },
          people: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        },
        required: ['founded', 'people'],
        additionalProperties: false,
      },
    },
  });
});

it('takes a schema together with its JSON schema', async () => {
  const { '~standard': standard } = Company;
  const silent = { '~standard': { ...standard, jsonSchema: undefined } } as unknown as StandardSchema<{
    people: number;
  }>;
  await assert.rejects(execute(silent, {}), { kind: 'bad-argument', message: /toJSONSchema/ });
  const pair = { schema: silent, jsonSchema: z.toJSONSchema(Company) as Record<string, unknown> };
  const { found } = await execute(pair, { founded: '1945', people: 3 });
  assert.equal(found.output.parsed.people, 3);
});

it('says what kind of output was asked for', async () => {
  await assert.rejects(execute('The year', { a: 1 }), { message: /does not fit: expected a string\./ });
  await assert.rejects(execute({ type: 'object' }, 'a'), { message: /does not fit: expected an object\./ });
});

it('closes the objects of a schema, in lists as well', async () => {
  const part = { type: 'object', properties: { a: { type: 'string' } } };
  const jsonSchema = { input: () => ({ anyOf: [part, { ...part, additionalProperties: true }] }) };
  const schema = {
    '~standard': { version: 1, vendor: 'x', validate: (value: unknown) => ({ value }), jsonSchema },
  } as const;
  const { spec } = await execute(schema, {});
  const closed = {
    anyOf: [
      { ...part, additionalProperties: false },
      { ...part, additionalProperties: true },
    ],
  };
  assert.deepEqual(spec, { output_schema: { type: 'json', json_schema: closed } });
});

it('takes a JSON schema, and words', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const { found, spec } = await execute(schema, { a: 'b' });
  assert.equal(found.output.parsed.a, 'b');
  assert.deepEqual(spec, { output_schema: { type: 'json', json_schema: schema } });
  const words = await execute('The year', '1945');
  const text: string = words.found.output.parsed;
  assert.equal(text, '1945');
});

it('takes a schema that is a function and validates later, as those of other libraries may be', async () => {
  const standard: StandardSchema<number>['~standard'] = {
    version: 1,
    vendor: 'other',
    validate: (value) =>
      Promise.resolve(
        (value as { a: number }).a === 5
          ? { value: 6 }
          : { issues: [{ message: 'no five', path: [{ key: 'a' }, 0] }, { message: 'odd' }] },
      ),
    jsonSchema: { input: ({ target }) => ({ $schema: target, type: 'number' }) },
  };
  const schema = Object.assign(() => undefined, { '~standard': standard });
  const { found, spec } = await execute(schema, { a: 5 });
  const parsed: number = found.output.parsed;
  assert.equal(parsed, 6);
  assert.deepEqual(spec, { output_schema: { type: 'json', json_schema: { type: 'number' } } });
  await assert.rejects(execute(schema, { a: 7 }), (error: OutputParseError) => {
    assert.match(error.message, /a\.0: no five; odd/);
    assert.deepEqual((error.partial as { output: { content: object } }).output.content, { a: 7 });
    return error.kind === 'output-parse';
  });
});

it('tells what does not fit, with the result', async () => {
  await assert.rejects(
    execute(Company, { founded: 1945, people: 3 }),
    (error: { kind: string; id: string; message: string }) => {
      return error.kind === 'output-parse' && error.id === 'trun_1' && error.message.includes('founded');
    },
  );
});

it('takes a JSON schema in its envelope', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  const { spec } = await execute({ type: 'json', json_schema: schema }, { a: 'b' });
  assert.deepEqual(spec, { output_schema: { type: 'json', json_schema: schema } });
});

const noSchemas: [unknown, RegExp][] = [
  [{ a: 1 }, /not the JSON schema of an object/],
  [{ type: 'json', json_schema: 'x' }, /not the JSON schema of an object/],
  [{ type: 'text', description: 'x' }, /pass its description as a string/],
  [{ type: 'auto' }, /pass none/],
  [' ', /empty or blank/],
  [5, /a string, a JSON schema or a Standard Schema/],
];
for (const [output, message] of noSchemas) {
  it(`refuses ${JSON.stringify(output)} as an output before anything is sent`, async () => {
    const { options, sent } = scripted();
    const call = new Parallel(options).taskRun.execute({ input: 'UN', processor: 'base', output: output as string });
    await assert.rejects(call, { kind: 'bad-argument', message });
    assert.equal(sent.length, 0);
  });
}

const misfits: [string, Output, unknown][] = [
  ['a text for a JSON schema', { type: 'object' }, 'text'],
  ['an object for words', 'The year', { a: 1 }],
  ['nothing for a JSON schema', { type: 'object' }, null],
  ['another member for a zod schema', Company, { founded: 1945 }],
  ['what a validator cannot read', z.object({}).transform(() => assert.fail('unreadable')), {}],
];
for (const [name, output, content] of misfits) {
  it(`keeps the result of the service if the output is ${name}`, async () => {
    const pair = output instanceof z.ZodPipe ? { schema: output as never, jsonSchema: { type: 'object' } } : output;
    const error: unknown = await execute(pair, content).catch((caught: unknown) => caught);
    assert.ok(error instanceof OutputParseError, String(error));
    assert.deepEqual([error.kind, error.id, startedBy(error)?.id], ['output-parse', 'trun_1', 'trun_1']);
    assert.doesNotMatch(error.message, /was started/);
    if (name.includes('cannot read')) assert.ok(error.cause instanceof assert.AssertionError);
    assert.deepEqual((error.partial as { output: { content: unknown } }).output.content, content);
  });
}

it('leads from every failure of the wait back to the run', async () => {
  const { options } = scripted(json(run('queued'), 202), json({ error: { message: 'gone' } }, 403));
  const call = new Parallel(options).taskRun.execute({ input: 'UN', processor: 'base' });
  await assert.rejects(call, { kind: 'permission-denied', id: 'trun_1', message: /taskRun\.result\("trun_1"\)/ });
});
