import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { useRetention, useSaveRetention } from "./queries";
import { choicesOf, isShorter, spanOf } from "./spans";
import styles from "./system.module.css";
import type { Choice, Period } from "./types";

const FOREVER = "always";

/** How long each kind of thing is kept. Shorter periods are asked about: what goes doesn't come back. */
export function RetentionSection() {
  const { t } = useTranslation("system");
  const label = useLabel();
  const toast = useToast();
  const ask = useConfirmDanger();
  const stored = useRetention();
  const save = useSaveRetention();
  const [draft, setDraft] = useState<Choice>({});
  const kinds = stored.data?.filter((one) => one.least < one.most) ?? [];
  const span = (days: number | null) => {
    if (days === null) return t("span.always");
    const { unit, count } = spanOf(days);
    return t(`span.${unit}`, { count });
  };
  const changed = kinds.filter((one) => one.key in draft && draft[one.key] !== one.days);
  const shorter = changed.filter((one) => isShorter(one.days, draft[one.key] ?? null));
  const store = () =>
    save
      .mutateAsync(draft)
      .then(() => {
        setDraft({});
        toast.done(t("saved"));
      })
      .catch(toast.failed);
  const begin = () =>
    shorter.length === 0
      ? void store()
      : ask({
          title: t("keep.sure"),
          text: t("keep.sure_text", { kinds: shorter.map((one) => label(one.label)).join(t("keep.and")) }),
          action: t("keep.sure_do"),
          run: store,
        });
  const chosen = (one: Period) => (one.key in draft ? draft[one.key]! : one.days);
  return (
    <Section title={t("keep.title")} text={t("keep.text")}>
      {stored.isPending && <ListSkeleton rows={6} />}
      {stored.isError && <ErrorState error={stored.error} onRetry={() => void stored.refetch()} compact />}
      {kinds.length > 0 && (
        <>
          <ul className={styles.list}>
            {kinds.map((one) => (
              <li key={one.key} className={styles.row}>
                <div className={styles.what}>
                  <span>{label(one.label)}</span>
                  <span className={styles.muted}>{label(one.text)}</span>
                  {one.removed > 0 && (
                    <span className={styles.muted}>{t("keep.removed", { count: one.removed })}</span>
                  )}
                </div>
                <Select<number | typeof FOREVER>
                  className={styles.span}
                  aria-label={t("keep.how_long", { kind: label(one.label) })}
                  value={chosen(one) ?? FOREVER}
                  options={choicesOf(one, chosen(one)).map((days) => ({
                    value: days ?? FOREVER,
                    label: span(days),
                  }))}
                  onChange={(value) => setDraft({ ...draft, [one.key]: value === FOREVER ? null : value })}
                />
              </li>
            ))}
          </ul>
          <Button type="primary" disabled={changed.length === 0} loading={save.isPending} onClick={begin}>
            {t("save")}
          </Button>
        </>
      )}
    </Section>
  );
}
