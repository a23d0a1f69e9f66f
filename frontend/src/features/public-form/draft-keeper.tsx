/** Keeps what is filled in on the server, and tells the address under which it goes on elsewhere. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { payloadOf } from "@/lib/form-runtime/payload";
import { useLocale } from "@/lib/i18n";
import { problemText } from "@/lib/problem-text";
import type { PublicFormClient } from "@/lib/public-form/client";
import { CopyButton } from "@/ui/copy-button";
import type { LiveForm } from "@/ui/form-view/use-live-form";
import styles from "./public-form.module.css";

interface Props {
  client: PublicFormClient;
  live: LiveForm;
  kept: string | null;
  onKept: (draft: string) => void;
}

export function DraftKeeper({ client, live, kept, onKept }: Props) {
  const { t } = useTranslation("publicform");
  const locale = useLocale();
  const [busy, setBusy] = useState(false);
  const [until, setUntil] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const keep = async () => {
    setBusy(true);
    setProblem("");
    try {
      const found = await client.keepDraft(payloadOf(live.engine), kept);
      onKept(found.draft);
      setUntil(found.until);
    } catch (error) {
      setProblem(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  const address = kept
    ? `${location.origin}/public/forms/${client.token}?draft=${encodeURIComponent(kept)}` +
      (client.recipient ? `&to=${encodeURIComponent(client.recipient)}` : "")
    : "";
  return (
    <div className={styles.draft}>
      <Button type="link" size="small" loading={busy} onClick={() => void keep()}>
        {t("draft.keep")}
      </Button>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {until && (
        <div role="status">
          <p>{t("draft.kept", { until: formatInstant(until, locale) })}</p>
          <div className={styles.address}>
            <code>{address}</code>
            <CopyButton text={address} label={t("draft.copy")} />
          </div>
        </div>
      )}
    </div>
  );
}
