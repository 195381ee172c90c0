import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { it } from 'node:test';
import { webhooks } from '../src/index.ts';

const SECRET = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
const BODY = JSON.stringify({
  type: 'task_run.status',
  timestamp: 't',
  data: { run_id: 'trun_1', status: 'completed' },
});
const NOW = 1_800_000_000;

function headers(body: string, secret = 'a secret of the test'): Record<string, string> {
  const mac = createHmac('sha256', secret)
    .update(`msg_1.${String(NOW)}.${body}`)
    .digest('base64');
  return { 'Webhook-Id': 'msg_1', 'webhook-timestamp': String(NOW), 'webhook-signature': `v1,${mac}` };
}

it('returns the event of a signed request', async () => {
  const event = await webhooks.parse(BODY, headers(BODY), { secret: ['whsec_b3RoZXI=', SECRET], now: NOW + 299 });
  assert.equal(event.id, 'msg_1');
  assert.equal(event.run?.status, 'completed');
});

const refused: [string, () => Promise<unknown>, RegExp][] = [
  [
    'another body',
    () => webhooks.parse(`${BODY} `, headers(BODY), { secret: SECRET, now: NOW }),
    /no signature is valid/,
  ],
  ['another secret', () => webhooks.verify(BODY, headers(BODY, 'no'), { secret: SECRET, now: NOW }), /no signature/],
  ['an old request', () => webhooks.verify(BODY, headers(BODY), { secret: SECRET, now: NOW + 301 }), /in the past/],
  ['a missing header', () => webhooks.verify(BODY, {}, { secret: SECRET, now: NOW }), /webhook-id must occur once/],
  ['no secrets', () => webhooks.verify(BODY, headers(BODY), { secret: [], now: NOW }), /list of secrets is empty/],
  ['an empty secret', () => webhooks.verify(BODY, headers(BODY), { secret: '', now: NOW }), /empty/],
];
for (const [name, call, message] of refused) {
  it(`refuses ${name}`, () => assert.rejects(call(), { kind: 'webhook', message }));
}

for (const [body, message] of [
  ['hello', /it is not valid JSON/],
  ['null', /a JSON object with a type/],
  ['{"type": "task_run.status", "data": 5}', /data: expected an object, found a number/],
  ['{"type": "task_run.status", "data": {"run_id": "."}}', /its run has no valid run_id/],
] as const) {
  it(`refuses the signed body ${body}`, async () => {
    await assert.rejects(webhooks.parse(body, headers(body), { secret: SECRET, now: NOW }), {
      kind: 'webhook',
      message,
    });
  });
}

it('has no run in an event of another type', async () => {
  const body = '{"type": "news", "data": {"run_id": "trun_1"}}';
  const event = await webhooks.parse(body, headers(body), { secret: SECRET, now: NOW });
  assert.deepEqual([event.type, event.run, event.timestamp], ['news', null, null]);
});

it('takes the body in any form of bytes, and headers in any form', async () => {
  const bytes = new TextEncoder().encode(BODY);
  const given = headers(BODY);
  const forms = [
    given,
    new Headers(given),
    new Map(Object.entries(given)),
    { ...given, other: undefined, more: ['a'] },
  ];
  for (const body of [BODY, bytes, bytes.buffer]) {
    for (const form of forms) assert.equal(await webhooks.verify(body, form, { secret: SECRET, now: NOW }), 'msg_1');
  }
  await assert.rejects(webhooks.verify({} as never, given, { secret: SECRET }), {
    kind: 'bad-argument',
    message: /raw bytes/,
  });
});

it('refuses a secret that base64 can be read from, but not written as', async () => {
  for (const secret of ['whsec_YR==', 'whsec_Y Q==']) {
    await assert.rejects(webhooks.verify(BODY, headers(BODY), { secret, now: NOW }), { message: /not valid base64/ });
  }
});

it('takes the key itself as bytes', async () => {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  assert.equal(await webhooks.verify(BODY, headers(BODY), { secret: key, now: NOW }), 'msg_1');
});
