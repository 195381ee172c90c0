// Checks that JSON has the objects and arrays that the spec promises. The JSON itself is passed on as it came.

import { isObject } from './request.ts';
import { shapes, unions, type Unions, type Shape, type UnionFacts } from '../spec.ts';

/** Return where a value differs from its shape, as a clause, or null. Only the outermost value must not be null. */
export function mismatch(value: unknown, shape: Shape, place: string): string | null {
  if (shape.ref !== undefined) return mismatch(value, shapes[shape.ref] ?? {}, place || shape.ref);
  if (shape.union !== undefined) return unionMismatch(value, shape.union, place);
  if (shape.array) {
    if (!Array.isArray(value)) return expected('an array', value, place);
    return firstProblem(
      value.entries(),
      (index) => `${place}[${String(index)}]`,
      () => shape.array!,
    );
  }
  const members = shape.object;
  if (!members && !shape.map) return null;
  if (!isObject(value)) return expected('an object', value, place);
  return firstProblem(
    Object.entries(value),
    (name) => `${place}.${name}`,
    (name) => {
      return members ? members[name] : shape.map;
    },
  );
}

function firstProblem<K extends string | number>(
  entries: Iterable<[K, unknown]>,
  placeOf: (key: K) => string,
  shapeOf: (key: K) => Shape | undefined,
): string | null {
  for (const [key, member] of entries) {
    const shape = shapeOf(key);
    const problem = shape && member !== null ? mismatch(member, shape, placeOf(key)) : null;
    if (problem) return problem;
  }
  return null;
}

function unionMismatch(value: unknown, union: string, place: string): string | null {
  if (!isObject(value)) return expected('an object', value, place);
  const variant = variantOf(union as keyof Unions, value);
  return variant ? mismatch(value, { ref: variant }, place) : null;
}

function variantOf(union: keyof Unions, value: Record<string, unknown>): string | undefined {
  const { tag, tags, prefixes }: UnionFacts = unions[union];
  const name = value[tag];
  if (typeof name !== 'string') return undefined;
  if (Object.hasOwn(tags, name)) return tags[name];
  return Object.entries(prefixes).find(([prefix]) => name.startsWith(prefix))?.[1];
}

/**
 * Return whether this version knows the variant of a union. The service may add variants: a `switch` over the tag needs
 * a `default`, and there the value is one that this tells.
 */
export function isKnown<K extends keyof Unions>(union: K, value: Unions[K]): boolean {
  return variantOf(union, value as unknown as Record<string, unknown>) !== undefined;
}

function expected(what: string, value: unknown, place: string): string {
  const found = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  return `${place}: expected ${what}, found ${found.replace('a object', 'an object')}`;
}
