/** A designer's head: back, what it is called and whether that is saved, tabs, undo and redo, publish. */
import { Button, Segmented, Tooltip } from "antd";
import { Redo2, Undo2, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DraftOnServer, DraftState } from "@/lib/draft/use-draft";
import { problemText } from "@/lib/problem-text";
import { BackLink } from "./back-link";
import styles from "./designer-bar.module.css";

interface Props<D, Draft extends DraftOnServer<D>, Tab extends string> {
  /** Where the arrow leads. */
  back: string;
  name: string;
  draft: DraftState<D, Draft>;
  /** The published version; null or 0 before the first. */
  version: number | null;
  /** What else is to be known of it: «switched off». */
  remark?: string;
  tab: Tab;
  tabs: { value: Tab; label: string }[];
  onTab: (tab: Tab) => void;
  /** How the drawing is looked at; stands before undo. */
  views?: ReactNode;
  /** What else can be done with the draft; stands before publish. */
  tools?: ReactNode;
  /** How many errors forbid publishing. */
  errors: number;
  /** There is nothing to publish yet. */
  empty?: boolean;
  onPublish: () => void;
}

export function DesignerBar<D, Draft extends DraftOnServer<D>, Tab extends string>({
  draft,
  errors,
  ...props
}: Props<D, Draft, Tab>) {
  const { t } = useTranslation("drafting");
  const { past, future } = draft.history;
  return (
    <header className={styles.top}>
      <BackLink to={props.back} />
      <div className={styles.name}>
        <h1>{props.name}</h1>
        <SaveState draft={draft} version={props.version} remark={props.remark} />
      </div>
      <Segmented<Tab>
        aria-label={t("top.tabs")}
        value={props.tab}
        options={props.tabs}
        onChange={props.onTab}
      />
      <div className={styles.actions}>
        {props.views}
        <Step
          name={t("top.undo")}
          keys="Ctrl+Z"
          icon={Undo2}
          disabled={past.length === 0}
          onClick={draft.undo}
        />
        <Step
          name={t("top.redo")}
          keys="Ctrl+Y"
          icon={Redo2}
          disabled={future.length === 0}
          onClick={draft.redo}
        />
        {props.tools}
        <Tooltip title={errors > 0 ? t("top.has_errors", { count: errors }) : undefined}>
          <Button type="primary" disabled={errors > 0 || props.empty} onClick={props.onPublish}>
            {t("top.publish")}
          </Button>
        </Tooltip>
      </div>
    </header>
  );
}

interface SavedProps<D, Draft extends DraftOnServer<D>> {
  draft: Pick<DraftState<D, Draft>, "state" | "error">;
  version: number | null;
  remark: string | undefined;
}

function SaveState<D, Draft extends DraftOnServer<D>>({ draft, version, remark }: SavedProps<D, Draft>) {
  const { t } = useTranslation("drafting");
  const failed = draft.state === "failed";
  const published = version ? t("top.version", { number: version }) : t("top.unpublished");
  return (
    <Tooltip title={failed ? problemText(draft.error) : undefined}>
      <span className={styles.state} role="status" data-failed={failed || undefined}>
        {[t(`top.${draft.state}`), published, remark].filter(Boolean).join(" · ")}
      </span>
    </Tooltip>
  );
}

interface StepProps {
  name: string;
  keys: string;
  icon: LucideIcon;
  disabled: boolean;
  onClick: () => void;
}

function Step({ name, keys, icon: Icon, disabled, onClick }: StepProps) {
  return (
    <Tooltip title={`${name} ${keys}`}>
      <Button type="text" icon={<Icon size={16} />} disabled={disabled} aria-label={name} onClick={onClick} />
    </Tooltip>
  );
}
