import { useTranslation } from "react-i18next";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./import.module.css";
import type { CellError } from "./types";

/** What is wrong, cell by cell, with the row's number as the spreadsheet counts. */
export function ErrorTable({ errors }: { errors: CellError[] }) {
  const { t } = useTranslation("import");
  return (
    <ScrollRegion className={styles.errors} label={t("errors.label")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("errors.row")}</th>
            <th scope="col">{t("errors.column")}</th>
            <th scope="col">{t("errors.value")}</th>
            <th scope="col">{t("errors.message")}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error, at) => (
            <tr key={at}>
              <td>{error.row}</td>
              <td>{error.column ?? error.field}</td>
              <td className={styles.value}>{error.value ?? "—"}</td>
              <td>{error.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
