/** The designer's head: back, tabs, undo and redo, what is saved, preview, publish. */
import { Button, Segmented, Tooltip } from "antd";
import { ArrowLeft, Eye, Redo2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useDesigner, type DesignerTab } from "../model/context";
import styles from "../designer.module.css";

const TABS: DesignerTab[] = ["fields", "rules", "checks", "settings", "versions"];

export function TopBar({ onPreview, onPublish }: { onPreview: () => void; onPublish: () => void }) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const { app, form, definition, draft, tab, setTab } = useDesigner();
  const { past, future } = draft.history;
  const errors = draft.server.problems.filter((problem) => problem.level === "error").length;
  return (
    <header className={styles.top}>
      <Link
        className={styles.back}
        to={draft.server.published_version ? `/apps/${app}/forms/${form}` : `/apps/${app}`}
        aria-label={t("top.back")}
      >
        <ArrowLeft size={18} aria-hidden />
      </Link>
      <div className={styles.name}>
        <h1>{label(definition.label) || form}</h1>
        <span className={styles.state} role="status">
          {t(`top.${draft.state}`)}
          {draft.server.published_version
            ? ` · ${t("top.version", { number: draft.server.published_version })}`
            : ` · ${t("top.unpublished")}`}
        </span>
      </div>
      <Segmented<DesignerTab>
        className={styles.tabs}
        aria-label={t("top.tabs")}
        value={tab}
        options={TABS.map((each) => ({ value: each, label: t(`tab.${each}`) }))}
        onChange={setTab}
      />
      <div className={styles.topActions}>
        <Tooltip title={`${t("top.undo")} Ctrl+Z`}>
          <Button
            type="text"
            icon={<Undo2 size={16} />}
            disabled={past.length === 0}
            aria-label={t("top.undo")}
            onClick={draft.undo}
          />
        </Tooltip>
        <Tooltip title={`${t("top.redo")} Ctrl+Shift+Z`}>
          <Button
            type="text"
            icon={<Redo2 size={16} />}
            disabled={future.length === 0}
            aria-label={t("top.redo")}
            onClick={draft.redo}
          />
        </Tooltip>
        <Button icon={<Eye size={16} />} onClick={onPreview}>
          {t("top.preview")}
        </Button>
        <Tooltip title={errors > 0 ? t("top.has_errors", { count: errors }) : undefined}>
          <Button type="primary" disabled={errors > 0 || definition.fields.length === 0} onClick={onPublish}>
            {t("top.publish")}
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}
