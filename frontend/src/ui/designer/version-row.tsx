import { Button } from "antd";
import { GitCompare, RotateCcw } from "lucide-react";
import { useState, type ReactNode } from "react";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import styles from "./versions.module.css";

export interface PublishedVersion {
  n: number;
  published_at: string;
  published_by: string | { id: string; name: string } | null;
  note: string | null;
  current: boolean;
}

interface Props {
  name: string;
  version: Pick<PublishedVersion, "published_at" | "note">;
  by: string;
  tags?: ReactNode;
  /** Drawn below the line once it is asked for. */
  compare?: { text: string; draw: () => ReactNode };
  /** The way back to it. */
  act?: { text: string; label: string; busy?: boolean; run: () => void };
}

/** One published version, of a thing or of the whole app. */
export function VersionRow({ name, version, by, tags, compare, act }: Props) {
  const locale = useLocale();
  const me = useMe();
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.version}>
      <div className={styles.line}>
        <span className={styles.words}>
          <strong>{name}</strong> {tags}{" "}
          <span className={styles.faint}>
            {by} {formatInstant(version.published_at, locale, me.timezone)}
          </span>
          {version.note && <span className={styles.faint}> · {version.note}</span>}
        </span>
        {compare && (
          <Button
            size="small"
            type="text"
            icon={<GitCompare size={14} />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {compare.text}
          </Button>
        )}
        {act && (
          <Button
            size="small"
            icon={<RotateCcw size={14} />}
            loading={act.busy}
            aria-label={act.label}
            onClick={act.run}
          >
            {act.text}
          </Button>
        )}
      </div>
      {open && <div className={styles.compared}>{compare?.draw()}</div>}
    </li>
  );
}
