/** What putting a version back would do, and the word to do it. */
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { ChangeLine, ChangeList } from "./change-lines";
import { Acceptance, Consequences, toAccept } from "./consequences";
import { useCarryOut, useRollback, type Preview } from "./queries";
import styles from "./release.module.css";

const isNothing = ({ items, settings }: Preview): boolean => items.length === 0 && settings.length === 0;

export function RollbackDialog({ app, n, onClose }: { app: string; n: number; onClose: () => void }) {
  const { t } = useTranslation("release");
  const toast = useToast();
  const asked = useRollback(app, n);
  const back = useCarryOut(app, n);
  const [accepted, setAccepted] = useState<string | null>(null);
  const preview = asked.data;
  const word = preview ? toAccept(preview) : null;
  const agreed = word !== null && accepted === word;
  const ready = preview && !preview.blocked && !isNothing(preview) && (agreed || word === null);
  const run = () =>
    preview &&
    back.mutate(
      {
        state: preview.state,
        note: t("back_note", { number: n }),
        accept_losses: agreed,
        accept_failing: agreed ? [...new Set(preview.items.flatMap(({ tests }) => tests))] : [],
      },
      {
        onSuccess: (version) => {
          toast.done(t("went_back", { number: n, now: version }));
          onClose();
        },
        onError: toast.failed,
      },
    );
  return (
    <Modal
      open
      width={680}
      title={t("back_title", { number: n })}
      okText={t("back")}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={back.isPending}
      onOk={run}
      onCancel={onClose}
    >
      {asked.isPending && <ListSkeleton rows={3} />}
      {asked.isError && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
      {preview && (
        <div className={styles.dialog}>
          <p className={styles.faint}>{isNothing(preview) ? t("back_nothing") : t("back_text")}</p>
          <ul>
            {preview.items.map((item) => (
              <ChangeLine key={`${item.kind}:${item.key}`} item={item}>
                <Consequences app={app} item={item} />
              </ChangeLine>
            ))}
          </ul>
          <ChangeList items={preview.settings} />
          {preview.missing.length > 0 && (
            <p className={styles.lost}>
              {t("missing", { names: preview.missing.map(({ key }) => key).join(t("comma")) })}
            </p>
          )}
          <Acceptance preview={preview} accepted={accepted} onAccept={setAccepted} />
        </div>
      )}
    </Modal>
  );
}
