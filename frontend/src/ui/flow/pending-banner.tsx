/** On top of a record: a change that waits, from → to, and who sent it. */
import { Hourglass, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatAgo } from "@/lib/dates";
import type { Pending } from "@/lib/flow/types";
import { useLabel, useLocale } from "@/lib/i18n";
import styles from "./flow.module.css";
import { HeldChanges } from "./held-changes";

interface Props {
  app: string;
  form: string;
  pending: Pending[];
  onLook?: () => void;
}

export function PendingBanner({ app, form, pending, onLook }: Props) {
  const { t } = useTranslation("flows");
  const locale = useLocale();
  const label = useLabel();
  return (
    <>
      {pending.map((one) => {
        const by = { name: one.by?.name ?? t("system"), when: formatAgo(one.at, locale) };
        const held = one.fields.map(({ field, from, to }) => ({
          field,
          label: field,
          before: from,
          after: to,
        }));
        return (
          <section
            key={one.instance}
            className={styles.banner}
            data-state={one.state}
            aria-label={t(`pending.${one.op}`, { flow: label(one.label) })}
          >
            <p className={styles.bannerHead}>
              {one.state === "conflict" ? (
                <TriangleAlert size={16} aria-hidden />
              ) : (
                <Hourglass size={16} aria-hidden />
              )}
              {t(`pending.${one.op}`, { flow: label(one.label) })}
            </p>
            {one.op === "update" && <HeldChanges app={app} form={form} held={held} />}
            <p className={styles.bannerText}>
              {one.state === "conflict"
                ? t("pending.conflict", { reason: one.reason ?? "" })
                : t(one.op === "delete" ? "pending.by_delete" : "pending.by", by)}
              {onLook && (
                <button type="button" className={styles.textButton} onClick={onLook}>
                  {t("pending.look")}
                </button>
              )}
            </p>
          </section>
        );
      })}
    </>
  );
}
