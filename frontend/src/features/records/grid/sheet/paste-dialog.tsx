/** A large paste is tried out first: how many records change, how many are new, what the rules refuse and why. */
import { Alert, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import { namesText } from "@/lib/locale";
import { ErrorState } from "@/ui/error-state";
import { rehearse, type PastePlan } from "./actions";
import type { Sheet } from "./sheet";
import styles from "./sheet.module.css";
import { sentenceOf, type Result } from "./writer";

const MOST_SHOWN = 50;

interface Props {
  sheet: Sheet;
  plan: PastePlan;
  onPaste: (plan: PastePlan) => void;
  onClose: () => void;
}

export function PasteDialog({ sheet, plan, onPaste, onClose }: Props) {
  const { t } = useTranslation("records");
  const locale = useLocale();
  const [results, setResults] = useState<Result[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    rehearse(sheet, plan).then(
      (found) => !gone && setResults(found),
      (problem: unknown) => !gone && setError(problem),
    );
    return () => {
      gone = true;
    };
  }, [sheet, plan]);
  const bad = (results ?? []).flatMap((result, at) => (result.ok ? [] : [{ at, text: sentenceOf(result) }]));
  const good = plan.ops.length - bad.length;
  const only = () => {
    const kept = new Set(bad.map(({ at }) => at));
    const ops = plan.ops.filter((_, at) => !kept.has(at));
    onPaste({ ...plan, ops, rows: plan.rows.filter((_, at) => !kept.has(at)) });
  };
  return (
    <Modal
      open
      title={t("sheet.paste_title", { count: plan.ops.length })}
      okText={bad.length > 0 ? t("sheet.paste_good", { count: good }) : t("sheet.paste")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: !results || good === 0 }}
      onOk={only}
      onCancel={onClose}
      width={520}
    >
      <p>
        {t("sheet.paste_updates", { count: plan.updates })}
        {plan.creates > 0 && ` · ${t("sheet.paste_creates", { count: plan.creates })}`}
      </p>
      {plan.skipped.length > 0 && (
        <p>
          {t("sheet.paste_skips", {
            names: namesText(
              plan.skipped.map((column) => column.label),
              locale,
            ),
          })}
        </p>
      )}
      {plan.cut > 0 && <Alert type="warning" title={t("sheet.paste_cut", { count: plan.cut })} />}
      {error !== null && <ErrorState error={error} compact />}
      {!results && error === null && <p role="status">{t("sheet.rehearsing")}</p>}
      {bad.length > 0 && (
        <Alert
          type="warning"
          title={t("sheet.paste_bad", { count: bad.length })}
          description={
            <ol className={styles.problems}>
              {bad.slice(0, MOST_SHOWN).map(({ at, text }) => (
                <li key={at} value={plan.bounds.top + at + 1}>
                  {text}
                </li>
              ))}
            </ol>
          }
        />
      )}
    </Modal>
  );
}
