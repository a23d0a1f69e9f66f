/** Everything about how a view looks: its type, the fields it is made of, its colours. */
import { Button, Input, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Field } from "@/lib/form-runtime/definition";
import { growing } from "@/lib/growing";
import { OPTION_COLOURS } from "@/ui/fields/option-tag";
import { Property } from "@/ui/property/property";
import { VIEW_TYPES, type ViewColour, type ViewLook, type ViewType } from "../model/types";
import { LookFields } from "./look-fields";
import { firstLook } from "./look-roles";
import { VIEW_ICONS } from "./type-icons";
import styles from "./look.module.css";

/** A formula. */
const EXAMPLE = "stage = 'won'";

interface Props {
  look: ViewLook;
  setLook: (change: Partial<ViewLook>) => void;
  fields: Field[];
  form: string;
}

export function LookPanel({ look, setLook, fields, form }: Props) {
  const { t } = useTranslation("views");
  const choose = (type: ViewType) =>
    setLook({ ...firstLook(type, fields, form), ...withoutType(look), type });
  return (
    <div className={styles.panel}>
      <div className={styles.types} role="radiogroup" aria-label={t("type")}>
        {VIEW_TYPES.map((type) => {
          const Icon = VIEW_ICONS[type];
          return (
            <button
              key={type}
              type="button"
              role="radio"
              aria-checked={look.type === type}
              className={styles.type}
              onClick={() => choose(type)}
            >
              <Icon size={18} aria-hidden />
              {t(`types.${type}`)}
            </button>
          );
        })}
      </div>
      <LookFields look={look} setLook={setLook} fields={fields} form={form} />
      {look.type === "gallery" && (
        <Property label={t("fit")}>
          <Select<"cover" | "contain">
            aria-label={t("fit")}
            className={styles.full}
            value={look.fit ?? "cover"}
            options={(["cover", "contain"] as const).map((value) => ({ value, label: t(`fits.${value}`) }))}
            onChange={(fit) => setLook({ fit })}
          />
        </Property>
      )}
      {look.type !== "pivot" && <Colours look={look} setLook={setLook} />}
    </div>
  );
}

const withoutType = ({ type: _type, ...rest }: ViewLook): Partial<ViewLook> => rest;

function Colours({ look, setLook }: Pick<Props, "look" | "setLook">) {
  const { t } = useTranslation("views");
  const rules = look.colors ?? [];
  const put = (at: number, change: Partial<(typeof rules)[number]>) =>
    setLook({ colors: rules.map((each, place) => (place === at ? { ...each, ...change } : each)) });
  return (
    <Property label={t("colours")} help={rules.length > 0 ? t("colours_help") : undefined}>
      {rules.map((rule, at) => (
        <div key={at} className={styles.rule}>
          <Select<ViewColour>
            aria-label={t("colour")}
            className={styles.swatch}
            value={rule.color}
            options={OPTION_COLOURS.map((value) => ({
              value,
              label: <span className={styles.dot} data-colour={value} title={t(`colour_name.${value}`)} />,
            }))}
            onChange={(color) => put(at, { color })}
          />
          <Input.TextArea
            aria-label={t("colour_when")}
            className="dg-mono"
            styles={{ textarea: growing(1) }}
            defaultValue={rule.when}
            placeholder={EXAMPLE}
            onBlur={(event) => put(at, { when: event.target.value.trim() })}
          />
          <Button
            type="text"
            icon={<X size={16} />}
            aria-label={t("remove")}
            onClick={() => setLook({ colors: rules.filter((_, place) => place !== at) })}
          />
        </div>
      ))}
      <Button
        type="link"
        size="small"
        icon={<Plus size={14} />}
        onClick={() =>
          setLook({
            colors: [
              ...rules,
              { color: OPTION_COLOURS[(rules.length + 1) % OPTION_COLOURS.length]!, when: "" },
            ],
          })
        }
      >
        {t("add_colour")}
      </Button>
    </Property>
  );
}
