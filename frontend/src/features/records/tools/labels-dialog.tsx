/** How many labels of each record, and where the first sheet is still whole. */
import { InputNumber, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { PrintCard } from "@/lib/printing/types";
import { Property } from "@/ui/property/property";
import styles from "./tools.module.css";

interface DialogProps {
  card: PrintCard;
  count: number;
  onClose: () => void;
  onPrint: (start: number, copies: number) => void;
}

export function LabelsDialog({ card, count, onClose, onPrint }: DialogProps) {
  const { t } = useTranslation("prints");
  const label = useLabel();
  const [used, setUsed] = useState(0);
  const [copies, setCopies] = useState(1);
  const each = card.labels ?? 1;
  const sheets = Math.ceil((used + count * copies) / each);
  return (
    <Modal
      open
      width={400}
      title={label(card.label) || t("labels")}
      okText={t("print")}
      cancelText={t("common:action.cancel")}
      onOk={() => onPrint(used, copies)}
      onCancel={onClose}
    >
      <div className={styles.choices}>
        <Property label={t("copies")} htmlFor="print-copies">
          <InputNumber
            id="print-copies"
            min={1}
            max={100}
            value={copies}
            onChange={(next) => setCopies(next ?? 1)}
          />
        </Property>
        {each > 1 && (
          <Property label={t("used")} htmlFor="print-used" help={t("used_help")}>
            <InputNumber
              id="print-used"
              min={0}
              max={each - 1}
              value={used}
              onChange={(next) => setUsed(next ?? 0)}
            />
          </Property>
        )}
        <p role="status">{t("sheets", { labels: count * copies, sheets })}</p>
      </div>
    </Modal>
  );
}
