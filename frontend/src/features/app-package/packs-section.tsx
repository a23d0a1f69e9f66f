/** Industry packs of the package the app came from: one can be put on later, after a look at what it would change. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { Acceptance, toAccept } from "../release/consequences";
import { useApplyPack, usePackPreview, usePacks, type PackItem } from "./queries";
import { Told } from "./upgrade-dialog";
import styles from "./package.module.css";

export function PacksSection({ app }: { app: string }) {
  const { t } = useTranslation("apppackage");
  const label = useLabel();
  const packs = usePacks(app);
  const [chosen, setChosen] = useState<PackItem | null>(null);
  if (packs.isError) return <ErrorState error={packs.error} onRetry={() => void packs.refetch()} compact />;
  if (!packs.data?.length) return null;
  return (
    <Section title={t("packs.title")}>
      <p className={styles.text}>{t("packs.text")}</p>
      <ul className={styles.list}>
        {packs.data.map((pack) => (
          <li key={pack.key} className={styles.row}>
            <div className={styles.words}>
              <p className={styles.name}>
                {label(pack.label)} {pack.applied && <Tag color="success">{t("packs.applied")}</Tag>}
              </p>
              <p className={styles.faint}>{label(pack.description)}</p>
            </div>
            <Button onClick={() => setChosen(pack)}>{t("packs.look")}</Button>
          </li>
        ))}
      </ul>
      {chosen && <PackDialog app={app} pack={chosen} onClose={() => setChosen(null)} />}
    </Section>
  );
}

function PackDialog({ app, pack, onClose }: { app: string; pack: PackItem; onClose: () => void }) {
  const { t } = useTranslation("apppackage");
  const label = useLabel();
  const client = useQueryClient();
  const toast = useToast();
  const asked = usePackPreview(app, pack.key);
  const apply = useApplyPack(app, pack.key);
  const [accepted, setAccepted] = useState<string | null>(null);
  const preview = asked.data;
  const word = preview ? toAccept(preview) : null;
  const agreed = word !== null && accepted === word;
  const nothing = preview?.items.length === 0 && preview.settings.length === 0;
  const run = () =>
    preview &&
    apply.mutate(
      {
        state: preview.state,
        accept_failing: agreed ? [...new Set(preview.items.flatMap(({ tests }) => tests))] : [],
      },
      { onError: toast.failed },
    );
  return (
    <Modal
      open
      width={760}
      title={label(pack.label)}
      okText={t("packs.apply")}
      okButtonProps={{
        disabled: !preview || preview.blocked || nothing || (word !== null && !agreed) || apply.isSuccess,
      }}
      confirmLoading={apply.isPending}
      onOk={run}
      onCancel={onClose}
    >
      {asked.isPending && <ListSkeleton rows={4} />}
      {asked.isError && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} compact />}
      {apply.data && (
        <JobProgress
          id={apply.data.id}
          title={t("packs.running")}
          onDone={() => {
            toast.done(t("packs.done"));
            void client.invalidateQueries();
            onClose();
          }}
        />
      )}
      {preview && !apply.data && (
        <div className={styles.dialog}>
          <p className={styles.text}>{t("packs.undo")}</p>
          <Told app={app} preview={preview} theirs={[]} onChoose={() => undefined} />
          <Acceptance preview={preview} accepted={accepted} onAccept={setAccepted} />
        </div>
      )}
    </Modal>
  );
}
