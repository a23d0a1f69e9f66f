/** `/tasks/:task`: one to-do, beside the list on the desk, the whole screen on the phone. */
import { Button } from "antd";
import { ChevronLeft } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ApiProblem } from "@/lib/api";
import { useTask } from "@/lib/flow/queries";
import { usePageTitle } from "@/lib/page-title";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useInboxPlace } from "./place";
import { TaskDetail } from "./task-detail";
import styles from "./inbox.module.css";

export function TaskPanel() {
  const { t } = useTranslation("inbox");
  const { task: id = "" } = useParams();
  const navigate = useNavigate();
  const { listPath } = useInboxPlace();
  const task = useTask(id);
  const back = () => void navigate(listPath);
  if (task.isPending)
    return (
      <PanelFrame name={t("task")}>
        <div className={styles.wait}>
          <ListSkeleton rows={8} />
        </div>
      </PanelFrame>
    );
  if (task.isError) {
    const gone = task.error instanceof ApiProblem && task.error.status === 404;
    return (
      <PanelFrame name={t("task")}>
        <div className={styles.wait}>
          {gone ? (
            <EmptyState
              title={t("gone.title")}
              text={t("gone.text")}
              actions={<Button onClick={back}>{t("to_list")}</Button>}
            />
          ) : (
            <>
              <ErrorState error={task.error} compact onRetry={() => void task.refetch()} />
              <p className={styles.center}>
                <Button onClick={back}>{t("to_list")}</Button>
              </p>
            </>
          )}
        </div>
      </PanelFrame>
    );
  }
  return (
    <PanelFrame name={task.data.title || task.data.flow.label}>
      <TaskDetail key={id} task={task.data} />
    </PanelFrame>
  );
}

/** The pane itself; a screen reader starts in it when another task opens. */
export function PanelFrame({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useTranslation("inbox");
  const { listPath } = useInboxPlace();
  const pane = useRef<HTMLElement>(null);
  usePageTitle(name, [{ label: t("title"), to: listPath }]);
  useEffect(() => {
    if (!document.activeElement?.closest("[data-inbox-list]")) pane.current?.focus({ preventScroll: true });
  }, [name]);
  return (
    <section ref={pane} tabIndex={-1} className={styles.pane} aria-label={name}>
      {children}
    </section>
  );
}

/** The head of a pane with the way back on the phone. */
export function PaneHead({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const { listPath } = useInboxPlace();
  return (
    <header className={styles.paneHead}>
      <Button
        type="text"
        className={styles.back}
        icon={<ChevronLeft size={22} />}
        aria-label={t("to_list")}
        onClick={() => void navigate(listPath)}
      />
      <h2 className={styles.paneTitle} title={title}>
        {title}
      </h2>
      {children}
    </header>
  );
}
