/**
 * The one way to the server: JSON in and out under /api/v1, cookie session, problem documents (RFC 9457) as
 * `ApiProblem`. A 401 anywhere but at the sign-in itself tells the listener that the session is over.
 */
import { currentLocale } from "./locale";

const BASE = "/api/v1";

export interface FieldProblem {
  field?: string;
  path?: (string | number)[];
  code: string;
  message: string;
}

interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  errors?: FieldProblem[];
  current?: unknown;
  [key: string]: unknown;
}

/** What the server refused, or `network` when no answer came. `body` is the whole problem document. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldProblem[] = [],
    readonly body: ProblemBody = {},
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = "ApiProblem";
  }

  /** The row as it is now, on a 409. */
  get current(): unknown {
    return this.body.current;
  }
}

export type QueryValue = string | number | boolean | null | undefined | (string | number)[];
export type Query = Record<string, QueryValue>;

export interface RequestOptions {
  query?: Query;
  signal?: AbortSignal;
  idempotencyKey?: string;
  headers?: Record<string, string>;
  /** The person has just shown who they are: not to be asked twice for one act. */
  confirmed?: boolean;
}

let sessionOver: () => void = () => undefined;

export function onSessionOver(listener: () => void): void {
  sessionOver = listener;
}

let confirmIdentity: () => Promise<boolean> = () => Promise.resolve(false);

/** Asked when the server wants to know again who sits here; answers whether they have shown it. */
export function onConfirmation(ask: () => Promise<boolean>): void {
  confirmIdentity = ask;
}

export function apiUrl(path: string, query?: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null || value === "") continue;
    parameters.set(key, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = parameters.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

/** A key that is the same for every try of one act, so that a repeated POST has one effect. */
export function newIdempotencyKey(): string {
  // crypto.randomUUID is missing on plain http other than localhost, where a self-hosted server may well live.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function problemOf(response: Response): Promise<ApiProblem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    // A proxy in between answers in HTML: the status alone must do.
  }
  const retry = Number(response.headers.get("Retry-After"));
  return new ApiProblem(
    response.status,
    body.code ?? `http_${response.status}`,
    body.detail ?? body.title ?? `HTTP ${response.status}`,
    body.errors ?? [],
    body,
    Number.isFinite(retry) && retry > 0 ? retry : null,
  );
}

async function send(method: string, path: string, body: unknown, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": currentLocale(),
    ...options.headers,
  };
  const multipart = body instanceof FormData;
  if (!multipart && method !== "GET") headers["Content-Type"] = "application/json";
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
  const payload = body === undefined ? undefined : multipart ? body : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      body: payload,
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(0, "network", "network");
  }
  if (!response.ok) {
    if (response.status === 401 && path !== "/session") sessionOver();
    const problem = await problemOf(response);
    if (problem.code === "confirmation_required" && !options.confirmed && (await confirmIdentity()))
      return send(method, path, body, { ...options, confirmed: true });
    throw problem;
  }
  return response;
}

async function json<T>(
  method: string,
  path: string,
  body: unknown,
  options: RequestOptions = {},
): Promise<T> {
  const response = await send(method, path, body, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

export const api = {
  get: <T>(path: string, options?: RequestOptions) => json<T>("GET", path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => json<T>("POST", path, body, options),
  put: <T>(path: string, body: unknown, options?: RequestOptions) => json<T>("PUT", path, body, options),
  patch: <T>(path: string, body: unknown, options?: RequestOptions) => json<T>("PATCH", path, body, options),
  delete: <T = void>(path: string, options?: RequestOptions) => json<T>("DELETE", path, undefined, options),
  /** Multipart; the parts by name. */
  upload: <T>(path: string, parts: Record<string, string | Blob>, options?: RequestOptions) => {
    const form = new FormData();
    for (const [name, part] of Object.entries(parts)) form.append(name, part);
    return json<T>("POST", path, form, options);
  },
  /** The bare answer, for downloads and for calls that answer a file or a job. */
  raw: (method: string, path: string, body?: unknown, options: RequestOptions = {}) =>
    send(method, path, body, options),
};
