// The arguments of a method, as the spec names them.

import { ArgumentError } from './core/errors.ts';
import { isObject } from './core/request.ts';
import { checkIsOptions } from './core/settings.ts';
import { operations, type OperationId } from './spec.ts';

/** Return the arguments of a method, or throw if they, or its options, are not an object. */
export function checkArguments<T extends object>(name: string, values: T, options: object = {}): T {
  checkIsOptions(options);
  if (!isObject(values)) throw new ArgumentError(`${name} takes its arguments as one object`);
  return values;
}

/** Sort the arguments of a method into parameters and body. The ids come apart. */
export function split(id: OperationId, given: object, ids: object = {}): { params: never; body: never } {
  const facts = operations[id];
  const values = { ...checkArguments(id, given), ...ids };
  const params: Record<string, unknown> = {};
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (Object.hasOwn(facts.parameters, name)) params[name] = value;
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
