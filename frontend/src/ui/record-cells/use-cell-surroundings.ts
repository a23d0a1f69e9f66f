import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import type { FieldServices } from "@/ui/fields/services";
import type { CellSurroundings } from "./cell-content";

/** What cells need, made once per language and form so that rows stay the same between scrolls. */
export function useCellSurroundings(services: FieldServices): CellSurroundings {
  const { t } = useTranslation("records");
  useTranslation("form");
  const label = useLabel();
  return useMemo(
    () => ({
      zone: services.zone,
      label,
      words: {
        yes: t("form:value.yes"),
        no: t("form:value.no"),
        noAccess: t("form:value.no_access"),
        untitled: t("untitled"),
        open: t("record.open"),
        select: (name: string) => t("select.row", { name }),
        errors: (code: string) => t(`form:formula_error.${code.replace(/[#!/?]/g, "")}`),
      },
      linkUrl: services.linkUrl,
      fileUrl: services.fileUrl,
    }),
    [services, label, t],
  );
}
