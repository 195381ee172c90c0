// What `execute` returns: an output schema, and the validation of the output.

import { ArgumentError } from './core/errors.ts';
import { isObject } from './core/request.ts';
import type { JsonObject, TaskSpec } from './spec.ts';

/** A schema of a library that implements Standard Schema, such as zod, with what it tells of its JSON schema. */
export interface StandardSchema<T = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<T> | Promise<StandardResult<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
    readonly jsonSchema?: { input(options: { target: string }): object } | undefined;
  };
}

type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/** A schema of a library that does not tell its JSON schema, together with that. */
export interface SchemaPair<T = unknown> {
  schema: StandardSchema<T>;
  jsonSchema: JsonObject;
}

/**
 * What to return: a description in words, a JSON schema, or a Standard Schema such as one of zod. A Standard Schema checks
 * the output. A JSON schema asks for it: of the output it is checked only that it is an object.
 */
export type Output<T = unknown> = string | JsonObject | StandardSchema<T> | SchemaPair<T>;

/** The type of the parsed output. */
export type Parsed<O> =
  O extends StandardSchema<infer T>
    ? T
    : O extends SchemaPair<infer T>
      ? T
      : O extends string
        ? string
        : O extends object
          ? JsonObject
          : string | JsonObject;

const KEYWORDS = ['type', 'properties', 'required', 'additionalProperties', '$ref', 'anyOf', 'oneOf', 'allOf'];
const TARGET = 'draft-2020-12';

export interface OutputRules {
  schema: TaskSpec['output_schema'] | undefined;
  /** Return the parsed output, or what is wrong with it. */
  parse(content: unknown): Promise<{ value: unknown } | { problem: string }>;
}

/** Return the schema to send for an output, and how the output is parsed. */
export function describeOutput(output: unknown): OutputRules {
  if (output === undefined) return { schema: undefined, parse: (value) => Promise.resolve({ value }) };
  if (typeof output === 'string') {
    if (!output.trim()) throw new ArgumentError('output must not be empty or blank');
    return { schema: { type: 'text', description: output }, parse: (value) => expect('string', value) };
  }
  if (isStandard(output)) return standard(output, jsonSchemaOf(output));
  if (!isObject(output)) throw new ArgumentError('output must be a string, a JSON schema or a Standard Schema');
  if (isStandard(output.schema) && isObject(output.jsonSchema)) {
    return standard(output.schema, output.jsonSchema);
  }
  return { schema: { type: 'json', json_schema: ownSchema(output) }, parse: (value) => expect('object', value) };
}

/** Return the caller's own schema, without its envelope `{ type: 'json', json_schema }` if it has one. */
function ownSchema(output: JsonObject): JsonObject {
  if (output.type === 'text' || output.type === 'auto') {
    throw new ArgumentError('output: for text pass its description as a string; for an automatic output pass none');
  }
  const schema = output.type === 'json' ? output.json_schema : output;
  if (!isObject(schema) || !KEYWORDS.some((keyword) => keyword in schema)) {
    throw new ArgumentError('output: the object is not the JSON schema of an object');
  }
  return schema;
}

function isStandard(value: unknown): value is StandardSchema {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && '~standard' in value;
}

function jsonSchemaOf(schema: StandardSchema): JsonObject {
  const rules = schema['~standard'];
  const found = rules.jsonSchema?.input({ target: TARGET });
  if (!isObject(found)) {
    throw new ArgumentError(
      `output: ${rules.vendor} does not tell the JSON schema: pass {schema, jsonSchema}, such as ` +
        'jsonSchema: z.toJSONSchema(schema)',
    );
  }
  const { $schema: _, ...rest } = found;
  return closed(rest) as JsonObject;
}

/** Return a schema whose objects allow no other members, which the service asks for. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const found = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (found.type === 'object' && isObject(found.properties)) found.additionalProperties ??= false;
  return found;
}

function standard(schema: StandardSchema, jsonSchema: JsonObject): OutputRules {
  return {
    schema: { type: 'json', json_schema: jsonSchema },
    parse: async (content) => {
      const result = await schema['~standard'].validate(structuredClone(content));
      if (!result.issues) return { value: result.value };
      const problems = result.issues.map(({ message, path }) => {
        const place = (path ?? []).map((step) => String(isObject(step) ? step.key : step)).join('.');
        return place ? `${place}: ${message}` : message;
      });
      return { problem: problems.join('; ') };
    },
  };
}

function expect(type: 'string' | 'object', value: unknown): Promise<{ value: unknown } | { problem: string }> {
  const fits = type === 'object' ? isObject(value) : typeof value === type;
  return Promise.resolve(fits ? { value } : { problem: `expected ${type === 'object' ? 'an object' : 'a string'}` });
}
