// The arguments of a method, as the spec names them.

import { ArgumentError } from './core/errors.ts';
import { operations, type OperationId } from './spec.ts';

/** Sort the arguments of a method into parameters and body. */
export function split(id: OperationId, values: object): { params: never; body: never } {
  const facts = operations[id];
  const params: Record<string, unknown> = {};
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name in facts.parameters) params[name] = value;
    else if (facts.body) body[name] = value;
    else throw new ArgumentError(`${id} has no parameter ${name}`);
  }
  for (const name of facts.body?.required ?? []) {
    const value = body[name];
    if ((typeof value === 'string' && !value.trim()) || (Array.isArray(value) && !value.length)) {
      throw new ArgumentError(`${name} must not be empty`);
    }
  }
  return { params, body: facts.body ? body : undefined } as { params: never; body: never };
}
