// What the clients' tests share: where the sandbox is, more of them, and what goes wrong in front of one.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export const ENDPOINT = 'ep_a1b2c3'; // live in every sandbox from its first second
const KEY = 'pareta_sk_test_peer';

/** The sandbox that run.py started: full speed, a full purse. */
export const URL = required('PARETA_SANDBOX_URL');

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`make test-peer-typescript\``);
  return value;
}

/** Start a sandbox for one test alone, and return its URL. */
export async function startSandbox(t, ...options) {
  const command = ['-m', 'pareta_sandbox', '--port', '0', ...options];
  const sandbox = spawn(required('PARETA_SANDBOX_PYTHON'), command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(sandbox, 'exit');
  t.after(async () => {
    sandbox.kill();
    await ended;
  });
  const [url] = await Promise.race([once(createInterface({ input: sandbox.stdout }), 'line'), ended]);
  if (!String(url).startsWith('http')) throw new Error('the sandbox did not start');
  return url;
}

/** Start a sandbox where a second takes a quarter of an hour: what arrives was sent before the rest. */
export const startNearlyStill = (t) => startSandbox(t, '--speed', '0.001');

/** Send a request that the official client does not know, and return the response's text. */
export async function send(url, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}

/** Have the next requests of an operation fail. */
export const fail = (url, operation, fault) => send(url, 'POST', '/_sandbox/faults', { operation, ...fault });

/** Return the faults that were applied to an operation so far. */
export async function applied(url, operation) {
  const { applied } = JSON.parse(await send(url, 'GET', '/_sandbox/faults'));
  return applied.filter((one) => one.operation_id === operation);
}

/** Return the operations that were billed so far. */
export async function billed(url) {
  return JSON.parse(await send(url, 'GET', '/_sandbox/ledger')).entries.map((entry) => entry.operation_id);
}

/** Read a stream, and keep what arrives before it ends or fails. */
export async function readInto(events, stream) {
  for await (const event of await stream) events.push(event);
}

/** Return what a stream brings to its end. */
export async function all(stream) {
  const events = [];
  await readInto(events, stream);
  return events;
}

/** Return the error of the class that a promise is rejected with. */
export async function rejection(type, promise) {
  try {
    await promise;
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error(`no ${type.name} was thrown`);
}
