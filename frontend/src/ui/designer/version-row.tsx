import { Button, Tag } from "antd";
import { GitCompare, RotateCcw } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
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
  version: PublishedVersion;
  by: string;
  tags?: ReactNode;
  /** Drawn below the line once it is asked for. */
  compare?: () => ReactNode;
  restoring: boolean;
  onRestore: () => void;
}

/** One published version. */
export function VersionRow({ version, by, tags, compare, restoring, onRestore }: Props) {
  const { t } = useTranslation("drafting");
  const locale = useLocale();
  const me = useMe();
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.version}>
      <div className={styles.line}>
        <span className={styles.words}>
          <strong>{t("versions.number", { number: version.n })}</strong>{" "}
          {version.current && <Tag>{t("versions.current")}</Tag>}
          {tags}
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
            {t("versions.compare")}
          </Button>
        )}
        <Button
          size="small"
          icon={<RotateCcw size={14} />}
          loading={restoring}
          aria-label={t("versions.restore_number", { number: version.n })}
          onClick={onRestore}
        >
          {t("versions.restore")}
        </Button>
      </div>
      {open && <div className={styles.compared}>{compare?.()}</div>}
    </li>
  );
}
