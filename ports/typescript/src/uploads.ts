// Documents of eval sets: small ones go to the API, large ones to a signed URL, which never gets the API key.

import { UPLOAD_BYTES_PER_SECOND, userAgent, withKey, type Call, type CallOptions } from './core/request.ts';
import { ArgumentError } from './core/errors.ts';
import { seconds } from './core/settings.ts';
import { responseOf, setResponse, type Wire } from './core/wire.ts';
import { malformed } from './ids.ts';
import { DIRECT_UPLOAD_BYTES } from './limits.ts';
import { operations, retryClasses, type BlobReference, type BlobUpload } from './spec.ts';

/** The arguments of `uploadDocument`. */
export interface DocumentParams {
  file: Blob;
  /** The position of the row. */
  idx: number;
  field_name: string;
  mime?: string | undefined;
}

/** Attach a document to a field of a row. */
export async function uploadDocument(
  wire: Wire,
  evalSetId: string,
  { file, idx, field_name, mime: given }: DocumentParams,
  options: CallOptions,
): Promise<BlobReference> {
  if (!((file as unknown) instanceof Blob)) {
    throw new ArgumentError('file must be a Blob or a File, such as `await openAsBlob(path)` of node:fs gives it');
  }
  const mime = given ?? mediaType(file);
  const ids = { eval_set_id: evalSetId };
  if (file.size < DIRECT_UPLOAD_BYTES) {
    const typed = new File([file], file instanceof File ? file.name : 'document', { type: mime });
    return wire.send('attachBlob', { params: ids, body: { file: typed, idx, field_name, mime } }, options);
  }
  // With one key for all, the service would take the second request for a repeat of the first.
  const { idempotencyKey: _, ...rest } = withKey(options);
  const body = { idx, field_name, mime, file_size: file.size };
  const target = await wire.send('createBlobUploadUrl', { params: ids, body }, rest);
  const { url, uri } = checkTarget(wire, target);
  await wire.exchange(uploadCall(wire, url, file, mime, options), { signal: options.signal });
  const confirmation = { idx, field_name, storage_uri: uri, mime };
  return wire.send('completeBlobUpload', { params: ids, body: confirmation }, rest);
}

/** Return the call that uploads a file to a signed URL. No credentials go there. */
function uploadCall(wire: Wire, url: string, file: Blob, mime: string, options: CallOptions): Call {
  const { signedUpload, retry } = operations.createBlobUploadUrl;
  const { method, statuses } = signedUpload!;
  const { search, searchParams } = new URL(url);
  const { settings } = wire;
  return {
    facts: null,
    name: `${method} ${url.split('?')[0]!} (signed upload)`,
    method,
    url,
    headers: new Headers({ 'content-type': mime, ...userAgent() }),
    body: file,
    rule: retryClasses[retry]!,
    key: undefined,
    redact: settings.redact.plus([search.slice(1), ...searchParams.values()]),
    timeout: seconds('timeout', options.timeout ?? settings.timeout) + file.size / UPLOAD_BYTES_PER_SECOND,
    stallTimeout: settings.stallTimeout,
    stream: false,
    isSuccess: (status) => statuses.includes(status),
  };
}

function checkTarget(wire: Wire, target: BlobUpload): { url: string; uri: string } {
  const { upload_url: url, storage_uri: uri } = target;
  const valid =
    typeof url === 'string' && /^https?:\/\/[!-.0-~][!-~]*$/i.test(url) && URL.canParse(url) && typeof uri === 'string';
  const parts = valid ? new URL(url) : null;
  let problem = valid ? '' : 'it has no valid upload URL';
  if (parts?.protocol === 'http:' && wire.settings.baseUrl.startsWith('https:'))
    problem = 'its upload URL is not https';
  if (parts?.username || parts?.password) problem = 'its upload URL has a user name or password';
  if (problem) throw malformed(wire, 'createBlobUploadUrl', withoutUrl(target), problem);
  return { url: url!, uri: uri! };
}

/** Return a response for an error: whoever has the URL can upload to it. */
function withoutUrl(target: BlobUpload): BlobUpload {
  const shown = target.upload_url === undefined ? target : { ...target, upload_url: '***' };
  setResponse(shown, responseOf(target));
  return shown;
}

// What Node does not tell of a file, and a browser does.
const MEDIA_TYPES: Record<string, string> = {
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  tiff: 'image/tiff',
  txt: 'text/plain',
  webp: 'image/webp',
  xml: 'text/xml',
};

function mediaType(file: Blob): string {
  const ending = file instanceof File ? file.name.toLowerCase().split('.').pop() : undefined;
  return file.type || (MEDIA_TYPES[ending ?? ''] ?? 'application/octet-stream');
}
