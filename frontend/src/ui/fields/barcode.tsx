/** The text of a barcode or QR code: scanned by the camera, typed, or read by a hand scanner that types. */
import { Button, Popover } from "antd";
import { QrCode } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BarcodeField } from "@/lib/form-runtime/definition";
import { apiUrl } from "@/lib/api";
import styles from "./barcode.module.css";
import type { DisplayProps, FieldWidget } from "./types";

const pictureOf = (text: string): string => `${apiUrl("/qr")}?text=${encodeURIComponent(text)}`;

function BarcodeDisplay({ field, value, compact }: DisplayProps<BarcodeField>) {
  const { t } = useTranslation("form");
  const text = String(value);
  const picture = <img className={styles.code} src={pictureOf(text)} alt={t("scan.code", { text })} />;
  if (field.show === "qr" && !compact)
    return (
      <span className={styles.shown}>
        {picture}
        <span className="dg-mono">{text}</span>
      </span>
    );
  return (
    <span className={styles.line}>
      <span className="dg-mono">{text}</span>
      <Popover trigger="click" content={picture}>
        <Button
          type="text"
          size="small"
          icon={<QrCode size={14} />}
          aria-label={t("scan.show", { text })}
          onClick={(event) => event.stopPropagation()}
        />
      </Popover>
    </span>
  );
}

export const barcodeWidget: FieldWidget<BarcodeField> = { Display: BarcodeDisplay };
