/** Takes a whole import back: what there is to take back, the work, what stayed and why. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Modal } from "antd";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { Job } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./import.module.css";
import { Numbers } from "./numbers";
import type { UndoPreview, UndoResult } from "./types";

interface Props {
  app: string;
  id: string;
  /** It has been taken back. */
  onDone: () => void;
  size?: "small";
}

export function UndoButton({ app, id, onDone, size }: Props) {
  const { t } = useTranslation("import");
  const [open, setOpen] = useState(false);
  const [over, setOver] = useState(false);
  return (
    <>
      <Button
        size={size}
        icon={<Undo2 size={size === "small" ? 14 : 16} />}
        disabled={over}
        onClick={() => setOpen(true)}
      >
        {over ? t("undo.done") : t("undo.start")}
      </Button>
      <Modal
        open={open}
        title={t("undo.title")}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Undoing
          app={app}
          id={id}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOver(true);
            onDone();
          }}
        />
      </Modal>
    </>
  );
}

function Undoing({
  app,
  id,
  onClose,
  onDone,
}: {
  app: string;
  id: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslation("import");
  const path = `/apps/${app}/imports/${id}`;
  const preview = useQuery({
    queryKey: ["import-undo", app, id],
    queryFn: () => api.get<UndoPreview>(`${path}/undo`),
    gcTime: 0,
    retry: false,
  });
  const [job, setJob] = useState<string | null>(null);
  const [result, setResult] = useState<UndoResult | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (preview.isPending) return <p className={styles.faint}>{t("undo.counting")}</p>;
  if (preview.isError) return <ErrorState error={preview.error} compact />;
  if (error !== null) return <ErrorState error={error} compact />;
  if (result) return <Outcome result={result} onClose={onClose} />;
  if (job)
    return (
      <JobProgress<UndoResult>
        id={job}
        title={t("undo.running")}
        onDone={(done) => {
          setResult(done.result);
          onDone();
        }}
      />
    );
  const { created, updated, changed_since: changed, allowed } = preview.data;
  const start = () => {
    void api
      .post<Job>(`${path}:undo`)
      .then((started) => setJob(started.id))
      .catch(setError);
  };
  return (
    <div className={styles.result}>
      <p className={styles.undoText}>{t("undo.text")}</p>
      <Numbers
        items={[
          { label: t("undo.to_delete"), value: created },
          { label: t("undo.to_restore"), value: updated },
          { label: t("undo.changed"), value: changed, tone: changed > 0 ? "bad" : undefined },
        ]}
      />
      {created + updated + changed === 0 && <Alert type="info" showIcon title={t("undo.nothing")} />}
      {changed > 0 && <Alert type="warning" showIcon title={t("undo.changed_text")} />}
      {!allowed && <Alert type="warning" showIcon title={t("undo.not_allowed")} />}
      <footer className={styles.foot}>
        <Button onClick={onClose}>{t("undo.cancel")}</Button>
        <Button type="primary" danger disabled={created + updated === 0} onClick={start}>
          {t("undo.go")}
        </Button>
      </footer>
    </div>
  );
}

function Outcome({ result, onClose }: { result: UndoResult; onClose: () => void }) {
  const { t } = useTranslation("import");
  return (
    <div className={styles.result} role="status">
      <Numbers
        items={[
          { label: t("undo.deleted"), value: result.deleted },
          { label: t("undo.restored"), value: result.restored },
          { label: t("undo.kept"), value: result.kept_records },
        ]}
      />
      {result.held > 0 && <Alert type="info" showIcon title={t("undo.held", { count: result.held })} />}
      {result.kept.length > 0 && (
        <ScrollRegion className={styles.errors} label={t("undo.kept")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("undo.record")}</th>
                <th scope="col">{t("undo.reason")}</th>
              </tr>
            </thead>
            <tbody>
              {result.kept.map((each) => (
                <tr key={`${each.form} ${each.record}`}>
                  <td>{each.title ?? "—"}</td>
                  <td>
                    {each.reason}{" "}
                    {each.fields.length > 0 && (
                      <span className={styles.faint}>{each.fields.join(" · ")}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <footer className={styles.foot}>
        <Button type="primary" onClick={onClose}>
          {t("undo.close")}
        </Button>
      </footer>
    </div>
  );
}
