/** Snapshots of linked records: how they compare with their sources, and taking them again. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api";
import type { Field, FormDefinition, LinkField } from "../form-runtime/definition";
import type { RecordRow } from "./types";

export interface SourceField {
  field: string;
  label: string;
  value: unknown;
  now: unknown;
  differs: boolean;
}

export interface Source {
  /** `product`, or `lines.product` for a column. */
  link: string;
  label: string;
  row: string | null;
  source: { id: string; title: string | null } | null;
  at: string | null;
  differs: boolean;
  fields: SourceField[];
}

export interface SnapshotLink {
  path: string;
  field: LinkField;
  /** The fields beside it. */
  beside: Field[];
}

const within = (fields: Field[], prefix: string): SnapshotLink[] =>
  fields.flatMap((field): SnapshotLink[] => {
    const path = prefix + field.key;
    if (field.type === "link") return field.stamp && !field.many ? [{ path, field, beside: fields }] : [];
    return "fields" in field ? within(field.fields, `${path}.`) : [];
  });

/** Links whose filled values are a snapshot, those of line items too. */
export const snapshotsOf = (definition: FormDefinition): SnapshotLink[] => within(definition.fields, "");

const recordOf = (app: string, form: string, id: string): string =>
  `/apps/${app}/forms/${form}/records/${id}`;

/** Asked only where the form has snapshots. */
export function useSources(app: string, form: string, record: RecordRow, on: boolean) {
  return useQuery({
    queryKey: ["record", app, form, record.id, "sources", record.version],
    queryFn: () => api.get<{ items: Source[] }>(`${recordOf(app, form, record.id)}/sources`),
    select: (answer) => answer.items,
    enabled: on,
  });
}

export const refill = (app: string, form: string, id: string, links: string[]) =>
  api.post<RecordRow>(`${recordOf(app, form, id)}:refill`, { links });
