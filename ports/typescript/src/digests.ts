// Names that are derived from content: the same for equal content, in every language of this SDK.

const utf8 = new TextEncoder();
// The namespace of the UUIDs (RFC 9562, appendix A: OID).
const NAMESPACE = Uint8Array.from([
  0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
]);

/** Return the SHA-256 of a text in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))));
}

/** Return the UUID of version 5 (RFC 9562, 5.5) that a name has. */
export async function uuid5(name: string): Promise<string> {
  const named = await new Blob([NAMESPACE, utf8.encode(name)]).arrayBuffer();
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', named)).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Return the JSON text of a value, the same for equal values: members sorted, characters beyond ASCII escaped. */
export function canonicalJson(value: unknown): string {
  const sorted = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
  return sorted.replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
