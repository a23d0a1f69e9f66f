/** Copying, removing and moving a field, with what is selected afterwards. */
import { App } from "antd";
import { createElement } from "react";
import { useTranslation } from "react-i18next";
import { pagesOf } from "@/lib/form-runtime/layout";
import { useLabel } from "@/lib/i18n";
import type { Use } from "@/lib/uses";
import { UsesList } from "@/ui/uses/uses-list";
import { useUndoToast } from "@/ui/use-toast";
import { useDesigner } from "./context";
import {
  addField,
  fieldAt,
  layoutOf,
  moveColumn,
  moveItem,
  placeOfField,
  removeField,
  columnAt,
  subformOf,
} from "./edit";
import { keyFrom } from "./keys";
import type { Place } from "./types";
import { useAffected } from "./use-affected";

export function useFieldActs() {
  const { t } = useTranslation(["designer", "uses", "common"]);
  const label = useLabel();
  const undoToast = useUndoToast();
  const { modal } = App.useApp();
  const affected = useAffected();
  const { app, definition, apply, select, draft, usedKeys } = useDesigner();

  const removeNow = (key: string, name: string, subform?: string) => {
    apply("remove", (before) => removeField(before, key, subform));
    select(subform ? { kind: "field", ...columnAt(subform) } : null);
    undoToast(t("canvas.removed", { name }), async () => draft.undo());
  };

  const askFirst = (name: string, uses: Use[], go: () => void) =>
    void modal.confirm({
      title: t("uses:title", { name, count: uses.length }),
      icon: null,
      width: 520,
      content: [
        createElement("p", { key: "text" }, t("uses:remove_text")),
        createElement(UsesList, { key: "list", app, uses }),
      ],
      okText: t("uses:remove"),
      okButtonProps: { danger: true },
      cancelText: t("common:action.cancel"),
      onOk: go,
    });

  const after = (key: string, subform?: string): Place | null => {
    if (subform) {
      const index = subformOf(definition, subform)?.fields.findIndex((field) => field.key === key) ?? -1;
      return index < 0 ? null : { subform, index: index + 1 };
    }
    const place = placeOfField(definition, key);
    return place && { ...place, index: place.index + 1 };
  };

  return {
    copy(key: string, subform?: string): void {
      const field = fieldAt(definition, key, subform);
      const place = after(key, subform);
      if (!field || !place) return;
      const name = t("canvas.copy_of", { name: label(field.label) || field.key });
      const fresh = { ...field, key: keyFrom(name, usedKeys(subform)), label: name };
      apply("copy", (before) => addField(before, fresh, place));
      select({ kind: "field", key: fresh.key, ...(subform ? { subform } : {}) });
    },
    remove(key: string, subform?: string): void {
      const field = fieldAt(definition, key, subform);
      if (!field) return;
      const name = label(field.label) || key;
      // what can't be asked (no connection, a draft that can't be read) doesn't stand in the way: there is undo
      void affected(key, subform)
        .catch((): Use[] => [])
        .then((uses) => {
          if (uses.length === 0) removeNow(key, name, subform);
          else askFirst(name, uses, () => removeNow(key, name, subform));
        });
    },
    /** One place on or back; past the end of a page into the next one. */
    move(key: string, by: 1 | -1, subform?: string): void {
      if (subform) {
        const index = subformOf(definition, subform)?.fields.findIndex((field) => field.key === key) ?? -1;
        const count = subformOf(definition, subform)?.fields.length ?? 0;
        if (index + by >= 0 && index + by < count)
          apply("move", (before) => moveColumn(before, subform, index, by > 0 ? index + 2 : index - 1));
        return;
      }
      const place = placeOfField(definition, key);
      if (!place) return;
      const pages = layoutOf(definition).flatMap((block, at) =>
        pagesOf(block).map((page, number) => ({ block: at, page: number, count: page.items.length })),
      );
      const here = pages.findIndex((page) => page.block === place.block && page.page === place.page);
      const inside = place.index + by >= 0 && place.index + by < (pages[here]?.count ?? 0);
      const next = pages[here + by];
      if (inside)
        apply("move", (before) =>
          moveItem(before, place, { ...place, index: by > 0 ? place.index + 2 : place.index - 1 }),
        );
      else if (next)
        apply("move", (before) =>
          moveItem(before, place, { block: next.block, page: next.page, index: by > 0 ? 0 : next.count }),
        );
    },
  };
}
