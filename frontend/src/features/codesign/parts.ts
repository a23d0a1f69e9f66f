/** The parts of a draft that can be spoken of. A draft may be shaped like anything: what isn't a part is left out. */
import type { SharedDraft } from "@/lib/codesign";
import type { Label } from "@/lib/types";

export interface Part {
  key: string;
  label: Label;
  type: string;
  raw: Record<string, unknown>;
}

export interface OutlineProps {
  draft: SharedDraft;
  anchor: string | null;
  onChoose: (key: string) => void;
}

const LISTS = { form: "fields", flow: "nodes", dashboard: "tiles", page: "blocks" } as const;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function partsOf({ kind, definition }: Pick<SharedDraft, "kind" | "definition">): Part[] {
  const list = definition[LISTS[kind]];
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).flatMap((raw) => {
    const key = raw[kind === "flow" ? "id" : "key"];
    if (typeof key !== "string") return [];
    const chart = isRecord(raw["chart"]) ? raw["chart"]["type"] : undefined;
    const type = raw["type"] ?? chart;
    return [{ key, label: (raw["label"] as Label) ?? "", type: typeof type === "string" ? type : "", raw }];
  });
}
