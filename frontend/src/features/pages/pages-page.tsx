/** `/apps/:app/pages`: all pages of an app, for its builders. */
import { Button, Form, Modal, Tag } from "antd";
import { LayoutTemplate, PencilRuler, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { pagePath } from "@/lib/navigation";
import { usePageActs, usePages, type PageCard } from "@/lib/pages";
import { useApp } from "@/lib/queries/apps";
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

export function PagesPage() {
  const { t } = useTranslation("pages");
  const { app: key = "" } = useParams();
  const label = useLabel();
  const app = useApp(key).data;
  const pages = usePages(key);
  const [creating, setCreating] = useState(false);
  if (!app) return null;
  const all = pages.data ?? [];
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
      {pages.isPending && <ListSkeleton />}
      {pages.isError && <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && all.length === 0 && (
        <EmptyState
          icon={<LayoutTemplate size={28} />}
          title={t("list.empty")}
          text={t("list.empty_text")}
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

function Row({ app, card }: { app: string; card: PageCard }) {
  const { t } = useTranslation("pages");
  const label = useLabel();
  const navigate = useNavigate();
  const toast = useToast();
  const undo = useUndoToast();
  const acts = usePageActs(app);
  const name = label(card.label) || card.key;
  const page = pagePath(app, card.key);
  const design = `${page}/design`;
  const ask = useRemoval(app, "page");
  const removeNow = () =>
    acts.remove.mutate(card.key, {
      onSuccess: () => undo(t("list.removed", { name }), () => acts.restore.mutateAsync(card.key)),
      onError: toast.failed,
    });
  const remove = () => void ask(card.key, name, removeNow).catch(toast.failed);
  return (
    <DrawnRow
      icon={<NamedIcon name={card.icon ?? "layout-grid"} />}
      on={card.version > 0}
      name={name}
      to={card.version > 0 ? page : design}
      text={[t("list.blocks", { count: card.blocks }), label(card.description)].filter(Boolean).join(" · ")}
      changed={card.updated_at}
      tags={
        card.version === 0 ? (
          <Tag>{t("list.draft")}</Tag>
        ) : (
          card.can_design && card.dirty && <Tag color="warning">{t("list.dirty")}</Tag>
        )
      }
    >
      {card.can_design && (
        <RowMenu
          name={t("list.more", { name })}
          items={[
            { key: "design", label: t("design"), icon: <PencilRuler size={16} /> },
            { key: "remove", label: t("list.remove"), icon: <Trash2 size={16} />, danger: true },
          ]}
          onChoose={(act) => (act === "design" ? void navigate(design) : remove())}
        />
      )}
    </DrawnRow>
  );
}

/** What was thrown away can come back. */
function Bin({ app }: { app: string }) {
  const label = useLabel();
  const toast = useToast();
  const { restore } = usePageActs(app);
  const deleted = usePages(app, true).data ?? [];
  return (
    <DeletedList
      deleted={deleted.map((card) => ({ key: card.key, name: label(card.label) || card.key }))}
      restoring={restore.isPending ? restore.variables : null}
      onRestore={(key) => restore.mutate(key, { onError: toast.failed })}
    />
  );
}

function NewDialog({ app, onClose }: { app: string; onClose: () => void }) {
  const { t } = useTranslation("pages");
  const navigate = useNavigate();
  const toast = useToast();
  const { create } = usePageActs(app);
  const [form] = Form.useForm<{ label: Label }>();
  const make = (values: { label: Label }) =>
    create.mutate(values, {
      onSuccess: (draft) => {
        onClose();
        void navigate(`${pagePath(app, draft.key)}/design`);
      },
      onError: toast.failed,
    });
  return (
    <Modal
      open
      title={t("list.new")}
      okText={t("list.create")}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
    >
      <Form
        form={form}
        name="new-page"
        layout="vertical"
        requiredMark={false}
        onFinish={make}
        style={{ marginTop: 16 }}
      >
        <Form.Item name="label" label={t("name")} rules={[{ required: true, message: t("name_required") }]}>
          <LabelInput autoFocus placeholder={t("list.example")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
