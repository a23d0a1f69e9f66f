/** Pressing buttons of a form: what the server answers, and which of them may be pressed as far as the page knows. */
import { api } from "../api";
import type { Chosen } from "../flow/queries";
import type { ButtonField, FormRuntime } from "../form-runtime/definition";
import type { Column, RecordRow } from "./types";

export type Pressed =
  | { do: "flow"; instance: string }
  /** `undo`: what the changed fields held before. */
  | { do: "set"; record: RecordRow; undo: Record<string, unknown> }
  | { do: "open"; url: string }
  | { do: "print"; template: string }
  | { do: "create"; form: string; values: Record<string, unknown> };

export type PressedOne = { id: string } & (
  | ({ ok: true } & Pressed)
  | { ok: false; problem: { detail?: string; title?: string } }
);

const records = (app: string, form: string): string => `/apps/${app}/forms/${form}/records`;

export const pressOne = (app: string, form: string, id: string, button: string, chosen: Chosen) =>
  api.post<Pressed>(`${records(app, form)}/${id}:press`, { button, chosen });

/** The most records that one press takes. */
export const MOST_PRESSED = 200;

export const pressMany = (app: string, form: string, ids: string[], button: string, chosen: Chosen) =>
  api.post<{ results: PressedOne[] }>(`${records(app, form)}:press`, { button, ids, chosen });

/** Puts back what presses have changed, all of it or nothing: a refusal is an error that says why. */
export const unpress = (app: string, form: string, undo: { id: string; values: Record<string, unknown> }[]) =>
  api.post<{ results: { ok: boolean }[] }>(`${records(app, form)}:bulk`, {
    atomic: true,
    operations: undo.map(({ id, values }) => ({ op: "update", id, values })),
  });

/** Makes sense for one record only. */
export const isForOne = (button: ButtonField): boolean =>
  button.action.do === "open" || button.action.do === "create";

/** The buttons that somebody may press in some record. */
export const buttonsOf = (runtime: FormRuntime): ButtonField[] =>
  runtime.definition.fields.filter(
    (field): field is ButtonField =>
      field.type === "button" && !field.hidden && runtime.fields[field.key] === "write",
  );

/** What the rows must hold so that the buttons among the columns can be judged. */
export const readsOf = (runtime: FormRuntime, columns: Column[]): string[] =>
  columns.flatMap((column) => runtime.buttons?.[column.key]?.reads ?? []);
