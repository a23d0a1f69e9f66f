/** One line of the timeline. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatInstant, formatTime } from "@/lib/dates";
import { isEmpty } from "@/lib/form-runtime/paths";
import { useLabel, useLocale } from "@/lib/i18n";
import type { Moment, ToldKind } from "@/lib/profile/types";
import { useMe } from "@/lib/queries/session";
import { columnsOf, listFields } from "@/lib/records/columns";
import { NamedIcon } from "@/ui/app-icon";
import { apiServices } from "@/ui/fields/api-services";
import tagStyles from "@/ui/fields/option-tag.module.css";
import { useFieldServices } from "@/ui/fields/services";
import { cellContent } from "@/ui/record-cells/cell-content";
import { useCellSurroundings } from "@/ui/record-cells/use-cell-surroundings";
import type { ListedRuntime, RecordRow } from "../model/types";
import { useRecordPlace } from "../record/place";
import styles from "./gathered.module.css";

interface Props {
  moment: Moment;
  kind: ToldKind | undefined;
  runtime: ListedRuntime | undefined;
}

export function MomentLine({ moment, kind, runtime }: Props) {
  const { t } = useTranslation("gathered");
  const label = useLabel();
  const locale = useLocale();
  const { timezone } = useMe();
  const { app } = useRecordPlace();
  const { zone } = useFieldServices();
  const fields = runtime?.definition.fields;
  const services = useMemo(
    () => apiServices(app, moment.form, zone, fields ?? []),
    [app, moment.form, zone, fields],
  );
  const around = useCellSurroundings(services);
  const columns = useMemo(() => {
    if (!runtime || !kind) return [];
    const known = listFields(runtime.definition, (key) => t(`records:system.${key}`));
    return columnsOf(
      kind.fields.map((field) => ({ field })),
      known,
      (field) => label(field.label),
    );
  }, [runtime, kind, label, t]);
  const row = { id: moment.id, version: 0, ...moment.values } as RecordRow;
  const facts = columns.filter((column) => !isEmpty(row[column.key]));
  const name = label(kind?.label) || label(runtime?.definition.label) || moment.form;
  return (
    <li className={styles.moment}>
      <span className={`${styles.mark} ${tagStyles.tag}`} data-colour={kind?.color ?? "grey"} title={name}>
        <NamedIcon name={kind?.icon ?? runtime?.definition.icon ?? "table"} size={14} />
      </span>
      <div className={styles.momentBody}>
        <p className={styles.momentHead}>
          <span className={styles.kindName}>{name}</span>
          <Link to={`/apps/${app}/forms/${moment.form}/records/${moment.id}`} className={styles.momentTitle}>
            {moment.title || t("records:untitled")}
          </Link>
          {moment.who && <span className={styles.faint}>{moment.who.title}</span>}
          {!moment.day && (
            <time
              className={styles.when}
              dateTime={moment.at}
              title={formatInstant(moment.at, locale, timezone)}
            >
              {formatTime(moment.at, locale, timezone)}
            </time>
          )}
        </p>
        {moment.text && moment.text !== moment.title && <p className={styles.momentText}>{moment.text}</p>}
        {facts.length > 0 && (
          <dl className={styles.momentFacts}>
            {facts.map((column) => (
              <div key={column.key}>
                <dt>{column.label}</dt>
                <dd>{cellContent(column, row, around)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}
