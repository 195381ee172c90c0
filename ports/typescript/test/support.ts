// A scripted fetch, a clock without time, and the sandbox.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ClientOptions, Clock } from '../src/index.ts';

export interface Sent {
  method: string;
  url: string;
  headers: Headers;
  body: BodyInit | null | undefined;
}

type Step = Response | Error | ((sent: Sent, signal: AbortSignal) => Response | Promise<Response>);

/** Time that passes only by pauses. */
export class FakeClock implements Clock {
  readonly pauses: number[] = [];
  monotonic(): number {
    return this.pauses.reduce((sum, one) => sum + one, 0);
  }
  now(): number {
    return 1_800_000_000 + this.monotonic();
  }
  random(): number {
    return 0.5;
  }
  pause(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(seconds);
    return Promise.resolve();
  }
}

/** Return the options of a client that gets these responses, and what it sent and paused. */
export function scripted(...steps: Step[]): { options: ClientOptions; sent: Sent[]; pauses: number[] } {
  const sent: Sent[] = [];
  const clock = new FakeClock();
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const request = { method: init.method!, url: String(url), headers: new Headers(init.headers), body: init.body };
    sent.push(request);
    const step = steps.shift();
    if (!step) throw new Error('the script has no more responses');
    if (step instanceof Error) throw step;
    return typeof step === 'function' ? step(request, init.signal!) : step;
  };
  const options = { apiKey: 'key_of_a_test_0123456789', fetch: fetch as typeof globalThis.fetch, clock };
  return { options, sent, pauses: clock.pauses };
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const all = { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers };
  return new Response(JSON.stringify(value), { status, headers: all });
}

export function sse(...chunks: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** Return a response after so many milliseconds, or reject if the signal fires before. */
export function late(milliseconds: number, response: Response): (_: Sent, signal: AbortSignal) => Promise<Response> {
  return (_, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      setTimeout(() => resolve(response), milliseconds);
    });
}

/** A body that sends some chunks and then nothing more, until it is aborted. */
export function hanging(signal: AbortSignal, contentType: string, ...chunks: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return new Response(body, { headers: { 'content-type': contentType } });
}

export const ROOT = new URL('../../../../', import.meta.url);
const python = process.env.PYTHON ?? new URL('.venv/bin/python', ROOT).pathname;
/** Return why tests are left out where a file is missing, or false. Where CI is set nothing is left out. */
export function unlessExists(path: string, why: string): string | false {
  return existsSync(path) || process.env.CI ? false : `LEFT OUT: ${why}`;
}

export const withoutSandbox = unlessExists(python, 'make .venv sets up Python for the sandbox');

export interface Sandbox {
  url: string;
  environment: NodeJS.ProcessEnv;
  process: ChildProcess;
}

const environment = { ...process.env, PYTHONPATH: ['src', 'generated', '.'].join(':') };

export async function startSandbox(): Promise<Sandbox> {
  const command = ['-m', 'pareta_sandbox', '--speed', '100'];
  const started = spawn(python, command, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (line: string): void => {
      said += `${line}\n`;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (found) resolve(found[0]);
    };
    createInterface({ input: started.stdout }).on('line', read);
    createInterface({ input: started.stderr }).on('line', read);
    started.on('exit', () => reject(new Error(`the sandbox ended: ${said}`)));
  });
  const keys = { PARETA_API_KEY: 'pareta_sk_tour', PARALLEL_API_KEY: 'tour' };
  const bases = { PARETA_BASE_URL: url, PARALLEL_BASE_URL: url };
  return { url, process: started, environment: { ...environment, ...keys, ...bases } };
}

/** Return what a program prints. */
export async function outputOf(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${text}`);
  return text;
}

export { python };
