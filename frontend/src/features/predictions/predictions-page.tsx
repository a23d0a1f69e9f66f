/** `/apps/:app/predictions`: trained models, how good they were on what came later, and whom they point at. */
import { Alert, Select, Tag } from "antd";
import { ChartScatter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { formatInstant } from "@/lib/dates";
import { useLabel, useLocale } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { useModel, useModels, type WholeModel } from "@/lib/queries/models";
import { useZone } from "@/lib/queries/session";
import { unnamedYet } from "@/lib/unnamed-yet";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader, Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { Calibration } from "./calibration";
import { Confusion, Figures } from "./figures";
import { Reached } from "./reached";
import styles from "./predictions.module.css";

export function PredictionsPage() {
  const { t } = useTranslation("predictions");
  const { app = "" } = useParams();
  const label = useLabel();
  const [asked, ask] = useSearchParams();
  const models = useModels(app);
  const key = asked.get("model") ?? models.data?.[0]?.key ?? null;
  const version = asked.get("version");
  const model = useModel(app, key, version ? Number(version) : null);
  const name = useApp(app).data?.label;
  const crumbs = [{ label: label(name), to: `/apps/${app}` }];
  return (
    <Page>
      <PageHeader
        title={t("title")}
        description={t("text")}
        crumbs={crumbs}
        actions={
          (models.data?.length ?? 0) > 1 && (
            <Select<string>
              aria-label={t("model")}
              style={{ minWidth: 200 }}
              value={key ?? undefined}
              {...unnamedYet(models.isLoading)}
              options={models.data?.map((one) => ({ value: one.key, label: label(one.label) || one.key }))}
              onChange={(next) => ask({ model: next })}
            />
          )
        }
      />
      {models.isPending && <ListSkeleton />}
      {models.error && <ErrorState error={models.error} onRetry={() => void models.refetch()} />}
      {models.data?.length === 0 && (
        <EmptyState icon={<ChartScatter size={28} />} title={t("none")} text={t("none_text")} />
      )}
      {model.error && <ErrorState error={model.error} onRetry={() => void model.refetch()} />}
      {model.data && key && (
        <Model app={app} model={model.data} onVersion={(n) => ask({ model: key, version: String(n) })} />
      )}
    </Page>
  );
}

interface ModelProps {
  app: string;
  model: WholeModel;
  onVersion: (version: number) => void;
}

function Model({ app, model, onVersion }: ModelProps) {
  const { t } = useTranslation("predictions");
  const label = useLabel();
  const locale = useLocale();
  const zone = useZone();
  const by = model.trained_by ? t("by", { name: model.trained_by }) : t("by_clock");
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.name}>{label(model.label)}</h2>
        <Tag color={model.used ? "success" : "warning"}>{t(model.used ? "used" : "unused")}</Tag>
        <Select<number>
          aria-label={t("version")}
          size="small"
          value={model.version}
          options={model.versions.map((one) => ({
            value: one.version,
            label: t("version_of", { n: one.version, at: formatInstant(one.trained_at, locale, zone) }),
          }))}
          onChange={onVersion}
        />
      </div>
      <p className={styles.faint}>
        {t(model.happens ? "asks_happens" : "asks_absent", {
          subject: model.form_label,
          days: model.horizon_days,
          rows: model.outcome_form,
        })}
      </p>
      <Alert className={styles.said} showIcon type={model.used ? "info" : "warning"} title={model.sentence} />
      <Section title={t("tested")} text={t("tested_text", { n: model.tested.n, days: model.horizon_days })}>
        <Figures tested={model.tested} />
      </Section>
      <div className={styles.pair}>
        <Section title={t("calibration")} text={t("calibration_text")}>
          <Calibration bins={model.calibration} />
        </Section>
        <Section title={t("confusion")} text={t("confusion_text", { percent: model.tested.threshold * 100 })}>
          <Confusion tested={model.tested} />
        </Section>
      </div>
      {model.strongest.length > 0 && (
        <Section title={t("factors")} text={t("factors_text", { n: model.factors })}>
          <Strongest model={model} />
        </Section>
      )}
      {model.rules.length > 1 && (
        <Section title={t("rules")} text={t("rules_text")}>
          <ul className={styles.rules}>
            {model.rules.map((one) => (
              <li key={one.rule}>
                <span className={styles.rate}>{t("percent", { value: Math.round(one.rate * 100) })}</span>
                <code className={styles.rule}>{one.rule}</code>
                <span className={styles.faint}>{t("cases", { n: one.n })}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {model.used && <Reached app={app} model={model} />}
      <p className={styles.faint}>
        {t("trained", {
          from: model.trained_from,
          to: model.trained_to,
          n: model.cases,
          by,
          kind: t(`kind.${model.kind}`),
        })}
      </p>
    </>
  );
}

/** What speaks for and against it most, by weight. */
function Strongest({ model }: { model: WholeModel }) {
  const most = Math.max(...model.strongest.map((one) => Math.abs(one.weight)));
  return (
    <ul className={styles.bars}>
      {model.strongest.slice(0, 12).map((one) => (
        <li key={one.factor}>
          <span>{one.text}</span>
          <span className={styles.bar} aria-hidden>
            <span
              data-sign={one.weight > 0 ? "more" : "less"}
              style={{ width: `${(Math.abs(one.weight) / most) * 100}%` }}
            />
          </span>
          <span
            className={styles.number}
          >{`${one.weight > 0 ? "+" : "−"}${Math.abs(one.weight).toFixed(2)}`}</span>
        </li>
      ))}
    </ul>
  );
}
