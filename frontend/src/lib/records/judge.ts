/** Which buttons of a form may be pressed in a record, as far as the page knows. */
import type { ButtonField, FormRuntime } from "../form-runtime/definition";
import { compile } from "../formula/compile";
import { readerOf } from "./reader";
import type { RecordRow } from "./types";

export type Judge = (row: RecordRow, button: ButtonField) => boolean;

/** Whether a button's condition holds, as far as the row tells: what the page can't know, the server says at the press. */
export function judgeOf(runtime: FormRuntime, zone: string): Judge {
  const programs = new Map(
    Object.entries(runtime.buttons ?? {}).map(([key, { when, reads }]) => [
      key,
      { reads, run: compile(when) },
    ]),
  );
  const user = runtime.user ?? {};
  return (row, button) => {
    const program = programs.get(button.key);
    if (!program?.run || program.reads.some((key) => !(key in row))) return true;
    return program.run({ get: readerOf(row, user), now: Date.now(), zone }) === true;
  };
}
