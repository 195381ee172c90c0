// What conformance/spec.json does not carry yet: the spec states these facts as a keyword or in words.

/** `maxItems` of `TaskGroupRunsInput.inputs`. */
export const RUNS_PER_REQUEST = 1000;

/** `attachBlob` takes documents of fewer bytes. */
export const DIRECT_UPLOAD_BYTES = 5 * 1024 * 1024;

/** What `deployEndpoint` takes without a model. */
export const DEFAULT_MODEL = 'recommended';
