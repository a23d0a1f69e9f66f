/** What a measure is called while it has no name of its own. */
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { Measure } from "@/lib/report/definition";
import { useDesigner } from "../model/context";

export function useMeasureName(): (measure: Measure) => string {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { catalogue } = useDesigner();
  return (measure) => {
    const own = label(measure.label);
    if (own) return own;
    if (measure.formula !== undefined && measure.formula !== null)
      return measure.formula || t("measure.formula");
    const fn = label(catalogue?.functions.find((one) => one.fn === measure.fn)?.label) || (measure.fn ?? "");
    return measure.field ? `${fn} ${measure.field}` : fn;
  };
}
