/** The rows inside a row: a button that tells how many, and below the row what it opens. */
import { Button } from "antd";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SubformField } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { useFrame } from "./engine-context";
import { placeId } from "./place-id";
import styles from "./subform.module.css";

interface Props {
  field: SubformField;
  path: string;
  rowNumber: number;
  open: boolean;
  onToggle: () => void;
}

export function InnerRowsCell({ field, path, rowNumber, open, onToggle }: Props) {
  const { t } = useTranslation("form");
  const label = useLabel();
  const place = useFrame(path);
  if (!place.visible) return <td className={styles.off} />;
  const count = Array.isArray(place.value) ? place.value.length : 0;
  const name = t("rows.cell", { row: rowNumber, column: label(field.label) || field.key });
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <td className={styles.cell} data-invalid={place.issue?.level === "block" || undefined}>
      <Button
        type="text"
        size="small"
        className={styles.opener}
        aria-expanded={open}
        aria-controls={open ? placeId(path) : undefined}
        aria-label={`${name}: ${t("value.rows", { count })}`}
        icon={<Icon size={14} />}
        onClick={onToggle}
      >
        {t("value.rows", { count })}
      </Button>
    </td>
  );
}
