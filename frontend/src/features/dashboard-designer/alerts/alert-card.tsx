/** One alert: what it watches and whom it tells above, how it stands below. */
import { Button, Select, Tag } from "antd";
import { BellRing, History } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { formatAgo } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { namesText } from "@/lib/locale";
import type { Alert, Tile } from "@/lib/report/definition";
import { useReportFields } from "@/lib/report/queries";
import type { AlertState } from "@/lib/report/sharing";
import { Card } from "@/ui/designer/card";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { ReceiversEditor } from "@/ui/receivers/receivers-editor";
import styles from "../deliveries/sending.module.css";
import { useDesigner } from "../model/context";
import { useFieldName } from "../parts/field-select";
import { AlertCondition } from "./alert-condition";
import { useMessageFlows } from "./message-flows";

interface Props {
  alert: Alert;
  tiles: Tile[];
  /** Of the published version; absent while the alert isn't in it. */
  state: AlertState | undefined;
  problemOf: (field: string) => string | null;
  onChange: (change: Partial<Alert>) => void;
  onRemove: () => void;
  onList: () => void;
}

export function AlertCard(props: Props) {
  const { alert, tiles, problemOf, onChange, onRemove } = props;
  const { t } = useTranslation("deliveries");
  const ids = { label: useId(), tile: useId(), flow: useId() };
  const label = useLabel();
  const { app, nameOf } = useDesigner();
  const locale = useLocale();
  const flows = useMessageFlows(app);
  const tile = tiles.find((one) => one.key === alert.tile);
  const name = label(alert.label) || t("alert.unnamed");
  const started = flows.filter((flow) => flow.message === alert.flow);
  const names = (some: typeof flows) =>
    namesText(
      some.map((flow) => label(flow.label)),
      locale,
    );
  const messages = [...new Set(flows.map((flow) => flow.message))];
  return (
    <Card
      name={name}
      icon={<BellRing size={16} aria-hidden />}
      head={<h3>{name}</h3>}
      removeLabel={t("remove", { name })}
      onRemove={onRemove}
    >
      <div className={styles.fields}>
        <Property label={t("label")} htmlFor={ids.label} problem={problemOf("label")}>
          <LabelInput id={ids.label} value={alert.label} onChange={(next) => onChange({ label: next })} />
        </Property>
        <Property label={t("alert.tile")} htmlFor={ids.tile} problem={problemOf("tile")}>
          <Select<string>
            id={ids.tile}
            style={{ width: "100%" }}
            value={alert.tile}
            options={tiles.map((one) => ({ value: one.key, label: nameOf(one) }))}
            onChange={(key) => {
              const measure = tiles.find((one) => one.key === key)?.query?.measures?.[0]?.key ?? "n";
              onChange({ tile: key, when: `${measure} > 100`, calm: null, minimum: null });
            }}
          />
          {tile && <PerGroup tile={tile} />}
        </Property>
        {tile && (
          <AlertCondition
            key={alert.tile}
            tile={tile}
            alert={alert}
            problemOf={problemOf}
            onChange={onChange}
          />
        )}
        <div className={styles.wide}>
          <Property label={t("alert.to")} help={t("alert.to_help")} problem={problemOf("to")}>
            <ReceiversEditor
              app={app}
              label={t("alert.to")}
              value={alert.to ?? []}
              onChange={(to) => onChange({ to })}
            />
          </Property>
        </div>
        <div className={styles.wide}>
          <Property
            label={t("alert.flow")}
            htmlFor={ids.flow}
            help={
              messages.length === 0
                ? t("alert.no_flows")
                : started.length > 0
                  ? t("alert.flow_starts", { flows: names(started) })
                  : t("alert.flow_help")
            }
            problem={problemOf("flow")}
          >
            <Select<string>
              id={ids.flow}
              style={{ width: "100%", maxWidth: 400 }}
              allowClear
              placeholder={t("alert.no_flow")}
              value={alert.flow ?? undefined}
              options={[...new Set([...messages, ...(alert.flow ? [alert.flow] : [])])].map((message) => ({
                value: message,
                label: names(flows.filter((flow) => flow.message === message)) || message,
              }))}
              onChange={(flow?: string) => onChange({ flow: flow ?? null })}
            />
          </Property>
        </div>
      </div>
      <HowItStands {...props} name={name} />
    </Card>
  );
}

/** Whether it rings once for all or for each group. */
function PerGroup({ tile }: { tile: Tile }) {
  const { t } = useTranslation("deliveries");
  const { app } = useDesigner();
  const fieldName = useFieldName();
  const label = useLabel();
  const fields = useReportFields(app, tile.query?.from).data?.fields ?? [];
  const rows = [...(tile.query?.rows ?? []), ...(tile.query?.cols ?? [])];
  const names = rows.map((row) => {
    const field = fields.find((one) => one.path === row.field);
    return label(row.label) || (field ? fieldName(field) : row.field);
  });
  return (
    <p className={styles.faint}>
      {names.length > 0 ? t("alert.per_group", { names: names.join(" × ") }) : t("alert.whole")}
    </p>
  );
}

function HowItStands({ state, name, onList }: Props & { name: string }) {
  const { t } = useTranslation("deliveries");
  const locale = useLocale();
  const { draft } = useDesigner();
  if (!state)
    return (
      <footer className={styles.state}>
        <span>{t(draft.server.published_version > 0 ? "alert.not_published" : "alert.never_published")}</span>
      </footer>
    );
  return (
    <footer className={styles.state}>
      {state.problem ? (
        <span className={styles.problem}>{state.problem}</span>
      ) : state.ringing.length > 0 ? (
        <span>
          <Tag color="error">{t("alert.ringing", { count: state.ringing.length })}</Tag>{" "}
          {state.ringing[0]?.text}
        </span>
      ) : (
        <span>
          <Tag color="success">{t("alert.quiet")}</Tag>
        </span>
      )}
      <span>
        {state.checked_at
          ? t("alert.checked", { ago: formatAgo(state.checked_at, locale) })
          : t("alert.not_checked")}
      </span>
      <span className={styles.buttons}>
        <Button
          size="small"
          icon={<History size={14} />}
          aria-label={t("alert.list_of", { name })}
          onClick={onList}
        >
          {t("alert.list")}
        </Button>
      </span>
    </footer>
  );
}
