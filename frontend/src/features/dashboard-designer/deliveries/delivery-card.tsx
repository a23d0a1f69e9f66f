/** One delivery: its settings above, how it goes below. */
import { Button, Checkbox, Select, Tag, Tooltip } from "antd";
import { History, Mail, Send } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { Delivery } from "@/lib/report/definition";
import { useRenewDeliveries, useSendNow, type DeliveryState, type Outcome } from "@/lib/report/sharing";
import { CronInput } from "@/ui/cron/cron-input";
import { useRhythmText } from "@/ui/cron/use-rhythm-text";
import { Card } from "@/ui/designer/card";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { ReceiversEditor } from "@/ui/receivers/receivers-editor";
import { useToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import styles from "./sending.module.css";
import { STATE_COLOURS } from "./states";

interface Props {
  delivery: Delivery;
  /** Of the published version; absent while the delivery isn't in it. */
  state: DeliveryState | undefined;
  mail: boolean;
  problemOf: (field: string) => string | null;
  onChange: (change: Partial<Delivery>) => void;
  onRemove: () => void;
  onList: () => void;
}

const FILES = ["pdf", "xlsx"] as const;

export function DeliveryCard(props: Props) {
  const { delivery, problemOf, onChange, onRemove } = props;
  const { t } = useTranslation("deliveries");
  const ids = { label: useId(), zone: useId() };
  const label = useLabel();
  const said = useRhythmText();
  const { app } = useDesigner();
  const name = label(delivery.label) || t("unnamed");
  const formats = delivery.formats ?? ["pdf"];
  return (
    <Card
      name={name}
      icon={<Mail size={16} aria-hidden />}
      head={
        <>
          <h3>{name}</h3>
          <span className={styles.faint}>{said(delivery.cron)}</span>
        </>
      }
      removeLabel={t("remove", { name })}
      onRemove={onRemove}
    >
      <div className={styles.fields}>
        <Property label={t("label")} htmlFor={ids.label} problem={problemOf("label")}>
          <LabelInput id={ids.label} value={delivery.label} onChange={(next) => onChange({ label: next })} />
        </Property>
        <Property label={t("formats")} problem={problemOf("formats")} help={t("formats_help")}>
          <Checkbox.Group<(typeof FILES)[number]>
            aria-label={t("formats")}
            value={FILES.filter((one) => formats.includes(one))}
            options={FILES.map((one) => ({ value: one, label: t(`format.${one}`) }))}
            onChange={(chosen) => onChange({ formats: chosen.length > 0 ? chosen : ["link"] })}
          />
        </Property>
        <div>
          <CronInput value={delivery.cron} onChange={(cron) => onChange({ cron })} />
          {problemOf("cron") && (
            <p role="alert" className={styles.problem}>
              {problemOf("cron")}
            </p>
          )}
        </div>
        <Property label={t("zone")} htmlFor={ids.zone} problem={problemOf("timezone")}>
          <Select<string>
            id={ids.zone}
            style={{ width: "100%" }}
            showSearch
            value={delivery.timezone ?? "Asia/Shanghai"}
            options={Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }))}
            onChange={(timezone) => onChange({ timezone })}
          />
        </Property>
        <div className={styles.wide}>
          <Property label={t("to")} help={t("to_help")} problem={problemOf("to")}>
            <ReceiversEditor
              app={app}
              label={t("to")}
              value={delivery.to}
              onChange={(to) => onChange({ to })}
            />
          </Property>
        </div>
      </div>
      <HowItGoes {...props} name={name} />
    </Card>
  );
}

function HowItGoes({ delivery, state, mail, name, onList }: Props & { name: string }) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const me = useMe();
  const toast = useToast();
  const { app, dashboard, draft } = useDesigner();
  const send = useSendNow(app, dashboard);
  const renew = useRenewDeliveries(app, dashboard);
  if (!state)
    return (
      <footer className={styles.state}>
        <span>{t(draft.server.published_version > 0 ? "not_published" : "never_published")}</span>
      </footer>
    );
  const { next_at: next, last } = state;
  const why = mail ? t("send_help", { mail: me.email }) : t("no_mail");
  return (
    <footer className={styles.state}>
      <span>{next ? t("next", { at: formatInstant(next, locale, me.timezone) }) : t("no_next")}</span>
      <span>{last ? <Last last={last} /> : t("no_last")}</span>
      <span className={styles.buttons}>
        <Button
          size="small"
          icon={<History size={14} />}
          aria-label={t("list_of", { name })}
          onClick={onList}
        >
          {t("list")}
        </Button>
        <Tooltip title={why}>
          <Button
            size="small"
            type="primary"
            ghost
            disabled={!mail}
            loading={send.isPending}
            icon={<Send size={14} />}
            onClick={() =>
              send.mutate(delivery.key, {
                onSuccess: () => {
                  void renew();
                  onList();
                },
                onError: toast.failed,
              })
            }
          >
            {t("send")}
          </Button>
        </Tooltip>
      </span>
    </footer>
  );
}

function Last({ last }: { last: Outcome }) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const me = useMe();
  const states = (["sent", "waiting", "failed", "dropped"] as const).filter((state) => last[state] > 0);
  return (
    <>
      {t("last", { at: formatInstant(last.due_at, locale, me.timezone) })}
      {states.map((state) => (
        <Tag key={state} color={STATE_COLOURS[state]}>
          {t(`state.${state}`)} {last[state]}
        </Tag>
      ))}
    </>
  );
}
