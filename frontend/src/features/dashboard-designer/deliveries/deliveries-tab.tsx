/** The dashboard by mail: when, as what, to whom; and what became of it. */
import { CircleAlert, Mail } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { Delivery } from "@/lib/report/definition";
import { freshKey } from "@/lib/report/new-tile";
import { useDeliveries } from "@/lib/report/sharing";
import { useUndoToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { problemsAt } from "../model/problems-at";
import { DeliveryCard } from "./delivery-card";
import { SendingTab } from "./sending-tab";
import styles from "./sending.module.css";
import { SendingsDrawer } from "./sendings-drawer";

export function DeliveriesTab() {
  const { t } = useTranslation("deliveries");
  useTranslation("cron");
  const label = useLabel();
  const me = useMe();
  const undoToast = useUndoToast();
  const { app, dashboard, definition, apply, draft, problems } = useDesigner();
  const [listed, setListed] = useState<Delivery | null>(null);
  const states = useDeliveries(app, dashboard, draft.server.published_version);
  const deliveries = definition.deliveries ?? [];
  const zone = definition.calendar?.tz ?? me.timezone;
  const set = (act: string, next: Delivery[]) => apply(act, (before) => ({ ...before, deliveries: next }));
  const add = (): void => {
    const key = freshKey(
      "delivery",
      deliveries.map((one) => one.key),
    );
    const made: Delivery = {
      key,
      cron: "0 8 * * 1-5",
      timezone: zone,
      formats: ["pdf"],
      to: [`person:${me.id}`],
    };
    set("delivery:add", [...deliveries, made]);
  };
  const remove = (delivery: Delivery): void => {
    set(
      "delivery:remove",
      deliveries.filter((one) => one.key !== delivery.key),
    );
    undoToast(t("removed", { name: label(delivery.label) || t("unnamed") }), async () => draft.undo());
  };
  return (
    <SendingTab
      title={t("title")}
      text={t("text")}
      add={t("add")}
      onAdd={add}
      empty={{ icon: <Mail size={28} />, title: t("empty"), text: t("empty_text") }}
      notice={
        states.data?.mail_available === false && (
          <p className={styles.notice}>
            <CircleAlert size={16} aria-hidden />
            <span>{t("no_mail")}</span>
          </p>
        )
      }
      cards={deliveries.map((delivery, at) => (
        <DeliveryCard
          key={delivery.key}
          delivery={delivery}
          state={states.data?.items.find((one) => one.key === delivery.key)}
          mail={states.data?.mail_available ?? true}
          problemOf={problemsAt(problems, "deliveries", at)}
          onChange={(change) =>
            set(
              `delivery:${delivery.key}:${Object.keys(change).join()}`,
              deliveries.map((one) => (one.key === delivery.key ? { ...one, ...change } : one)),
            )
          }
          onRemove={() => remove(delivery)}
          onList={() => setListed(delivery)}
        />
      ))}
    >
      {listed && (
        <SendingsDrawer
          app={app}
          dashboard={dashboard}
          of={listed.key}
          name={label(listed.label) || t("unnamed")}
          onClose={() => setListed(null)}
        />
      )}
    </SendingTab>
  );
}
