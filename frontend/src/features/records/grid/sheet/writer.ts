/**
 * The one way of the grid to the server: `:bulk`, one request after the other, each change with the version that is
 * known by then. What was refused comes back beside what was done; the rest of the batch stays.
 */
import type { RecordRow } from "@/lib/records/types";
import type { FieldProblem } from "@/lib/api";

export interface Op {
  op: "create" | "update" | "delete" | "restore";
  id?: string;
  values?: Record<string, unknown>;
}

export interface Result {
  ok: boolean;
  /** The change waits for a flow. */
  held?: boolean;
  record?: RecordRow;
  problem?: {
    code?: string;
    detail?: string;
    title?: string;
    errors?: FieldProblem[];
    current?: RecordRow | null;
  };
}

export interface Ask {
  /** Values are cells as people write them. */
  parse?: boolean;
  /** Look, don't write. */
  rehearse?: boolean;
}

export type Send = (operations: (Op & { version?: number })[], ask: Ask) => Promise<Result[]>;

/** Below the 1,000 of one request, so that progress shows. */
export const AT_A_TIME = 500;

export class SheetWriter {
  private last: Promise<unknown> = Promise.resolve();
  private readonly versions = new Map<string, number>();

  constructor(private readonly send: Send) {}

  /** A row as it was last seen: the version that the next change of it names. */
  see(row: RecordRow): void {
    const known = this.versions.get(row.id);
    if (known === undefined || row.version > known) this.versions.set(row.id, row.version);
  }

  run(ops: Op[], ask: Ask = {}, progress?: (done: number) => void): Promise<Result[]> {
    const next = this.last.then(() => this.write(ops, ask, progress));
    // A request that failed (no network) must not stop the ones behind it.
    this.last = next.catch(() => undefined);
    return next;
  }

  /** When everything that was sent so far has been answered. */
  async idle(): Promise<void> {
    await this.last;
  }

  private async write(ops: Op[], ask: Ask, progress?: (done: number) => void): Promise<Result[]> {
    const results: Result[] = [];
    for (let at = 0; at < ops.length; at += AT_A_TIME) {
      const part = ops.slice(at, at + AT_A_TIME).map((op) => {
        const version = op.id === undefined ? undefined : this.versions.get(op.id);
        return version === undefined ? op : { ...op, version };
      });
      const answers = await this.send(part, ask);
      if (!ask.rehearse) answers.forEach((answer, index) => this.learn(part[index]!, answer));
      results.push(...answers);
      progress?.(results.length);
    }
    return results;
  }

  private learn(op: Op, { ok, record, problem }: Result): void {
    if (ok && record) this.see(record);
    // Deleting raised the version too, and nobody told it.
    if (ok && op.op === "delete" && op.id) this.versions.delete(op.id);
    if (problem?.current) this.see(problem.current);
  }
}

/** Why a change was refused, in one line. */
export function sentenceOf(result: Result): string {
  const { errors = [], detail, title } = result.problem ?? {};
  return errors.map((error) => error.message).join(" ") || detail || title || "";
}
