/** Conditions on the numbers that somebody is to hear of, or that start a flow; and what rang. */
import { Button } from "antd";
import { BellRing, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { tilesOf, type Alert, type Tile } from "@/lib/report/definition";
import { freshKey } from "@/lib/report/new-tile";
import { useAlerts } from "@/lib/report/sharing";
import { EmptyState } from "@/ui/empty-state";
import { useUndoToast } from "@/ui/use-toast";
import styles from "../deliveries/sending.module.css";
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
  const button = (
    <Button
      type={alerts.length === 0 ? "primary" : "default"}
      icon={<Plus size={16} />}
      disabled={tiles.length === 0}
      onClick={add}
    >
      {t("alert.add")}
    </Button>
  );
  return (
    <div className={styles.tab}>
      <header className={styles.head}>
        <div>
          <h2>{t("alert.title")}</h2>
          <p className={styles.faint}>{t("alert.text")}</p>
        </div>
        {alerts.length > 0 && button}
      </header>
      {alerts.length === 0 ? (
        <EmptyState
          icon={<BellRing size={28} />}
          title={t("alert.empty")}
          text={t(tiles.length === 0 ? "alert.no_tiles" : "alert.empty_text")}
          actions={button}
        />
      ) : (
        <div className={styles.cards}>
          {alerts.map((alert, at) => (
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
        </div>
      )}
      {listed && (
        <FiringsDrawer
          app={app}
          dashboard={dashboard}
          alert={listed.key}
          title={label(listed.label) || t("alert.unnamed")}
          onClose={() => setListed(null)}
        />
      )}
    </div>
  );
}
