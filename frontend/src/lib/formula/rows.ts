/** Row-by-row application: `lines.qty * lines.price` runs its closure once for each row. */
import { walk, type CallNode, type Node } from "./ast";
import { BudgetExceeded } from "./budget";
import type { Compiler } from "./compile";
import type { Closure, Env } from "./env";
import { Fail, isError, VALUE, type Value } from "./values";

/** The lists that a row-by-row subtree runs over. */
export class RowColumns {
  readonly columns = new Map<number, Node>();
  private readonly keys = new Map<string, number>();
  private others = 0;

  /** A closure that reads the row's cell of the list. */
  cell(node: Node): Closure {
    const key = this.keyOf(node);
    if (!this.columns.has(key)) this.columns.set(key, node);
    return ({ row }) => {
      const value = row!.columns.get(key)![row!.index]!;
      if (isError(value)) throw new Fail(value);
      return value;
    };
  }

  private keyOf(node: Node): number {
    if (node.k !== "ref") return (this.others += 1);
    const path = node.path.join(".");
    const key = this.keys.get(path) ?? -1 - this.keys.size;
    this.keys.set(path, key);
    return key;
  }
}

/** One closure for the whole subtree, run for each row; errors stay in their row. */
export function rowByRow(compiler: Compiler, node: CallNode): Closure {
  compiler.weight = [...walk(node)].length;
  const rows = new RowColumns();
  compiler.rows = rows;
  const cell = compiler.call(node);
  compiler.rows = null;
  const columns = [...rows.columns].map(([key, column]) => ({ key, read: compiler.plain(column) }));
  compiler.weight = 1;
  return (env) => {
    const read = new Map(columns.map(({ key, read: column }) => [key, column(env) as Value[]]));
    const lengths = new Set([...read.values()].map((values) => values.length));
    if (lengths.size > 1) throw new Fail(VALUE);
    return runRows(cell, env, read, [...lengths][0] ?? 0);
  };
}

function runRows(cell: Closure, env: Env, columns: Map<number, Value[]>, count: number): Value[] {
  const row = { index: 0, columns, constants: new Map<object, Value>(), base: env };
  const inRow: Env = { get: env.get.bind(env), now: env.now, zone: env.zone, row };
  return Array.from({ length: count }, (_, index) => {
    row.index = index;
    try {
      return cell(inRow);
    } catch (error) {
      if (error instanceof BudgetExceeded || !(error instanceof Fail)) throw error;
      return error.error;
    }
  });
}
