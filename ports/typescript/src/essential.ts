// What of a response must be as the spec says it, where a fault beside it must hide nothing that was paid for.

import type { OperationId } from './spec.ts';

const EVENT = ['run', 'output', 'error', 'status', 'source_stats'];

/** The members without which a response, or an event, says nothing. Of all other responses each member is checked. */
export const ESSENTIAL: { readonly [K in OperationId]?: readonly string[] } = {
  createTaskRun: [],
  getEvalRun: ['run', 'results'],
  getTaskRunResult: ['run', 'output'],
  streamTaskRunEvents: EVENT,
  // The events are of many runs: none hides the others.
  streamTaskGroupEvents: [],
  streamTaskGroupRuns: [],
};
