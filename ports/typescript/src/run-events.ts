// The events of a run, which carry no cursor: a stream that is opened again repeats every message from the beginning.

import { RecentValues, type EventSource, type Novelty } from './resume.ts';
import { isObject } from './core/request.ts';
import { split } from './arguments.ts';
import { operations } from './spec.ts';
import type { TaskRunEvent, TaskRunStreamEvent } from './spec.ts';
import type { ConnectionReader } from './core/stream.ts';
import { progressOf } from './wait.ts';
import type { TimedOptions, Wire } from './core/wire.ts';

export class RunSource implements EventSource {
  readonly #open: () => Promise<ConnectionReader>;
  // How many messages and errors were delivered in all, and received since the stream was opened.
  readonly #delivered = { message: 0, error: 0 };
  #received = { message: 0, error: 0 };
  #state = '';
  #stats = '';
  // States and statistics that were delivered: one that comes back after a reopening is not progress.
  readonly #values = new RecentValues();
  #first = true;
  #active = true;

  constructor(wire: Wire, runId: string, options: TimedOptions) {
    const id = 'streamTaskRunEvents';
    this.#open = () => wire.open(id, split(id, { run_id: runId }), options);
  }

  open(): Promise<ConnectionReader> {
    this.#received = { message: 0, error: 0 };
    this.#first = true;
    return this.#open();
  }

  record(value: unknown): Novelty {
    const event = value as TaskRunStreamEvent;
    const text = JSON.stringify(event);
    const first = this.#first;
    this.#first = false;
    if (event.type === 'task_run.state') {
      this.#active = this.#isActive(event, first);
      const isChange = text !== this.#state;
      this.#state = text;
      return this.#noveltyOf(text, isChange);
    }
    if (event.type === 'task_run.progress_stats') {
      const isChange = text !== this.#stats;
      this.#stats = text;
      return this.#noveltyOf(text, isChange);
    }
    const kind = event.type === 'error' ? 'error' : 'message';
    this.#received[kind]++;
    if (this.#received[kind] <= this.#delivered[kind]) return 'repeated';
    this.#delivered[kind] = this.#received[kind];
    return 'progress';
  }

  #noveltyOf(text: string, isChange: boolean): Novelty {
    if (!isChange) return 'repeated';
    return this.#values.add(text) ? 'progress' : 'new';
  }

  isOver(): Promise<boolean> {
    return Promise.resolve(!this.#active);
  }

  /**
   * Return whether more events follow. A stream begins with the current state and repeats the messages after it, even if
   * the run has completed: its last event is the one with the output.
   */
  #isActive(event: TaskRunEvent, first: boolean): boolean {
    const active = isObject(event.run) ? event.run.is_active : undefined;
    const outcome = { ...operations.createTaskRun.wait!.outcome!, in: null };
    if (first && active === false && progressOf(outcome, event.run) === 'success') {
      return event.output === undefined || event.output === null;
    }
    return typeof active === 'boolean' ? active : this.#active;
  }
}
