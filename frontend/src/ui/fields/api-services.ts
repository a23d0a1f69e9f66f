/** The server behind the widgets of one form. */
import { api, ApiProblem, apiUrl } from "@/lib/api";
import type { Field } from "@/lib/form-runtime/definition";
import type { LinkedRecord } from "@/lib/form-runtime/engine-types";
import { currentLocale } from "@/lib/locale";
import type { Directory } from "@/lib/types";
import { NameStore } from "./names";
import { Uploads } from "./uploads";
import type { Choice, ChoiceKind, FieldServices, FileRef } from "./services";

interface Choices {
  items: Choice[];
}

const choicesPath = (app: string, form: string, field: string): string =>
  `/apps/${app}/forms/${form}/fields/${field}/choices`;

function fromDirectory(kind: ChoiceKind, found: Directory): Choice[] {
  return kind === "member"
    ? found.people.map((person) => ({ id: person.id, title: person.name, subtitle: person.department }))
    : found.departments.map((department) => ({ id: department.id, title: department.name }));
}

/** fetch can't tell how far an upload is; XMLHttpRequest can. */
export function uploadFile(
  parts: Record<string, string | Blob>,
  progress: (fraction: number) => void,
  signal: AbortSignal,
  { url = apiUrl("/files"), headers = {} }: { url?: string; headers?: Record<string, string> } = {},
): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const [name, part] of Object.entries(parts)) body.append(name, part);
    request.open("POST", url);
    request.setRequestHeader("Accept-Language", currentLocale());
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300) resolve(answer as unknown as FileRef);
      else
        reject(
          new ApiProblem(
            request.status,
            String(answer.code ?? `http_${request.status}`),
            String(answer.detail ?? answer.title ?? `HTTP ${request.status}`),
          ),
        );
    };
    request.onerror = () => reject(new ApiProblem(0, "network", "network"));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Topic of every link field → the form it points to. */
function linkTargets(fields: Field[], prefix = ""): Map<string, string> {
  const targets = new Map<string, string>();
  for (const field of fields) {
    if (field.type === "link") targets.set(prefix + field.key, field.form);
    if (field.type === "subform")
      for (const [topic, form] of linkTargets(field.fields, `${prefix}${field.key}.`))
        targets.set(topic, form);
  }
  return targets;
}

export function apiServices(app: string, form: string, zone: string, fields: Field[]): FieldServices {
  const targets = linkTargets(fields);
  const names = new NameStore(async (kind, field, ids) => {
    if (kind === "link") {
      const query = { values: ids, limit: ids.length };
      const { items } = await api.get<Choices>(choicesPath(app, form, field), { query });
      return Object.fromEntries(items.map((item) => [item.id, item.title]));
    }
    const found = fromDirectory(kind, await api.get<Directory>("/directory", { query: { ids } }));
    return Object.fromEntries(found.map((choice) => [choice.id, choice.title]));
  });
  return {
    names,
    zone,
    async search(kind, field, text, signal, around) {
      if (kind !== "link")
        return fromDirectory(
          kind,
          await api.get<Directory>("/directory", { query: { search: text }, signal }),
        );
      const beside = around && { given: JSON.stringify(around.given), record: around.record };
      const query = { search: text, limit: 50, ...beside };
      return (await api.get<Choices>(choicesPath(app, form, field), { query, signal })).items;
    },
    async fitting(field, ids, given, signal) {
      const query = { values: ids, limit: ids.length, given: JSON.stringify(given) };
      const { items } = await api.get<Choices>(choicesPath(app, form, field), { query, signal });
      return items.map((item) => item.id);
    },
    uploads: new Uploads(),
    upload: (field, file, progress, signal) => uploadFile({ file, app, form, field }, progress, signal),
    fileUrl: (id, preview) => apiUrl(`/files/${id}`, preview ? { preview: 1 } : {}),
    async linked(field, id) {
      const target = targets.get(field);
      if (!target) return null;
      try {
        return await api.get<LinkedRecord>(`/apps/${app}/forms/${target}/records/${id}`);
      } catch (error) {
        if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) return null;
        throw error;
      }
    },
    linkUrl(field, id) {
      const target = targets.get(field);
      return target ? `/apps/${app}/forms/${target}/records/${id}` : null;
    },
  };
}
