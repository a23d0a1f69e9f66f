/** What stands in the way of a thing, and what publishing it would do. */
import { Alert, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { UsesList } from "@/ui/uses/uses-list";
import type { Item, Preview } from "./queries";
import styles from "./release.module.css";

export function Consequences({ app, item }: { app: string; item: Item }) {
  const { t } = useTranslation("release");
  return (
    <>
      {item.problems.length > 0 && (
        <ul className={styles.problems}>
          {item.problems.map((problem, at) => (
            <li key={at}>{problem}</li>
          ))}
        </ul>
      )}
      {item.lost > 0 && <p className={styles.lost}>{t("lost", { count: item.lost })}</p>}
      {item.tests.length > 0 && (
        <p className={styles.lost}>{t("failing", { names: item.tests.join(t("comma")) })}</p>
      )}
      {item.uses.length > 0 && (
        <div className={styles.uses}>
          <p className={styles.faint}>{t("uses")}</p>
          <UsesList app={app} uses={item.uses} />
        </div>
      )}
    </>
  );
}

interface AcceptProps {
  preview: Preview;
  accepted: string | null;
  onAccept: (accepted: string | null) => void;
}

/** What has to be accepted, as one word; null when nothing has. Of something else it is another word: it is asked anew. */
export function toAccept({ items }: Preview): string | null {
  const told = items.filter(({ lost, tests }) => lost > 0 || tests.length > 0);
  return told.length > 0
    ? JSON.stringify(told.map(({ kind, key, lost, tests }) => [kind, key, lost, tests]))
    : null;
}

/** Losses and failing tests are told, and accepted in so many words. */
export function Acceptance({ preview, accepted, onAccept }: AcceptProps) {
  const { t } = useTranslation("release");
  const failing = preview.items.flatMap(({ tests }) => tests).length;
  const word = toAccept(preview);
  if (word === null) return null;
  return (
    <Alert
      type="warning"
      className={styles.alert}
      title={
        <Checkbox
          checked={accepted === word}
          onChange={(event) => onAccept(event.target.checked ? word : null)}
        >
          {[
            preview.lost > 0 && t("accept_lost", { count: preview.lost }),
            failing > 0 && t("accept_failing", { count: failing }),
          ]
            .filter(Boolean)
            .join(t("comma"))}
        </Checkbox>
      }
    />
  );
}
