/** What can be done with tiles: added, moved, sized, copied, pasted, doubled, removed. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useApp } from "@/lib/queries/apps";
import { step, type Box } from "@/lib/report/board";
import { specOf } from "@/lib/report/chart-specs";
import { placesOf, tilesOf, type ChartType } from "@/lib/report/definition";
import { newTile } from "@/lib/report/new-tile";
import type { ReportFields } from "@/lib/report/queries";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { keepTile, keptTile } from "./clipboard";
import { useDesigner } from "./context";
import { addTile, pasteTile, putTile, removeTile, tileOf } from "./edit";

export function useTileActs() {
  const { t } = useTranslation("dashdesign");
  const { app, definition, apply, select, selection, draft, nameOf } = useDesigner();
  const client = useQueryClient();
  const forms = (useApp(app).data?.forms ?? []).filter((form) => !form.deleted && form.version > 0);
  const toast = useToast();
  const undoToast = useUndoToast();
  const own = selection?.kind === "tile" ? tileOf(definition, selection.key) : undefined;

  /** The form a new tile begins with: that of the selected one, of the last one, or the first of the app. */
  const beginning = (): string | null => {
    const last = [...tilesOf(definition)].reverse().find((tile) => tile.query)?.query?.from;
    return own?.query?.from ?? last ?? forms[0]?.key ?? null;
  };
  const sizeOf = (key: string) => {
    const place = placesOf(definition).find((one) => one.tile === key);
    return { w: place?.w ?? 4, h: place?.h ?? 4 };
  };
  const paste = (): void => {
    const kept = keptTile();
    if (!kept) return;
    const { key } = pasteTile(definition, kept.tile, kept.size);
    apply("paste", (before) => pasteTile(before, kept.tile, kept.size).dashboard);
    select({ kind: "tile", key });
  };
  const copy = (key: string): void => {
    const tile = tileOf(definition, key);
    if (tile) keepTile(tile, sizeOf(key));
  };
  return {
    async add(type: ChartType, box: Box | null): Promise<void> {
      const form = beginning();
      const taken = tilesOf(definition).map((tile) => tile.key);
      try {
        const known =
          specOf(type) && form
            ? await client.ensureQueryData({
                queryKey: ["report-fields", app, form],
                queryFn: () => api.get<ReportFields>(`/apps/${app}/report-fields`, { query: { form } }),
              })
            : null;
        const tile = newTile(type, taken, form, known?.fields ?? []);
        apply("add", (before) => addTile(before, tile, box));
        select({ kind: "tile", key: tile.key });
      } catch (error) {
        toast.failed(error);
      }
    },
    put: (key: string, box: Box, act: "move" | "size"): void =>
      apply(`${act}:${key}`, (before) => putTile(before, key, box)),
    /** One step of the keyboard. */
    step(key: string, x: number, y: number): void {
      const box = step(placesOf(definition), key, x, y);
      if (box) apply(`move:${key}`, (before) => putTile(before, key, box));
    },
    copy,
    paste,
    canPaste: () => keptTile() !== null,
    double(key: string): void {
      copy(key);
      paste();
    },
    remove(key: string): void {
      const tile = tileOf(definition, key);
      if (!tile) return;
      apply("remove", (before) => removeTile(before, key));
      select(null);
      undoToast(t("act.removed", { name: nameOf(tile) }), async () => draft.undo());
    },
  };
}
