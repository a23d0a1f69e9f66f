/**
 * The typed tree the server makes of a formula's text (engines/formula/ast.py).
 * The page never parses formulas; it evaluates these trees.
 */

/** `"number"`, `"text"`, … or a list or record type in its JSON form. */
export type FormulaType = string | { list: FormulaType } | { record: string | null };

export interface LiteralNode {
  k: "lit";
  t: FormulaType;
  /** Numbers as decimal strings, dates as ISO text. */
  v: string | boolean | null;
}
export interface RefNode {
  k: "ref";
  t: FormulaType;
  /** `["amount"]`, `["customer","level"]`, `["lines","amount"]`, `["user","name"]` … */
  path: string[];
}
export interface CallNode {
  k: "call";
  t: FormulaType;
  /** A function's name, or an operator's in lower case. */
  f: string;
  a: Node[];
  /** A scalar function applied row by row to its list arguments. */
  map?: true;
}
export interface ListNode {
  k: "list";
  t: FormulaType;
  a: Node[];
}
export type Node = LiteralNode | RefNode | CallNode | ListNode;

/** A whole program: language version, type of the result, tree. */
export interface Program {
  v: number;
  type: FormulaType;
  root: Node;
}

export const rootOf = (tree: Program | Node): Node => ("root" in tree ? tree.root : tree);

export function* walk(root: Node): Generator<Node> {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    if ("a" in node) stack.push(...[...node.a].reverse());
  }
}

export function refsOf(tree: Program | Node): string[][] {
  const paths: string[][] = [];
  for (const node of walk(rootOf(tree))) if (node.k === "ref") paths.push(node.path);
  return paths;
}

/** What a type is, or what its list holds: `{list: "number"}` → `"number"`, a record → `"record"`. */
export function elementKind(type: FormulaType): string {
  if (typeof type === "string") return type;
  return "list" in type ? elementKind(type.list) : "record";
}

export const isListType = (type: FormulaType): boolean => typeof type === "object" && "list" in type;
