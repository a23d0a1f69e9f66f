/** A view that misses a setting asks for it instead of showing nothing. */
import { useTranslation } from "react-i18next";
import { LookFields } from "./look-fields";
import type { ViewProps } from "./types";
import styles from "./views.module.css";

export function SetUp({ text, ...view }: ViewProps & { text: string }) {
  const { t } = useTranslation("views");
  return (
    <div className={styles.hint}>
      <p>{text}</p>
      <div className={styles.hintForm} aria-label={t("settings")} role="group">
        <LookFields
          look={view.look}
          setLook={view.setLook}
          fields={view.fields}
          form={view.form}
          only="needed"
        />
      </div>
    </div>
  );
}
