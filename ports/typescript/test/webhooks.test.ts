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

it('takes the key itself as bytes', async () => {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  assert.equal(await webhooks.verify(BODY, headers(BODY), { secret: key, now: NOW }), 'msg_1');
});
