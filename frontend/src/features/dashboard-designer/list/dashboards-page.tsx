/** `/apps/:app/dashboards`: all dashboards of an app. */
import { Button, Form, Modal, Tag, Tooltip } from "antd";
import { ChartColumn, CircleAlert, PencilRuler, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { dashboardPage } from "@/lib/navigation";
import { useApp } from "@/lib/queries/apps";
import { useDashboardActs, useDashboards, type DashboardCard } from "@/lib/report/queries";
import type { Label } from "@/lib/types";
import { NamedIcon } from "@/ui/app-icon";
import { DeletedList, DrawnList, DrawnRow, RowMenu } from "@/ui/designer/drawn-list";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { LabelInput } from "@/ui/label-input";
import { Page, PageHeader } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useRemoval } from "@/ui/uses/use-removal";
import { useToast, useUndoToast } from "@/ui/use-toast";

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
        <DrawnList name={t("list.title")}>
          {all.map((card) => (
            <Row key={card.key} app={key} card={card} />
          ))}
        </DrawnList>
      )}
      {app.can_design && <Bin app={key} />}
      {creating && <NewDialog app={key} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function Row({ app, card }: { app: string; card: DashboardCard }) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const navigate = useNavigate();
  const toast = useToast();
  const undo = useUndoToast();
  const acts = useDashboardActs(app);
  const name = label(card.label) || card.key;
  const page = dashboardPage(app, card.key);
  const design = `${page}/design`;
  const ask = useRemoval(app, "dashboard");
  const removeNow = () =>
    acts.remove.mutate(card.key, {
      onSuccess: () => undo(t("list.removed", { name }), () => acts.restore.mutateAsync(card.key)),
      onError: toast.failed,
    });
  const remove = () => void ask(card.key, name, removeNow).catch(toast.failed);
  return (
    <DrawnRow
      icon={<NamedIcon name={card.icon ?? "bar-chart-3"} />}
      on={card.version > 0}
      name={name}
      to={card.version > 0 ? page : design}
      text={[t("list.tiles", { count: card.tiles }), label(card.description)].filter(Boolean).join(" · ")}
      changed={card.updated_at}
      tags={
        <>
          {card.can_design && card.errors > 0 && (
            <Tag color="error" icon={<CircleAlert size={12} aria-hidden />}>
              {t("list.errors", { count: card.errors })}
            </Tag>
          )}
          {card.version === 0 ? (
            <Tag>{t("list.draft")}</Tag>
          ) : (
            card.can_design && (
              <Tooltip title={card.dirty ? t("list.dirty") : undefined}>
                <Tag color={card.dirty ? "warning" : undefined}>
                  {t("versions.number", { number: card.version })}
                </Tag>
              </Tooltip>
            )
          )}
        </>
      }
    >
      {card.can_design && (
        <RowMenu
          name={t("list.more", { name })}
          items={[
            { key: "design", label: t("list.design"), icon: <PencilRuler size={16} /> },
            { key: "remove", label: t("list.remove"), icon: <Trash2 size={16} />, danger: true },
          ]}
          onChoose={(key) => (key === "design" ? void navigate(design) : remove())}
        />
      )}
    </DrawnRow>
  );
}

/** What was thrown away can come back. */
function Bin({ app }: { app: string }) {
  const label = useLabel();
  const toast = useToast();
  const { restore } = useDashboardActs(app);
  const deleted = (useDashboards(app, true).data ?? []).filter((card) => card.deleted);
  return (
    <DeletedList
      deleted={deleted.map((card) => ({ key: card.key, name: label(card.label) || card.key }))}
      restoring={restore.isPending ? restore.variables : null}
      onRestore={(key) => restore.mutate(key, { onError: toast.failed })}
    />
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
