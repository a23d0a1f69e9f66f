import type { Grant, Op, RowScope } from "@/lib/types";

export const OPS: Op[] = ["create", "read", "update", "delete", "export", "import", "lock"];

/** What a cell of the matrix can say in one word. Everything else is `custom` and opens in the drawer. */
export const PRESETS = [
  "none",
  "submit",
  "own_read",
  "own_edit",
  "department_read",
  "department_edit",
  "all_read",
  "all_edit",
  "full",
] as const;

export type Preset = (typeof PRESETS)[number];

const SHAPES: Record<Exclude<Preset, "none">, { ops: Op[]; rows: RowScope }> = {
  submit: { ops: ["create"], rows: "none" },
  own_read: { ops: ["read"], rows: "own" },
  own_edit: { ops: ["create", "read", "update"], rows: "own" },
  department_read: { ops: ["read"], rows: "department_tree" },
  department_edit: { ops: ["create", "read", "update"], rows: "department_tree" },
  all_read: { ops: ["read"], rows: "all" },
  all_edit: { ops: ["create", "read", "update"], rows: "all" },
  full: { ops: OPS, rows: "all" },
};

const WRITING: Op[] = ["create", "update", "import"];

export function newGrant(id: string, to: string, form: string): Grant {
  return { id, to: [to], form, ops: ["read"], rows: "own", read: ["*"], write: [], aggregate: true };
}

export function presetGrant(id: string, to: string, form: string, preset: Exclude<Preset, "none">): Grant {
  const { ops, rows } = SHAPES[preset];
  const writes = ops.some((op) => WRITING.includes(op));
  return {
    ...newGrant(id, to, form),
    ops: [...ops],
    rows,
    write: writes ? ["*"] : [],
    aggregate: rows !== "none",
  };
}

const everything = (keys: string[] | undefined) => keys?.length === 1 && keys[0] === "*";

/** The word for what a cell holds: a preset, or null when it is more than a word can say. */
export function presetOf(grants: Grant[]): Preset | null {
  if (grants.length === 0) return "none";
  const [grant] = grants;
  if (!grant || grants.length > 1) return null;
  if (grant.check || grant.rows === "formula" || Object.keys(grant.set ?? {}).length > 0) return null;
  if (!everything(grant.read) || grant.press?.length) return null;
  for (const preset of PRESETS) {
    if (preset === "none") continue;
    const { ops, rows } = SHAPES[preset];
    const same =
      grant.rows === rows && ops.length === grant.ops.length && ops.every((op) => grant.ops.includes(op));
    if (!same) continue;
    const writes = ops.some((op) => WRITING.includes(op));
    if (!writes || everything(grant.write)) return preset;
  }
  return null;
}

/** One receiver per grant, so that each stands in one cell. The first keeps the id: a diff of packages stays small. */
export function splitGrants(grants: Grant[], newId: () => string): Grant[] {
  return grants.flatMap((grant) =>
    grant.to.map((to, index) => ({ ...grant, id: index === 0 ? grant.id : newId(), to: [to] })),
  );
}

export function cellGrants(grants: Grant[], to: string, form: string): Grant[] {
  return grants.filter((grant) => grant.to[0] === to && grant.form === form);
}

/** Replaces what stands in one cell; the order of the others stays. */
export function withCell(grants: Grant[], to: string, form: string, cell: Grant[]): Grant[] {
  const at = grants.findIndex((grant) => grant.to[0] === to && grant.form === form);
  const rest = grants.filter((grant) => !(grant.to[0] === to && grant.form === form));
  const place = at < 0 ? rest.length : at;
  return [...rest.slice(0, place), ...cell, ...rest.slice(place)];
}

export type FieldRight = "none" | "read" | "write";

/** `*` speaks for all fields, a subform for its columns (`lines` for `lines.amount`). */
function holds(held: string[], field: string): boolean {
  return held.includes("*") || held.includes(field) || held.includes(field.split(".")[0] ?? field);
}

/** The right of one field in a grant. */
export function fieldRight(grant: Grant, field: string): FieldRight {
  if (holds(grant.write, field)) return "write";
  return holds(grant.read, field) ? "read" : "none";
}

/** `keys`: all fields of the form, columns of subforms as `lines.amount`; needed to spell `*` out. */
export function withFieldRight(grant: Grant, field: string, right: FieldRight, keys: string[]): Grant {
  const put = (held: string[], on: boolean) => {
    const next = keys.filter((key) => (key === field ? on : holds(held, key)));
    return next.length === keys.length && keys.length > 0 ? ["*"] : next;
  };
  return { ...grant, read: put(grant.read, right !== "none"), write: put(grant.write, right === "write") };
}
