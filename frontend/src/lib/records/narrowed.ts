import type { FormRuntime } from "../form-runtime/definition";
import type { RecordRow } from "./types";

/** The form as far as this very record may be written: rights differ from row to row. */
export function narrowed(runtime: FormRuntime, record: RecordRow): FormRuntime {
  const write = new Set(record._can?.write ?? []);
  const fields = Object.entries(runtime.fields).map(([topic, right]) => {
    const [key = ""] = topic.split(".");
    return [topic, right === "write" && !write.has(topic) && !write.has(key) ? "read" : right];
  });
  return { ...runtime, fields: Object.fromEntries(fields) as FormRuntime["fields"] };
}
