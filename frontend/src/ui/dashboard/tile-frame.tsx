/** The card around a tile: its name, what it has to say, tools at the right, the chart below. */
import { Tooltip } from "antd";
import { Info } from "lucide-react";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./tile.module.css";

interface Props {
  title: string;
  note?: string;
  notes?: string[];
  leftOut?: string | null;
  tools?: ReactNode;
  busy?: boolean;
  /** Words and pictures need no card around them. */
  bare?: boolean;
  /** Below the chart: numbers that the viewer moves. */
  foot?: ReactNode;
  children: ReactNode;
}

export function TileFrame(props: Props) {
  const { title, note, notes = [], leftOut, tools, busy = false, bare = false, foot, children } = props;
  const { t } = useTranslation("charts");
  const id = useId();
  const said = [note, ...notes].filter((text): text is string => !!text);
  return (
    <section
      className={styles.tile}
      data-bare={bare || undefined}
      data-busy={busy || undefined}
      aria-labelledby={title ? id : undefined}
      aria-label={title ? undefined : t("tile.unnamed")}
      aria-busy={busy || undefined}
    >
      {(title || tools || said.length > 0) && (
        <header className={styles.head}>
          {title && (
            <h3 id={id} className={styles.title} title={title}>
              {title}
            </h3>
          )}
          {said.length > 0 && (
            <Tooltip title={said.join("\n")} trigger={["hover", "focus", "click"]}>
              <button type="button" className={styles.info} aria-label={said.join(" ")}>
                <Info size={14} aria-hidden />
              </button>
            </Tooltip>
          )}
          <span className={styles.tools}>{tools}</span>
        </header>
      )}
      <div className={styles.body}>{children}</div>
      {foot}
      {leftOut && <p className={styles.left}>{leftOut}</p>}
    </section>
  );
}
