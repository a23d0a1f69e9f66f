/** Apps that were deleted for good and left everything behind: administrators bring them back or let go. */
import { Button, Tooltip } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatDay } from "@/lib/dates";
import { formatBytes } from "@/lib/form-runtime/format";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { AppIcon } from "@/ui/app-icon";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { type Archive, useArchives, useArchiving } from "./archives";
import styles from "./workbench.module.css";

export function ArchiveList() {
  const { t } = useTranslation("workbench");
  const archives = useArchives(true);
  if (!archives.data?.length) return null;
  return (
    <section className={styles.archives}>
      <h2>{t("bin.archives")}</h2>
      <p className={styles.text}>{t("bin.archives_text")}</p>
      <ul>
        {archives.data.map((each) => (
          <Row key={each.id} archive={each} />
        ))}
      </ul>
    </section>
  );
}

function Row({ archive }: { archive: Archive }) {
  const { t } = useTranslation("workbench");
  const locale = useLocale();
  const me = useMe();
  const label = useLabel();
  const toast = useToast();
  const confirm = useConfirmDanger();
  const { bringBack, remove } = useArchiving();
  const name = label(archive.label);
  const day = formatDay(archive.made_at, locale, me.timezone);
  const ask = () =>
    confirm({
      title: t("bin.remove", { name }),
      text: t("bin.remove_text"),
      action: t("bin.remove_action"),
      type: archive.app,
      run: () =>
        remove
          .mutateAsync(archive.id)
          .then(() => toast.done(t("bin.removed")))
          .catch(toast.failed),
    });
  return (
    <li className={styles.binRow}>
      <AppIcon icon={archive.icon} color={archive.color} size={36} />
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span className={styles.text}>
          {archive.made_by
            ? t("bin.archive_when", { who: archive.made_by, day })
            : t("bin.archive_auto", { day })}
          {" · "}
          {t("bin.archive_facts", { ...archive, size: formatBytes(archive.size) })}
        </span>
      </span>
      <Tooltip title={archive.taken ? t("bin.taken", { key: archive.app }) : undefined}>
        <Button
          disabled={archive.taken}
          loading={bringBack.isPending}
          onClick={() =>
            bringBack.mutate(archive.id, {
              onSuccess: () => toast.done(t("bin.brought", { name })),
              onError: toast.failed,
            })
          }
        >
          {t("bin.bring_back")}
        </Button>
      </Tooltip>
      <Button
        type="text"
        danger
        icon={<Trash2 size={16} />}
        aria-label={t("bin.remove", { name })}
        onClick={ask}
      />
    </li>
  );
}
