import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { RecoveryCodes } from "@/features/session/recovery-codes";
import { api } from "@/lib/api";
import { formatDay } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { SESSION, useMe } from "@/lib/queries/session";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import styles from "./profile.module.css";

interface FactorState {
  on: boolean;
  since: string | null;
  codes_left: number;
  required: boolean;
}

const FACTOR = ["second-factor", "state"] as const;

/** One's own two-step verification: on, off, new recovery codes. */
export function SecondFactor() {
  const { t } = useTranslation("profile");
  const locale = useLocale();
  const { timezone } = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const ask = useConfirmDanger();
  const [codes, setCodes] = useState<string[] | null>(null);
  const state = useQuery({ queryKey: FACTOR, queryFn: () => api.get<FactorState>("/me/second-factor") });
  const changed = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: FACTOR }),
      client.invalidateQueries({ queryKey: SESSION }),
    ]);
  const renew = useMutation({
    mutationFn: () => api.post<{ codes: string[] }>("/me/recovery-codes"),
    onSuccess: async (made) => {
      setCodes(made.codes);
      await changed();
    },
    onError: toast.failed,
  });
  const turnOff = () =>
    ask({
      title: t("factor.off_title"),
      text: t("factor.off_text"),
      action: t("factor.off"),
      run: () => api.delete("/me/second-factor").then(changed, toast.failed),
    });
  const now = state.data;
  return (
    <Section
      title={t("factor.title")}
      text={t("factor.text")}
      extra={
        now && !now.on ? (
          <Button onClick={() => void navigate("/second-factor")}>{t("factor.on")}</Button>
        ) : undefined
      }
    >
      {state.isPending && <ListSkeleton rows={1} />}
      {state.isError && <ErrorState error={state.error} onRetry={() => void state.refetch()} compact />}
      {now && (
        <div className={styles.list}>
          <div className={styles.row}>
            <ShieldCheck size={18} aria-hidden color={now.on ? "var(--dg-success)" : "var(--dg-text-3)"} />
            <span className={styles.grow}>
              <span>
                {now.on
                  ? t("factor.is_on", { day: formatDay(now.since, locale, timezone) })
                  : t("factor.is_off")}
              </span>
              <span className={styles.muted}>
                {[
                  now.on ? t("factor.left", { count: now.codes_left }) : "",
                  now.required ? t("factor.required") : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            {now.on && (
              <Button loading={renew.isPending} onClick={() => renew.mutate()}>
                {t("factor.renew")}
              </Button>
            )}
            {now.on && !now.required && <Button onClick={turnOff}>{t("factor.off")}</Button>}
          </div>
        </div>
      )}
      <Modal
        open={codes !== null}
        title={t("factor.codes")}
        onCancel={() => setCodes(null)}
        onOk={() => setCodes(null)}
        okText={t("factor.kept")}
        cancelButtonProps={{ style: { display: "none" } }}
        mask={{ closable: false }}
      >
        <p>{t("factor.codes_text")}</p>
        <RecoveryCodes codes={codes ?? []} />
      </Modal>
    </Section>
  );
}
