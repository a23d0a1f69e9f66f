/** What can be done with the ticked rows. */
import { Button } from "antd";
import { Download, Merge, PencilLine, Trash2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MOST_SELECTED } from "../grid/selection";
import styles from "./tools.module.css";

interface Props {
  count: number;
  /** Rows of the whole list. */
  total: number | null;
  busy: boolean;
  onAll: (() => void) | null;
  onEdit: (() => void) | null;
  onMerge: (() => void) | null;
  onExport: (() => void) | null;
  onDelete: (() => void) | null;
  onClear: () => void;
  /** Buttons that start flows. */
  extra?: ReactNode;
}

export function BulkBar({
  count,
  total,
  busy,
  onAll,
  onEdit,
  onMerge,
  onExport,
  onDelete,
  onClear,
  extra,
}: Props) {
  const { t } = useTranslation("records");
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t("select.actions")}>
      <strong role="status">{t("select.count", { count })}</strong>
      {onAll && total !== null && (
        <Button type="link" size="small" onClick={onAll}>
          {total > MOST_SELECTED
            ? t("select.first", { count: MOST_SELECTED })
            : t("select.whole", { count: total })}
        </Button>
      )}
      <span className={styles.bulkTools}>
        {extra}
        {onEdit && (
          <Button size="small" icon={<PencilLine size={14} />} onClick={onEdit}>
            {t("bulk.edit")}
          </Button>
        )}
        {onMerge && (
          <Button size="small" icon={<Merge size={14} />} onClick={onMerge}>
            {t("bulk.merge")}
          </Button>
        )}
        {onExport && (
          <Button size="small" icon={<Download size={14} />} onClick={onExport}>
            {t("export.title")}
          </Button>
        )}
        {onDelete && (
          <Button size="small" danger icon={<Trash2 size={14} />} loading={busy} onClick={onDelete}>
            {t("action.delete")}
          </Button>
        )}
        <Button
          size="small"
          type="text"
          icon={<X size={16} />}
          aria-label={t("select.clear")}
          onClick={onClear}
        />
      </span>
    </div>
  );
}
