import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Grant, Label, Roles } from "@/lib/types";

const rolesKey = (app: string) => ["roles", app] as const;

/** Stored documents leave out what is empty. */
function filled(grant: Partial<Grant> & Pick<Grant, "id" | "form">): Grant {
  return { to: [], ops: [], rows: "none", read: [], write: [], aggregate: false, ...grant };
}

export function useRoles(app: string) {
  return useQuery({
    queryKey: rolesKey(app),
    queryFn: () => api.get<Roles>(`/apps/${app}/roles`),
    select: (roles): Roles => ({ ...roles, grants: roles.grants.map(filled) }),
    // Being edited: a refresh behind the screen would only lead to surprises. A conflict shows at saving.
    refetchOnWindowFocus: false,
  });
}

export function useSaveRoles(app: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (roles: Roles) => api.put<Roles>(`/apps/${app}/roles`, roles),
    onSuccess: (roles) => client.setQueryData(rolesKey(app), roles),
  });
}

export interface FieldRow {
  key: string;
  label: Label;
  type: string;
}

interface DraftField extends FieldRow {
  fields?: DraftField[];
}

const columnsOf = (field: DraftField, around = ""): FieldRow[] => {
  const key = `${around}${field.key}`;
  if (field.type !== "subform") return [{ ...field, key }];
  return (field.fields ?? []).flatMap((column) => columnsOf(column, `${key}.`));
};

/** The fields a grant may speak of; columns of subforms as `lines.amount`, `lines.packages.weight`. */
export function useFormFields(app: string, form: string) {
  return useQuery({
    queryKey: ["draft-fields", app, form],
    queryFn: () => api.get<{ definition: { fields: DraftField[] } }>(`/apps/${app}/forms/${form}/draft`),
    enabled: form !== "*",
    select: ({ definition }): FieldRow[] => definition.fields.flatMap((field) => columnsOf(field)),
  });
}

interface FlowRow {
  key: string;
  label: Label;
  form: string | null;
  trigger: string | null;
}

/** The flows of a form that people start by a button. */
export function useFlowButtons(app: string, form: string) {
  return useQuery({
    queryKey: ["flow-buttons", app],
    queryFn: () => api.get<{ items: FlowRow[] }>(`/apps/${app}/flows`),
    select: ({ items }): FlowRow[] => items.filter((flow) => flow.trigger === "button" && flow.form === form),
  });
}
