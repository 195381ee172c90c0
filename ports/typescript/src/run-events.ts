// The events of a run, which carry no cursor: a stream that is opened again repeats every message from the beginning.

import type { EventSource } from './resume.ts';
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

  isNew(value: unknown): boolean {
    const event = value as TaskRunStreamEvent;
    const text = JSON.stringify(event);
    const first = this.#first;
    this.#first = false;
    if (event.type === 'task_run.state') {
      this.#active = this.#isActive(event, first);
      const isNew = text !== this.#state;
      this.#state = text;
      return isNew;
    }
    if (event.type === 'task_run.progress_stats') {
      const isNew = text !== this.#stats;
      this.#stats = text;
      return isNew;
    }
    const kind = event.type === 'error' ? 'error' : 'message';
    this.#received[kind]++;
    if (this.#received[kind] <= this.#delivered[kind]) return false;
    this.#delivered[kind] = this.#received[kind];
    return true;
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
