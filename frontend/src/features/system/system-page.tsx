/** `/system`: what keeps the installation well. */
import { useTranslation } from "react-i18next";
import { Page, PageHeader } from "@/ui/page";
import { BackupsSection } from "./backups-section";
import { RetentionSection } from "./retention-section";
import { SettingsSection } from "./settings-section";
import { SlowSection } from "./slow-section";
import { StuckSection } from "./stuck-section";

export function SystemPage() {
  const { t } = useTranslation("system");
  return (
    <Page width="text">
      <PageHeader title={t("title")} />
      <StuckSection />
      <BackupsSection />
      <SlowSection />
      <RetentionSection />
      <SettingsSection />
    </Page>
  );
}
