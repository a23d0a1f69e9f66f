/** The designer's head: back, tabs, desk or phone, undo and redo, what is saved, publish. */
import { Button, Segmented, Tooltip } from "antd";
import { ArrowLeft, Eye, Monitor, Redo2, Smartphone, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLabel } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import styles from "../designer.module.css";
import { useDesigner, type DesignTab } from "../model/context";

const TABS: DesignTab[] = ["design", "deliveries", "alerts", "settings", "versions"];

function SaveState() {
  const { t } = useTranslation("dashdesign");
  const { draft } = useDesigner();
  const { published_version: version } = draft.server;
  const published = version > 0 ? t("top.version", { number: version }) : t("top.unpublished");
  return (
    <Tooltip title={draft.state === "failed" ? problemText(draft.error) : undefined}>
      <span className={styles.state} role="status" data-failed={draft.state === "failed" || undefined}>
        {`${t(`top.${draft.state}`)} · ${published}`}
      </span>
    </Tooltip>
  );
}

export function TopBar({ onPublish }: { onPublish: () => void }) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { app, dashboard, definition, draft, tab, setTab, phone, setPhone, problems } = useDesigner();
  const { past, future } = draft.history;
  const errors = problems.filter((problem) => problem.level === "error").length;
  return (
    <header className={styles.top}>
      <Link className={styles.back} to={`/apps/${app}/dashboards`} aria-label={t("top.back")}>
        <ArrowLeft size={18} aria-hidden />
      </Link>
      <div className={styles.name}>
        <h1>{label(definition.label) || dashboard}</h1>
        <SaveState />
      </div>
      <Segmented<DesignTab>
        aria-label={t("top.tabs")}
        value={tab}
        options={TABS.map((each) => ({ value: each, label: t(`tab.${each}`) }))}
        onChange={setTab}
      />
      <div className={styles.topActions}>
        {tab === "design" && (
          <Segmented<"desk" | "phone">
            aria-label={t("top.screens")}
            value={phone ? "phone" : "desk"}
            options={[
              { value: "desk", icon: <Monitor size={14} />, title: t("top.desk") },
              { value: "phone", icon: <Smartphone size={14} />, title: t("top.phone") },
            ]}
            onChange={(screen) => setPhone(screen === "phone")}
          />
        )}
        <Tooltip title={`${t("top.undo")} Ctrl+Z`}>
          <Button
            type="text"
            icon={<Undo2 size={16} />}
            disabled={past.length === 0}
            aria-label={t("top.undo")}
            onClick={draft.undo}
          />
        </Tooltip>
        <Tooltip title={`${t("top.redo")} Ctrl+Y`}>
          <Button
            type="text"
            icon={<Redo2 size={16} />}
            disabled={future.length === 0}
            aria-label={t("top.redo")}
            onClick={draft.redo}
          />
        </Tooltip>
        {draft.server.published_version > 0 && (
          <Link to={`/apps/${app}/dashboards/${dashboard}`}>
            <Button icon={<Eye size={16} />} tabIndex={-1}>
              {t("top.look")}
            </Button>
          </Link>
        )}
        <Tooltip title={errors > 0 ? t("top.has_errors", { count: errors }) : undefined}>
          <Button type="primary" disabled={errors > 0} onClick={onPublish}>
            {t("top.publish")}
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}
