/**
 * A link that hangs on another field (the contact of a customer) is looked at again when that field changes: what no
 * longer fits is taken out, and the person is told. What is kept by mistake would be refused when it is saved.
 */
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { FormEngine } from "@/lib/form-runtime/engine";
import { aroundOf, lastOf } from "@/lib/form-runtime/inner-rows";
import { givenAt, hangingLinks } from "@/lib/form-runtime/offers";
import { cellPath, sameValue } from "@/lib/form-runtime/paths";
import { useLabel } from "@/lib/i18n";
import { idOf } from "@/ui/fields/choice-picker";
import { useFieldServices } from "@/ui/fields/services";
import { useToast } from "@/ui/use-toast";

const PAUSE = 300;

function placesOf(engine: FormEngine, topic: string): string[] {
  const subform = aroundOf(topic);
  if (!subform) return [topic];
  return engine.record.rows(subform).map((row) => cellPath(subform, row.id, lastOf(topic)));
}

export function useOfferedLinks(engine: FormEngine): void {
  const services = useFieldServices();
  const toast = useToast();
  const label = useLabel();
  const { t } = useTranslation("form");
  const say = useEffectEvent((path: string) =>
    toast.warned(t("pick.no_longer", { field: label(engine.field(path)?.label) || path })),
  );
  useEffect(() => {
    const topics = hangingLinks(engine);
    if (topics.length === 0) return undefined;
    const known = new Map<string, string>();
    const stop = new AbortController();
    const check = async (topic: string, path: string, value: unknown): Promise<void> => {
      const ids = (Array.isArray(value) ? value : [value]).map(idOf);
      try {
        const given = givenAt(engine, path) ?? {};
        const left = new Set(await services.fitting(topic, ids, given, stop.signal));
        if (left.size === ids.length || stop.signal.aborted) return;
        if (!sameValue(engine.record.value(path), value)) return;
        engine.set(path, Array.isArray(value) ? ids.filter((id) => left.has(id)) : null);
        say(path);
      } catch {
        // Not answered: the save decides.
      }
    };
    const look = (opening: boolean): void => {
      for (const topic of topics)
        for (const path of placesOf(engine, topic)) {
          const now = JSON.stringify(givenAt(engine, path));
          const before = known.get(path);
          known.set(path, now);
          if (opening || before === undefined || before === now) continue;
          const value = engine.record.value(path);
          if (value === null || value === undefined || engine.snapshot(path).readonly) continue;
          void check(topic, path, value);
        }
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    look(true);
    const leave = engine.subscribe("*", () => {
      clearTimeout(timer);
      timer = setTimeout(() => look(false), PAUSE);
    });
    return () => {
      clearTimeout(timer);
      stop.abort();
      leave();
    };
  }, [engine, services]);
}
