/** A signature written by hand: on a pad in a window, on the whole screen of a phone; kept as a PNG file. */
import { useTranslation } from "react-i18next";
import type { SignatureField } from "@/lib/form-runtime/definition";
import { useFieldServices, type FileRef } from "./services";
import styles from "./signature.module.css";
import type { DisplayProps, FieldWidget } from "./types";

export const fileOf = (value: unknown): FileRef | undefined =>
  Array.isArray(value) ? (value[0] as FileRef) : undefined;

export function Shown({ file, compact }: { file: FileRef; compact?: boolean }) {
  const { t } = useTranslation("form");
  const { fileUrl } = useFieldServices();
  return (
    <img
      className={compact ? styles.small : styles.shown}
      src={fileUrl(file.id, true)}
      alt={t("signature.name")}
      loading="lazy"
    />
  );
}

function SignatureDisplay({ value, compact }: DisplayProps<SignatureField>) {
  const file = fileOf(value);
  return file ? <Shown file={file} compact={compact} /> : null;
}

export const signatureWidget: FieldWidget<SignatureField> = {
  Display: SignatureDisplay,
};
