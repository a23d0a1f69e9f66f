import { Input, Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FindNode } from "@/lib/flow-design/definition";
import { NumberProperty, Property } from "@/ui/property/property";
import { useFlowDesigner, type NodePanelProps } from "../model/context";
import { ConditionProperty } from "../parts/condition-property";
import { FiguresEditor } from "../parts/figures-editor";
import { FormSelect } from "../parts/form-select";
import { Group } from "../parts/group";
import styles from "../parts/parts.module.css";
import type { NodeKind } from "./kind";

function Panel({ node, patch }: NodePanelProps<FindNode>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { app, words } = useFlowDesigner();
  const down = (node.sort ?? "").startsWith("-");
  const field = (node.sort ?? "").replace(/^-/, "");
  const sort = (key: string | undefined, desc: boolean) =>
    patch({ sort: key ? `${desc ? "-" : ""}${key}` : undefined });
  return (
    <>
      <Property label={t("find.form")}>
        <FormSelect
          label={t("find.form")}
          app={node.app}
          form={node.form}
          onChange={(form, other) =>
            patch({
              form,
              app: other ?? undefined,
              where: "",
              sort: undefined,
              measures: undefined,
              save: undefined,
            })
          }
        />
      </Property>
      <ConditionProperty
        label={t("find.where")}
        help={t("update.where_help")}
        at={{ place: "target", node: node.id, form: node.form, app: node.app ?? app }}
        form={node.form}
        app={node.app}
        value={node.where.trim()}
        onChange={(where) => patch({ where })}
      />
      <Property label={t("find.sort")} htmlFor={id}>
        <div className={styles.row}>
          <Select
            id={id}
            className={styles.grow}
            allowClear
            placeholder={t("find.sort_none")}
            value={field || undefined}
            options={words
              .paths(node.form, node.app)
              .filter((entry) => !entry.path.includes("."))
              .map((entry) => ({ value: entry.path, label: words.label(entry.labels[0]) || entry.path }))}
            onChange={(key: string | undefined) => sort(key, down)}
          />
          <Select<"asc" | "desc">
            aria-label={t("find.direction")}
            style={{ width: 96 }}
            disabled={!field}
            value={down ? "desc" : "asc"}
            options={[
              { value: "asc", label: t("find.asc") },
              { value: "desc", label: t("find.desc") },
            ]}
            onChange={(way) => sort(field, way === "desc")}
          />
        </div>
      </Property>
      <NumberProperty
        label={t("find.limit")}
        min={1}
        max={10_000}
        value={node.limit ?? 1}
        onChange={(limit) => patch({ limit })}
      />
      <Group
        title={t("find.figures")}
        open={!!node.measures?.length}
        {...(node.measures?.length ? { note: String(node.measures.length) } : {})}
      >
        <FiguresEditor node={node} onChange={patch} />
      </Group>
      <p className={styles.faint}>{t("find.later")}</p>
      <Input readOnly className="dg-mono" aria-label={t("find.count")} value={`steps.${node.id}.count`} />
    </>
  );
}

export const find: NodeKind<FindNode> = {
  summary: (node, words) =>
    node.form
      ? [words.form(node.form, node.app), words.condition(node.where, node.form, node.app)]
          .filter(Boolean)
          .join(" · ")
      : words.t("flowdesign:pick.form"),
  Panel,
};
