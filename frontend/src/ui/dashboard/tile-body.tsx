/** What stands in a tile: a chart, a skeleton, or the sentence why there is none. */
import { CircleAlert, Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Cell, TileAnswer } from "@/lib/report/figure";
import { Centred } from "@/ui/chart/centred";
import { FigureView } from "@/ui/chart/figure-view";
import { ChartSkeleton } from "@/ui/chart/skeleton";
import type { Picked } from "@/ui/chart/types";
import { PlainButton } from "@/ui/plain-button";
import { TileBoundary } from "./tile-boundary";

interface Props {
  answer: TileAnswer | undefined;
  label: string;
  colours: readonly string[];
  asTable?: boolean;
  picked?: Cell | null;
  onPick?: (picked: Picked) => void;
  onOpen?: (id: string) => void;
}

export function TileBody({ answer, ...rest }: Props) {
  const { t } = useTranslation("charts");
  if (!answer) return <ChartSkeleton />;
  if (answer.state === "ok")
    return (
      <TileBoundary
        broken={(again) => (
          <Centred alert>
            <p>{t("tile.broken")}</p>
            <PlainButton onClick={again}>{t("tile.again")}</PlainButton>
          </Centred>
        )}
      >
        <FigureView figure={answer.figure} {...rest} />
      </TileBoundary>
    );
  const Icon = answer.state === "no_access" ? Lock : CircleAlert;
  const lines = answer.state === "refused" ? answer.problems.map((problem) => problem.message) : [];
  return (
    <Centred>
      <Icon size={18} aria-hidden />
      <p>{answer.message}</p>
      {lines.length > 0 && (
        <ul>
          {[...new Set(lines)].map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Centred>
  );
}
