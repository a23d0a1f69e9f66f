/** `/apps/:app/dashboards`: all dashboards of an app. */
import { Button, Dropdown, Form, Modal, Tag, Tooltip } from "antd";
import { ChartColumn, CircleAlert, Ellipsis, PencilRuler, Plus, RotateCcw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { formatAgo } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { dashboardPage } from "@/lib/navigation";
import { useApp } from "@/lib/queries/apps";
import { useDashboardActs, useDashboards, type DashboardCard } from "@/lib/report/queries";
import type { Label } from "@/lib/types";
import { NamedIcon } from "@/ui/app-icon";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { LabelInput } from "@/ui/label-input";
import { Page, PageHeader } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast, useUndoToast } from "@/ui/use-toast";
import styles from "./list.module.css";

export function DashboardsPage() {
  const { t } = useTranslation("dashdesign");
  const { app: key = "" } = useParams();
  const label = useLabel();
  const app = useApp(key).data;
  const dashboards = useDashboards(key);
  const [creating, setCreating] = useState(false);
  if (!app) return null;
  const all = (dashboards.data ?? []).filter((card) => !card.deleted);
  const add = app.can_design && (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setCreating(true)}>
      {t("list.new")}
    </Button>
  );
  return (
    <Page>
      <PageHeader
        title={t("list.title")}
        description={t("list.text")}
        crumbs={[{ label: label(app.label), to: `/apps/${key}` }]}
        actions={all.length > 0 && add}
      />
      {dashboards.isPending && <ListSkeleton />}
      {dashboards.isError && (
        <ErrorState error={dashboards.error} onRetry={() => void dashboards.refetch()} />
      )}
      {dashboards.data && all.length === 0 && (
        <EmptyState
          icon={<ChartColumn size={28} />}
          title={t("list.empty")}
          text={t(app.can_design ? "list.empty_text" : "list.nothing_open")}
          actions={add || undefined}
        />
      )}
      {all.length > 0 && (
        <ul className={styles.list} aria-label={t("list.title")}>
          {all.map((card) => (
            <Row key={card.key} app={key} card={card} />
          ))}
        </ul>
      )}
      {app.can_design && <Bin app={key} />}
      {creating && <NewDialog app={key} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Row({ app, card }: { app: string; card: DashboardCard }) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const locale = useLocale();
  const navigate = useNavigate();
  const toast = useToast();
  const undo = useUndoToast();
  const acts = useDashboardActs(app);
  const name = label(card.label) || card.key;
  const page = dashboardPage(app, card.key);
  const design = `${page}/design`;
  const remove = () =>
    acts.remove.mutate(card.key, {
      onSuccess: () => undo(t("list.removed", { name }), () => acts.restore.mutateAsync(card.key)),
      onError: toast.failed,
    });
  return (
    <li className={styles.row}>
      <span className={styles.icon}>
        <NamedIcon name={card.icon ?? "bar-chart-3"} />
      </span>
      <div className={styles.words}>
        <Link to={card.version > 0 ? page : design} className={styles.name}>
          {name}
        </Link>
        <span className={styles.text}>
          {[t("list.tiles", { count: card.tiles }), label(card.description)].filter(Boolean).join(" · ")}
        </span>
      </div>
      <div className={styles.tags}>
        {card.can_design && card.errors > 0 && (
          <Tag color="red" icon={<CircleAlert size={12} aria-hidden />}>
            {t("list.errors", { count: card.errors })}
          </Tag>
        )}
        {card.version === 0 ? (
          <Tag>{t("list.draft")}</Tag>
        ) : (
          card.can_design && (
            <Tooltip title={card.dirty ? t("list.dirty") : undefined}>
              <Tag color={card.dirty ? "gold" : undefined}>
                {t("versions.number", { number: card.version })}
              </Tag>
            </Tooltip>
          )
        )}
        <span className={styles.text}>{formatAgo(card.updated_at, locale)}</span>
      </div>
      {card.can_design && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "design", label: t("list.design"), icon: <PencilRuler size={16} /> },
              { key: "remove", label: t("list.remove"), icon: <Trash2 size={16} />, danger: true },
            ],
            onClick: ({ key }) => (key === "design" ? void navigate(design) : remove()),
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<Ellipsis size={16} />}
            aria-label={t("list.more", { name })}
          />
        </Dropdown>
      )}
    </li>
  );
}

/** What was thrown away can come back. */
function Bin({ app }: { app: string }) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const toast = useToast();
  const { restore } = useDashboardActs(app);
  const deleted = (useDashboards(app, true).data ?? []).filter((card) => card.deleted);
  if (deleted.length === 0) return null;
  return (
    <details className={styles.bin}>
      <summary>{t("list.bin", { count: deleted.length })}</summary>
      <ul>
        {deleted.map((card) => (
          <li key={card.key}>
            <span>{label(card.label) || card.key}</span>
            <Button
              size="small"
              icon={<RotateCcw size={14} />}
              loading={restore.isPending && restore.variables === card.key}
              onClick={() => restore.mutate(card.key, { onError: toast.failed })}
            >
              {t("list.restore")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function NewDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { t } = useTranslation("dashdesign");
  const navigate = useNavigate();
  const toast = useToast();
  const { create } = useDashboardActs(app);
  const [form] = Form.useForm<{ label: Label }>();
  const make = (values: { label: Label }) =>
    create.mutate(values, {
      onSuccess: (draft) => {
        onClose();
        void navigate(`${dashboardPage(app, draft.key)}/design`);
      },
      onError: toast.failed,
    });
  return (
    <Modal
      open
      title={t("list.new")}
      okText={t("list.create")}
      cancelText={t("publish.cancel")}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} name="new-dashboard" layout="vertical" requiredMark={false} onFinish={make}>
        <Form.Item
          name="label"
          label={t("list.name")}
          rules={[{ required: true, message: t("list.name_required") }]}
        >
          <LabelInput autoFocus placeholder={t("list.name_example")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
