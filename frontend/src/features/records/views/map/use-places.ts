/** The records that have a place, and those that have none. */
import { useMemo } from "react";
import { neededOf } from "@/lib/records/columns";
import { spotOf } from "@/ui/fields/geo";
import { useAllParts, useParts } from "../model/pages";
import type { ViewProps } from "../types";
import { withoutArea } from "./area";
import type { Place } from "./clusters";

/** Most that are drawn; the answer says when there are more. */
export const MOST = 5_000;

export function usePlaces(
  props: ViewProps,
  key: string,
  toMap: (point: { lat: number; lng: number }) => { lat: number; lng: number },
) {
  const { app, form, runtime, columns, coloursRead, search, sort, filter } = props;
  const needed = useMemo(() => {
    const found = neededOf(columns, runtime.definition, coloursRead);
    return { ...found, fields: [...new Set([...found.fields, key])] };
  }, [columns, runtime, coloursRead, key]);
  const same = { app, form, search, sort, ...needed };
  const found = useAllParts({ ...same, filters: [filter, `not ISBLANK(${key})`] }, MOST);
  const lost = useParts({ ...same, filters: [withoutArea(filter, key) ?? filter, `ISBLANK(${key})`] });
  const places = useMemo(
    () =>
      found.rows.flatMap((row): Place[] => {
        const spot = spotOf(row[key]);
        return spot ? [{ row, ...toMap(spot) }] : [];
      }),
    [found.rows, key, toMap],
  );
  return { found, lost, places };
}
