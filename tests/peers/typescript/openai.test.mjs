// The official `openai` client on the sandbox: it knows the base URL and the key, and nothing else.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it, test } from 'node:test';
import OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import {
  all,
  applied,
  billed,
  ENDPOINT,
  fail,
  readInto,
  rejection,
  send,
  startNearlyStill,
  startSandbox,
  URL,
} from './support.mjs';

const HELLO = [{ role: 'user', content: 'Say hello.' }];
const ASKED = [{ role: 'user', content: 'What will the weather be in Oslo?' }];
const CHAT = { model: ENDPOINT, messages: HELLO };
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
};
const WITH_WEATHER = {
  model: ENDPOINT,
  messages: ASKED,
  tools: [WEATHER],
  tool_choice: { type: 'function', function: { name: 'get_weather' } },
};
const Contract = z.object({ parties: z.array(z.string()), governing_law: z.string() });

const connect = (url, options) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'pareta_sk_test_peer', maxRetries: 0, timeout: 20_000, ...options });
const client = connect(URL);
const chat = (request, options) => client.chat.completions.create({ ...CHAT, ...request }, options);
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

/** Send a chat that fails, and return the error beside the reason that the service gives: `{"detail": …}`. */
async function failedChat(type, request, { url = URL, ...options } = {}) {
  let body;
  const failing = connect(url, {
    ...options,
    fetch: async (...sent) => {
      const response = await fetch(...sent);
      body = await response.text();
      return new Response(body, response);
    },
  });
  const error = await rejection(type, failing.chat.completions.create({ ...CHAT, ...request }));
  return { error, detail: JSON.parse(body).detail };
}

/** Deploy an endpoint and stop it, by the routes that the client does not know. */
async function deployStopped(t) {
  const name = `ep_stopped_${randomUUID().slice(0, 8)}`;
  await send(URL, 'POST', '/v1/endpoints', { task: 'contract-key-fields', name });
  await send(URL, 'POST', `/v1/endpoints/${name}/stop`);
  t.after(() => send(URL, 'DELETE', `/v1/endpoints/${name}`));
  return name;
}

describe('chat', { concurrency: true }, () => {
  it("has OpenAI's format", async () => {
    const completion = await chat();
    assert.equal(completion.object, 'chat.completion');
    assert.equal(completion.model, ENDPOINT);
    assert.equal(completion.choices.length, 1);
    const [{ finish_reason, index, logprobs, message }] = completion.choices;
    assert.deepEqual({ finish_reason, index, logprobs }, { finish_reason: 'stop', index: 0, logprobs: null });
    assert.equal(message.role, 'assistant');
    assert.equal(message.refusal, null);
    assert.match(message.content, /hello/i);
    const { prompt_tokens, completion_tokens, total_tokens } = completion.usage;
    assert.ok(prompt_tokens > 0);
    assert.equal(total_tokens, prompt_tokens + completion_tokens);
  });

  it("takes and obeys OpenAI's parameters", async () => {
    const completion = await chat({
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Say hello.' }] },
      ],
      n: 2,
      max_completion_tokens: 3,
      temperature: 0.2,
      top_p: 0.9,
      seed: 7,
      presence_penalty: 0.1,
      logit_bias: { 50256: -100 },
      reasoning_effort: 'low',
      metadata: { run: 'peer' },
      user: 'someone',
      not_of_openai: { kept: true },
    });
    assert.deepEqual(
      completion.choices.map((choice) => [choice.index, choice.finish_reason]),
      [
        [0, 'length'],
        [1, 'length'],
      ],
    );
    assert.equal(completion.usage.completion_tokens, 6);
  });

  it('gives the probability of each token, and of its alternatives, on request', async () => {
    const [choice] = (await chat({ logprobs: true, top_logprobs: 2 })).choices;
    const { content, refusal } = choice.logprobs;
    assert.equal(content.map((one) => one.token).join(''), choice.message.content);
    assert.equal(refusal, null);
    for (const { logprob, top_logprobs } of content) {
      assert.ok(logprob <= 0);
      assert.equal(top_logprobs.length, 2);
    }
    const chunks = await all(chat({ logprobs: true, top_logprobs: 2, stream: true }));
    assert.deepEqual(
      chunks.flatMap((chunk) => chunk.choices[0].logprobs?.content ?? []),
      content,
    );
  });

  it('sends its receipt and the id of the request in headers', async () => {
    const { data, response, request_id } = await chat().withResponse();
    assert.ok(Number(response.headers.get('x-pareta-billed')) > 0);
    assert.ok(request_id);
    assert.equal(response.headers.get('x-request-id'), request_id);
    assert.equal(data._request_id, request_id);
  });

  it('is not billed again when it is sent again with its key', async () => {
    const options = { headers: { 'Idempotency-Key': 'openai-typescript-peer-1' } };
    const first = await chat({}, options).withResponse();
    const again = await chat({}, options).withResponse();
    assert.ok(Number(first.response.headers.get('x-pareta-billed')) > 0);
    assert.equal(again.response.headers.get('x-pareta-billed'), '0');
    assert.deepEqual(again.data, first.data);
  });

  it('is parsed by a zod response format', async () => {
    const completion = await client.chat.completions.parse({
      ...CHAT,
      response_format: zodResponseFormat(Contract, 'contract'),
    });
    const { content, parsed } = completion.choices[0].message;
    assert.deepEqual(parsed, Contract.parse(JSON.parse(content)));
    assert.ok(parsed.parties.length > 0);
  });
});

describe('stream', { concurrency: true }, () => {
  it('brings the same text, one chunk for each token', async () => {
    const whole = await chat();
    const chunks = await all(chat({ stream: true }));
    assert.deepEqual(new Set(chunks.map((chunk) => chunk.object)), new Set(['chat.completion.chunk']));
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    assert.ok(chunks.filter((chunk) => chunk.choices[0].delta.content).length > 3);
    assert.equal(textOf(chunks), whole.choices[0].message.content);
    assert.deepEqual(chunks[0].choices[0], {
      index: 0,
      delta: { role: 'assistant', content: '', refusal: null },
      logprobs: null,
      finish_reason: null,
    });
    assert.deepEqual(
      chunks.slice(-2).map((chunk) => chunk.choices[0].finish_reason),
      [null, 'stop'],
    );
    assert.ok(chunks.every((chunk) => !('usage' in chunk)));
  });

  it('brings its first chunk before the second is sent, and ends when it is aborted', async (t) => {
    const still = connect(await startNearlyStill(t));
    const stream = await still.chat.completions.create({ ...CHAT, stream: true });
    const roles = [];
    for await (const chunk of stream) {
      roles.push(chunk.choices[0].delta.role);
      stream.controller.abort();
    }
    assert.deepEqual(roles, ['assistant']);
  });

  it('ends with one more chunk for the usage on request', async () => {
    const whole = await chat();
    const chunks = await all(chat({ stream: true, stream_options: { include_usage: true } }));
    const last = chunks.pop();
    assert.ok(chunks.every((chunk) => chunk.usage === null && chunk.choices.length === 1));
    assert.deepEqual(last.choices, []);
    assert.deepEqual(last.usage, whole.usage);
  });

  it('alternates between the choices of n', async () => {
    const whole = await chat({ n: 2 });
    const chunks = await all(chat({ n: 2, stream: true }));
    for (const { index, message } of whole.choices) {
      const own = chunks.filter((chunk) => chunk.choices[0].index === index);
      assert.equal(textOf(own), message.content);
      assert.equal(own.at(-1).choices[0].finish_reason, 'stop');
    }
  });

  it("becomes a completion in the client's helper", async () => {
    const whole = await chat();
    const stream = client.chat.completions.stream(CHAT);
    let text = '';
    stream.on('content', (delta) => (text += delta));
    const final = await stream.finalChatCompletion();
    assert.equal(text, whole.choices[0].message.content);
    assert.deepEqual(final.choices[0].message.content, text);
    assert.equal(final.choices[0].finish_reason, 'stop');
  });

  it('is parsed by a zod response format in the helper', async () => {
    const stream = client.chat.completions.stream({
      ...CHAT,
      response_format: zodResponseFormat(Contract, 'contract'),
    });
    const { parsed } = (await stream.finalChatCompletion()).choices[0].message;
    assert.deepEqual(parsed, Contract.parse(parsed));
  });

  it('throws its failure after what had arrived', async () => {
    const stream = await chat({ messages: [{ role: 'user', content: '[sandbox:fail]' }], stream: true });
    const chunks = [];
    const error = await rejection(OpenAI.APIError, readInto(chunks, stream));
    assert.match(error.message, /asked to fail/);
    assert.ok(textOf(chunks));
  });
});

describe('tools', { concurrency: true }, () => {
  it("are called with arguments of the tool's schema, and their result ends the turn", async () => {
    const [choice] = (await chat(WITH_WEATHER)).choices;
    assert.equal(choice.finish_reason, 'tool_calls');
    assert.equal(choice.message.content, null);
    assert.equal(choice.message.tool_calls.length, 1);
    const [called] = choice.message.tool_calls;
    assert.equal(called.type, 'function');
    assert.equal(called.function.name, 'get_weather');
    const { city, days } = JSON.parse(called.function.arguments);
    assert.equal(typeof city, 'string');
    assert.ok(days >= 1);

    const result = { role: 'tool', tool_call_id: called.id, content: 'Rain.' };
    const [after] = (await chat({ messages: [...ASKED, choice.message, result], tools: [WEATHER] })).choices;
    assert.equal(after.finish_reason, 'stop');
    assert.ok(after.message.content);
  });

  it('are called in a stream by parts of the same arguments', async () => {
    const [whole] = (await chat(WITH_WEATHER)).choices[0].message.tool_calls;
    const chunks = await all(chat({ ...WITH_WEATHER, stream: true }));
    const deltas = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
    assert.equal(deltas[0].function.name, 'get_weather');
    assert.ok(deltas[0].id);
    assert.equal(deltas.map((delta) => delta.function.arguments ?? '').join(''), whole.function.arguments);

    const final = await client.chat.completions.stream(WITH_WEATHER).finalChatCompletion();
    assert.equal(final.choices[0].message.tool_calls[0].function.arguments, whole.function.arguments);
  });

  it("are run by the client's helper until the model responds with text", async () => {
    const asked = [];
    const weather = zodFunction({
      name: 'get_weather',
      parameters: z.object({ city: z.string() }),
      function: ({ city }) => {
        asked.push(city);
        return 'Rain.';
      },
    });
    const messages = [{ role: 'user', content: 'Call get_weather for Oslo.' }];
    const runner = client.chat.completions.runTools({ model: ENDPOINT, messages, tools: [weather] });
    assert.ok(await runner.finalContent());
    assert.equal(asked.length, 1);
    assert.deepEqual(
      runner.messages.map((message) => message.role),
      ['user', 'assistant', 'tool', 'assistant'],
    );
  });

  it('are not called when the request forbids it', async () => {
    const messages = [{ role: 'user', content: 'Call get_weather.' }];
    const [choice] = (await chat({ messages, tools: [WEATHER], tool_choice: 'none' })).choices;
    assert.equal(choice.message.tool_calls, undefined);
  });
});

describe('models', () => {
  it('are the live endpoints', async (t) => {
    const stopped = await deployStopped(t);
    const models = new Map((await all(client.models.list())).map((model) => [model.id, model]));
    assert.equal(models.get(ENDPOINT).object, 'model');
    assert.ok(models.get(ENDPOINT).owned_by);
    assert.ok(!models.has(stopped));
  });

  it('cannot be retrieved, since the service has no such route', async () => {
    await rejection(OpenAI.NotFoundError, client.models.retrieve(ENDPOINT));
  });
});

describe('errors', { concurrency: true }, () => {
  it('name a wrong key', async () => {
    const { error, detail } = await failedChat(OpenAI.AuthenticationError, {}, { apiKey: 'sk-of-somebody-else' });
    assert.equal(error.status, 401);
    assert.ok(error.requestID);
    assert.match(detail, /API key/);
  });

  for (const stream of [false, true]) {
    it(`name an unknown model, with stream: ${stream}`, async () => {
      const { error, detail } = await failedChat(OpenAI.NotFoundError, { model: 'ep_nowhere', stream });
      assert.equal(error.status, 404);
      assert.match(detail, /ep_nowhere/);
    });
  }

  it('say that an endpoint is stopped, and when to try again', async (t) => {
    const { error, detail } = await failedChat(OpenAI.InternalServerError, { model: await deployStopped(t) });
    assert.equal(error.status, 503);
    assert.match(detail, /stopped/);
    assert.ok(Number(error.headers.get('retry-after')) > 0);
  });

  it('say where a request makes no sense', async () => {
    const { error, detail } = await failedChat(OpenAI.UnprocessableEntityError, { messages: 'no list' });
    assert.equal(error.status, 422);
    assert.ok(detail.some(({ loc }) => loc.join('.') === 'body.messages'));
  });

  it("have OpenAI's message, parameter and code where OpenAI refuses as well", async () => {
    const { error, detail } = await failedChat(OpenAI.BadRequestError, { temperature: 3 });
    assert.equal(error.status, 400);
    assert.equal(error.param, 'temperature');
    assert.equal(error.type, 'invalid_request_error');
    assert.equal(error.code, 'decimal_above_max_value');
    assert.ok(error.message.includes(detail));
  });

  it('say that the purse is empty', async (t) => {
    const url = await startSandbox(t, '--balance-micro-usd', '0');
    const { error, detail } = await failedChat(OpenAI.APIError, {}, { url });
    assert.equal(error.status, 402);
    assert.match(detail, /balance/);
  });
});

test('retries', async (t) => {
  const url = await startSandbox(t, '--speed', '1');
  const client = connect(url, { maxRetries: 2 });

  await t.test('come after the pause that a 429 or a 503 asks for', async () => {
    await fail(url, 'createChatCompletion', { status: 429, retry_after: 1 });
    await fail(url, 'createChatCompletion', { status: 503, retry_after: 0, in_turn: true });
    const completion = await client.chat.completions.create(CHAT);
    assert.match(completion.choices[0].message.content, /hello/i);
    const [first, second] = await applied(url, 'createChatCompletion');
    assert.ok(second.at - first.at >= 0.9, `the pause was ${second.at - first.at} s`);
    assert.deepEqual(await billed(url), ['createChatCompletion']);
  });

  await t.test('end after the last attempt with its error', async () => {
    await fail(url, 'listModels', { status: 429, retry_after: 0, times: 3 });
    const error = await rejection(OpenAI.RateLimitError, client.models.list());
    assert.equal(error.status, 429);
    assert.equal((await applied(url, 'listModels')).length, 3);
  });

  await t.test('replace a connection that was reset', async () => {
    await fail(url, 'listModels', { lost: 'reset', times: 2 });
    await rejection(OpenAI.APIConnectionError, connect(url).models.list());
    assert.ok((await all(client.models.list())).length > 0);
  });

  await t.test('are not made after a timeout that is the last, nor after an abort', async () => {
    await fail(url, 'listModels', { stall: 'ever', times: 2 });
    const hasty = { timeout: 200, maxRetries: 0 };
    await rejection(OpenAI.APIConnectionTimeoutError, client.models.list(hasty));
    await rejection(OpenAI.APIUserAbortError, client.models.list({ signal: AbortSignal.timeout(200) }));
  });
});
