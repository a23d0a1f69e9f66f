/** One to-do whole: what is asked, the record under the rights of the step, the history, the bar to decide. */
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatAgo } from "@/lib/dates";
import { canWrite, stepRuntime } from "@/lib/flow/step-form";
import type { Task } from "@/lib/flow/types";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import type { EngineContext, Values } from "@/lib/form-runtime/engine-types";
import { valuesOf } from "@/lib/form-runtime/stored";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { useHeld } from "@/lib/use-held";
import { FieldServicesProvider, type FieldServices } from "@/ui/fields/services";
import { DueMark } from "@/ui/flow/due-mark";
import { HeldChanges } from "@/ui/flow/held-changes";
import { NowList } from "@/ui/flow/now-list";
import { Timeline } from "@/ui/flow/timeline";
import { WhoName } from "@/ui/flow/who-name";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { useLiveForm } from "@/ui/form-view/use-live-form";
import { DecisionBar } from "./decision-bar";
import { PaneHead } from "./task-panel";
import { TaskRecordForm, TaskRecordView } from "./task-record";
import styles from "./inbox.module.css";

export function TaskDetail({ task }: { task: Task }) {
  const { t } = useTranslation("inbox");
  const title = task.title || task.flow.label;
  return (
    <>
      <PaneHead title={title}>
        {task.status === "open" && <DueMark dueAt={task.due_at} paused={task.paused} />}
      </PaneHead>
      {task.form?.runtime && task.record ? (
        <WithRecord task={task} />
      ) : (
        <>
          <div className={styles.body}>
            <Origin task={task} />
            {task.record && task.record.title === null && (
              <p className={styles.faint}>{t("record_hidden")}</p>
            )}
            <Around task={task} />
          </div>
          <DecisionBar task={task} form={null} />
        </>
      )}
    </>
  );
}

function WithRecord({ task }: { task: Task }) {
  const whole = task.form?.runtime ?? null;
  const { record } = task;
  const open = task.status === "open" && !task.waiting;
  const { services, context } = useFormSurroundings(
    task.app.key,
    task.form?.key ?? "",
    whole?.definition.fields ?? [],
  );
  // The record of another version is another one; a refetch of the same must not lose what was typed.
  const [shown] = useHeld([whole?.version, record?.version, record?.id, open], () => {
    if (!whole || !record) return null;
    const runtime = stepRuntime(whole, task.fields, open ? record._can.write : []);
    return { runtime, stored: valuesOf(runtime, { ...record.values, id: record.id }) };
  });
  useEffect(() => services.names.tell(shown?.stored.names ?? {}), [services, shown]);
  if (!shown || !record) return null;
  const { runtime, stored } = shown;
  const head = <Origin task={task} />;
  const foot = <Around task={task} />;
  return (
    <FieldServicesProvider value={services}>
      {open && canWrite(runtime) ? (
        <Writing
          task={task}
          runtime={runtime}
          context={context}
          services={services}
          values={stored.values}
          version={record.version}
          head={head}
          foot={foot}
        />
      ) : (
        <>
          <div className={styles.body}>
            {head}
            <TaskRecordView runtime={runtime} record={record} context={context} />
            {foot}
          </div>
          <DecisionBar task={task} form={null} />
        </>
      )}
    </FieldServicesProvider>
  );
}

interface WritingProps {
  task: Task;
  runtime: FormRuntime;
  context: EngineContext;
  services: FieldServices;
  values: Values;
  version: number;
  head: ReactNode;
  foot: ReactNode;
}

/** The step lets me fill in fields: they are sent with the decision. */
function Writing({ task, head, foot, values, ...input }: WritingProps) {
  const me = useMe();
  const draftKey = `dougong.form.${me.id}.task.${task.id}`;
  const form = useLiveForm({ ...input, record: values, draftKey });
  return (
    <>
      <div className={styles.body}>
        {head}
        <TaskRecordForm form={form} />
        {foot}
      </div>
      <DecisionBar task={task} form={form} />
    </>
  );
}

/** What is asked of me, by whom; the change that waits for my word. */
function Origin({ task }: { task: Task }) {
  const { t } = useTranslation("inbox");
  const locale = useLocale();
  const link =
    task.record && task.form && task.record.title !== null
      ? `/apps/${task.app.key}/forms/${task.form.key}/records/${task.record.id}`
      : null;
  return (
    <>
      <div className={styles.origin}>
        <span className={styles.stepName}>{task.node.label || t(`kind.${task.kind}`)}</span>
        <span>{task.flow.label}</span>
        <span className={styles.originWho}>
          <WhoName who={task.initiator} />
          {t("started", { when: formatAgo(task.opened_at, locale) })}
        </span>
        {link && <Link to={link}>{t("open_record")}</Link>}
      </div>
      {task.from && <p className={styles.faint}>{t("from_text", { name: task.from.name })}</p>}
      {task.standing_in && (
        <p className={styles.faint}>{t("standing_in_text", { name: task.standing_in.name })}</p>
      )}
      {task.waiting && task.status === "open" && <p className={styles.notice}>{t("waiting_text")}</p>}
      {task.status !== "open" && <Over task={task} />}
      {task.item !== null && task.item !== undefined && typeof task.item !== "object" && (
        <p className={styles.notice}>{t("item", { value: String(task.item) })}</p>
      )}
      {task.held.length > 0 && task.form && (
        <section className={styles.ask} aria-label={t("held")}>
          <h3 className={styles.askTitle}>{t("held")}</h3>
          <HeldChanges app={task.app.key} form={task.form.key} held={task.held} runtime={task.form.runtime} />
        </section>
      )}
    </>
  );
}

function Over({ task }: { task: Task }) {
  const { t } = useTranslation("inbox");
  const locale = useLocale();
  const facts = [
    t(`status.${task.status}`),
    task.outcome_by?.name,
    task.closed_at && formatAgo(task.closed_at, locale),
  ].filter(Boolean);
  return (
    <div className={styles.notice} data-status={task.status}>
      {facts.join(" · ")}
      {task.comment && <p className={styles.said}>{task.comment}</p>}
    </div>
  );
}

function Around({ task }: { task: Task }) {
  const { t } = useTranslation("inbox");
  useTranslation("flows");
  return (
    <div className={styles.aroundTask}>
      <NowList now={task.now} />
      <section aria-label={t("flows:timeline.label")}>
        <h3 className={styles.sub}>
          {t("flows:timeline.label")}
          <Link to={`/flow-instances/${task.instance}`}>{t("flows:open_instance")}</Link>
        </h3>
        <Timeline facts={task.timeline} />
      </section>
    </div>
  );
}
