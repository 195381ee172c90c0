// Replaces the API key and other credentials by `***` in whatever a server repeats of them.

import { parseJson } from './decode.ts';

const CREDENTIAL = /auth|cookie|token|secret|passw|credential|session|signature|api-?key|access-?key|^key$|-key$/i;
// A shorter secret would match ordinary words.
const SHORTEST = 8;

export class Redactor {
  readonly #secrets: string[];

  constructor(secrets: Iterable<string>) {
    const forms = new Set<string>();
    for (const secret of secrets) {
      if (secret.length < SHORTEST) continue;
      const json = JSON.stringify(secret).slice(1, -1);
      const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const escaped = [encodeURIComponent(secret), encodeURI(secret), json, json.replaceAll('/', '\\/'), html];
      for (const form of [secret, ...escaped]) forms.add(form);
    }
    this.#secrets = [...forms].sort((one, other) => other.length - one.length);
  }

  plus(secrets: string[]): Redactor {
    return secrets.length ? new Redactor([...this.#secrets, ...secrets]) : this;
  }

  text(text: string): string {
    for (const secret of this.#secrets) text = text.replaceAll(secret, '***');
    return text;
  }

  /** Return a body without secrets, also where its JSON escapes single characters of them. */
  body(text: string): string {
    const redacted = this.text(text);
    const decoded = parseJson(redacted);
    const clean = JSON.stringify(this.value(decoded));
    return clean === JSON.stringify(decoded) ? redacted : clean;
  }

  /** Return decoded JSON without secrets. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [this.text(key), this.value(member)]));
  }

  headers(headers: Headers): Headers {
    const clean = new Headers();
    for (const [name, value] of headers) clean.append(name, this.text(value));
    return clean;
  }

  /** Return what may be shown as the cause of an error: nothing that repeats a secret. */
  cause(cause: unknown): unknown {
    const seen: string[] = [];
    for (let each = cause; each instanceof Error && seen.length < 10; each = each.cause) {
      seen.push(`${each.message} ${each.stack ?? ''}`);
    }
    const shown = seen.join(' ');
    return this.text(shown) === shown ? cause : undefined;
  }
}

/** Return the credentials among headers: whole values, and the words in them (`Bearer …`). */
export function headerSecrets(headers: Headers): string[] {
  return [...headers].flatMap(([name, value]) =>
    CREDENTIAL.test(name) && name !== 'idempotency-key' ? [value, ...value.split(/[\s;,=]+/)] : [],
  );
}
