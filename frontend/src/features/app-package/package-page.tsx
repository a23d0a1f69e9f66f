/** `/apps/:app/settings/package`: modules, industry packs, demo data, and newer versions of what the app was installed from. */
import { useSettingsApp } from "../app-settings/settings-layout";
import styles from "../app-settings/settings.module.css";
import { ModulesSection } from "./modules-section";
import { PacksSection } from "./packs-section";
import { SamplesSection } from "./samples-section";
import { UpgradeSection } from "./upgrade-section";

export function PackagePage() {
  const app = useSettingsApp();
  return (
    <div className={styles.narrow}>
      <ModulesSection app={app.key} />
      {app.can_manage && <PacksSection app={app.key} />}
      {app.can_manage && <SamplesSection app={app.key} />}
      {app.can_manage && <UpgradeSection app={app.key} />}
    </div>
  );
}
