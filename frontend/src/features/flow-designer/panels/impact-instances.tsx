/** Instance by instance: moves as it is, needs a place, or can't; and the places for steps that are gone. */
import { Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFlowDesigner } from "../model/context";
import type { Impact, MoveStatus } from "../model/types";
import styles from "./publish.module.css";

const COLOURS: Record<MoveStatus, string> = { as_is: "success", mapping: "warning", cannot: "error" };
const STATUSES: MoveStatus[] = ["as_is", "mapping", "cannot"];
const SHOWN = 50;

interface Props {
  impact: Impact;
  mapping: Record<string, string>;
  onMapping: (mapping: Record<string, string>) => void;
}

export function ImpactInstances({ impact, mapping, onMapping }: Props) {
  const { t } = useTranslation("flowdesign");
  const { app, words } = useFlowDesigner();
  return (
    <div className={styles.body}>
      <p className={styles.counts}>
        {STATUSES.map((status) => (
          <Tag key={status} color={COLOURS[status]}>
            {t(`publish.status.${status}`, { count: impact.counts[status] })}
          </Tag>
        ))}
      </p>
      {impact.nodes.gone.map((gone) => (
        <label key={gone.id} className={styles.mapping}>
          <span>
            {t("publish.gone", { name: words.label(gone.label) || gone.id, count: gone.instances })}
          </span>
          <Select<string>
            aria-label={t("publish.goes_to", { name: words.label(gone.label) || gone.id })}
            allowClear
            placeholder={t("publish.pick_place")}
            value={mapping[gone.id]}
            options={impact.nodes.targets.map((target) => ({
              value: target.id,
              label: words.label(target.label) || target.id,
            }))}
            onChange={(target: string | undefined) => {
              const { [gone.id]: _old, ...rest } = mapping;
              onMapping(target ? { ...rest, [gone.id]: target } : rest);
            }}
          />
        </label>
      ))}
      <ul className={styles.instances}>
        {impact.instances.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <Tag color={COLOURS[one.status]}>{t(`publish.short.${one.status}`)}</Tag>
            <span className={styles.grow}>
              {one.form && one.record_id ? (
                <Link to={`/apps/${app}/forms/${one.form}/records/${one.record_id}`} target="_blank">
                  {words.label(one.title) || t("publish.no_title")}
                </Link>
              ) : (
                words.label(one.title) || t("publish.no_title")
              )}
              {one.reason && <span className={styles.faint}> {words.label(one.reason)}</span>}
            </span>
            <span className={styles.faint}>{t("versions.number", { number: one.version })}</span>
          </li>
        ))}
      </ul>
      {impact.left_out + Math.max(0, impact.instances.length - SHOWN) > 0 && (
        <p className={styles.faint}>
          {t("publish.more", { count: impact.left_out + Math.max(0, impact.instances.length - SHOWN) })}
        </p>
      )}
    </div>
  );
}
