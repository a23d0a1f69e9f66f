/** A public form being filled in: its pages, what waits on this device, keeping it for another device, sending. */
import { Alert, Button, Progress } from "antd";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, newIdempotencyKey } from "@/lib/api";
import type { Values } from "@/lib/form-runtime/engine-types";
import { problemText } from "@/lib/problem-text";
import type { PublicFormClient } from "@/lib/public-form/client";
import type { Arrival, OpenForm, PublicPage, Reply } from "@/lib/public-form/types";
import { useLabel } from "@/lib/i18n";
import { FieldServicesProvider } from "@/ui/fields/services";
import { LiveFormBody } from "@/ui/form-view/live-form-body";
import { useLiveForm } from "@/ui/form-view/use-live-form";
import { DraftKeeper } from "./draft-keeper";
import styles from "./public-form.module.css";
import { publicServices } from "./public-services";
import { usePages } from "./use-pages";
import type { Outbox } from "./use-outbox";

interface Props {
  client: PublicFormClient;
  arrival: Arrival;
  page: PublicPage;
  form: OpenForm;
  record: (Values & { version: number }) | null;
  draft: Values | null;
  outbox: Outbox;
  onSent: (reply: Reply | "queued") => void;
}

export function Filling({ client, arrival, page, form, record, draft, outbox, onSent }: Props) {
  const { t } = useTranslation("publicform");
  const label = useLabel();
  const services = useMemo(() => publicServices(client, page.timezone), [client, page.timezone]);
  const context = useMemo(
    () => ({ user: form.runtime.user ?? {}, zone: page.timezone, now: () => new Date() }),
    [form.runtime.user, page.timezone],
  );
  const live = useLiveForm({
    runtime: form.runtime,
    context,
    services,
    record,
    preset: { ...form.prefill, ...draft },
    version: record?.version ?? 0,
    draftKey: `dougong.public.${client.token}.${arrival.edit ?? arrival.draft ?? "new"}`,
  });
  const pages = usePages(form, live.engine);
  const [busy, setBusy] = useState(false);
  const [kept, setKept] = useState(arrival.draft);
  const attempt = useRef({ body: "", key: "" });

  const submit = async () => {
    if (busy || !pages.mayLeave(true)) return;
    const values = await live.ready();
    if (!values) return;
    setBusy(true);
    try {
      if (record && arrival.edit) {
        onSent(await client.change(arrival.edit, values, record.version));
      } else {
        const channel = Object.fromEntries(
          Object.entries(arrival.parameters).filter(([name]) => form.channels.includes(name)),
        );
        const body = JSON.stringify(values);
        // The same content sent twice (a lost receipt, a double tap) is one answer.
        if (attempt.current.body !== body) attempt.current = { body, key: newIdempotencyKey() };
        const answer = { values, prefill: arrival.prefill, channel, draft: kept };
        onSent((await outbox.send(answer, attempt.current.key)) ?? "queued");
        attempt.current = { body: "", key: "" };
      }
      live.settle();
    } catch (error) {
      if (live.refuse(error)) pages.showRefused(error);
      else live.tell(error instanceof ApiProblem && error.status === 0 ? t("offline") : problemText(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <FieldServicesProvider value={services}>
      <Waiting outbox={outbox} />
      {pages.count > 1 && (
        <div className={styles.progress}>
          <Progress
            percent={Math.round((100 * (pages.at + 1)) / pages.count)}
            showInfo={false}
            size="small"
            aria-label={t("page.of", { at: pages.at + 1, count: pages.count })}
          />
          <span>{t("page.of", { at: pages.at + 1, count: pages.count })}</span>
        </div>
      )}
      {label(pages.label) && <h2 className={styles.pageTitle}>{label(pages.label)}</h2>}
      <LiveFormBody
        form={live}
        words={{ restored: t("restored"), discard: t("discard") }}
        only={pages.only}
        onSave={() => void (pages.isLast ? submit() : pages.next())}
      />
      <div className={styles.bar}>
        {pages.at > 0 && <Button onClick={pages.back}>{t("page.back")}</Button>}
        {pages.isLast ? (
          <Button
            type="primary"
            className={styles.submit}
            loading={busy || live.waiting}
            onClick={() => void submit()}
          >
            {t(record ? "save" : "submit")}
          </Button>
        ) : (
          <Button type="primary" className={styles.submit} onClick={() => pages.next()}>
            {t("page.next")}
          </Button>
        )}
      </div>
      {form.drafts && !record && <DraftKeeper client={client} live={live} kept={kept} onKept={setKept} />}
    </FieldServicesProvider>
  );
}

/** Answers of this device that have not arrived. */
function Waiting({ outbox }: { outbox: Outbox }) {
  const { t } = useTranslation("publicform");
  const refused = outbox.queued.filter((each) => each.refused !== null);
  const going = outbox.queued.length - refused.length;
  return (
    <>
      {going > 0 && (
        <Alert className={styles.notice} type="info" showIcon title={t("queued.waiting", { count: going })} />
      )}
      {refused.map((each) => (
        <Alert
          key={each.key}
          className={styles.notice}
          type="error"
          showIcon
          title={t("queued.refused", { why: each.refused })}
          action={
            <Button size="small" onClick={() => void outbox.withdraw(each.key)}>
              {t("queued.drop")}
            </Button>
          }
        />
      ))}
    </>
  );
}
