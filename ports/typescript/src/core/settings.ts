// What every call of a client reads, and checks of what may be set for one call. Durations are in seconds.

import { ArgumentError } from './errors.ts';
import type { Redactor } from './redact.ts';
import type { Api, ApiName } from '../spec.ts';

/** What a client reads of time. Tests pass another one. Seconds, but for `setTimer`. */
export interface Clock {
  now(): number;
  monotonic(): number;
  random(): number;
  pause(seconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Settings {
  api: Api;
  apiName: ApiName;
  apiKey: string;
  baseUrl: string;
  timeout: number;
  stallTimeout: number;
  maxRetries: number;
  headers: Headers;
  fetch: typeof globalThis.fetch;
  maxEventBytes: number;
  maxBodyBytes: number;
  clock: Clock;
  redact: Redactor;
}

const FRAMING = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** Return headers that can be sent, or throw an error that names the argument and the header. */
export function checkHeaders(name: string, headers: Record<string, string>): Headers {
  const checked = new Headers();
  for (const [header, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(header)) {
      throw new ArgumentError(`${name}: ${JSON.stringify(header)} is not a valid header name`);
    }
    if (FRAMING.test(header)) throw new ArgumentError(`${name}: ${header} is set by fetch and must not be passed`);
    checked.set(header, headerValue(`${name}.${header}`, value));
  }
  return checked;
}

export function headerValue(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ArgumentError(`${name} must be a string, not ${typeof value}`);
  if (!value.trim()) throw new ArgumentError(`${name} must not be empty`);
  if (!/^[!-~]([ -~]*[!-~])?$/.test(value)) {
    throw new ArgumentError(`${name} has a character or surrounding whitespace that is not valid in a header`);
  }
  return value;
}

export function seconds(name: string, value: unknown, least: 'positive' | 'zero' = 'positive'): number {
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity || (value === 0 && least === 'positive')) {
    throw new ArgumentError(`${name} must be a ${least === 'zero' ? 'non-negative' : 'positive'} number of seconds`);
  }
  return value;
}
