/** Through which providers (OpenID Connect) somebody signs in: who they are there, when that was last, and an end to it. */
import { Button, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { formatAgo, formatDay } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useProviderLinks, useUnlinkProvider, type ProviderLink } from "@/lib/queries/provider-links";
import { useMe } from "@/lib/queries/session";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import { useConfirmDanger } from "../use-confirm-danger";
import { useToast } from "../use-toast";
import styles from "./provider-links.module.css";

/** `path`: `/me/provider-links`, or those of a person. */
export function ProviderLinks({ path }: { path: string }) {
  const { t } = useTranslation("providerlinks");
  const locale = useLocale();
  const { timezone } = useMe();
  const toast = useToast();
  const ask = useConfirmDanger();
  const links = useProviderLinks(path);
  const unlink = useUnlinkProvider(path);
  const end = (one: ProviderLink) =>
    ask({
      title: t("ask", { name: one.provider }),
      text: t("ask_text"),
      action: t("unlink"),
      run: () => unlink.mutateAsync(one.id).then(() => toast.done(t("done")), toast.failed),
    });
  if (links.isPending) return <ListSkeleton rows={1} />;
  if (links.isError) return <ErrorState error={links.error} onRetry={() => void links.refetch()} compact />;
  if (links.data.length === 0) return <p className={styles.muted}>{t("none")}</p>;
  return (
    <ul className={styles.list}>
      {links.data.map((one) => (
        <li key={one.id} className={styles.row}>
          <span className={styles.grow}>
            <span>
              {one.provider} {!one.active && <Tag>{t("off")}</Tag>}
            </span>
            <span className={styles.muted}>
              {[
                one.subject,
                t("since", { day: formatDay(one.created_at, locale, timezone) }),
                t("used", { when: formatAgo(one.used_at, locale) }),
              ].join(" · ")}
            </span>
          </span>
          <Button aria-label={t("unlink_named", { name: one.provider })} onClick={() => end(one)}>
            {t("unlink")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
