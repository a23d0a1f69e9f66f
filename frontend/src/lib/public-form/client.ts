/** A public form's server side, for one address. Who we are travels in headers: a framed page has no cookies. */
import { api, apiUrl, type RequestOptions } from "../api";
import type { Values } from "../form-runtime/engine-types";
import { solve, type Challenge, type Proof } from "./proof";
import type { OwnAnswer, PublicPage, Reply } from "./types";

export interface Answer {
  values: Values;
  prefill: string | null;
  channel: Record<string, string>;
  draft: string | null;
}

const visitorKey = (token: string): string => `dougong.form.visitor.${token}`;
const passKey = (token: string): string => `dougong.form.pass.${token}`;

/** Storage may be forbidden in a frame: then this page alone remembers. */
const remembered = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? remembered.get(key) ?? null;
  } catch {
    return remembered.get(key) ?? null;
  }
}

function write(key: string, value: string): void {
  remembered.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // It lives as long as the page.
  }
}

export class PublicFormClient {
  readonly path: string;

  constructor(
    readonly token: string,
    readonly recipient: string | null,
  ) {
    this.path = `/public/forms/${encodeURIComponent(token)}`;
  }

  headers(): Record<string, string> {
    const found: Record<string, string> = {};
    const visitor = read(visitorKey(this.token));
    const passed = read(passKey(this.token));
    if (visitor) found["X-Form-Visitor"] = visitor;
    if (passed) found["X-Form-Pass"] = passed;
    if (this.recipient) found["X-Form-Recipient"] = this.recipient;
    return found;
  }

  private options(more: RequestOptions = {}): RequestOptions {
    return { ...more, headers: { ...this.headers(), ...more.headers } };
  }

  private known<T extends { visitor: string }>(page: T): T {
    write(visitorKey(this.token), page.visitor);
    return page;
  }

  async open(prefill: string | null): Promise<PublicPage> {
    return this.known(await api.get<PublicPage>(this.path, this.options({ query: { p: prefill } })));
  }

  async unlock(password: string): Promise<void> {
    const answer = await api.post<{ pass: string; visitor: string }>(
      `${this.path}:unlock`,
      { password },
      this.options(),
    );
    this.known(answer);
    write(passKey(this.token), answer.pass);
  }

  private async proof(): Promise<Proof> {
    return solve(await api.post<Challenge>(`${this.path}:challenge`, undefined, this.options()));
  }

  /** With the same key it is the same answer, however often it is sent. */
  async send(answer: Answer, key: string): Promise<Reply> {
    const body = { ...answer, proof: await this.proof() };
    return api.post<Reply>(`${this.path}/answers`, body, this.options({ idempotencyKey: key }));
  }

  async own(edit: string): Promise<OwnAnswer> {
    const found = await api.get<OwnAnswer>(
      `${this.path}/answers/${encodeURIComponent(edit)}`,
      this.options(),
    );
    this.known(found.page);
    return found;
  }

  async change(edit: string, values: Values, version: number): Promise<Reply> {
    const body = { values, version, proof: await this.proof() };
    return api.patch<Reply>(`${this.path}/answers/${encodeURIComponent(edit)}`, body, this.options());
  }

  keepDraft(values: Values, draft: string | null): Promise<{ draft: string; until: string }> {
    return api.put(`${this.path}/draft`, { values, draft }, this.options());
  }

  async draft(draft: string): Promise<Values> {
    const found = await api.get<{ values: Values }>(
      `${this.path}/drafts/${encodeURIComponent(draft)}`,
      this.options(),
    );
    return found.values;
  }

  choices(
    field: string,
    query: { search?: string; values?: string[]; given?: string },
    signal?: AbortSignal,
  ) {
    return api.get<{ items: { id: string; title: string }[] }>(
      `${this.path}/choices/${encodeURIComponent(field)}`,
      this.options({ query, signal }),
    );
  }

  pictureUrl(name: "logo" | "cover"): string {
    return apiUrl(`${this.path}/pictures/${name}`);
  }
}
