/** The demo data of an app: taken away alone, after a look at what would go and stay, and brought back. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Modal } from "antd";
import { Play, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatDay, formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { useSampleActs, useSamples, type Removal, type Samples } from "./queries";
import styles from "./package.module.css";

interface Running {
  id: string;
  title: string;
}

export function SamplesSection({ app }: { app: string }) {
  const { t } = useTranslation("apppackage");
  const client = useQueryClient();
  const samples = useSamples(app, false, true);
  const acts = useSampleActs(app);
  const toast = useToast();
  const [asked, setAsked] = useState(false);
  const [job, setJob] = useState<Running | null>(null);
  if (samples.isPending) return <ListSkeleton rows={2} />;
  if (samples.isError)
    return <ErrorState error={samples.error} onRetry={() => void samples.refetch()} compact />;
  const found = samples.data;
  const removals = found.removals.filter((removal) => !removal.undone);
  const stopped = found.loading?.state === "stopped" ? found.loading : null;
  if (found.records === 0 && removals.length === 0 && job === null && !stopped) return null;
  const remove = (changedToo: boolean) =>
    acts.remove.mutate(changedToo, {
      onSuccess: (started) => {
        setAsked(false);
        setJob({ id: started.id, title: t("samples.removing") });
      },
      onError: toast.failed,
    });
  const restore = (removal: Removal) =>
    acts.restore.mutate(removal.id, {
      onSuccess: (started) => setJob({ id: started.id, title: t("samples.restoring") }),
      onError: toast.failed,
    });
  const load = () =>
    acts.load.mutate(undefined, {
      onSuccess: (started) => setJob({ id: started.id, title: t("samples.loading") }),
      onError: toast.failed,
    });
  return (
    <Section title={t("samples.title")}>
      {stopped && job === null && (
        <div className={styles.act}>
          <span>{t("samples.stopped", { done: stopped.done, total: stopped.total })}</span>
          <Button icon={<Play size={16} />} onClick={load} loading={acts.load.isPending}>
            {t("samples.load")}
          </Button>
        </div>
      )}
      {(found.records > 0 || stopped) && (
        <div className={styles.act}>
          <span>{t("samples.text", { count: found.records })}</span>
          <Button icon={<Trash2 size={16} />} onClick={() => setAsked(true)} disabled={acts.remove.isPending}>
            {t("samples.remove")}
          </Button>
        </div>
      )}
      {job && (
        <div className={styles.job}>
          {/* Records, people, departments: what came and went stands in many places. */}
          <JobProgress
            key={job.id}
            id={job.id}
            title={job.title}
            onDone={() => void client.invalidateQueries()}
          />
        </div>
      )}
      {removals.length > 0 && (
        <ul className={styles.list}>
          {removals.map((removal) => (
            <RemovalLine
              key={removal.id}
              removal={removal}
              busy={acts.restore.isPending}
              onRestore={() => restore(removal)}
            />
          ))}
        </ul>
      )}
      {asked && (
        <RemoveDialog
          app={app}
          busy={acts.remove.isPending}
          onRemove={remove}
          onClose={() => setAsked(false)}
        />
      )}
    </Section>
  );
}

interface LineProps {
  removal: Removal;
  busy: boolean;
  onRestore: () => void;
}

function RemovalLine({ removal, busy, onRestore }: LineProps) {
  const { t } = useTranslation("apppackage");
  const locale = useLocale();
  const { timezone } = useMe();
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <p className={styles.name}>{t("samples.removed", { count: removal.records })}</p>
        <p className={styles.faint}>
          {t("samples.removed_text", {
            by: removal.by ?? "",
            at: formatInstant(removal.at, locale, timezone),
            until: formatDay(removal.until.slice(0, 10), locale),
          })}
        </p>
      </div>
      <Button icon={<Undo2 size={14} />} loading={busy} onClick={onRestore}>
        {t("samples.restore")}
      </Button>
    </li>
  );
}

interface DialogProps {
  app: string;
  busy: boolean;
  onRemove: (changedToo: boolean) => void;
  onClose: () => void;
}

function RemoveDialog({ app, busy, onRemove, onClose }: DialogProps) {
  const { t } = useTranslation("apppackage");
  const [changedToo, setChangedToo] = useState(false);
  const samples = useSamples(app, changedToo, true);
  const found = samples.data;
  return (
    <Modal
      open
      width={640}
      title={t("samples.remove")}
      okText={t("samples.remove_count", { count: found?.going ?? 0 })}
      okButtonProps={{ danger: true, disabled: !found || samples.isPlaceholderData }}
      confirmLoading={busy}
      onOk={() => onRemove(changedToo)}
      onCancel={onClose}
    >
      {samples.isError && <ErrorState error={samples.error} onRetry={() => void samples.refetch()} compact />}
      {samples.isPending && <ListSkeleton rows={4} />}
      {found && <Told app={app} found={found} />}
      <Checkbox checked={changedToo} onChange={(event) => setChangedToo(event.target.checked)}>
        {t("samples.changed_too")}
      </Checkbox>
    </Modal>
  );
}

function Told({ app, found }: { app: string; found: Samples }) {
  const { t } = useTranslation("apppackage");
  const label = useLabel();
  return (
    <div className={styles.dialog}>
      <p className={styles.text}>{t("samples.dialog_text")}</p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("samples.form")}</th>
            <th scope="col">{t("samples.goes")}</th>
            <th scope="col">{t("samples.stays")}</th>
          </tr>
        </thead>
        <tbody>
          {found.forms.map((form) => (
            <tr key={form.key}>
              <th scope="row">{label(form.label)}</th>
              <td>{form.going}</td>
              <td>{form.staying}</td>
            </tr>
          ))}
          {(["people", "departments"] as const).map((what) => (
            <tr key={what}>
              <th scope="row">{t(`samples.${what}`)}</th>
              <td>{found[what].going}</td>
              <td>{found[what].staying}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found.staying.length > 0 && (
        <>
          <p className={styles.name}>{t("samples.staying")}</p>
          <ul className={styles.told}>
            {found.staying.map((each) => (
              <li key={each.id}>
                {each.title === null ? (
                  t("samples.hidden")
                ) : (
                  <Link to={`/apps/${app}/forms/${each.form}/records/${each.id}`}>{each.title}</Link>
                )}
                {" · "}
                {t(`samples.${each.reason}`)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
