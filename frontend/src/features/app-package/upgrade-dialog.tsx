/** What an upgrade would do, both sides of what both have changed, and the word to do it. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/lib/api";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { ChangeLine, ChangeList } from "../release/change-lines";
import { Acceptance, Consequences, toAccept } from "../release/consequences";
import { useUpgrade, useUpgradePreview, type Difference, type Source, type UpgradePreview } from "./queries";
import styles from "./package.module.css";

interface Props {
  app: string;
  source: Source;
  onClose: () => void;
}

export function UpgradeDialog({ app, source, onClose }: Props) {
  const { t } = useTranslation("apppackage");
  const client = useQueryClient();
  const toast = useToast();
  const [theirs, setTheirs] = useState<string[]>([]);
  const [accepted, setAccepted] = useState<string | null>(null);
  const asked = useUpgradePreview(app, source, theirs);
  const upgrade = useUpgrade(app);
  // The same file is refused again: there is nothing to retry.
  const unfit = source !== "template" && asked.error instanceof ApiProblem && asked.error.status === 422;
  const preview = asked.data;
  const word = preview ? toAccept(preview) : null;
  const agreed = word !== null && accepted === word;
  const ready = preview && !asked.isPlaceholderData && !preview.blocked && (agreed || word === null);
  const run = () =>
    preview &&
    upgrade.mutate(
      {
        source,
        state: preview.state,
        theirs,
        acceptLosses: agreed,
        acceptFailing: agreed ? [...new Set(preview.items.flatMap(({ tests }) => tests))] : [],
      },
      { onError: toast.failed },
    );
  const choose = (id: string, choice: "mine" | "theirs") =>
    setTheirs((before) => [...before.filter((each) => each !== id), ...(choice === "theirs" ? [id] : [])]);
  return (
    <Modal
      open
      width={760}
      title={preview ? t("upgrade.dialog", { now: preview.from, version: preview.to }) : t("upgrade.title")}
      okText={t("upgrade.action")}
      okButtonProps={{ disabled: !ready || upgrade.isSuccess }}
      confirmLoading={upgrade.isPending}
      onOk={run}
      onCancel={onClose}
    >
      {asked.isPending && <ListSkeleton rows={4} />}
      {asked.isError && (
        <ErrorState
          error={asked.error}
          {...(unfit ? { title: t("upgrade.refused") } : { onRetry: () => void asked.refetch() })}
          compact
        />
      )}
      {upgrade.data && (
        <JobProgress
          id={upgrade.data.id}
          title={t("upgrade.running")}
          onDone={() => {
            toast.done(t("upgrade.done"));
            // Forms, flows, navigation, rights: all of it may have changed.
            void client.invalidateQueries();
            onClose();
          }}
        />
      )}
      {preview && !upgrade.data && (
        <div className={styles.dialog}>
          <Told app={app} preview={preview} theirs={theirs} onChoose={choose} />
          <Acceptance preview={preview} accepted={accepted} onAccept={setAccepted} />
        </div>
      )}
    </Modal>
  );
}

interface ToldProps {
  app: string;
  preview: UpgradePreview;
  theirs: string[];
  onChoose: (id: string, choice: "mine" | "theirs") => void;
}

/** What would change, thing by thing. */
export function Told({ app, preview, theirs, onChoose }: ToldProps) {
  const { t } = useTranslation(["apppackage", "release"]);
  /** `form:customer`, `roles` */
  const named = (things: string[]) =>
    things
      .map((thing) => {
        const [kind = "", key = ""] = thing.split(":");
        return `${t(`release:kind.${kind}`)} ${preview.names[thing] ?? key}`.trim();
      })
      .join(t("comma"));
  const nothing = preview.items.length === 0 && preview.settings.length === 0;
  return (
    <>
      {preview.drafts.length > 0 && (
        <Alert type="warning" title={t("upgrade.drafts", { names: named(preview.drafts) })} />
      )}
      {preview.conflicts.length > 0 && (
        <section>
          <p className={styles.name}>{t("upgrade.conflicts", { count: preview.conflicts.length })}</p>
          <p className={styles.text}>{t("upgrade.conflicts_text")}</p>
          <ul className={styles.list}>
            {preview.conflicts.map((each) => (
              <Sides key={each.id} each={each} theirs={theirs.includes(each.id)} onChoose={onChoose} />
            ))}
          </ul>
        </section>
      )}
      {nothing ? (
        <p className={styles.text}>{t("upgrade.nothing")}</p>
      ) : (
        <p className={styles.name}>{t("upgrade.changes")}</p>
      )}
      <ul>
        {preview.items.map((item) => (
          <ChangeLine key={`${item.kind}:${item.key}`} item={item}>
            <Consequences app={app} item={item} />
          </ChangeLine>
        ))}
      </ul>
      <ChangeList items={preview.settings} />
      {preview.kept.length > 0 && (
        <p className={styles.faint}>{t("upgrade.kept", { names: named(preview.kept) })}</p>
      )}
    </>
  );
}

interface SidesProps {
  each: Difference;
  theirs: boolean;
  onChoose: (id: string, choice: "mine" | "theirs") => void;
}

/** Both sides of one conflict, side by side, as radios. */
function Sides({ each, theirs, onChoose }: SidesProps) {
  const { t } = useTranslation(["apppackage", "release"]);
  const place = [t(`release:kind.${each.path[0]}`), ...each.where].join(" › ");
  const side = (value: unknown, gone: boolean) => (gone ? t("upgrade.gone") : textOf(value));
  const look = (value: unknown) => (typeof value === "string" ? styles.words_only : "");
  return (
    <li className={styles.conflict}>
      <p className={styles.path}>{place}</p>
      <Radio.Group
        className={styles.sides}
        aria-label={place}
        value={theirs ? "theirs" : "mine"}
        onChange={(event) => onChoose(each.id, event.target.value as "mine" | "theirs")}
      >
        <Radio value="mine" className={styles.side}>
          <span className={styles.name}>{t("upgrade.mine")}</span>
          <pre className={`${styles.value} ${look(each.mine)}`}>
            {side(each.mine, each.deleted === "mine")}
          </pre>
        </Radio>
        <Radio value="theirs" className={styles.side}>
          <span className={styles.name}>{t("upgrade.theirs")}</span>
          <pre className={`${styles.value} ${look(each.theirs)}`}>
            {side(each.theirs, each.deleted === "theirs")}
          </pre>
        </Radio>
      </Radio.Group>
    </li>
  );
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === null ? "" : JSON.stringify(value, null, 1);
