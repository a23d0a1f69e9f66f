/** How much of an encrypted text stays readable. */
import { useTranslation } from "react-i18next";
import type { EncryptedField } from "@/lib/form-runtime/definition";
import { NumberProperty, Pair, Property } from "@/ui/property/property";
import { PatternProperty } from "./pattern-property";
import type { TypeProps } from "./use-field-patch";

const SAMPLE = "13800138000";

/** As the server masks it. */
function masked(first: number, last: number): string {
  const hidden = SAMPLE.length - first - last;
  if (hidden < (first + last <= 1 ? 1 : 4)) return "****";
  return `${SAMPLE.slice(0, first)}****${SAMPLE.slice(SAMPLE.length - last)}`;
}

export function EncryptedProperties({ field, patch }: TypeProps<EncryptedField>) {
  const { t } = useTranslation("designer");
  const first = field.show_first ?? 0;
  const last = field.show_last ?? 4;
  return (
    <>
      <Property
        label={t("property.mask_example", { example: masked(first, last) })}
        help={t("property.encrypted_help")}
      >
        <Pair>
          <NumberProperty
            label={t("property.show_first")}
            min={0}
            max={8}
            placeholder="0"
            value={field.show_first}
            onChange={(show_first) => patch({ show_first })}
          />
          <NumberProperty
            label={t("property.show_last")}
            min={0}
            max={8}
            placeholder="4"
            value={field.show_last}
            onChange={(show_last) => patch({ show_last })}
          />
        </Pair>
      </Property>
      <PatternProperty
        value={field.pattern}
        example="[0-9]{17}[0-9X]"
        onChange={(pattern) => patch({ pattern })}
      />
    </>
  );
}
