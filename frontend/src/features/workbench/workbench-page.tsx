import { useTranslation } from "react-i18next";
import { Page, PageHeader } from "@/ui/page";

export function WorkbenchPage() {
  const { t } = useTranslation("workbench");
  return (
    <Page>
      <PageHeader title={t("title")} />
    </Page>
  );
}
