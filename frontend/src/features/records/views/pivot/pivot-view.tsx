/** Rows × columns × measures, computed by the report engine with the viewer's rights; totals are computed, not added. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import type { Figure } from "@/lib/report/figure";
import { Pivot } from "@/ui/chart/pivot";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { recordKey } from "../../model/record-queries";
import { Nothing } from "../nothing";
import { SetUp } from "../set-up";
import type { ViewProps } from "../types";
import shared from "../views.module.css";
import styles from "./pivot.module.css";

interface Answer {
  state: "ok" | "refused" | "no_access" | "error";
  message?: string;
  figure?: Figure;
}

const COLOURS: readonly string[] = [];

export function PivotView(props: ViewProps) {
  const { app, form, look, fields, filter } = props;
  const { t } = useTranslation("views");
  const label = useLabel();
  const rows = look.rows ?? [];
  const totals = look.totals?.length ? look.totals : [{ fn: "count" as const }];
  const nameOf = (key: string | null | undefined) => {
    const field = fields.find((each) => each.key === key);
    return field ? label(field.label) || field.key : (key ?? "");
  };
  const axes = (side: "rows" | "cols") =>
    (look[side] ?? []).map((axis, at) => ({
      key: `${side[0]}${at}`,
      field: axis.field,
      label: nameOf(axis.field),
      ...(axis.grain ? { grain: axis.grain } : {}),
    }));
  const query = {
    from: form,
    ...(filter ? { where: filter } : {}),
    rows: axes("rows"),
    cols: axes("cols"),
    measures: totals.map((total, at) =>
      total.fn === "count" || !total.field
        ? { key: `m${at}`, fn: "count", label: t("fn.count") }
        : {
            key: `m${at}`,
            fn: total.fn,
            field: total.field,
            label: `${nameOf(total.field)} · ${t(`fn.${total.fn}`)}`,
          },
    ),
    totals: ["row", "col", "all"],
  };
  const found = useQuery({
    queryKey: [...recordKey(app, form), "parts", "pivot", query],
    enabled: rows.length > 0,
    placeholderData: (before: Answer | undefined) => before,
    queryFn: () =>
      api.post<Answer>(`/apps/${app}/dashboards:preview`, {
        tile: { key: "pivot", label: props.label, chart: { type: "pivot" }, query },
      }),
  });
  if (rows.length === 0) return <SetUp {...props} text={t("pivot.choose")} />;
  if (found.isPending)
    return (
      <div className={shared.wait}>
        <ListSkeleton rows={8} />
      </div>
    );
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  const { figure, message } = found.data;
  if (figure?.kind === "empty" && !message) return <Nothing {...props} search="" />;
  if (figure?.kind !== "pivot") return <div className={shared.hint}>{message ?? t("pivot.nothing")}</div>;
  return (
    <div className={styles.sheet}>
      {props.search !== "" && <p className={shared.note}>{t("pivot.no_search")}</p>}
      <div className={styles.table}>
        <Pivot page={figure.pivot} label={props.label} colours={COLOURS} />
      </div>
    </div>
  );
}
