/** The figures of a back-test, accuracy never without that of always guessing the same. */
import { useTranslation } from "react-i18next";
import type { Tested } from "@/lib/queries/models";
import styles from "./predictions.module.css";

export const percent = (value: number | null): string =>
  value === null ? "–" : `${(value * 100).toFixed(1)} %`;

export function Figures({ tested }: { tested: Tested }) {
  const { t } = useTranslation("predictions");
  const figures: [string, string, string][] = [
    ["base_rate", percent(tested.base_rate), t("figure.base_rate_text")],
    [
      "accuracy",
      percent(tested.accuracy),
      t("figure.accuracy_text", { value: percent(tested.null_accuracy) }),
    ],
    ["precision", percent(tested.precision), t("figure.precision_text")],
    ["recall", percent(tested.recall), t("figure.recall_text")],
    [
      "auc",
      tested.auc.toFixed(3),
      t("figure.auc_text", { low: tested.auc_low.toFixed(2), high: tested.auc_high.toFixed(2) }),
    ],
    ["lift", tested.lift === null ? "–" : `${tested.lift.toFixed(1)}×`, t("figure.lift_text")],
    ["brier", tested.brier.toFixed(3), t("figure.brier_text", { value: tested.null_brier.toFixed(3) })],
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(([key, value, text]) => (
        <div key={key} className={styles.figure}>
          <dt>{t(`figure.${key}`)}</dt>
          <dd className={styles.value}>{value}</dd>
          <dd className={styles.faint}>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Confusion({ tested }: { tested: Tested }) {
  const { t } = useTranslation("predictions");
  return (
    <table className={styles.confusion}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t("really")}</th>
          <th scope="col">{t("really_not")}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t("flagged")}</th>
          <td data-good>{tested.hits}</td>
          <td>{tested.false_alarms}</td>
        </tr>
        <tr>
          <th scope="row">{t("not_flagged")}</th>
          <td>{tested.misses}</td>
          <td data-good>{tested.rejections}</td>
        </tr>
      </tbody>
    </table>
  );
}
