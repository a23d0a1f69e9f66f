/** How a bulk edit ended: counts, the records that were refused and why, and the way back. */
import { Alert, Button } from "antd";
import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ScrollRegion } from "@/ui/scroll-region";
import type { EditResult } from "./bulk-model";
import styles from "./bulk.module.css";

interface Props {
  result: EditResult;
  /** The list's address. */
  here: string;
  onUndo: (() => void) | null;
  undoing: boolean;
}

export function Outcome({ result, here, onUndo, undoing }: Props) {
  const { t } = useTranslation("bulkedit");
  const { changed, unchanged, held, refused, problems } = result;
  const parts = [
    unchanged > 0 && t("outcome.unchanged", { count: unchanged }),
    held > 0 && t("outcome.held", { count: held }),
    refused > 0 && t("outcome.refused", { count: refused }),
  ].filter(Boolean);
  return (
    <div className={styles.outcome}>
      <Alert
        type={refused > 0 ? "warning" : "success"}
        showIcon
        title={t("outcome.changed", { count: changed })}
        description={parts.length > 0 ? parts.join(" · ") : undefined}
        action={
          onUndo && (
            <Button size="small" icon={<Undo2 size={14} />} loading={undoing} onClick={onUndo}>
              {t("undo")}
            </Button>
          )
        }
      />
      {problems.length > 0 && <Problems problems={problems} here={here} refused={refused} />}
    </div>
  );
}

export function Problems({
  problems,
  here,
  refused,
}: Pick<EditResult, "problems" | "refused"> & { here: string }) {
  const { t } = useTranslation("bulkedit");
  return (
    <ScrollRegion className={styles.sample} label={t("outcome.problems")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("preview.record")}</th>
            <th scope="col">{t("outcome.why")}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ id, title, message }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={`${here}/records/${id}`}>{title || t("outcome.untitled")}</Link>
              </th>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {refused > problems.length && (
        <p className={styles.hint}>{t("outcome.more", { count: refused - problems.length })}</p>
      )}
    </ScrollRegion>
  );
}
