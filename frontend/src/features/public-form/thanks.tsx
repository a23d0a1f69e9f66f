/** It was sent, or waits on this device for a connection. */
import { Button } from "antd";
import { CircleCheck, CloudOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import type { PublicFormClient } from "@/lib/public-form/client";
import type { Reply } from "@/lib/public-form/types";
import { CopyButton } from "@/ui/copy-button";
import styles from "./public-form.module.css";

interface Props {
  client: PublicFormClient;
  reply: Reply | "queued";
  /** Whether one may fill it in again. */
  another: boolean;
  onAnother: () => void;
}

export function Thanks({ client, reply, another, onAnother }: Props) {
  const { t } = useTranslation("publicform");
  const locale = useLocale();
  const queued = reply === "queued";
  const edit = queued ? null : reply.edit;
  const address = edit
    ? `${location.origin}/public/forms/${client.token}?edit=${encodeURIComponent(edit.token)}`
    : "";
  return (
    <section className={styles.thanks} role="status" data-queued={queued || undefined}>
      {queued ? <CloudOff size={40} aria-hidden /> : <CircleCheck size={40} aria-hidden />}
      <h2>{queued ? t("queued.title") : reply.thanks.title || t("thanks.title")}</h2>
      <p>{queued ? t("queued.text") : reply.thanks.text || t("thanks.text")}</p>
      {edit && (
        <div className={styles.edit}>
          <p>{t("thanks.edit", { until: formatInstant(edit.until, locale) })}</p>
          <div className={styles.address}>
            <code>{address}</code>
            <CopyButton text={address} label={t("thanks.copy")} />
          </div>
        </div>
      )}
      <div className={styles.after}>
        {!queued && reply.thanks.url && (
          <a href={reply.thanks.url} rel="noreferrer">
            <Button type="primary" tabIndex={-1}>
              {reply.thanks.button || t("thanks.go")}
            </Button>
          </a>
        )}
        {another && <Button onClick={onAnother}>{t("thanks.another")}</Button>}
      </div>
    </section>
  );
}
