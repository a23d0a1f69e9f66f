/** One flow of the list: what starts it, how it fares, whether it is on. */
import { Switch, Tag, Tooltip } from "antd";
import { CircleAlert, Download, PencilRuler, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { apiUrl } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import type { App } from "@/lib/types";
import { DrawnRow, RowMenu } from "@/ui/designer/drawn-list";
import { useRemoval } from "@/ui/uses/use-removal";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { flowPath, useFlowActs } from "../model/queries";
import type { FlowCard } from "../model/types";
import { specOf } from "../triggers/registry";

export function FlowRow({ app, flow }: { app: App; flow: FlowCard }) {
  const { t } = useTranslation("flowdesign");
  const label = useLabel();
  const navigate = useNavigate();
  const toast = useToast();
  const undo = useUndoToast();
  const acts = useFlowActs(app.key);
  const name = label(flow.label) || flow.key;
  const design = `/apps/${app.key}/flows/${flow.key}/design`;
  const { icon: Icon } = specOf(flow.trigger);
  const form = label(app.forms.find((card) => card.key === flow.form)?.label);
  const ask = useRemoval(app.key, "flow");
  const removeNow = () =>
    acts.remove.mutate(flow.key, {
      onSuccess: () => undo(t("list.removed", { name }), () => acts.restore.mutateAsync(flow.key)),
      onError: toast.failed,
    });
  const remove = () => void ask(flow.key, name, removeNow).catch(toast.failed);
  return (
    <DrawnRow
      icon={<Icon size={18} aria-hidden />}
      on={flow.enabled}
      name={name}
      to={design}
      text={[
        form,
        t(`trigger.kinds.${flow.trigger}`),
        flow.gate ? t("list.gate") : "",
        label(flow.description),
      ]
        .filter(Boolean)
        .join(" · ")}
      changed={flow.updated_at}
      tags={
        <>
          {flow.broken && (
            <Tooltip title={label(flow.broken)}>
              <Tag color="error" icon={<CircleAlert size={12} aria-hidden />}>
                {t("list.broken")}
              </Tag>
            </Tooltip>
          )}
          {flow.errors > 0 && (
            <Tag color="error" icon={<CircleAlert size={12} aria-hidden />}>
              {t("list.errors", { count: flow.errors })}
            </Tag>
          )}
          {flow.version === 0 ? (
            <Tag>{t("list.draft")}</Tag>
          ) : (
            <Tooltip title={flow.dirty ? t("list.dirty") : undefined}>
              <Tag color={flow.dirty ? "warning" : undefined}>
                {t("versions.number", { number: flow.version })}
              </Tag>
            </Tooltip>
          )}
          {flow.running > 0 && (
            <Link to={`/apps/${app.key}/flow-instances?flow=${flow.key}`}>
              <Tag color="processing">{t("list.running", { count: flow.running })}</Tag>
            </Link>
          )}
        </>
      }
    >
      <Switch
        size="small"
        checked={flow.enabled}
        loading={acts.toggle.isPending}
        aria-label={t("list.enabled", { name })}
        onChange={(on) => acts.toggle.mutate({ key: flow.key, on }, { onError: toast.failed })}
      />
      <RowMenu
        name={t("list.more", { name })}
        items={[
          { key: "design", label: t("list.design"), icon: <PencilRuler size={16} /> },
          {
            key: "bpmn",
            icon: <Download size={16} />,
            label: <a href={apiUrl(`${flowPath(app.key, flow.key)}/bpmn`)}>{t("list.bpmn")}</a>,
          },
          { key: "remove", label: t("list.remove"), icon: <Trash2 size={16} />, danger: true },
        ]}
        onChoose={(key) => {
          if (key === "design") void navigate(design);
          if (key === "remove") remove();
        }}
      />
    </DrawnRow>
  );
}
