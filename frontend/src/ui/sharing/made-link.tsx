/** The address of a new link: this once, never again; and what goes into another site's page. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { CopyButton } from "@/ui/copy-button";
import styles from "./sharing.module.css";

/** What a link to share answers when it is made. */
interface MadeLink {
  label: string;
  url: string;
  expires_at: string;
  /** Sites whose pages may show it in a frame. */
  frames?: string[];
  /** For calendar programs to subscribe to. */
  feed?: string;
}

const quoted = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

const snippet = ({ url, label }: Pick<MadeLink, "url" | "label">): string =>
  `<iframe src="${quoted(url)}" title="${quoted(label)}" width="100%" height="800" style="border:0" loading="lazy"></iframe>`;

export function MadeLinkView({ link, onDone }: { link: MadeLink; onDone: () => void }) {
  const { t } = useTranslation("sharing");
  const locale = useLocale();
  const { timezone } = useMe();
  return (
    <div className={styles.made}>
      <p>{t("made.once")}</p>
      <div className={styles.address}>
        <code data-address>{link.url}</code>
        <CopyButton text={link.url} label={t("made.copy")} />
      </div>
      <p className={styles.faint}>
        {t("links.until", { at: formatInstant(link.expires_at, locale, timezone) })} · {t("made.rights")}
      </p>
      {link.feed && (
        <>
          <h3 className={styles.sub}>{t("made.feed")}</h3>
          <div className={styles.address}>
            <code>{link.feed}</code>
            <CopyButton text={link.feed} label={t("made.copy_feed")} />
          </div>
          <p className={styles.faint}>{t("made.feed_help")}</p>
        </>
      )}
      {!!link.frames?.length && (
        <>
          <h3 className={styles.sub}>{t("made.embed")}</h3>
          <div className={styles.address}>
            <code>{snippet(link)}</code>
            <CopyButton text={snippet(link)} label={t("made.copy_embed")} />
          </div>
          <p className={styles.faint}>{t("made.sites", { sites: link.frames.join(" ") })}</p>
        </>
      )}
      <div className={styles.actions}>
        <a href={link.url} target="_blank" rel="noreferrer">
          <Button tabIndex={-1}>{t("made.open")}</Button>
        </a>
        <Button type="primary" onClick={onDone}>
          {t("made.noted")}
        </Button>
      </div>
    </div>
  );
}
