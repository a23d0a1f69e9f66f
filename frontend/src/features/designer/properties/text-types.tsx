import { useTranslation } from "react-i18next";
import type { LongTextField, TextField } from "@/lib/form-runtime/definition";
import { NumberProperty, Pair } from "@/ui/property/property";
import { PatternProperty } from "./pattern-property";
import type { TypeProps } from "./use-field-patch";

export function TextProperties({ field, patch }: TypeProps<TextField>) {
  const { t } = useTranslation("designer");
  return (
    <>
      <Pair>
        <NumberProperty
          label={t("property.min_length")}
          min={0}
          max={4000}
          value={field.min_length}
          onChange={(min_length) => patch({ min_length })}
        />
        <NumberProperty
          label={t("property.max_length")}
          min={1}
          max={4000}
          placeholder="255"
          value={field.max_length}
          onChange={(max_length) => patch({ max_length })}
        />
      </Pair>
      <PatternProperty
        value={field.pattern}
        example="[A-Z]{2}-[0-9]{4}"
        onChange={(pattern) => patch({ pattern })}
      />
    </>
  );
}

export function LongTextProperties({ field, patch }: TypeProps<LongTextField>) {
  const { t } = useTranslation("designer");
  return (
    <Pair>
      <NumberProperty
        label={t("property.rows")}
        min={1}
        max={40}
        placeholder="3"
        value={field.rows}
        onChange={(rows) => patch({ rows })}
      />
      <NumberProperty
        label={t("property.max_length")}
        min={1}
        max={100000}
        placeholder="5000"
        value={field.max_length}
        onChange={(max_length) => patch({ max_length })}
      />
    </Pair>
  );
}
