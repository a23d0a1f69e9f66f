/** How a computed figure looks: decimals, currency. */
import { useTranslation } from "react-i18next";
import type { LookupField, RollupField } from "@/lib/form-runtime/definition";
import { NumberProperty, Property } from "@/ui/property/property";
import { CurrencySelect } from "./number-types";
import type { TypeProps } from "./use-field-patch";

const NUMERIC = new Set(["number", "money", "percent"]);

export function ResultLook({
  field,
  patch,
}: Pick<TypeProps<LookupField>, "patch"> & { field: LookupField | RollupField }) {
  const { t } = useTranslation("designer");
  if (!NUMERIC.has(field.as)) return null;
  return (
    <>
      <NumberProperty
        label={t("property.decimals")}
        min={0}
        max={8}
        value={field.decimals}
        onChange={(decimals) => patch({ decimals })}
      />
      {field.as === "money" && (
        <Property label={t("property.currency")}>
          <CurrencySelect value={field.currency ?? "CNY"} onChange={(currency) => patch({ currency })} />
        </Property>
      )}
    </>
  );
}
