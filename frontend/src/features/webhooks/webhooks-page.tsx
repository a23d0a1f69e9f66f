/** `/apps/:app/settings/webhooks`: other systems that are called at every change of the app's records. */
import { Button, Tag, type TableColumnsType } from "antd";
import { Plus, ScrollText, Send, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { Section } from "@/ui/page";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { DeliveriesDrawer } from "./deliveries-drawer";
import { useWebhookActs, useWebhooks } from "./queries";
import { WebhookDrawer } from "./webhook-drawer";
import styles from "./webhooks.module.css";
import type { Webhook } from "./types";

export function WebhooksPage() {
  const { t } = useTranslation("webhooks");
  const { app = "" } = useParams();
  const label = useLabel();
  const toast = useToast();
  const ask = useConfirmDanger();
  const forms = useApp(app).data?.forms ?? [];
  const webhooks = useWebhooks(app);
  const acts = useWebhookActs(app);
  const [editing, setEditing] = useState<Webhook | "new" | null>(null);
  const [reading, setReading] = useState<string | null>(null);
  const formName = (key: string) => label(forms.find((form) => form.key === key)?.label ?? key) || key;
  const test = (id: string) =>
    acts.test.mutate(id, {
      onSuccess: ({ ok, message }) => (ok ? toast.done(message) : toast.failed(new Error(message))),
      onError: toast.failed,
    });
  const remove = (one: Webhook) =>
    ask({
      title: t("remove", { name: one.label }),
      text: t("remove_text"),
      action: t("remove_do"),
      run: () => acts.remove.mutateAsync(one.id).catch(toast.failed),
    });
  const state = (one: Webhook) => (
    <>
      <Tag color={one.active ? "success" : "warning"}>
        {t(one.active ? "on" : one.paused_for ? "stopped" : "off")}
      </Tag>
      {one.deliveries.failed > 0 && (
        <Tag color="error">{t("failed_number", { number: one.deliveries.failed })}</Tag>
      )}
    </>
  );
  const tools = (one: Webhook) => (
    <span>
      <Button
        type="text"
        icon={<Zap size={16} />}
        aria-label={t("test")}
        title={t("test")}
        loading={acts.test.isPending && acts.test.variables === one.id}
        onClick={() => test(one.id)}
      />
      <Button
        type="text"
        icon={<ScrollText size={16} />}
        aria-label={t("log_of", { name: one.label })}
        title={t("log")}
        onClick={() => setReading(one.id)}
      />
      <Button
        type="text"
        icon={<Trash2 size={16} />}
        aria-label={t("remove", { name: one.label })}
        onClick={() => remove(one)}
      />
    </span>
  );
  const name = (one: Webhook) => (
    <Button type="link" style={{ padding: 0 }} onClick={() => setEditing(one)}>
      {one.label}
    </Button>
  );
  const columns: TableColumnsType<Webhook> = [
    { title: t("name"), render: (_, one) => name(one) },
    { title: t("form"), render: (_, one) => formName(one.form) },
    { title: t("url"), ellipsis: true, render: (_, one) => <span className="dg-mono">{one.url}</span> },
    { title: t("owner"), render: (_, one) => one.owner.name },
    { title: t("condition"), render: (_, one) => state(one) },
    { width: 140, render: (_, one) => tools(one) },
  ];
  const add = (
    <Button
      type="primary"
      icon={<Plus size={16} />}
      disabled={forms.length === 0}
      onClick={() => setEditing("new")}
    >
      {t("new")}
    </Button>
  );
  const read = webhooks.data?.find((one) => one.id === reading);
  return (
    <Section title={t("title")} text={t("text")} extra={(webhooks.data ?? []).length > 0 && add}>
      <DataList
        label={t("title")}
        rows={webhooks.data}
        rowKey={(one) => one.id}
        columns={columns}
        error={webhooks.error}
        onRetry={() => void webhooks.refetch()}
        card={(one) => (
          <div className={styles.card}>
            <div className={styles.head}>
              {name(one)}
              {tools(one)}
            </div>
            <div className={`${styles.url} dg-mono`}>{one.url}</div>
            <div className={styles.tags}>
              <Tag>{formName(one.form)}</Tag>
              {state(one)}
            </div>
          </div>
        )}
        empty={
          <EmptyState icon={<Send size={28} />} title={t("empty")} text={t("empty_text")} actions={add} />
        }
      />
      {editing && (
        <WebhookDrawer
          app={app}
          forms={forms}
          webhook={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {read && <DeliveriesDrawer app={app} webhook={read} onClose={() => setReading(null)} />}
    </Section>
  );
}
