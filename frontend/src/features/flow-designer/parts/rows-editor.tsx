/** Line items that a step writes: which, of what, under which condition, column by column. */
import { Button, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { nodesOf } from "@/lib/flow-design/definition";
import { ROW_ACTS, type RowAct, type RowsSetting } from "@/lib/flow-design/rows";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { usePlace, type Place } from "./formula-property";
import { Group } from "./group";
import styles from "./parts.module.css";
import { RowColumns } from "./row-columns";

interface Props {
  node: string;
  form: string | null | undefined;
  app?: string | null;
  value: RowsSetting[] | undefined;
  onChange: (value: RowsSetting[] | undefined) => void;
}

const ONE = "*one";
const isOwn = (act: RowAct): boolean => act === "update" || act === "remove";

/** Where rows can come from: own line items, those of a linked record, records of other steps and their line items. */
function useSources(node: string): { value: string; label: string }[] {
  const { t } = useTranslation("flowdesign");
  const { words, definition } = useFlowDesigner();
  const lists = words
    .paths()
    .filter(({ field }) => field.type === "subform")
    .map((entry) => ({ value: entry.path, label: entry.labels.map(words.label).join(t("word.of")) }));
  const steps = nodesOf(definition).flatMap((step) => {
    if ((step.type !== "create" && step.type !== "find") || step.id === node || step.app) return [];
    const name = t("word.records_of", { name: words.nodeName(step) });
    const inside = words
      .paths(step.form)
      .filter(({ field, path }) => field.type === "subform" && !path.includes("."))
      .map((entry) => ({
        value: `steps.${step.id}.${entry.path}`,
        label: `${name}${t("word.of")}${words.label(entry.field.label)}`,
      }));
    return [{ value: `steps.${step.id}`, label: name }, ...inside];
  });
  return [...lists, ...steps];
}

export function RowsEditor({ node, form, app, value = [], onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const subforms = words
    .paths(form, app)
    .filter(({ field, path }) => field.type === "subform" && !path.includes("."))
    .map(({ field }) => field);
  const sources = useSources(node);
  if (subforms.length === 0 && value.length === 0) return null;
  const put = (next: RowsSetting[]) => onChange(next.length > 0 ? next : undefined);
  return (
    <Group
      title={t("rows.title")}
      note={value.length ? String(value.length) : undefined}
      open={value.length > 0}
    >
      <div className={styles.stack}>
        {value.map((setting, index) => (
          <RowsBox
            key={index}
            setting={setting}
            subforms={subforms}
            sources={sources}
            node={node}
            form={form}
            app={app}
            onChange={(next) => put(value.map((one, other) => (other === index ? next : one)))}
            onRemove={() => put(value.filter((_, other) => other !== index))}
          />
        ))}
        <Button
          size="small"
          type="text"
          className={styles.add}
          icon={<Plus size={14} />}
          disabled={subforms.length === 0}
          onClick={() =>
            put([
              ...value,
              { field: subforms[0]!.key, over: sources[0]?.value, set: [{ field: "", value: "" }] },
            ])
          }
        >
          {t("rows.add")}
        </Button>
      </div>
    </Group>
  );
}

interface BoxProps {
  setting: RowsSetting;
  subforms: Field[];
  sources: { value: string; label: string }[];
  node: string;
  form: string | null | undefined;
  app?: string | null;
  onChange: (next: RowsSetting) => void;
  onRemove: () => void;
}

function RowsBox({ setting, subforms, sources, node, form, app, onChange, onRemove }: BoxProps) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const act = setting.do ?? "replace";
  const at: Place = isOwn(act)
    ? { place: "rows", node, form: form ?? "", app: app ?? undefined, rows: setting.field }
    : { place: "rows", node, over: setting.over ?? undefined };
  const where = usePlace(at, "boolean");
  const subform = subforms.find((each) => each.key === setting.field);
  const columns = subform?.type === "subform" ? subform.fields : [];
  const name = words.label(subform?.label) || setting.field;
  const patch = (part: Partial<RowsSetting>) => onChange({ ...setting, ...part });
  return (
    <div className={styles.box} role="group" aria-label={name}>
      <div className={styles.boxHead}>
        <Select
          className={styles.grow}
          size="small"
          aria-label={t("rows.field")}
          value={setting.field || undefined}
          status={subform ? undefined : "error"}
          options={subforms.map((each) => ({ value: each.key, label: words.label(each.label) || each.key }))}
          onChange={(field: string) => patch({ field, set: [] })}
        />
        <Select<RowAct>
          size="small"
          aria-label={t("rows.act")}
          value={act}
          options={ROW_ACTS.map((each) => ({ value: each, label: t(`rows.acts.${each}`) }))}
          onChange={(next) =>
            patch({
              do: next,
              ...(isOwn(next) ? { over: undefined } : {}),
              ...(next === "remove" ? { set: undefined } : {}),
            })
          }
        />
        <Button
          type="text"
          size="small"
          icon={<X size={14} />}
          aria-label={t("rows.remove", { name })}
          onClick={onRemove}
        />
      </div>
      {!isOwn(act) && (
        <Property label={t("rows.over")} help={t("rows.over_help")}>
          <Select
            className={styles.full}
            size="small"
            aria-label={t("rows.over")}
            value={setting.over ?? ONE}
            options={[{ value: ONE, label: t("rows.one") }, ...sources]}
            onChange={(over: string) => patch({ over: over === ONE ? undefined : over })}
          />
        </Property>
      )}
      <Property label={t(isOwn(act) ? "rows.where_there" : "rows.where")}>
        <FormulaEditor
          small
          label={t("rows.where")}
          place={where}
          value={setting.where ?? ""}
          onChange={(text) => patch({ where: text || undefined })}
        />
      </Property>
      {act !== "remove" && (
        <RowColumns
          at={at}
          columns={columns.filter((each) => !isComputed(each) && each.type !== "subform")}
          value={setting.set ?? []}
          onChange={(set) => patch({ set })}
        />
      )}
    </div>
  );
}
