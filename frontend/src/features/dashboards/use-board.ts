/** The state of an opened dashboard: what is filtered and clicked, what the server answers, which number is opened. */
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { tilesOf, type Tile } from "@/lib/report/definition";
import type { Cell } from "@/lib/report/figure";
import { readFilters, writeFilters, type FilterValues } from "@/lib/report/filters";
import { useDashboardData, type Click, type DashboardView } from "@/lib/report/queries";
import { COLOURS } from "@/lib/report/themes";
import { sameCell, type Picked } from "@/ui/chart/types";

export interface Opened {
  tile: Tile;
  cell: Cell;
  name: string | null;
}
export interface NamedClick extends Click {
  name: string | null;
}

export function useBoard(app: string, view: DashboardView) {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const filters = useMemo(() => readFilters(new URLSearchParams(text)), [text]);
  const [clicks, setClicks] = useState<NamedClick[]>([]);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [wide, setWide] = useState<Tile | null>(null);
  const [tables, setTables] = useState<ReadonlySet<string>>(new Set());
  const plain = useMemo(() => clicks.map(({ tile, cell }): Click => ({ tile, cell })), [clicks]);
  const question = { filters, clicks: plain };
  const data = useDashboardData(app, view.key, question);
  const clickOn = (tile: string) => clicks.find((click) => click.tile === tile) ?? null;
  return {
    app,
    view,
    tiles: tilesOf(view.definition),
    places: view.definition.grid ?? [],
    colours: COLOURS[view.definition.theme ?? "default"],
    filters,
    setFilters: (values: FilterValues) => setSearch(writeFilters(search, values), { replace: true }),
    clicks,
    clickOn,
    unclick: (tile: string) => setClicks(clicks.filter((click) => click.tile !== tile)),
    question,
    data,
    opened,
    open: (tile: Tile, cell: Cell, name: string | null) => setOpened({ tile, cell, name }),
    close: () => setOpened(null),
    wide,
    setWide,
    tables,
    toggleTable(tile: string): void {
      const next = new Set(tables);
      if (!next.delete(tile)) next.add(tile);
      setTables(next);
    },
    /** The first click filters the other tiles; a second on the same spot opens what is behind it. */
    pick(tile: Tile, { cell, name = "" }: Picked): void {
      const before = clickOn(tile.key);
      const alone = tile.cross_filter === false || Object.keys(cell).length === 0;
      if (alone || sameCell(before?.cell, cell)) {
        setOpened({ tile, cell, name: name || null });
        return;
      }
      const others = clicks.filter((click) => click.tile !== tile.key);
      setClicks([...others, { tile: tile.key, cell, name: name || null }]);
    },
  };
}

export type BoardState = ReturnType<typeof useBoard>;
