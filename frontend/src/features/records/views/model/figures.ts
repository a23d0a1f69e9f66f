/** Counts and sums per group and in all, each computed anew by the server from the records, never from pages. */
import { useQuery } from "@tanstack/react-query";
import { api, ApiProblem } from "@/lib/api";
import type { Field } from "@/lib/form-runtime/definition";
import { formatMoney, formatNumber, fractionToPercent } from "@/lib/form-runtime/format";
import { recordKey } from "../../model/record-queries";
import type { ViewLook } from "../../model/types";
import { recordsPath } from "../../model/use-rows";
import { both } from "./pages";
import { valueKind } from "@/lib/form-runtime/kinds";

export type Total = NonNullable<ViewLook["totals"]>[number];

export interface Figure {
  count: number;
  /** In the order of the totals that were asked for; null where nothing could be computed. */
  totals: (number | null)[];
}

export interface Figures {
  rows: (Figure & { members: unknown[] })[];
  truncated: boolean;
}

export interface FigureQuery {
  app: string;
  form: string;
  filters: (string | null | undefined)[];
  search: string;
  groups: string[];
  totals: Total[];
}

const FORBIDDEN = 403;

/** null: this person may not sum these records. */
export function useFigures({ app, form, filters, search, groups, totals }: FigureQuery, enabled = true) {
  const summed = totals.filter((each) => each.fn !== "count" && each.field);
  const body = {
    filter: both(...filters) || null,
    search: search || null,
    groups: groups.map((field) => ({ field })),
    measures: [
      { key: "dg_count", fn: "count" },
      ...summed.map((each, at) => ({ key: `dg_total_${at}`, fn: each.fn, field: each.field })),
    ],
    limit: 2_000,
  };
  return useQuery({
    queryKey: [...recordKey(app, form), "parts", "figures", body],
    enabled,
    placeholderData: (before: Figures | null | undefined) => before,
    queryFn: async (): Promise<Figures | null> => {
      try {
        const path = `${recordsPath(app, form)}:aggregate`;
        const answer = await api.post<{ rows: Record<string, unknown>[]; truncated: boolean }>(path, body);
        return { truncated: answer.truncated, rows: answer.rows.map((row) => read(row, groups, totals)) };
      } catch (error) {
        if (error instanceof ApiProblem && error.status === FORBIDDEN) return null;
        throw error;
      }
    },
  });
}

function read(row: Record<string, unknown>, groups: string[], totals: Total[]): Figures["rows"][number] {
  const count = Number(row.dg_count ?? 0);
  let place = 0;
  return {
    members: groups.map((group) => row[group] ?? null),
    count,
    totals: totals.map((total) => {
      if (total.fn === "count" || !total.field) return count;
      const value = row[`dg_total_${place}`];
      place += 1;
      return value === null || value === undefined ? null : Number(value);
    }),
  };
}

/** A number of a field as the field writes it. */
export function totalText(value: number | null, total: Total, fields: Field[]): string {
  if (value === null) return "–";
  const field = fields.find((each) => each.key === total.field);
  const kind = field && valueKind(field);
  if (!field || total.fn === "count") return formatNumber(value, 0, true);
  if (kind === "money")
    return formatMoney(value, "currency" in field ? (field.currency ?? undefined) : undefined, 0);
  if (kind === "percent") return `${formatNumber(fractionToPercent(value), 1, false)}%`;
  return formatNumber(value, Number.isInteger(value) ? 0 : 2, true);
}
