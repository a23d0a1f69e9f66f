/** The canvas by keyboard: arrows choose, Alt+arrows move, Enter edits, Delete removes, Ctrl+D doubles. */
import type { KeyboardEvent } from "react";
import { itemKey, pagesOf } from "@/lib/form-runtime/layout";
import { columnAt, layoutOf, subformOf } from "../model/edit";
import { useDesigner } from "../model/context";
import { useFieldActs } from "../model/use-field-acts";
import { cardId } from "./card-id";

/** DOM id of the first box of the property panel. */
export const FIRST_PROPERTY = "property-label";

export function useCanvasKeys() {
  const { definition, select } = useDesigner();
  const acts = useFieldActs();

  const order = (): { key: string; subform?: string }[] =>
    layoutOf(definition)
      .flatMap(pagesOf)
      .flatMap((page) => page.items)
      .flatMap((item) => {
        const key = itemKey(item);
        if (key === null) return [];
        return [{ key }, ...columnsOf(key)];
      });

  const columnsOf = (subform: string): { key: string; subform?: string }[] =>
    (subformOf(definition, subform)?.fields ?? []).flatMap((column) => [
      { key: column.key, subform },
      ...columnsOf(`${subform}.${column.key}`),
    ]);

  const step = (by: 1 | -1, from: { key: string; subform?: string } | null): void => {
    const all = order();
    const here = from ? all.findIndex((each) => each.key === from.key && each.subform === from.subform) : -1;
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
    if (!next) return;
    select({ kind: "field", ...next });
    requestAnimationFrame(() => document.getElementById(cardId(next.key, next.subform))?.focus());
  };

  /** The card with the focus, which is the one meant, chosen or not. */
  const focused = (target: HTMLElement): { key: string; subform?: string } | null => {
    const path = target.dataset.card ?? "";
    return path ? columnAt(path) : null;
  };

  return (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (!target.matches("[data-card], [data-canvas]")) return;
    const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
    const on = event.key === "ArrowDown" || event.key === "ArrowRight";
    const field = focused(target);
    if (back || on) {
      if (event.altKey && field) acts.move(field.key, on ? 1 : -1, field.subform);
      else step(on ? 1 : -1, field);
    } else if (!field) return;
    else if (event.key === "Enter") {
      select({ kind: "field", ...field });
      requestAnimationFrame(() => document.getElementById(FIRST_PROPERTY)?.focus());
    } else if (event.key === "Delete" || event.key === "Backspace") acts.remove(field.key, field.subform);
    else if (event.key === "d" && (event.ctrlKey || event.metaKey)) acts.copy(field.key, field.subform);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
