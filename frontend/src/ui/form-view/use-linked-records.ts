/** Fetches the records that links point to, where fields are filled from them or formulas read them. */
import { useEffect } from "react";
import type { FormEngine } from "@/lib/form-runtime/engine";
import { aroundOf } from "@/lib/form-runtime/inner-rows";
import { cellPath, sameValue } from "@/lib/form-runtime/paths";
import { useFieldServices } from "@/ui/fields/services";

/** Of a link to several records: beyond these the page waits for the server's answer. */
const MOST = 100;

/** Links somebody needs the target of: topic → whether its fields are filled. */
function neededLinks(engine: FormEngine): Map<string, boolean> {
  const needed = new Map<string, boolean>();
  for (const [topic, { field }] of engine.index) {
    if (field.type !== "link") continue;
    const fills = Object.keys(field.fill ?? {}).length > 0;
    if (fills || engine.plan.through.has(topic)) needed.set(topic, fills);
  }
  return needed;
}

function placesOf(engine: FormEngine, topic: string): string[] {
  const subform = aroundOf(topic);
  if (!subform) return [topic];
  const column = topic.slice(subform.length + 1);
  return engine.record.rows(subform).map((row) => cellPath(subform, row.id, column));
}

export function useLinkedRecords(engine: FormEngine): void {
  const services = useFieldServices();
  useEffect(() => {
    const needed = neededLinks(engine);
    if (needed.size === 0) return undefined;
    const known = new Map<string, unknown>();
    const look = (opening: boolean): void => {
      for (const [topic, fills] of needed)
        for (const path of placesOf(engine, topic)) {
          const id = engine.record.value(path);
          const before = known.get(path) ?? null;
          if (sameValue(id, before)) continue;
          known.set(path, id);
          void follow(topic, path, id, fills && !opening);
        }
    };
    const followMany = async (topic: string, path: string, ids: string[]): Promise<void> => {
      try {
        const records = await Promise.all(ids.slice(0, MOST).map((id) => services.linked(topic, id)));
        const present = records.map((record, at) => record ?? { id: ids[at]! });
        if (sameValue(engine.record.value(path), ids)) engine.setLinked(path, present, false);
      } catch {
        known.delete(path);
      }
    };
    const follow = async (topic: string, path: string, id: unknown, fill: boolean): Promise<void> => {
      if (Array.isArray(id)) {
        await followMany(topic, path, id as string[]);
        return;
      }
      if (typeof id !== "string") {
        engine.setLinked(path, null, fill);
        return;
      }
      try {
        const record = await services.linked(topic, id);
        // A faster second choice may have overtaken this answer.
        if (engine.record.value(path) === id) engine.setLinked(path, record, fill && record !== null);
      } catch {
        known.delete(path); // no connection: asked again with the next change
      }
    };
    look(!engine.isNew);
    return engine.subscribe("*", () => look(false));
  }, [engine, services]);
}
