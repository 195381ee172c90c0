// Checks that JSON has the objects and arrays that the spec promises. The JSON itself is passed on as it came.

import { isObject } from './request.ts';
import { ESSENTIAL } from '../essential.ts';
import { shapes, unions, type OperationFacts, type Shape, type UnionFacts, type Unions } from '../spec.ts';

/** Return the value of a JSON text, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Return what the body of a success says, or what is wrong with it as a clause. */
export function decodeBody(
  facts: OperationFacts | null,
  status: number,
  text: string,
): { value: unknown } | { problem: string } {
  if (!facts) return { value: undefined };
  const { json } = facts.responses[status] ?? Object.values(facts.responses)[0] ?? {};
  if (!json && !text.trim()) return { value: undefined };
  const value = parseJson(text);
  if (value === undefined) return { problem: text ? 'its body is not valid JSON' : 'its body is empty' };
  if (!json) return { value: undefined };
  const problem = fault(facts, value, json);
  return problem ? { problem: `its body is not what the API documents: ${problem}` } : { value };
}

/** Record an amount that a service states, if it is a whole number. */
export function readAmount(amounts: Record<string, number>, name: string, value: string | null | undefined): void {
  if (/^\d{1,18}$/.test(value ?? '')) amounts[name] = Number(value);
}

/** Return why a response or an event cannot be used, as a clause, or null. */
export function fault(facts: OperationFacts, value: unknown, shape: Shape): string | null {
  const essential = (ESSENTIAL as Record<string, readonly string[] | undefined>)[facts.id];
  return mismatch(value, shape, '', essential);
}

/**
 * Return where a value differs from its shape, as a clause, or null. Only the outermost value must not be null. If
 * essential members are named, what is in them is not checked, nor is any other member.
 */
export function mismatch(value: unknown, shape: Shape, place: string, essential?: readonly string[]): string | null {
  const { ref, union, array, object, map } = shape;
  if (ref !== undefined) return mismatch(value, shapes[ref] ?? {}, place || ref, essential);
  if (union !== undefined) {
    if (!isObject(value)) return expected('an object', value, place);
    return mismatch(value, { ref: variantOf(union as keyof Unions, value) ?? '' }, place, essential);
  }
  if (array && !Array.isArray(value)) return expected('an array', value, place);
  if ((object ?? map) && !isObject(value)) return expected('an object', value, place);
  if (!array && !object && !map) return null;
  for (const [name, member] of Object.entries(value as object)) {
    const inner = array ?? map ?? object?.[name];
    if (!inner || member === null || isFree(inner) || essential?.includes(name) === false) continue;
    const problem = mismatch(member, inner, array ? `${place}[${name}]` : `${place}.${name}`, essential && []);
    if (problem) return problem;
  }
  return null;
}

/** Return whether a member may be anything: labels and counts, whose values have no structure. */
function isFree({ ref, map }: Shape): boolean {
  const values = ref === undefined ? map : shapes[ref]?.map;
  return values !== undefined && Object.keys(values).length === 0;
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
