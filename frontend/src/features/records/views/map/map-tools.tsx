/** What one can do with a map: show all, filter by what is in sight or by a drawn area, see who has no place. */
import { Button, Tooltip } from "antd";
import { Fullscreen, MapPinOff, Scan, SquareDashedMousePointer, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/lib/use-media";
import styles from "./map-view.module.css";

interface Props {
  drawing: boolean;
  /** null: this list can't be filtered here. */
  onDraw: (() => void) | null;
  onInSight: (() => void) | null;
  /** Takes the chosen area back; null: none is chosen. */
  onAll: (() => void) | null;
  onFit: () => void;
  lost: { count: string; open: boolean; onClick: () => void } | null;
}

export function MapTools({ drawing, onDraw, onInSight, onAll, onFit, lost }: Props) {
  const { t } = useTranslation("views");
  return (
    <div className={styles.tools}>
      <Tool icon={<Fullscreen size={16} />} label={t("map.fit")} onClick={onFit} />
      {onInSight && <Tool icon={<Scan size={16} />} label={t("map.in_sight")} onClick={onInSight} />}
      {onDraw && (
        <Tool
          icon={<SquareDashedMousePointer size={16} />}
          label={t("map.draw")}
          pressed={drawing}
          onClick={onDraw}
        />
      )}
      {onAll && (
        <Button icon={<X size={16} />} onClick={onAll}>
          {t("map.all")}
        </Button>
      )}
      {lost && (
        <Button icon={<MapPinOff size={16} />} aria-expanded={lost.open} onClick={lost.onClick}>
          {t("map.lost", { number: lost.count })}
        </Button>
      )}
    </div>
  );
}

interface ToolProps {
  icon: ReactNode;
  label: string;
  pressed?: boolean;
  onClick: () => void;
}

function Tool({ icon, label, pressed, onClick }: ToolProps) {
  const phone = usePhone();
  return (
    <Tooltip title={phone ? undefined : label}>
      <Button
        type={pressed ? "primary" : "default"}
        icon={icon}
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
      />
    </Tooltip>
  );
}
