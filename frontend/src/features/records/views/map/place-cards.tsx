/** Records of one place as cards beside it, and the list of those that have none. */
import { Button } from "antd";
import { X } from "lucide-react";
import { useEffect, useRef, type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RecordRow } from "../../model/types";
import { factsOf, RecordCard } from "../record-card";
import type { ViewProps } from "../types";
import styles from "./map-view.module.css";

type CardProps = Pick<ViewProps, "columns" | "around" | "colourOf" | "hrefOf" | "openId" | "onOpen">;

function Cards({ rows, ...view }: CardProps & { rows: RecordRow[] }) {
  return (
    <ul className={styles.cards}>
      {rows.map((row) => (
        <li key={row.id}>
          <RecordCard
            row={row}
            columns={factsOf(view.columns)}
            around={view.around}
            colour={view.colourOf(row)}
            href={view.hrefOf(row)}
            open={view.openId === row.id}
            onOpen={() => view.onOpen(row)}
          />
        </li>
      ))}
    </ul>
  );
}

interface PlaceProps extends CardProps {
  rows: RecordRow[];
  /** Pixels from the middle of the map. */
  dx: number;
  dy: number;
  onClose: () => void;
}

export function PlaceCards({ rows, dx, dy, onClose, ...view }: PlaceProps) {
  const { t } = useTranslation("views");
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    const element = box.current;
    element?.focus();
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape") close.current();
    };
    element?.addEventListener("keydown", press);
    return () => element?.removeEventListener("keydown", press);
  }, []);
  return (
    <div
      ref={box}
      className={styles.place}
      role="dialog"
      aria-label={t("map.here", { count: rows.length })}
      tabIndex={-1}
      data-above={dy > 0 || undefined}
      style={{ "--dx": `${dx}px`, "--dy": `${dy}px` } as CSSProperties}
    >
      <Head onClose={onClose}>{rows.length > 1 && t("map.here", { count: rows.length })}</Head>
      <Cards rows={rows} {...view} />
    </div>
  );
}

interface AsideProps extends CardProps {
  title: string;
  rows: RecordRow[];
  more: (() => void) | null;
  busy: boolean;
  onClose: () => void;
}

export function RecordsAside({ title, rows, more, busy, onClose, ...view }: AsideProps) {
  const { t } = useTranslation("views");
  return (
    <aside className={styles.aside} aria-label={title}>
      <Head onClose={onClose}>{title}</Head>
      <Cards rows={rows} {...view} />
      {more && (
        <Button loading={busy} onClick={more}>
          {t("more")}
        </Button>
      )}
    </aside>
  );
}

function Head({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useTranslation("views");
  return (
    <div className={styles.head}>
      <span>{children}</span>
      <Button type="text" size="small" icon={<X size={16} />} aria-label={t("map.close")} onClick={onClose} />
    </div>
  );
}
