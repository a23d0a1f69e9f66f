/** «Why did it not run»: the triggers of the form's flows, asked about this record. */
import { Button, Select } from "antd";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/lib/api";
import { formatInstant } from "@/lib/dates";
import { FLOW } from "@/lib/flow/queries";
import type { Explained, WholeInstance } from "@/lib/flow/types";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { Label } from "@/lib/types";
import { problemText } from "@/lib/problem-text";
import styles from "./instances.module.css";

interface FlowCard {
  key: string;
  label: Label;
  form: string | null;
  version: number;
  deleted: boolean;
}

export function WhyNot({ instance }: { instance: WholeInstance }) {
  const { t } = useTranslation("instances");
  const label = useLabel();
  const app = instance.app.key;
  const [flow, setFlow] = useState(instance.flow.key);
  const flows = useQuery({
    queryKey: [...FLOW, "cards", app],
    queryFn: () => api.get<{ items: FlowCard[] }>(`/apps/${app}/flows`),
    select: (page) => page.items.filter((card) => card.form === instance.form?.key && !card.deleted),
  });
  const ask = useMutation({
    mutationFn: (key: string) =>
      api.post<Explained>(`/apps/${app}/flows/${key}:explain`, { record_id: instance.record?.id }),
  });
  return (
    <section className={styles.block} aria-label={t("why.title")}>
      <h2 className={styles.sub}>{t("why.title")}</h2>
      <p className={styles.faint}>{t("why.text")}</p>
      <div className={styles.row}>
        <Select
          className={styles.box}
          aria-label={t("why.flow")}
          value={flow}
          // Until the others are here, the one that is asked about has its name.
          options={(flows.data ?? [instance.flow]).map((card) => ({
            value: card.key,
            label: label(card.label) || card.key,
          }))}
          onChange={(next) => {
            setFlow(next);
            ask.reset();
          }}
        />
        <Button loading={ask.isPending} onClick={() => ask.mutate(flow)}>
          {t("why.ask")}
        </Button>
      </div>
      {ask.isError && (
        <p className={styles.broken} role="alert">
          {problemText(ask.error)}
        </p>
      )}
      {ask.data && <Answer explained={ask.data} />}
    </section>
  );
}

function Answer({ explained }: { explained: Explained }) {
  const { t } = useTranslation("instances");
  const locale = useLocale();
  const { timezone } = useMe();
  return (
    <div className={styles.answer} role="status">
      <strong>{t(explained.runs ? "why.runs" : "why.runs_not")}</strong>
      <ul className={styles.reasons}>
        {explained.reasons.map((reason) => (
          <li key={reason.code} data-ok={reason.ok}>
            {reason.ok ? <CircleCheck size={16} aria-hidden /> : <CircleX size={16} aria-hidden />}
            <span>{reason.text}</span>
          </li>
        ))}
      </ul>
      {explained.due && <p>{t("why.due", { when: formatInstant(explained.due, locale, timezone) })}</p>}
      {explained.last && (
        <p>
          <Link to={`/flow-instances/${explained.last.instance}`}>
            {t("why.last", { when: formatInstant(explained.last.started_at, locale, timezone) })}
          </Link>
        </p>
      )}
    </div>
  );
}
