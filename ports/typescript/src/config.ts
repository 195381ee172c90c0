// The options of a client, validated. Durations are in seconds.

import { ArgumentError } from './core/errors.ts';
import { isObject } from './core/request.ts';
import { headerSecrets, Redactor } from './core/redact.ts';
import { checkHeaders, checkOptions, seconds, type Clock, type GivenHeaders, type Settings } from './core/settings.ts';
import { apis, defaults, type Api, type ApiName } from './spec.ts';

export interface ClientOptions {
  /** The API key. */
  apiKey: string;
  /** Where the API is. The API's own server if not given. */
  baseUrl?: string | undefined;
  /** Seconds for one attempt, to the last byte of its response; of a stream to its head. 60 if not given. */
  timeout?: number | undefined;
  /** Seconds without an event after which a stream counts as lost. 300 if not given. */
  stallTimeout?: number | undefined;
  /** How many times a failed attempt is repeated, where that is safe. 2 if not given. */
  maxRetries?: number | undefined;
  /** Headers of every request. */
  headers?: GivenHeaders | undefined;
  /** Sends the requests in place of the global `fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** The longest event of a stream, in bytes. */
  maxEventBytes?: number | undefined;
  /** The longest body of a response that is not a stream, in bytes. */
  maxBodyBytes?: number | undefined;
  /** Replaces the clock in tests. */
  clock?: Clock | undefined;
}

const OPTIONS = [
  'apiKey',
  'baseUrl',
  'timeout',
  'stallTimeout',
  'maxRetries',
  'headers',
  'fetch',
  'maxEventBytes',
  'maxBodyBytes',
  'clock',
] satisfies (keyof ClientOptions)[];
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  random: Math.random,
  pause: (seconds, signal) =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, seconds * 1000);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    }),
};

/** Return the validated settings of a client. Throw `ArgumentError`, which never shows the key. */
export function newSettings(apiName: ApiName, options: ClientOptions): Settings {
  const api = apis[apiName];
  if (!isObject(options))
    throw new ArgumentError('pass the options as an object, such as { apiKey }, or call fromEnv()');
  checkOptions(options, OPTIONS);
  const apiKey = checkApiKey(options.apiKey, api);
  const headers = checkHeaders('headers', options.headers ?? {});
  if (headers.has('idempotency-key')) {
    throw new ArgumentError('headers: idempotency-key would make all calls duplicates of the first');
  }
  return {
    api,
    apiName,
    apiKey: () => apiKey,
    baseUrl: checkBaseUrl(options.baseUrl ?? api.server),
    timeout: seconds('timeout', options.timeout ?? defaults.timeout),
    stallTimeout: seconds('stallTimeout', options.stallTimeout ?? defaults.stallTimeout),
    maxRetries: wholeNumber('maxRetries', options.maxRetries ?? defaults.maxRetries, 0),
    headers,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    maxEventBytes: wholeNumber('maxEventBytes', options.maxEventBytes ?? defaults.maxEventBytes, 1),
    maxBodyBytes: wholeNumber('maxBodyBytes', options.maxBodyBytes ?? defaults.maxBodyBytes, 1),
    clock: options.clock ?? systemClock,
    redact: new Redactor([apiKey, ...headerSecrets(headers)]),
  };
}

/** Return options with the key and the base URL that the environment has for an API, where they have none. */
export function fromEnvironment(apiName: ApiName, options: Partial<ClientOptions>): ClientOptions {
  const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const variable = (name: string): string | undefined => {
    const value = host.process?.env?.[name]?.trim();
    return value === '' ? undefined : value;
  };
  const { key, baseUrl } = apis[apiName].env;
  const { apiKey = variable(key) ?? '', baseUrl: given = variable(baseUrl) } = options;
  return { ...options, apiKey, baseUrl: given };
}

function checkApiKey(key: unknown, api: Api): string {
  if (key === undefined || key === null || key === '') {
    throw new ArgumentError(`missing API key: pass apiKey, or set ${api.env.key} and call fromEnv()`);
  }
  if (typeof key !== 'string') throw new ArgumentError(`the API key must be a string, not ${typeof key}`);
  if (!/^[!-~…]+$/.test(key)) {
    throw new ArgumentError(
      'the API key has an invalid character, such as a line break, a space or a quote. Copy it again',
    );
  }
  return key;
}

function checkBaseUrl(baseUrl: unknown): string {
  if (typeof baseUrl !== 'string') throw new ArgumentError(`baseUrl must be a string, not ${typeof baseUrl}`);
  if (baseUrl.includes('@')) throw new ArgumentError('baseUrl must not contain a user name or password: pass apiKey');
  const shown = `baseUrl ${JSON.stringify(baseUrl)}`;
  if (!/^https?:\/\//i.test(baseUrl)) throw new ArgumentError(`${shown} must begin with https:// or http://`);
  if (/[\\?#]/.test(baseUrl)) throw new ArgumentError(`${shown} must not have a backslash, a query or a fragment`);
  if (/[\s\p{C}]/u.test(baseUrl) || !URL.canParse(baseUrl)) throw new ArgumentError(`${shown} has no valid host`);
  const { protocol, hostname, port } = new URL(baseUrl);
  if (port === '0') throw new ArgumentError(`${shown} must not have the port 0`);
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) {
    console.warn(`${shown} is not https: the API key and all data are sent in clear text`);
  }
  // Base URLs of other SDKs end with the version, which every path of the spec begins with.
  const trimmed = baseUrl.replace(/\/+$/, '');
  return trimmed.replace(/\/v1$/, '').replace(/\/+$/, '');
}

function wholeNumber(name: string, value: unknown, least: number): number {
  if (!Number.isSafeInteger(value)) throw new ArgumentError(`${name} must be an integer`);
  if ((value as number) < least && least > 0) throw new ArgumentError(`${name} must be at least ${String(least)}`);
  return Math.max(least, value as number);
}
