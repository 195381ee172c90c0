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
export type { ClientOptions, Clock } from './config.ts';
export type { CallOptions } from './request.ts';
export type { WaitOptions } from './wait.ts';
export type { Output, Parsed, SchemaPair, StandardSchema } from './schema.ts';
export type { ResponseInfo } from './failures.ts';
export { responseOf, type Wire } from './wire.ts';
export { EventStream } from './stream.ts';
export { isKnown } from './decode.ts';
export * from './errors.ts';
export * as webhooks from './webhooks.ts';
export type * from './spec.ts';
