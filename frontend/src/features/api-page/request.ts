import { exampleOf, type Document, type Operation } from "./openapi";

/** Only the path of the document's server: behind a proxy its host may be another than this page's. */
export function baseOf(document: Document): string {
  const { pathname } = new URL(document.servers?.[0]?.url ?? "/", window.location.origin);
  return pathname.replace(/\/$/, "");
}

export function bodyExample(document: Document, operation: Operation): string {
  return operation.body ? JSON.stringify(exampleOf(document, operation.body), null, 2) : "";
}

/** The call as a shell line; the token is the reader's own. */
export function curlOf(document: Document, operation: Operation): string {
  const url = new URL(baseOf(document) + operation.path, window.location.origin);
  const lines = [`curl -X ${operation.method} '${decodeURI(url.href)}'`, `  -H 'Authorization: Bearer dg_…'`];
  const body = bodyExample(document, operation);
  if (body) lines.push(`  -H 'Content-Type: application/json'`, `  -d '${body.replaceAll("'", "'\\''")}'`);
  return lines.join(" \\\n");
}

export interface Answer {
  status: number;
  ms: number;
  text: string;
}

/** Sends the call as the signed-in person. Refusals are answers too. */
export async function send(
  document: Document,
  operation: Operation,
  values: Record<string, string>,
  body: string,
): Promise<Answer> {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = { Accept: "application/json" };
  for (const parameter of operation.parameters) {
    const value = values[parameter.name] ?? "";
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value !== "" && parameter.in === "query") query.set(parameter.name, value);
    else if (value !== "") headers[parameter.name] = value;
  }
  if (operation.method !== "GET") headers["Content-Type"] = "application/json";
  const started = performance.now();
  const response = await fetch(`${baseOf(document)}${path}${query.size > 0 ? `?${query}` : ""}`, {
    method: operation.method,
    headers,
    body: operation.body ? body : undefined,
    credentials: "same-origin",
  });
  const text = await response.text();
  const ms = Math.round(performance.now() - started);
  try {
    return { status: response.status, ms, text: JSON.stringify(JSON.parse(text), null, 2) };
  } catch {
    return { status: response.status, ms, text };
  }
}
