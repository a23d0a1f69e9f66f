/** `/system`: what keeps the installation well. */
import { useTranslation } from "react-i18next";
import { Page, PageHeader } from "@/ui/page";
import { RetentionSection } from "./retention-section";
import { SlowSection } from "./slow-section";
import { StuckSection } from "./stuck-section";

export function SystemPage() {
  const { t } = useTranslation("system");
  return (
    <Page width="text">
      <PageHeader title={t("title")} />
      <StuckSection />
      <SlowSection />
      <RetentionSection />
    </Page>
  );
}
