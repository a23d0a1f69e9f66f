import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api";
import type { Print, PrintCard, TemplateFile } from "./types";

const base = (app: string, form: string) => `/apps/${app}/forms/${form}`;

/** What a person may print with; asked for when the menu opens. */
export function usePrints(app: string, form: string, open: boolean) {
  return useQuery({
    queryKey: ["prints", app, form],
    queryFn: async () => (await api.get<{ items: PrintCard[] }>(`${base(app, form)}/prints`)).items,
    enabled: open,
    staleTime: 0,
  });
}

export interface Preview {
  /** PNG, base64. */
  pages: string[];
  record: string | null;
  problems: { path: (string | number)[]; message: string }[];
}

/** How a template looks with a real record, while it is being designed. */
export function usePrintPreview(app: string, form: string, template: Print, id: string | null, on: boolean) {
  return useQuery({
    queryKey: ["print-preview", app, form, id, JSON.stringify(template)],
    queryFn: ({ signal }) =>
      api.post<Preview>(`${base(app, form)}/prints:preview`, { template, id }, { signal }),
    enabled: on,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** An uploaded Word or Excel file as a template's `file`. */
export async function readTemplate(app: string, form: string, file: File): Promise<TemplateFile> {
  const uploaded = await api.upload<{ id: string }>("/files", { file });
  const { name, content, marks } = await api.post<TemplateFile & { kind: string }>(
    `${base(app, form)}/prints:read`,
    { file: uploaded.id },
  );
  return { name, content, marks };
}
