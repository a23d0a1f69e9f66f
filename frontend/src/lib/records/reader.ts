/** What a condition that the server compiled sees of a row. */
import type { RecordRow } from "./types";

const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : value && typeof value === "object" && "id" in value && "title" in value
      ? value.id
      : (value ?? null);

export function readerOf(row: RecordRow, user: Record<string, unknown>) {
  return ([head = "", next]: string[]): unknown => {
    if (head === "user") return user[next ?? "id"] ?? null;
    const error = row._errors?.[head];
    return error ? { error } : plain(row[head]);
  };
}
