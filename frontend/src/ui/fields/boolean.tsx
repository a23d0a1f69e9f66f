import { useTranslation } from "react-i18next";
import type { BooleanField } from "@/lib/form-runtime/definition";
import type { DisplayProps, FieldWidget } from "./types";

function BooleanDisplay({ value }: DisplayProps<BooleanField>) {
  const { t } = useTranslation("form");
  return <>{t(value === true ? "value.yes" : "value.no")}</>;
}

export const booleanWidget: FieldWidget<BooleanField> = { Display: BooleanDisplay };
