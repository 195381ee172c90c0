import assert from 'node:assert/strict';
import { it } from 'node:test';
import { EventTooLongError, SseDecoder, type ServerSentEvent } from '../src/core/sse.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function decode(chunks: string[], limit?: number): { events: ServerSentEvent[]; decoder: SseDecoder } {
  const decoder = new SseDecoder(limit);
  return { events: chunks.flatMap((chunk) => [...decoder.feed(bytes(chunk))]), decoder };
}

const streams: [string, string[], string[]][] = [
  ['a line end that is cut', ['data: a\r', '\n\r', '\ndata: b\n\n'], ['a', 'b']],
  ['an empty chunk within a line end', ['data: a\r', '', '\ndata: b\r\r'], ['a\nb']],
  ['a line end that is cut, and a line after it', ['data: a\r', '\ndata: b', '\n\n'], ['a\nb']],
  ['comments', [': one\n', 'data: a\n', ': two\n\n'], ['a']],
  ['fields of other names', ['retry: 5\ndat: x\ndataa: y\ndata\n\n'], ['']],
  ['one space after the colon', ['data:  a\n\ndata:b\n\n'], [' a', 'b']],
];
for (const [name, chunks, expected] of streams) {
  it(`reads ${name}`, () => {
    assert.deepEqual(
      decode(chunks).events.map(({ data }) => data),
      expected,
    );
  });
}

for (const [text, pending] of [
  ['', false],
  ['data: a\n\n', false],
  [': comment\n', false],
  ['data: a\n', true],
  ['event: a\n', true],
  ['da', true],
] as const) {
  it(`${pending ? 'has' : 'has not'} an unfinished event after ${JSON.stringify(text)}`, () => {
    assert.equal(decode([text]).decoder.pending, pending);
  });
}

it('counts the bytes of an event, and those of the next one anew', () => {
  assert.equal(decode(['data: 1234\n\n', 'data: 1234\n\n'], 10).events.length, 2);
  assert.throws(() => decode(['data: 12345'], 10), EventTooLongError);
  assert.throws(() => decode(['data: 1\n', 'data: 2\n'], 10), EventTooLongError);
});

it('keeps a byte order mark in data, and ignores a long line of no field', () => {
  const decoder = new SseDecoder();
  const text = `${'x'.repeat(300_000)}\ndata: \ufeffa\n\n`;
  const events = [...decoder.feed(new TextEncoder().encode(text))];
  assert.deepEqual(events, [{ event: '', data: '\ufeffa', id: '' }]);
});
