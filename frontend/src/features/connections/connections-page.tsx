/** `/apps/:app/settings/connections`: robots, webhooks and other systems that flows of the app may talk to. */
import { Button, Tag, type TableColumnsType } from "antd";
import { Plug, Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { Section } from "@/ui/page";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { ConnectionDrawer } from "./connection-drawer";
import { useConnectionActs, useConnections } from "./queries";
import styles from "./connections.module.css";
import type { Connection } from "./types";

export function ConnectionsPage() {
  const { t } = useTranslation("connections");
  const { app = "" } = useParams();
  const label = useLabel();
  const toast = useToast();
  const ask = useConfirmDanger();
  const connections = useConnections(app);
  const acts = useConnectionActs(app);
  const [editing, setEditing] = useState<Connection | "new" | null>(null);
  const test = (key: string) =>
    acts.test.mutate(key, {
      onSuccess: ({ ok, message }) => (ok ? toast.done(message) : toast.failed(new Error(message))),
      onError: toast.failed,
    });
  const remove = (one: Connection) =>
    ask({
      title: t("remove", { name: label(one.label) || one.key }),
      text: t("remove_text"),
      action: t("remove_do"),
      run: () => acts.remove.mutateAsync(one.key).catch(toast.failed),
    });
  const tools = (one: Connection) => (
    <>
      <Button
        type="text"
        icon={<Zap size={16} />}
        loading={acts.test.isPending && acts.test.variables === one.key}
        onClick={() => test(one.key)}
      >
        {t("test")}
      </Button>
      <Button
        type="text"
        icon={<Trash2 size={16} />}
        aria-label={t("remove", { name: label(one.label) })}
        onClick={() => remove(one)}
      />
    </>
  );
  const columns: TableColumnsType<Connection> = [
    {
      title: t("name"),
      render: (_, one) => (
        <Button type="link" style={{ padding: 0 }} onClick={() => setEditing(one)}>
          {label(one.label) || one.key}
        </Button>
      ),
    },
    { title: t("kind"), render: (_, one) => <Tag>{t(`kinds.${one.kind}.name`)}</Tag> },
    {
      title: t("address"),
      render: (_, one) => <span className="dg-mono">{one.settings.url ?? one.settings.base_url ?? ""}</span>,
    },
    { title: t("used"), render: (_, one) => t("used_by", { count: one.used_by.length }) },
    { width: 180, render: (_, one) => tools(one) },
  ];
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setEditing("new")}>
      {t("new")}
    </Button>
  );
  return (
    <Section title={t("title")} text={t("text")} extra={(connections.data ?? []).length > 0 && add}>
      <DataList
        label={t("title")}
        rows={connections.data}
        rowKey={(one) => one.key}
        columns={columns}
        error={connections.error}
        onRetry={() => void connections.refetch()}
        card={(one) => (
          <div className={styles.card}>
            <Button type="text" className={styles.open} onClick={() => setEditing(one)}>
              <strong>{label(one.label) || one.key}</strong>
              <Tag>{t(`kinds.${one.kind}.name`)}</Tag>
            </Button>
            {tools(one)}
          </div>
        )}
        empty={
          <EmptyState icon={<Plug size={28} />} title={t("empty")} text={t("empty_text")} actions={add} />
        }
      />
      {editing && (
        <ConnectionDrawer
          app={app}
          connection={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}
