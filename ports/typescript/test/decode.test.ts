import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeBody, mismatch } from '../src/core/decode.ts';
import { operations } from '../src/spec.ts';

const events = { ref: 'TaskRunStreamEvent' };
const values: [string, unknown, object, RegExp | null][] = [
  ['a number in place of an event', 5, events, /expected an object, found a number/],
  ['null in place of an event', null, events, /expected an object, found null/],
  ['an event whose run is a list', { type: 'task_run.state', run: [] }, events, /\.run: expected an object/],
  ['an event of an unknown type', { type: 'news', run: [] }, events, null],
  ['an event whose type is a number', { type: 5 }, events, null],
  ['an event without a type', {}, events, null],
  ['a list in place of a run', [], { ref: 'TaskRun' }, /TaskRun: expected an object, found an array/],
  [
    'an object in place of a list',
    { data: {} },
    { ref: 'ModelList' },
    /ModelList\.data: expected an array, found an object/,
  ],
  [
    'a text in a list of records',
    { data: [{}, 'x'] },
    { ref: 'ModelList' },
    /data\[1\]: expected an object, found a string/,
  ],
  ['a text in a map of objects', { a: 'x' }, { map: { object: {} } }, /\.a: expected an object/],
  ['null in a member', { data: null }, { ref: 'ModelList' }, null],
  ['null where anything may be', null, {}, null],
];
for (const [name, value, shape, problem] of values) {
  it(`${problem ? 'refuses' : 'passes on'} ${name}`, () => {
    const found = mismatch(value, shape, '');
    if (problem) assert.match(found ?? '', problem);
    else assert.equal(found, null);
  });
}

const bodies: [string, keyof typeof operations, string, object][] = [
  ['an empty body', 'listModels', ' ', { problem: 'its body is not valid JSON' }],
  ['no body', 'listModels', '', { problem: 'its body is empty' }],
  ['no JSON', 'listModels', '<html>', { problem: 'its body is not valid JSON' }],
  ['no body where none is promised', 'deleteEvalSet', '', { value: undefined }],
  ['JSON where no body is promised', 'deleteEvalSet', '{"deleted":true}', { value: undefined }],
  ['a body', 'listModels', '{"data":[]}', { value: { data: [] } }],
];
for (const [name, id, text, expected] of bodies) {
  it(`reads ${name}`, () => assert.deepEqual(decodeBody(operations[id], 200, text), expected));
}
