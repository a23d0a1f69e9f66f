/** A number that viewers move: what it is called, its bounds, where it begins. */
import { Button } from "antd";
import { SlidersHorizontal, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Filter } from "@/lib/report/definition";
import { Panel } from "@/ui/designer/panel";
import { LabelInput } from "@/ui/label-input";
import { NumberProperty, Pair, Property } from "@/ui/property/property";
import { useDesigner } from "../model/context";
import { patchFilter, removeFilter } from "../model/edit";

export function InputPanel({ input }: { input: Filter }) {
  const { t } = useTranslation("dashdesign");
  const ids = { label: useId(), unit: useId() };
  const label = useLabel();
  const { apply, select } = useDesigner();
  const patch = (act: string, change: Partial<Filter>) =>
    apply(`filter:${input.key}:${act}`, (before) => patchFilter(before, input.key, change));
  return (
    <Panel
      icon={<SlidersHorizontal size={16} aria-hidden />}
      title={label(input.label) || t("filters.input")}
      tools={
        <Button
          size="small"
          type="text"
          icon={<Trash2 size={14} />}
          aria-label={t("filters.remove")}
          onClick={() => {
            apply("remove-filter", (before) => removeFilter(before, input.key));
            select(null);
          }}
        />
      }
    >
      <Property label={t("filters.label")} htmlFor={ids.label} help={t("filters.input_help")}>
        <LabelInput id={ids.label} value={input.label} onChange={(next) => patch("label", { label: next })} />
      </Property>
      <Pair>
        <NumberProperty
          label={t("filters.min")}
          precision={4}
          value={input.min ?? 0}
          onChange={(min) => patch("min", { min: min ?? 0 })}
        />
        <NumberProperty
          label={t("filters.max")}
          precision={4}
          value={input.max ?? 10}
          onChange={(max) => patch("max", { max: max ?? 10 })}
        />
      </Pair>
      <Pair>
        <NumberProperty
          label={t("filters.step")}
          precision={4}
          value={input.step ?? 1}
          onChange={(step) => patch("step", { step: step ?? 1 })}
        />
        <NumberProperty
          label={t("filters.default")}
          precision={4}
          value={typeof input.default === "number" ? input.default : 0}
          onChange={(next) => patch("default", { default: next ?? 0 })}
        />
      </Pair>
      <Property label={t("measure.unit")} htmlFor={ids.unit}>
        <LabelInput id={ids.unit} value={input.unit} onChange={(unit) => patch("unit", { unit })} />
      </Property>
    </Panel>
  );
}
