/** `/security`: who must have two-step verification, and providers people sign in through. */
import { useTranslation } from "react-i18next";
import { Page, PageHeader } from "@/ui/page";
import { PolicySection } from "./policy-section";
import { ProvidersSection } from "./providers-section";

export function SecurityPage() {
  const { t } = useTranslation("security");
  return (
    <Page width="text">
      <PageHeader title={t("title")} />
      <PolicySection />
      <ProvidersSection />
    </Page>
  );
}
