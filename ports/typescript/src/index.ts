// Clients for the Pareta API and the Task API.

export { Pareta, type DeployEvent, type DeployOptions, type DeployParams } from './pareta.ts';
export type { EvalRunOptions, EvalRunParams, EvalRunWithResults, Rows } from './pareta.ts';
export {
  Parallel,
  type ExecuteOptions,
  type ExecuteParams,
  type ParsedResult,
  type ResultOptions,
} from './parallel.ts';
export type { ClientOptions } from './config.ts';
export type { Clock } from './core/settings.ts';
export type { CallOptions } from './core/request.ts';
export type { WaitOptions } from './wait.ts';
export type { Output, Parsed, SchemaPair, StandardSchema } from './schema.ts';
export type { ResponseInfo } from './core/failures.ts';
export { responseOf, type Wire } from './core/wire.ts';
export { EventStream } from './core/stream.ts';
export { startedBy, type StartedWork } from './started.ts';
export type { AddRunsOptions, AddRunsParams } from './group-runs.ts';
export { isKnown } from './core/decode.ts';
export * from './core/errors.ts';
export * as webhooks from './webhooks.ts';
export type * from './spec.ts';
