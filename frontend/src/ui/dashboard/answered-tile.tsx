/** A tile with what was answered for it: the frame that says all there is to say, the figure inside. */
import type { ComponentProps, ReactNode } from "react";
import { useLabel } from "@/lib/i18n";
import type { Tile } from "@/lib/report/definition";
import { TileBody } from "./tile-body";
import { TileFrame } from "./tile-frame";

const WORDS = new Set<Tile["chart"]["type"]>(["text", "image"]);

/** Words and pictures have no numbers, and nothing that could be done with them. */
export const isWords = (tile: Tile): boolean => WORDS.has(tile.chart.type);

interface Props extends ComponentProps<typeof TileBody> {
  tile: Tile;
  /** Newer numbers are on their way. */
  busy: boolean;
  tools?: ReactNode;
  foot?: ReactNode;
}

export function AnsweredTile({ tile, busy, tools, foot, ...body }: Props) {
  const label = useLabel();
  const figure = body.answer?.state === "ok" ? body.answer.figure : null;
  const words = isWords(tile);
  return (
    <TileFrame
      title={label(tile.label)}
      note={label(tile.note)}
      notes={figure?.notes}
      leftOut={figure?.left_out?.text}
      bare={words}
      busy={busy && !words}
      tools={!words && tools}
      foot={foot}
    >
      <TileBody {...body} />
    </TileFrame>
  );
}
