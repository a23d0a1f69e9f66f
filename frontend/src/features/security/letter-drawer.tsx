import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import { useMe } from "@/lib/queries/session";
import { usePhone } from "@/lib/use-media";
import { Copyable } from "@/ui/copyable";
import styles from "./security.module.css";
import type { Letter } from "./types";

/** One letter as it went, or would have gone, out. Looking at its link is noted. */
export function LetterDrawer({ letter, onClose }: { letter: Letter; onClose: () => void }) {
  const { t } = useTranslation("security");
  const locale = useLocale();
  const phone = usePhone();
  const { timezone } = useMe();
  const reveal = useMutation({ mutationFn: () => api.post<{ url: string }>(`/letters/${letter.id}:reveal`) });
  const url = reveal.data && new URL(reveal.data.url, window.location.origin).href;
  return (
    <Drawer
      open
      title={letter.title}
      size={phone ? "100%" : 480}
      onClose={onClose}
      closable={{ "aria-label": t("common:action.close") }}
    >
      {letter.reason && (
        <Alert
          className={styles.notice}
          type={letter.state === "failed" ? "error" : "warning"}
          showIcon
          title={letter.reason}
        />
      )}
      <p className={styles.muted}>
        {[letter.address, formatInstant(letter.sent_at ?? letter.created_at, locale, timezone)].join(" · ")}
      </p>
      <p className={styles.text}>{letter.text}</p>
      {letter.has_link && !url && (
        <>
          <p className={styles.muted}>{t("letter.link_text")}</p>
          <Button loading={reveal.isPending} onClick={() => reveal.mutate()}>
            {t("letter.reveal")}
          </Button>
        </>
      )}
      {reveal.isError && <Alert type="error" title={problemText(reveal.error)} />}
      {url && (
        <Copyable
          label={t("letter.link", { until: formatInstant(letter.expires_at ?? "", locale, timezone) })}
          text={url}
        />
      )}
    </Drawer>
  );
}
