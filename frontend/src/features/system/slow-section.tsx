import { Button, Tag } from "antd";
import { Gauge } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useForgetSlow, useSlow } from "./queries";
import styles from "./system.module.css";

/** Requests and statements that took long, those that took most time in all first. */
export function SlowSection() {
  const { t } = useTranslation("system");
  const locale = useLocale();
  const toast = useToast();
  const { timezone } = useMe();
  const slow = useSlow();
  const forget = useForgetSlow();
  const items = slow.data?.items ?? [];
  const seconds = (value: number) =>
    new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value);
  const anew = items.length > 0 && (
    <Button loading={forget.isPending} onClick={() => forget.mutate(undefined, { onError: toast.failed })}>
      {t("slow.anew")}
    </Button>
  );
  return (
    <Section
      title={t("slow.title")}
      text={slow.data && (slow.data.from_ms > 0 ? t("slow.text", { ms: slow.data.from_ms }) : t("slow.off"))}
      extra={anew}
    >
      {slow.isPending && <ListSkeleton rows={3} />}
      {slow.isError && <ErrorState error={slow.error} onRetry={() => void slow.refetch()} compact />}
      {slow.data && items.length === 0 && (
        <EmptyState compact icon={<Gauge size={28} />} title={t("slow.nothing")} />
      )}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((one) => (
            <li key={one.kind + one.text} className={styles.row}>
              <div className={styles.what}>
                <code className={styles.code}>
                  {one.text.endsWith(" …") ? t("slow.of_page", { method: one.text.slice(0, -2) }) : one.text}
                </code>
                <span className={styles.muted}>
                  <Tag>{t(`slow.kind.${one.kind}`)}</Tag>{" "}
                  {[
                    t("slow.times", { count: one.count }),
                    t("slow.total", { seconds: seconds(one.seconds) }),
                    t("slow.worst", { seconds: seconds(one.worst) }),
                    one.source,
                    formatInstant(one.last_at, locale, timezone),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
