/** The window of a designer: its head, what is drawn in three columns or another tab, publishing, the draft's conflict. */
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { DraftOnServer, DraftState } from "@/lib/draft/use-draft";
import { useToast } from "../use-toast";
import { DraftConflict } from "./draft-conflict";
import { useDraftWindow } from "./use-draft-window";
import styles from "./workspace.module.css";

/** What a dialog that publishes is given. */
export interface PublishDialogProps {
  onClose: () => void;
  onDone: (version: number) => void;
}

interface Props<D, Draft extends DraftOnServer<D>> {
  draft: DraftState<D, Draft>;
  head: (publish: () => void) => ReactNode;
  publish: (dialog: PublishDialogProps) => ReactNode;
  children: ReactNode;
}

export function Workspace<D, Draft extends DraftOnServer<D>>({
  draft,
  head,
  publish,
  children,
}: Props<D, Draft>) {
  const { t } = useTranslation("drafting");
  const toast = useToast();
  const [publishing, setPublishing] = useState(false);
  useDraftWindow(draft);
  const onClose = () => setPublishing(false);
  const onDone = (version: number) => {
    onClose();
    toast.done(t("publish.done", { number: version }));
  };
  return (
    <div className={styles.workspace}>
      {head(() => setPublishing(true))}
      {children}
      {publishing && publish({ onClose, onDone })}
      <DraftConflict draft={draft} />
    </div>
  );
}

interface ColumnsProps {
  /** What there is to put in. */
  palette: ReactNode;
  /** What is selected, and the name of that column. */
  panel: ReactNode;
  panelName: string;
  /** What is drawn. */
  children: ReactNode;
}

export function Columns({ palette, panel, panelName, children }: ColumnsProps) {
  return (
    <div className={styles.columns}>
      {palette}
      <div className={styles.middle}>{children}</div>
      <aside className={styles.panel} aria-label={panelName}>
        {panel}
      </aside>
    </div>
  );
}

/** Every other tab of a designer scrolls as a whole. */
export function OtherTab({ children }: { children: ReactNode }) {
  return <div className={styles.other}>{children}</div>;
}
