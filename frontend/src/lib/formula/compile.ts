/**
 * Typed tree → closures, as engines/formula/closures.py does it. The same vectors run on both.
 * A tree that needs a function without a twin here compiles to null: the page then shows nothing
 * rather than something else.
 */
import { elementKind, isListType, rootOf, walk, type CallNode, type Node, type Program } from "./ast";
import { ZERO } from "./decimal";
import { BudgetExceeded } from "./budget";
import type { Closure, Env } from "./env";
import { IMPLEMENTATIONS } from "./functions";
import { OPERATORS } from "./operators";
import type { RowColumns } from "./rows";
import { rowByRow } from "./rows";
import { declarationOf, paramsOf, takesList, type Param } from "./signature";
import { ErrorValue, Fail, fromJson, isError, Mismatch, VALUE, type Value } from "./values";

export type { Env } from "./env";
export type Evaluate = (env: Env) => Value;

/** Work per evaluation, as on the server: each list read costs its rows times the nodes at work on them. */
const MAX_STEPS = 10_000;

/** The names a tree calls that the page can't compute. */
export function unsupportedIn(tree: Program | Node): string[] {
  const missing = new Set<string>();
  for (const node of walk(rootOf(tree)))
    if (
      node.k === "call" &&
      !(node.f in OPERATORS) &&
      !(IMPLEMENTATIONS.has(node.f) && declarationOf(node.f))
    )
      missing.add(node.f);
  return [...missing];
}

/** A closure that never throws on data: mistakes come back as an error value. Null: not computable here. */
export function compile(tree: Program | Node): Evaluate | null {
  if (unsupportedIn(tree).length > 0) return null;
  const run = new Compiler().compile(rootOf(tree));
  return (env) => {
    try {
      return run(env);
    } catch (error) {
      if (error instanceof Fail) return error.error;
      if (error instanceof Mismatch) return VALUE;
      throw error;
    }
  };
}

export class Compiler {
  /** Set while a row-by-row subtree is compiled. */
  rows: RowColumns | null = null;
  weight = 1;

  compile(node: Node): Closure {
    if (this.rows) return this.inRow(node, this.rows);
    if (node.k === "call" && node.map) return rowByRow(this, node);
    return this.plain(node);
  }

  plain(node: Node): Closure {
    if (node.k === "lit") {
      const value = fromJson(node.v, node.t);
      return () => value;
    }
    if (node.k === "ref") return isListType(node.t) ? this.listRef(node) : scalarRef(node);
    if (node.k === "list") {
      const elements = node.a.map((child) => this.compile(child));
      return (env) => elements.map((element) => element(env));
    }
    return this.call(node);
  }

  call(node: CallNode): Closure {
    const closures = node.a.map((argument) => this.compile(argument));
    const operator = OPERATORS[node.f];
    if (operator) return operator(node, closures);
    const implementation = IMPLEMENTATIONS.get(node.f);
    if (!implementation) throw new Error(`no function ${node.f}`);
    if ("lazy" in implementation) return implementation.lazy(closures);
    const prepared = prepare(node, closures);
    const textResult = elementKind(node.t) === "text";
    return (env) => {
      const values: Value[] = [];
      for (const argument of prepared) {
        const value = argument(env);
        if (value === BLANK) return null;
        values.push(value);
      }
      const result = implementation(values, env);
      return textResult && result === "" ? null : result;
    };
  }

  private listRef(node: Node & { k: "ref" }): Closure {
    const most = Math.floor(MAX_STEPS / this.weight);
    return (env) => {
      const value = fromJson(env.get(node.path), node.t);
      if (value === null) return [];
      if (isError(value)) throw new Fail(value);
      if ((value as Value[]).length > most) throw new BudgetExceeded();
      return value;
    };
  }

  private inRow(node: Node, rows: RowColumns): Closure {
    if (node.k === "call" && node.map) return this.call(node);
    if (isListType(node.t) && node.k !== "list") return rows.cell(node);
    if (node.k === "call" && touchesLists(node)) return this.once(node, rows);
    return this.plain(node);
  }

  /** An aggregate inside a row: the same for every row, so evaluated once per record. */
  private once(node: CallNode, rows: RowColumns): Closure {
    this.rows = null;
    const run = this.compile(node);
    this.rows = rows;
    return ({ row }) => {
      const known = row!.constants.get(node);
      if (known !== undefined) return known;
      const value = run(row!.base);
      row!.constants.set(node, value);
      return value;
    };
  }
}

const touchesLists = (node: Node): boolean =>
  [...walk(node)].some((child) => isListType(child.t) && child.k !== "list");

function scalarRef(node: Node & { k: "ref" }): Closure {
  return (env) => {
    const value = fromJson(env.get(node.path), node.t);
    if (value instanceof ErrorValue) throw new Fail(value);
    return value;
  };
}

/** Stands for «a blank argument makes the result blank»; no value of the language is this object. */
const BLANK = Object.freeze({ blank: true });
const DEFAULTS: Record<string, Value> = { number: ZERO, text: "", boolean: false };

function prepare(node: CallNode, closures: Closure[]): Closure[] {
  const declaration = declarationOf(node.f);
  const params = declaration && paramsOf(declaration, node);
  if (!declaration || !params) throw new Error(`no signature of ${node.f} takes ${node.a.length} arguments`);
  return closures.map((closure, at) => withNullRule(declaration.nulls, params[at]!, node.a[at]!, closure));
}

function withNullRule(nulls: string, param: Param, argument: Node, closure: Closure): Closure {
  if (nulls === "own" || (takesList(param) && isListType(argument.t))) return closure;
  const scalar = param.patterns.find((accepted) => !accepted.list)?.kind;
  const fallback = scalar !== undefined && nulls === "default" ? DEFAULTS[scalar] : undefined;
  const blank = fallback ?? BLANK;
  return (env) => closure(env) ?? blank;
}
