/** As much of OpenAPI 3.1 as this page reads. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  example?: unknown;
  examples?: unknown[];
  default?: unknown;
  readOnly?: boolean;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Body {
  description?: string;
  content?: Record<string, { schema?: Schema; example?: unknown }>;
}

interface RawOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: Body | { $ref: string };
  responses?: Record<string, Body | { $ref: string }>;
}

export interface Document {
  info: { title: string; description?: string };
  servers?: { url: string }[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation> & { parameters?: (Parameter | { $ref: string })[] }>;
  components?: Record<string, Record<string, unknown>>;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  body: Schema | null;
  responses: { status: string; description: string; schema: Schema | null }[];
}

const METHODS = ["get", "post", "patch", "put", "delete"];

export function resolve<T extends object>(document: Document, node: T | { $ref: string }): T {
  if (!("$ref" in node) || typeof node.$ref !== "string") return node as T;
  const [, kind = "", name = ""] = /^#\/components\/([^/]+)\/(.+)$/.exec(node.$ref) ?? [];
  const found = document.components?.[kind]?.[name.replaceAll("~1", "/")] as T | { $ref: string } | undefined;
  return found ? resolve(document, found) : ({} as T);
}

function jsonSchema(document: Document, body: Body | { $ref: string } | undefined): Schema | null {
  if (!body) return null;
  const content = resolve<Body>(document, body).content ?? {};
  const json = Object.entries(content).find(([type]) => type.includes("json"));
  return json?.[1].schema ?? null;
}

/** Tags are keys of forms; their description is the form's name. */
function tagName(document: Document, name: string): string {
  return document.tags?.find((tag) => tag.name === name)?.description ?? name;
}

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method];
      if (!raw) return [];
      const parameters = [...(item.parameters ?? []), ...(raw.parameters ?? [])];
      return [
        {
          id: `${method} ${path}`,
          method: method.toUpperCase(),
          path,
          tag: tagName(document, raw.tags?.[0] ?? ""),
          summary: raw.summary ?? raw.operationId ?? path,
          description: raw.description ?? "",
          parameters: parameters.map((parameter) => resolve<Parameter>(document, parameter)),
          body: jsonSchema(document, raw.requestBody),
          responses: Object.entries(raw.responses ?? {}).map(([status, response]) => ({
            status,
            description: resolve<Body>(document, response).description ?? "",
            schema: jsonSchema(document, response),
          })),
        },
      ];
    }),
  );
}

/** A schema's type in a few words: `string · date`, `number | null`, `string[]`. */
export function typeText(document: Document, given: Schema | undefined, depth = 0): string {
  if (!given || depth > 4) return "any";
  const name = given.$ref?.split("/").at(-1);
  const schema = resolve<Schema>(document, given);
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return options.map((one) => typeText(document, one, depth + 1)).join(" | ");
  if (schema.items) return `${typeText(document, schema.items, depth + 1)}[]`;
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (name && schema.properties) return name;
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : (schema.type ?? "any");
  return schema.format ? `${type} · ${schema.format}` : type;
}

/** The properties of an object schema, allOf joined. */
export function propertiesOf(document: Document, given: Schema | null): [string, Schema, boolean][] {
  if (!given) return [];
  const schema = resolve<Schema>(document, given);
  const inherited = (schema.allOf ?? []).flatMap((part) => propertiesOf(document, part));
  const own = Object.entries(schema.properties ?? {}).map(([name, property]): [string, Schema, boolean] => [
    name,
    property,
    schema.required?.includes(name) ?? false,
  ]);
  return [...inherited, ...own];
}

/** A value that fits: the schema's own example where it has one. */
export function exampleOf(document: Document, given: Schema | null, depth = 0): unknown {
  if (!given || depth > 4) return null;
  const schema = resolve<Schema>(document, given);
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const option = (schema.anyOf ?? schema.oneOf)?.find((one) => one.type !== "null");
  if (option) return exampleOf(document, option, depth + 1);
  if (schema.properties ?? schema.allOf) {
    const writable = propertiesOf(document, schema).filter(([, property]) => !property.readOnly);
    return Object.fromEntries(writable.map(([name, one]) => [name, exampleOf(document, one, depth + 1)]));
  }
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== "null") : schema.type;
  if (type === "array") return schema.items ? [exampleOf(document, schema.items, depth + 1)] : [];
  if (type === "number" || type === "integer") return schema.minimum ?? 0;
  if (type === "boolean") return false;
  if (schema.format === "date") return "2026-01-31";
  if (schema.format === "date-time") return "2026-01-31T08:30:00.000Z";
  return type === "object" ? {} : "";
}
