/** Conditions on the numbers that somebody is to hear of, or that start a flow; and what rang. */
import { BellRing } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { tilesOf, type Alert, type Tile } from "@/lib/report/definition";
import { freshKey } from "@/lib/report/new-tile";
import { useAlerts } from "@/lib/report/sharing";
import { useUndoToast } from "@/ui/use-toast";
import { SendingTab } from "../deliveries/sending-tab";
import { useDesigner } from "../model/context";
import { problemsAt } from "../model/problems-at";
import { AlertCard } from "./alert-card";
import { FiringsDrawer } from "./firings-drawer";

/** Tiles that an alert can stand on: those with measures. */
const canRing = (tile: Tile): boolean => !!tile.query && !tile.query.list && !!tile.query.measures?.length;

export function AlertsTab() {
  const { t } = useTranslation("deliveries");
  const label = useLabel();
  const me = useMe();
  const undoToast = useUndoToast();
  const { app, dashboard, definition, apply, draft, problems, selected } = useDesigner();
  const [listed, setListed] = useState<Alert | null>(null);
  const states = useAlerts(app, dashboard, draft.server.published_version);
  const alerts = definition.alerts ?? [];
  const tiles = tilesOf(definition).filter(canRing);
  const set = (act: string, next: Alert[]) => apply(act, (before) => ({ ...before, alerts: next }));
  const add = (): void => {
    const tile = (selected && canRing(selected) ? selected : tiles[0]) ?? null;
    if (!tile) return;
    const key = freshKey(
      "alert",
      alerts.map((one) => one.key),
    );
    const measure = tile.query?.measures?.[0]?.key ?? "n";
    set("alert:add", [...alerts, { key, tile: tile.key, when: `${measure} > 100`, to: [`person:${me.id}`] }]);
  };
  const remove = (alert: Alert): void => {
    set(
      "alert:remove",
      alerts.filter((one) => one.key !== alert.key),
    );
    undoToast(t("removed", { name: label(alert.label) || t("alert.unnamed") }), async () => draft.undo());
  };
  return (
    <SendingTab
      title={t("alert.title")}
      text={t("alert.text")}
      add={t("alert.add")}
      onAdd={tiles.length > 0 ? add : undefined}
      empty={{
        icon: <BellRing size={28} />,
        title: t("alert.empty"),
        text: t(tiles.length === 0 ? "alert.no_tiles" : "alert.empty_text"),
      }}
      cards={alerts.map((alert, at) => (
        <AlertCard
          key={alert.key}
          alert={alert}
          tiles={tiles}
          state={states.data?.find((one) => one.key === alert.key)}
          problemOf={problemsAt(problems, "alerts", at)}
          onChange={(change) =>
            set(
              `alert:${alert.key}:${Object.keys(change).join()}`,
              alerts.map((one) => (one.key === alert.key ? { ...one, ...change } : one)),
            )
          }
          onRemove={() => remove(alert)}
          onList={() => setListed(alert)}
        />
      ))}
    >
      {listed && (
        <FiringsDrawer
          app={app}
          dashboard={dashboard}
          of={listed.key}
          name={label(listed.label) || t("alert.unnamed")}
          onClose={() => setListed(null)}
        />
      )}
    </SendingTab>
  );
}
