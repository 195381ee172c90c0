// The limits of the spec by the names that the handwritten code gives them.

import { limits } from './spec.ts';

export const RUNS_PER_REQUEST = limits.TaskGroupRunsInput.inputs.maxItems;

/** `attachBlob` takes documents of fewer bytes. */
export const DIRECT_UPLOAD_BYTES = limits.createBlobUploadUrl.minBytes;

/** What `deployEndpoint` takes without a model. */
export const DEFAULT_MODEL = limits.DeployRequest.model.default;
