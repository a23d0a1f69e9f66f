/** What the inbox shows stands in its address: a box, filters, and (as the path) the open task. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { TaskFilter } from "@/lib/flow/queries";
import type { Box, Due } from "@/lib/flow/types";

export const BOXES: readonly Box[] = ["todo", "cc", "started", "done"];
export const DUES: readonly Due[] = ["late", "today", "week"];

export function filterOf(search: URLSearchParams): TaskFilter {
  const box = search.get("box") as Box;
  const due = search.get("due") as Due;
  return {
    box: BOXES.includes(box) ? box : "todo",
    app: search.get("app") ?? "",
    flow: search.get("flow") ?? "",
    due: DUES.includes(due) ? due : "",
    q: search.get("q") ?? "",
  };
}

/** The address of a filter: only what differs from «everything in my to-dos». */
export function searchOf(filter: TaskFilter): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) {
    if (value !== "" && !(key === "box" && value === "todo")) parameters.set(key, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

export function useInboxFilter() {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => filterOf(search), [search]);
  const set = (patch: Partial<TaskFilter>) =>
    setSearch(new URLSearchParams(searchOf({ ...filter, ...patch })), { replace: true });
  return { filter, set, search: searchOf(filter) };
}

export const isFiltered = (filter: TaskFilter): boolean =>
  filter.app !== "" || filter.flow !== "" || filter.due !== "" || filter.q !== "";
