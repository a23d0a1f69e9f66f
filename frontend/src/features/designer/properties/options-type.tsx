/** The choices of a select: names, colours, order, many at once, retired instead of deleted. */
import { Button, Input, Popover, Segmented } from "antd";
import { Archive, ArchiveRestore, ListPlus, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldOption, RankingField, SelectField, TagsField } from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { labelText } from "@/lib/locale";
import { DragArea } from "@/ui/drag/drag-area";
import { DragHandle } from "@/ui/drag/drag-handle";
import { DropLine } from "@/ui/drag/drop-line";
import { useDragItem, useDropTarget } from "@/ui/drag/use-drag";
import { OPTION_COLOURS, OptionTag } from "@/ui/fields/option-tag";
import { NumberProperty, Property, Toggle } from "@/ui/property/property";
import { RemoveButton } from "@/ui/remove-button";
import { PasteDialog } from "./paste-options";
import { fieldAt } from "../model/edit";
import { valueFor, withOptions } from "../model/options";
import { useDesigner } from "../model/context";
import styles from "./properties.module.css";
import type { TypeProps } from "./use-field-patch";

export function OptionsProperties({
  field,
  subform,
  patch,
}: TypeProps<SelectField | TagsField | RankingField>) {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const { published } = useDesigner();
  const [many, setMany] = useState(false);
  const options = field.options ?? [];
  const before = published && fieldAt(published, field.key, subform);
  const kept = new Set(
    before && "options" in before ? (before.options ?? []).map((option) => option.value) : [],
  );
  const put = (next: FieldOption[]) => patch({ options: next });
  const add = () => {
    put(withOptions(options, [t("property.option_name", { number: options.length + 1 })]));
    requestAnimationFrame(() => {
      const boxes = document.querySelectorAll<HTMLInputElement>("[data-option-label]");
      boxes[boxes.length - 1]?.select();
    });
  };
  const paste = (lines: string[]) => {
    // The first three are examples: whoever pastes a list doesn't want them.
    const untouched = (option: FieldOption, at: number) =>
      !kept.has(option.value) &&
      labelText(option.label, locale) === t("property.option_name", { number: at + 1 });
    put(
      withOptions(
        options.filter((option, at) => !untouched(option, at)),
        lines,
      ),
    );
  };
  return (
    <>
      <Property label={t("property.options")}>
        <DragArea
          onDrop={({ item, target, edge }) => {
            const from = Number(item.data);
            const to = Number(target.data) + (edge === "after" ? 1 : 0);
            const moving = options[from]!;
            const rest = options.filter((_, at) => at !== from);
            const at = to > from ? to - 1 : to;
            put([...rest.slice(0, at), moving, ...rest.slice(at)]);
          }}
        >
          <ol className={styles.options}>
            {options.map((option, at) => (
              <OptionRow
                key={at}
                option={option}
                index={at}
                published={kept.has(option.value)}
                onChange={(next) => put(options.map((each, place) => (place === at ? next : each)))}
                others={options.filter((_, place) => place !== at)}
                onRemove={() => put(options.filter((_, place) => place !== at))}
                onEnter={add}
              />
            ))}
          </ol>
        </DragArea>
      </Property>
      <div className={styles.tools}>
        <Button size="small" icon={<Plus size={14} />} onClick={add}>
          {t("property.add_option")}
        </Button>
        <Button size="small" icon={<ListPlus size={14} />} onClick={() => setMany(true)}>
          {t("property.paste_options")}
        </Button>
      </div>
      {(field.type === "select" || field.type === "multi_select") && (
        <Property label={t("property.display")}>
          <Segmented
            block
            aria-label={t("property.display")}
            value={field.display ?? "dropdown"}
            options={[
              { value: "dropdown", label: t("property.dropdown") },
              field.type === "select"
                ? { value: "radio", label: t("property.radio") }
                : { value: "checkbox", label: t("property.checkbox") },
            ]}
            onChange={(display) => patch({ display: display === "dropdown" ? undefined : display })}
          />
        </Property>
      )}
      {field.type === "ranking" && (
        <Toggle
          label={t("survey.partial")}
          value={!!field.partial}
          onChange={(on) => patch({ partial: on || undefined })}
        />
      )}
      {(field.type === "multi_select" || field.type === "tags") && (
        <NumberProperty
          label={t("property.max_count")}
          min={1}
          value={field.max_count}
          onChange={(max_count) => patch({ max_count })}
        />
      )}
      <PasteDialog open={many} onClose={() => setMany(false)} onPaste={paste} taken={options} />
    </>
  );
}

interface RowProps {
  option: FieldOption;
  index: number;
  /** It is in the published form: records may hold its value, which therefore stays. */
  published: boolean;
  others: FieldOption[];
  onChange: (option: FieldOption) => void;
  onRemove: () => void;
  onEnter: () => void;
}

function OptionRow({ option, index, published, others, onChange, onRemove, onEnter }: RowProps) {
  const { t } = useTranslation("designer");
  const locale = useLocale();
  const name = labelText(option.label, locale) || option.value;
  const drag = useDragItem({ id: `option-${index}`, kind: "option", label: name, data: index });
  const drop = useDropTarget({
    id: `option-target-${index}`,
    accept: ["option"],
    edges: "list",
    data: index,
  });
  const relabel = (text: string) => {
    const label = typeof option.label === "string" ? text : { ...option.label, [locale]: text };
    const follows = !published && option.value === valueFor(labelText(option.label, "zh-CN"), others);
    const value = follows && text.trim() ? valueFor(labelText(label, "zh-CN"), others) : option.value;
    onChange({ ...option, label, value });
  };
  return (
    <li
      ref={(element) => {
        drag.ref(element);
        drop.ref(element);
      }}
      className={styles.option}
      data-retired={option.retired || undefined}
    >
      <DropLine edge={drop.edge} />
      <DragHandle handleRef={drag.handleRef} label={name} />
      <Popover
        trigger="click"
        content={
          <div className={styles.swatches} role="radiogroup" aria-label={t("property.colour")}>
            {OPTION_COLOURS.map((colour) => (
              <button
                key={colour}
                type="button"
                role="radio"
                aria-checked={option.color === colour}
                aria-label={t(`colour.${colour}`)}
                className={styles.swatch}
                onClick={() => onChange({ ...option, color: colour })}
              >
                <OptionTag options={[{ value: colour, label: " ", color: colour }]} value={colour} />
              </button>
            ))}
          </div>
        }
      >
        <button type="button" className={styles.swatch} aria-label={t("property.colour_of", { name })}>
          <OptionTag options={[{ ...option, label: " " }]} value={option.value} />
        </button>
      </Popover>
      <Input
        size="small"
        data-option-label
        value={labelText(option.label, locale)}
        aria-label={t("property.option_label", { number: index + 1 })}
        onChange={(event) => relabel(event.target.value)}
        onPressEnter={onEnter}
      />
      {published && (
        <Button
          type="text"
          size="small"
          icon={option.retired ? <ArchiveRestore size={14} /> : <Archive size={14} />}
          title={t(option.retired ? "property.unretire" : "property.retire")}
          aria-label={`${t(option.retired ? "property.unretire" : "property.retire")} ${name}`}
          onClick={() => onChange({ ...option, retired: option.retired ? undefined : true })}
        />
      )}
      <RemoveButton label={t("property.remove_option", { name })} onClick={onRemove} />
    </li>
  );
}
