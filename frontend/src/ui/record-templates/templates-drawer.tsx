/** All templates of a form: used, edited, put in order, deleted; new ones. */
import { Button, Drawer, Tag } from "antd";
import { ArrowDown, ArrowUp, LayoutTemplate, PencilLine, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useApp } from "@/lib/queries/apps";
import {
  useRecordTemplates,
  useTemplateActs,
  type RecordTemplate,
  type WholeTemplate,
} from "@/lib/queries/record-templates";
import { api } from "@/lib/api";
import { usePhone } from "@/lib/use-media";
import { EmptyState } from "../empty-state";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import { useToast, useUndoToast } from "../use-toast";
import styles from "./record-templates.module.css";

interface Props {
  app: string;
  form: string;
  from?: string;
  onClose: () => void;
}

export function TemplatesDrawer({ app, form, from, onClose }: Props) {
  const { t } = useTranslation("templates");
  const phone = usePhone();
  const navigate = useNavigate();
  const toast = useToast();
  const undoToast = useUndoToast();
  const designs = useApp(app).data?.can_design ?? false;
  const { data, error, refetch } = useRecordTemplates(app, form);
  const { order, remove, save } = useTemplateActs(app, form);
  const here = `/apps/${app}/forms/${form}`;
  const go = (path: string) => void navigate(`${here}/${path}`, { state: { from: from ?? here } });
  const move = (at: number, by: number) => {
    if (!data) return;
    const ids = data.map((each) => each.id);
    const [moved] = ids.splice(at, 1);
    ids.splice(at + by, 0, moved!);
    order.mutate(ids, { onError: toast.failed });
  };
  const drop = async (template: RecordTemplate) => {
    try {
      const whole = await api.get<WholeTemplate>(`${here}/record-templates/${template.id}`);
      await remove.mutateAsync(template.id);
      const { label, shared, values } = whole;
      undoToast(t("deleted", { name: label }), () =>
        save.mutateAsync({ template: null, body: { label, shared, values } }),
      );
    } catch (problem) {
      toast.failed(problem);
    }
  };
  const mayChange = (each: RecordTemplate) => (each.shared ? designs : each.mine);
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => go("templates/new")}>
      {t("add")}
    </Button>
  );
  return (
    <Drawer
      open
      title={t("title")}
      size={phone ? "100%" : 520}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
      extra={data && data.length > 0 ? add : undefined}
    >
      {error !== null && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && error === null && <ListSkeleton />}
      {data?.length === 0 && (
        <EmptyState
          icon={<LayoutTemplate size={28} aria-hidden />}
          title={t("none")}
          text={t("none_text")}
          actions={add}
        />
      )}
      <ul className={styles.list}>
        {data?.map((each, at) => (
          <li key={each.id}>
            <button
              type="button"
              className={styles.use}
              onClick={() => go(`new?template=${each.id}`)}
              title={t("use", { name: each.label })}
            >
              <span className={styles.name}>{each.label}</span>
              <span className={styles.faint}>
                {each.shared && <Tag>{t("shared")}</Tag>}
                {t("fields", { count: each.fields })}
              </span>
            </button>
            {mayChange(each) && (
              <span className={styles.acts}>
                <Button
                  type="text"
                  icon={<ArrowUp size={16} />}
                  disabled={at === 0 || order.isPending}
                  aria-label={t("up", { name: each.label })}
                  onClick={() => move(at, -1)}
                />
                <Button
                  type="text"
                  icon={<ArrowDown size={16} />}
                  disabled={at === data.length - 1 || order.isPending}
                  aria-label={t("down", { name: each.label })}
                  onClick={() => move(at, 1)}
                />
                <Button
                  type="text"
                  icon={<PencilLine size={16} />}
                  aria-label={t("edit", { name: each.label })}
                  onClick={() => go(`templates/${each.id}`)}
                />
                <Button
                  type="text"
                  icon={<Trash2 size={16} />}
                  aria-label={t("delete", { name: each.label })}
                  onClick={() => void drop(each)}
                />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
