/** What a button does: the settings of each action. */
import { Button, Input, Select } from "antd";
import { Plus } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useFlowStarts } from "@/lib/flow/queries";
import type { ButtonAction } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { unnamedYet } from "@/lib/unnamed-yet";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { Property } from "@/ui/property/property";
import { RemoveButton } from "@/ui/remove-button";
import { useDesigner } from "../model/context";
import { useFormFields } from "../model/use-form-fields";
import { SetValues } from "../rules/set-values";
import styles from "./properties.module.css";

type Place = { app: string; form: string; scope: string };

interface ActionProps<A extends ButtonAction = ButtonAction> {
  action: A;
  onChange: (action: ButtonAction) => void;
}

export function ActionSettings({ action, onChange }: ActionProps) {
  const { t } = useTranslation("designer");
  const { app, form, definition } = useDesigner();
  const place = { app, form, definition, scope: "filter" };
  switch (action.do) {
    case "set":
      return (
        <Property label={t("button.values")}>
          <SetValues
            narrow
            name={t("button.add_value")}
            values={action.set ?? {}}
            fields={definition.fields}
            place={place}
            onChange={(set) => onChange({ do: "set", set: set ?? {} })}
          />
        </Property>
      );
    case "flow":
      return <FlowChoice action={action} onChange={onChange} />;
    case "open":
      return <Address action={action} onChange={onChange} place={place} />;
    case "print":
      return <Template action={action} onChange={onChange} />;
    default:
      return <Target action={action} onChange={onChange} place={place} />;
  }
}

function FlowChoice({ action, onChange }: ActionProps<ButtonAction & { do: "flow" }>) {
  const { t } = useTranslation("designer");
  const { app, form } = useDesigner();
  const id = useId();
  const starts = useFlowStarts(app, form);
  const options = (starts.data?.buttons ?? []).map(({ flow, label }) => ({ value: flow, label }));
  const known = options.some(({ value }) => value === action.flow);
  return (
    <Property
      label={t("button.flow")}
      htmlFor={id}
      help={t("button.flow_help")}
      problem={starts.data && action.flow && !known ? t("button.flow_gone") : null}
    >
      <Select
        id={id}
        className={styles.full}
        status={action.flow ? undefined : "error"}
        value={action.flow || undefined}
        placeholder={t("button.flow_pick")}
        {...unnamedYet(starts.isLoading)}
        notFoundContent={t("button.no_flows")}
        options={options}
        onChange={(flow: string) => onChange({ do: "flow", flow })}
      />
    </Property>
  );
}

function Address({ action, onChange, place }: ActionProps<ButtonAction & { do: "open" }> & { place: Place }) {
  const { t } = useTranslation("designer");
  const asked = Object.entries(action.query ?? {});
  const put = (next: [string, string][]) =>
    onChange({ ...action, query: next.length ? Object.fromEntries(next) : undefined });
  return (
    <>
      <Property label={t("button.url")} help={t("button.url_help")}>
        <FormulaEditor
          small
          label={t("button.url")}
          place={{ ...place, expect: "text" }}
          value={action.url ?? ""}
          onChange={(url) => onChange({ ...action, url })}
        />
      </Property>
      <Property label={t("button.query")} help={t("button.query_help")}>
        {asked.map(([name, text], at) => (
          <div key={at} className={styles.parts}>
            <div className={styles.part}>
              <Input
                className="dg-mono"
                value={name}
                maxLength={60}
                aria-label={t("button.parameter")}
                onChange={({ target }) =>
                  put(
                    asked.map((each, place) =>
                      place === at ? [target.value.replace(/[^\w.~-]/g, ""), text] : each,
                    ),
                  )
                }
              />
              <RemoveButton
                label={t("button.remove_parameter", { name })}
                onClick={() => put(asked.filter((_, place) => place !== at))}
              />
            </div>
            <FormulaEditor
              small
              label={name}
              place={place}
              value={text}
              onChange={(next) => put(asked.map((each, place) => (place === at ? [name, next] : each)))}
            />
          </div>
        ))}
        <Button
          size="small"
          icon={<Plus size={14} />}
          onClick={() => put([...asked, [`p${asked.length + 1}`, ""]])}
        >
          {t("button.add_parameter")}
        </Button>
      </Property>
    </>
  );
}

function Template({ action, onChange }: ActionProps<ButtonAction & { do: "print" }>) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { definition } = useDesigner();
  const id = useId();
  const own = (definition.prints ?? []).map((each) => ({
    value: each.key,
    label: label(each.label) || each.key,
  }));
  const options = [...own, { value: "standard", label: t("button.standard") }];
  const known = options.some(({ value }) => value === action.template);
  return (
    <Property label={t("button.template")} htmlFor={id} problem={known ? null : t("button.template_gone")}>
      <Select
        id={id}
        className={styles.full}
        status={known ? undefined : "error"}
        value={action.template}
        options={options}
        onChange={(template: string) => onChange({ do: "print", template })}
      />
    </Property>
  );
}

function Target({
  action,
  onChange,
  place,
}: ActionProps<ButtonAction & { do: "create" }> & { place: Place }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { forms } = useDesigner();
  const id = useId();
  const fields = useFormFields(action.form);
  return (
    <>
      <Property
        label={t("button.target")}
        htmlFor={id}
        problem={action.form ? null : t("property.target_pick")}
      >
        <Select
          id={id}
          className={styles.full}
          status={action.form ? undefined : "error"}
          value={action.form || undefined}
          placeholder={t("property.target_pick")}
          options={forms.map((card) => ({ value: card.key, label: label(card.label) || card.key }))}
          onChange={(form: string) => onChange({ do: "create", form })}
        />
      </Property>
      {action.form && (
        <Property label={t("button.prefilled")} help={t("button.prefilled_help")}>
          <SetValues
            narrow
            name={t("button.add_value")}
            values={action.values ?? {}}
            fields={fields}
            place={place}
            onChange={(values) => onChange({ ...action, values })}
          />
        </Property>
      )}
    </>
  );
}
