import { filtersOf } from "@/lib/report/definition";
import { useDesigner } from "../model/context";
import { FilterPanel } from "./filter-panel";
import { PagePanel } from "./page-panel";
import { TilePanel } from "./tile-panel";

/** What is selected; the page itself when nothing is. */
export function PropertyPanel() {
  const { selection, selected, definition } = useDesigner();
  if (selected) return <TilePanel key={selected.key} tile={selected} />;
  const filter =
    selection?.kind === "filter" ? filtersOf(definition).find((one) => one.key === selection.key) : undefined;
  return filter ? <FilterPanel key={filter.key} filter={filter} /> : <PagePanel />;
}
