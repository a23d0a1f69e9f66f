import { useTranslation } from "react-i18next";
import { saveBlob } from "@/lib/save-file";
import { PlainButton } from "@/ui/plain-button";
import styles from "./entrance.module.css";

/** Codes for the day the phone is gone: shown this once, to be kept on paper. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation("session");
  const save = () =>
    saveBlob(new Blob([codes.join("\n") + "\n"], { type: "text/plain" }), "dougong-codes.txt");
  return (
    <>
      <ol className={styles.codes} aria-label={t("factor.codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <PlainButton block onClick={save}>
        {t("factor.save_codes")}
      </PlainButton>
    </>
  );
}
