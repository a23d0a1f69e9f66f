import { filtersOf } from "@/lib/report/definition";
import { useDesigner } from "../model/context";
import { FilterPanel } from "./filter-panel";
import { InputPanel } from "./input-panel";
import { PagePanel } from "./page-panel";
import { TilePanel } from "./tile-panel";

/** What is selected; the page itself when nothing is. */
export function PropertyPanel() {
  const { selection, selected, definition } = useDesigner();
  if (selected) return <TilePanel key={selected.key} tile={selected} />;
  const filter =
    selection?.kind === "filter" ? filtersOf(definition).find((one) => one.key === selection.key) : undefined;
  if (!filter) return <PagePanel />;
  return filter.type === "input" ? (
    <InputPanel key={filter.key} input={filter} />
  ) : (
    <FilterPanel key={filter.key} filter={filter} />
  );
}
