// Credentials in what an error keeps: of streams, of bodies that break off, and of headers of the caller's own.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inspect } from 'node:util';
import { Parallel, Pareta, SDKError } from '../src/index.ts';
import { json, scripted, sse } from './support.ts';

const KEY = 'key_of_a_test_0123456789';
const CHAT = { model: 'ep_1', messages: [{ role: 'user', content: 'hi' }], stream: true as const };
const shown = (error: unknown): string => {
  assert.ok(error instanceof SDKError, String(error));
  return [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)].join('\n');
};
const thrown = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
const breaking = (type: string, text: string): Response => {
  const chunks = [new TextEncoder().encode(text)];
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const next = chunks.shift();
    if (next) controller.enqueue(next);
    else controller.error(new Error(`the proxy cut ${KEY}`));
  };
  return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers: { 'content-type': type } });
};

const echo = `data: {"choices": [], "echo": "${KEY}"}\n\n`;
for (const [name, response] of [
  ['that cannot be read', (): Response => sse(`data: {oops ${KEY}\n\n`)],
  ['before a stream breaks', (): Response => breaking('text/event-stream', echo)],
  ['before a stream ends too early', (): Response => sse(echo)],
  ['of a failure in mid-stream', (): Response => sse(`data: {"error": {"message": "no ${KEY}", "code": 429}}\n\n`)],
] as const) {
  it(`shows no key in an event ${name}`, async () => {
    const stream = await new Pareta(scripted(response()).options).chat.completions.create(CHAT);
    const error = await thrown(
      (async () => {
        for await (const _ of stream);
      })(),
    );
    assert.ok(!shown(error).includes(KEY));
    assert.equal((error as SDKError).idempotencyKey, stream.response.idempotencyKey);
  });
}

it('shows no key in a body that breaks off', async () => {
  const { options } = scripted(breaking('application/json', `{"echo": "${KEY}`));
  assert.ok(!shown(await thrown(new Pareta({ ...options, maxRetries: 0 }).models.list())).includes(KEY));
});

for (const [name, headers, body] of [
  ['with a quote', { 'x-token': 'a"token\\of_a_test' }, 'an "a\\"token\\\\of_a_test"'],
  ['that begins another one', { 'x-token': 'a_token_of', 'x-secret': 'a_token_of_a_test' }, 'no a_token_of_a_test'],
  ['of eight characters', { 'x-token': '_of_a_te' }, 'no _of_a_test'],
] as const) {
  it(`shows nothing of a secret ${name}`, async () => {
    const { options } = scripted(new Response(body, { status: 400 }));
    assert.doesNotMatch(shown(await thrown(new Pareta(options).models.list({ headers }))), /of_a_te/);
  });
}

it('shows the key that repeats a call, which is not a secret', async () => {
  const { options } = scripted(json({ detail: 'no my-own-key' }, 400));
  const headers = { 'idempotency-key': 'my-own-key' };
  const error = await thrown(new Parallel(options).taskRun.create({ input: 'q', processor: 'base' }, { headers }));
  assert.match(shown(error), /no my-own-key/);
});

for (const url of ['http://store.test/1?signature=hush', ['https://store.test/1?signature=hush']]) {
  it(`shows no signature of an upload URL that cannot be used: ${JSON.stringify(url)}`, async () => {
    const { options } = scripted(json({ upload_url: url, storage_uri: 's3://1' }));
    const document = { file: new Blob([new Uint8Array(5 << 20)]), idx: 0, field_name: 'f' };
    const error = await thrown(new Pareta(options).evals.sets.uploadDocument('es_1', document));
    assert.match(shown(error), /s3:\/\/1/);
    assert.doesNotMatch(shown(error), /hush/);
  });
}
