/** Pictures under a map, from the address that the administrator set; without one nobody is asked for anything. */
import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface MapSettings {
  tiles: string;
  credit: string;
  datum: "wgs84" | "gcj02";
}

const MOST = 400;

/** `undefined` until it is known. */
export function useMapSettings(): MapSettings | null | undefined {
  const found = useQuery({
    queryKey: ["map"],
    queryFn: () => api.get<{ map: MapSettings | null }>("/map"),
    staleTime: Infinity,
  });
  // Without an answer the product's own coasts do.
  return found.data ? found.data.map : found.isError ? null : undefined;
}

/** Pictures that are here or on their way; the oldest go first. */
export class Tiles {
  private readonly pictures = new Map<string, HTMLImageElement>();

  constructor(
    private readonly address: string,
    private readonly onNews: () => void,
  ) {}

  /** The picture of a place once it has come. */
  at(zoom: number, x: number, y: number): HTMLImageElement | null {
    const key = `${zoom}/${x}/${y}`;
    const known = this.pictures.get(key);
    if (known) return known.complete && known.naturalWidth > 0 ? known : null;
    const picture = new Image();
    picture.onload = this.onNews;
    picture.src = this.address
      .replace("{z}", String(zoom))
      .replace("{x}", String(x))
      .replace("{y}", String(y));
    this.pictures.set(key, picture);
    const [oldest] = this.pictures.keys();
    if (this.pictures.size > MOST && oldest) this.pictures.delete(oldest);
    return null;
  }
}
