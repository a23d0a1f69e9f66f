/** China's provinces, cities and districts, asked for once and kept while the page lives. */
import { useEffect, useState } from "react";
import { api } from "@/lib/api";

export interface Region {
  value: string;
  label: string;
  children?: Region[];
}

type Entry = [code: string, name: string, below?: Entry[]];

let asked: Promise<Region[]> | null = null;

const regionOf = ([, name, below]: Entry): Region => ({
  value: name,
  label: name,
  children: below?.length ? below.map(regionOf) : undefined,
});

async function load(): Promise<Region[]> {
  const { regions } = await api.get<{ regions: Entry[] }>("/regions/cn");
  return regions.map(regionOf);
}

/** The first `levels` levels. */
export const cut = (regions: Region[], levels: number): Region[] =>
  regions.map(({ children, ...region }) =>
    levels > 1 && children ? { ...region, children: cut(children, levels - 1) } : region,
  );

/** The provinces; empty while they are on their way, `failed` when they did not come. */
export function useRegions(wanted: boolean): { regions: Region[]; failed: boolean } {
  const [state, setState] = useState<{ regions: Region[]; failed: boolean }>({ regions: [], failed: false });
  useEffect(() => {
    if (!wanted) return undefined;
    let gone = false;
    asked ??= load();
    asked.then(
      (regions) => !gone && setState({ regions, failed: false }),
      () => {
        asked = null;
        if (!gone) setState({ regions: [], failed: true });
      },
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return state;
}
