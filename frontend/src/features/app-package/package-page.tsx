/** `/apps/:app/settings/package`: modules, demo data, and newer versions of what the app was installed from. */
import { useSettingsApp } from "../app-settings/settings-layout";
import styles from "../app-settings/settings.module.css";
import { ModulesSection } from "./modules-section";
import { SamplesSection } from "./samples-section";
import { UpgradeSection } from "./upgrade-section";

export function PackagePage() {
  const app = useSettingsApp();
  return (
    <div className={styles.narrow}>
      <ModulesSection app={app.key} />
      {app.can_manage && <SamplesSection app={app.key} />}
      {app.can_manage && <UpgradeSection app={app.key} />}
    </div>
  );
}
