import { GripVertical } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./drag.module.css";

/** The grip of a row. A button, so that the keyboard reaches it. */
export function DragHandle({
  handleRef,
  label,
}: {
  handleRef: (element: Element | null) => void;
  label: string;
}) {
  const { t } = useTranslation("common");
  return (
    <button type="button" ref={handleRef} className={styles.handle} aria-label={t("drag.handle", { label })}>
      <GripVertical size={16} aria-hidden />
    </button>
  );
}
