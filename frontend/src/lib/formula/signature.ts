/**
 * What the server's registry says of each function (declared.json, written by
 * `python -m tests.engines.formula.typescript`): its signatures as text and its null rule. The text form is
 * explained in engines/formula/registry.py.
 */
import declared from "./declared.json";
import { elementKind, isListType, type CallNode } from "./ast";

export type NullRule = "default" | "null" | "own";

export interface Param {
  /** Kinds it accepts, in order of preference; of a list, the kind of its elements. */
  patterns: { kind: string; list: boolean }[];
  optional: boolean;
}

interface Signature {
  params: Param[];
  group: number;
  tail: Param[];
}

export interface Declaration {
  nulls: NullRule;
  signatures: Signature[];
}

function pattern(text: string): Param["patterns"][number] {
  if (text === "list") return { kind: "any", list: true };
  return text.startsWith("[") ? { kind: text.slice(1, -1), list: true } : { kind: text, list: false };
}

export function parseSignature(text: string): Signature {
  const params: Param[] = [];
  let group = 0;
  let groupEnd = 0;
  const left = text.slice(0, text.lastIndexOf("->"));
  for (const part of left.split(",").map((piece) => piece.trim())) {
    const match = /^(\w+)(\?)?: ([^.]+?)\s*(?:\.\.\.(\d*))?$/.exec(part);
    if (!match) continue;
    params.push({
      patterns: match[3]!.split("|").map((piece) => pattern(piece.trim())),
      optional: match[2] === "?",
    });
    if (match[4] === undefined) continue;
    group = Number(match[4] || 1);
    groupEnd = params.length;
  }
  return group
    ? { params: params.slice(0, groupEnd), group, tail: params.slice(groupEnd) }
    : { params, group: 0, tail: [] };
}

function paramsFor(signature: Signature, count: number): Param[] | null {
  const { params, group, tail } = signature;
  if (!group) {
    const least = params.filter((param) => !param.optional).length;
    return least <= count && count <= params.length ? params.slice(0, count) : null;
  }
  const head = params.slice(0, -group);
  const repeated = params.slice(-group);
  const body = count - head.length;
  const rounds = Math.floor(body / group);
  const rest = body % group;
  if (rounds < 1 || rest > tail.length) return null;
  const rows = Array.from({ length: rounds }, () => repeated).flat();
  return [...head, ...rows, ...tail.slice(0, rest)];
}

const table = new Map<string, Declaration>();

export function declarationOf(name: string): Declaration | null {
  const known = table.get(name);
  if (known) return known;
  const entry = (declared as Record<string, { nulls: string; signatures: string[] }>)[name];
  if (!entry) return null;
  const declaration = {
    nulls: entry.nulls as NullRule,
    signatures: entry.signatures.map(parseSignature),
  };
  table.set(name, declaration);
  return declaration;
}

/** The parameters of the signature that the checker chose: the first that takes the argument types. */
export function paramsOf(declaration: Declaration, node: CallNode): Param[] | null {
  const fitting = declaration.signatures
    .map((signature) => paramsFor(signature, node.a.length))
    .filter((params) => params !== null);
  const kinds = node.a.map((argument) => elementKind(argument.t));
  const takes = (params: Param[]): boolean =>
    kinds.every(
      (kind, at) =>
        kind === "null" || kind === "any" || params[at]!.patterns.some((accepted) => accepted.kind === kind),
    );
  return fitting.find(takes) ?? fitting[0] ?? null;
}

export const takesList = (param: Param): boolean => param.patterns.some((accepted) => accepted.list);
export const argumentIsList = (node: CallNode, at: number): boolean => isListType(node.a[at]!.t);
