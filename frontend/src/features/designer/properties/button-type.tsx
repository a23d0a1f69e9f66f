/** A button: what it does, how it looks, when it may be pressed. */
import { Button, Segmented, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ButtonAction, ButtonField } from "@/lib/form-runtime/definition";
import { isOneValue } from "@/lib/form-runtime/kinds";
import { ConditionBuilder } from "@/ui/condition-builder/condition-builder";
import { OPTION_COLOURS, OptionTag } from "@/ui/fields/option-tag";
import { IconPicker } from "@/ui/icon-picker";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { ActionSettings } from "./button-actions";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

const ACTIONS = ["set", "flow", "open", "print", "create"] as const;

const fresh = (what: ButtonAction["do"]): ButtonAction => {
  if (what === "set") return { do: "set", set: {} };
  if (what === "flow") return { do: "flow", flow: "" };
  if (what === "open") return { do: "open", url: "" };
  return what === "print" ? { do: "print", template: "standard" } : { do: "create", form: "" };
};

export function ButtonProperties({ field, patch }: TypeProps<ButtonField>) {
  const { t } = useTranslation("designer");
  const { app, form, definition } = useDesigner();
  const ids = { does: useId(), confirm: useId(), reason: useId() };
  const place = { app, form, definition, scope: "filter" };
  return (
    <>
      <Property label={t("button.does")} htmlFor={ids.does}>
        <Select<ButtonAction["do"]>
          id={ids.does}
          className={styles.full}
          value={field.action.do}
          options={ACTIONS.map((value) => ({ value, label: t(`button.do.${value}`) }))}
          onChange={(next) => patch({ action: fresh(next) })}
        />
      </Property>
      <ActionSettings action={field.action} onChange={(action) => patch({ action })} />
      <Look field={field} patch={patch} />
      <When field={field} patch={patch} place={place} />
      {field.when && (
        <>
          <Property label={t("button.otherwise")}>
            <Segmented<"disable" | "hide">
              block
              aria-label={t("button.otherwise")}
              value={field.otherwise ?? "disable"}
              options={(["disable", "hide"] as const).map((value) => ({
                value,
                label: t(`button.${value}`),
              }))}
              onChange={(otherwise) => patch({ otherwise: otherwise === "hide" ? otherwise : undefined })}
            />
          </Property>
          <Property label={t("button.reason")} htmlFor={ids.reason} help={t("button.reason_help")}>
            <LabelInput
              id={ids.reason}
              maxLength={200}
              value={field.reason}
              onChange={(reason) => patch({ reason: reason || undefined })}
            />
          </Property>
        </>
      )}
      <Property label={t("button.confirm")} htmlFor={ids.confirm} help={t("button.confirm_help")}>
        <LabelInput
          id={ids.confirm}
          maxLength={300}
          value={field.confirm}
          onChange={(confirm) => patch({ confirm: confirm || undefined })}
        />
      </Property>
    </>
  );
}

function Look({ field, patch }: TypeProps<ButtonField>) {
  const { t } = useTranslation("designer");
  const id = useId();
  return (
    <>
      <Property label={t("button.icon")}>
        <div className={styles.tools}>
          <IconPicker value={field.icon} onChange={(icon) => patch({ icon })} />
          {field.icon && (
            <Button
              type="text"
              icon={<X size={14} />}
              aria-label={t("button.no_icon")}
              title={t("button.no_icon")}
              onClick={() => patch({ icon: undefined })}
            />
          )}
        </div>
      </Property>
      <Property label={t("property.colour")} htmlFor={id}>
        <Select
          id={id}
          allowClear
          className={styles.full}
          value={field.color ?? undefined}
          placeholder={t("button.plain")}
          options={OPTION_COLOURS.map((color) => ({
            value: color,
            label: (
              <OptionTag
                options={[{ value: color, label: t(`button.tone.${color}`), color }]}
                value={color}
              />
            ),
          }))}
          onChange={(color: string | undefined) => patch({ color })}
        />
      </Property>
    </>
  );
}

type Place = { app: string; form: string; scope: string };

function When({ field, patch, place }: TypeProps<ButtonField> & { place: Place }) {
  const { t } = useTranslation("designer");
  const { definition } = useDesigner();
  const [open, setOpen] = useState(!!field.when);
  return (
    <Property label={t("button.when")} help={t("button.when_help")}>
      {open ? (
        <>
          <ConditionBuilder
            fields={definition.fields.filter(isOneValue)}
            place={place}
            label={t("button.when")}
            value={field.when ?? ""}
            onChange={(when) => patch({ when: when || undefined })}
          />
          <Button
            type="text"
            size="small"
            icon={<X size={14} />}
            onClick={() => {
              setOpen(false);
              patch({ when: undefined, otherwise: undefined, reason: undefined });
            }}
          >
            {t("button.always")}
          </Button>
        </>
      ) : (
        <Button size="small" icon={<Plus size={14} />} onClick={() => setOpen(true)}>
          {t("button.add_when")}
        </Button>
      )}
    </Property>
  );
}
