/** The designer's head: back, tabs, view, undo and redo, what is saved, dry run, publish. */
import { Button, Segmented, Tooltip } from "antd";
import { ArrowLeft, FlaskConical, ListTree, Redo2, Undo2, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { problemText } from "@/lib/problem-text";
import styles from "../flow-designer.module.css";
import { useFlowDesigner } from "../model/context";
import type { FlowTab, FlowView } from "../model/types";

const TABS: FlowTab[] = ["design", "settings", "versions"];

function SaveState() {
  const { t } = useTranslation("flowdesign");
  const { draft } = useFlowDesigner();
  const { published_version: version, enabled } = draft.server;
  const published = version > 0 ? t("top.version", { number: version }) : t("top.unpublished");
  const off = version > 0 && !enabled ? ` · ${t("top.disabled")}` : "";
  return (
    <Tooltip title={draft.state === "failed" ? problemText(draft.error) : undefined}>
      <span className={styles.state} role="status" data-failed={draft.state === "failed" || undefined}>
        {`${t(`top.${draft.state}`)} · ${published}${off}`}
      </span>
    </Tooltip>
  );
}

function ViewSwitch() {
  const { t } = useTranslation("flowdesign");
  const { view, setView, structure } = useFlowDesigner();
  return (
    <Tooltip title={structure ? undefined : t("top.graph_only")}>
      <Segmented<FlowView>
        aria-label={t("top.views")}
        value={view}
        options={[
          { value: "tree", icon: <ListTree size={14} />, title: t("top.tree"), disabled: !structure },
          { value: "graph", icon: <Waypoints size={14} />, title: t("top.graph") },
        ]}
        onChange={setView}
      />
    </Tooltip>
  );
}

export function TopBar({ onPublish }: { onPublish: () => void }) {
  const { t } = useTranslation("flowdesign");
  const { app, flow, definition, draft, tab, setTab, words, trying, setTrying, problems } = useFlowDesigner();
  const { past, future } = draft.history;
  const errors = problems.filter((problem) => problem.level === "error").length;
  return (
    <header className={styles.top}>
      <Link className={styles.back} to={`/apps/${app}/flows`} aria-label={t("top.back")}>
        <ArrowLeft size={18} aria-hidden />
      </Link>
      <div className={styles.name}>
        <h1>{words.label(definition.label) || flow}</h1>
        <SaveState />
      </div>
      <Segmented<FlowTab>
        aria-label={t("top.tabs")}
        value={tab}
        options={TABS.map((each) => ({ value: each, label: t(`tab.${each}`) }))}
        onChange={setTab}
      />
      <div className={styles.topActions}>
        {tab === "design" && <ViewSwitch />}
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
        <Button
          icon={<FlaskConical size={16} />}
          aria-pressed={trying}
          onClick={() => {
            setTab("design");
            setTrying(!trying);
          }}
        >
          {t("top.dry_run")}
        </Button>
        <Tooltip title={errors > 0 ? t("top.has_errors", { count: errors }) : undefined}>
          <Button type="primary" disabled={errors > 0} onClick={onPublish}>
            {t("top.publish")}
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}
