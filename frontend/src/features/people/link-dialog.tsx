import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { formatDay } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { Copyable } from "@/ui/copyable";

export interface ShownLink {
  name: string;
  url: string;
  expires_at: string;
}

/** A link by which somebody chooses their password and is signed in: shown this once. */
export function LinkDialog({ shown, onClose }: { shown: ShownLink | null; onClose: () => void }) {
  const { t } = useTranslation("people");
  const locale = useLocale();
  const { timezone } = useMe();
  // A path only, where nobody told the server its address: then it is the one this page was opened at.
  const url = shown ? new URL(shown.url, window.location.origin).href : "";
  return (
    <Modal
      open={shown !== null}
      title={t("link.title", { name: shown?.name })}
      onCancel={onClose}
      onOk={onClose}
      okText={t("link.done")}
      cancelButtonProps={{ style: { display: "none" } }}
      mask={{ closable: false }}
    >
      <p style={{ marginBottom: 16 }}>
        {t("link.text", { day: formatDay(shown?.expires_at, locale, timezone) })}
      </p>
      <Copyable label={t("link.menu")} text={url} />
    </Modal>
  );
}
