/** What was sent to another system, and what it answered; what it never took can be sent again. */
import { Button, Drawer, Space, Tag } from "antd";
import { RotateCw, Send } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useDeliveries, useWebhookActs } from "./queries";
import styles from "./webhooks.module.css";
import { STATE_COLORS, type Delivery, type Webhook } from "./types";

interface Props {
  app: string;
  webhook: Webhook;
  onClose: () => void;
}

export function DeliveriesDrawer({ app, webhook, onClose }: Props) {
  const { t } = useTranslation("webhooks");
  const phone = usePhone();
  const toast = useToast();
  const log = useDeliveries(app, webhook.id);
  const { redeliver } = useWebhookActs(app);
  const again = (delivery?: string) =>
    redeliver.mutate(
      { id: webhook.id, delivery },
      { onSuccess: () => toast.done(t("redelivered")), onError: toast.failed },
    );
  const rows = log.data?.pages.flatMap((page) => page.items);
  return (
    <Drawer
      open
      title={t("log_of", { name: webhook.label })}
      size={phone ? "100%" : 640}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
      extra={
        webhook.deliveries.failed > 0 && (
          <Button icon={<RotateCw size={16} />} loading={redeliver.isPending} onClick={() => again()}>
            {t("redeliver_failed", { number: webhook.deliveries.failed })}
          </Button>
        )
      }
    >
      {log.error && !rows && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
      {!rows && !log.error && <ListSkeleton />}
      {rows?.length === 0 && (
        <EmptyState icon={<Send size={28} />} title={t("log_empty")} text={t("log_empty_text")} />
      )}
      <ul className={styles.log}>
        {rows?.map((row) => (
          <Line key={row.id} row={row} onAgain={() => again(row.id)} />
        ))}
      </ul>
      {log.hasNextPage && (
        <Button block loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          {t("common:action.more")}
        </Button>
      )}
    </Drawer>
  );
}

function Line({ row, onAgain }: { row: Delivery; onAgain: () => void }) {
  const { t } = useTranslation("webhooks");
  const locale = useLocale();
  return (
    <li className={styles.line}>
      <div className={styles.what}>
        <Space size={6} wrap>
          <Tag color={STATE_COLORS[row.state]}>{t(`state.${row.state}`)}</Tag>
          {row.status !== null && <span className="dg-mono">{row.status}</span>}
          <span>{t("events", { number: row.events })}</span>
          <span className={styles.quiet}>{t("attempts", { number: row.attempts })}</span>
        </Space>
        <div className={styles.quiet}>
          {formatInstant(row.created_at, locale)}
          {row.next_at &&
            row.attempts > 0 &&
            ` · ${t("next_try", { at: formatInstant(row.next_at, locale) })}`}
        </div>
        {row.state !== "sent" && row.error && <div className={styles.error}>{row.error}</div>}
      </div>
      {row.state !== "pending" && (
        <Button type="text" icon={<RotateCw size={16} />} aria-label={t("redeliver")} onClick={onAgain} />
      )}
    </li>
  );
}
