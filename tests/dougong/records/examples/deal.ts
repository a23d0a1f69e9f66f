/**
 * Records of "商机" through the REST API of "外部".
 * Runs in Node 20 or newer, Deno, Bun and browsers: fetch and WebCrypto are all it needs.
 */

export interface Deal {
  /** 名称 */
  name: string | null;
  /** 公司 */
  firm: string | null;
  /** 金额 */
  amount: number | null;
  /** 热 */
  hot: boolean | null;
  /** 会面 */
  met: string | null;
  /** 伙伴 */
  partners: string[] | null;
  /** 地点 */
  place: string | { "lat": number; "lng": number; "label"?: string | null } | null;
  /** 附件 */
  files: { "id": string; "name"?: string; "size"?: number; "type"?: string }[] | null;
  /** 明细 */
  lines: { id?: string; product?: string | null; maker?: string | null; price?: number | null }[] | null;
}

/** What every record carries beside its fields. */
export interface Stored {
  readonly id: string;
  readonly version: number;
  readonly owner: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly _title: string | null;
}

export type DealRecord = Deal & Stored;

export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: { field: string; code: string; message: string }[];
}

export type Change =
  | { op: "create" | "update" | "restore"; id: string; at: string; record: DealRecord }
  | { op: "delete" | "gone"; id: string; at: string };

/** What the server said no to. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

export class DealClient {
  private readonly records: string;

  constructor(
    private readonly token: string,
    private readonly base = "http://testserver",
  ) {
    this.records = `${base}/api/v1/apps/rest/forms/deal/records`;
  }

  private async call<T>(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const isForm = body instanceof FormData;
    const answer = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        "Accept-Language": "zh-CN",
        ...(isForm ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: isForm ? body : body === undefined ? null : JSON.stringify(body),
    });
    if (!answer.ok) throw new Refused((await answer.json()) as Problem);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** All records that answer a condition (a formula), page by page: `name = '示例文本'`. */
  async *list(condition?: string, sort = "-created_at"): AsyncGenerator<DealRecord> {
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = new URLSearchParams({ sort, limit: "200" });
      if (condition) query.set("filter", condition);
      if (cursor) query.set("cursor", cursor);
      const page: { items: DealRecord[]; next: string | null } = await this.call("GET", `${this.records}?${query}`);
      yield* page.items;
      cursor = page.next;
    }
  }

  /** A new record. The key makes it safe to send the same request again after a lost answer. */
  create(values: Partial<Deal>): Promise<DealRecord> {
    return this.call("POST", this.records, values, { "Idempotency-Key": crypto.randomUUID() });
  }

  /** Changed fields. The version says which state you saw; somebody else's change in between is a 409. */
  update(record: Stored, values: Partial<Deal>): Promise<DealRecord> {
    return this.call("PATCH", `${this.records}/${record.id}`, { ...values, version: record.version });
  }

  remove(record: Stored): Promise<void> {
    return this.call("DELETE", `${this.records}/${record.id}`);
  }

  /** A file for an attachment field; write `[file]` into the record. */
  upload(field: string, file: Blob, name: string): Promise<{ id: string; name: string; size: number; type: string }> {
    const form = new FormData();
    for (const [key, value] of Object.entries({ app: "rest", form: "deal", field })) form.set(key, value);
    form.set("file", file, name);
    return this.call("POST", `${this.base}/api/v1/files`, form);
  }

  /** A cursor behind everything there is: take it before you read all records. */
  async newest(): Promise<string> {
    return (await this.call<{ next: string }>("GET", `${this.records}:changes`)).next;
  }

  /** What has changed behind a cursor, for ever; 410 (`changes_start_again`): read everything again. */
  async *changes(since: string, wait = 30): AsyncGenerator<{ change: Change; since: string }> {
    for (;;) {
      const query = new URLSearchParams({ since, wait: String(wait) });
      const page: { items: Change[]; next: string } = await this.call("GET", `${this.records}:changes?${query}`);
      for (const [at, change] of page.items.entries()) {
        yield { change, since: at === page.items.length - 1 ? page.next : since };
      }
      since = page.next;
    }
  }
}

/** Whether a webhook call is signed with your secret and not older than five minutes. */
export async function isGenuine(secret: string, headers: Headers, body: string): Promise<boolean> {
  const id = headers.get("webhook-id") ?? "";
  const at = headers.get("webhook-timestamp") ?? "";
  if (!(Math.abs(Date.now() / 1000 - Number(at)) <= 300)) return false;
  const raw = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signed = new TextEncoder().encode(`${id}.${at}.${body}`);
  const given = (headers.get("webhook-signature") ?? "").split(" ").filter((each) => each.startsWith("v1,"));
  const proofs = given.map((each) => Uint8Array.from(atob(each.slice(3)), (letter) => letter.charCodeAt(0)));
  const checks = await Promise.all(proofs.map((proof) => crypto.subtle.verify("HMAC", key, proof, signed)));
  return checks.includes(true);
}

/** How it is used. */
export async function example(token: string): Promise<void> {
  const client = new DealClient(token);
  let made = await client.create({ name: "示例文本", amount: 12, hot: true, met: "2026-03-05T08:30:00.000Z", place: "30.274151,120.15507 杭州" });
  made = await client.update(made, { name: "示例文本 2" });
  const file = await client.upload("files", new Blob(["hello"]), "note.txt");
  made = await client.update(made, { files: [file] });
  for await (const found of client.list("name = '示例文本'")) console.log(found.id, found._title);
  await client.remove(made);
}
