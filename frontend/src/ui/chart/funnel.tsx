/** Centred bars: how many reached each stage, and which part goes on to the next. */
import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { FunnelPage, FunnelStep } from "@/lib/report/figure";
import { percentText } from "@/lib/report/numbers";
import styles from "./funnel.module.css";
import { sameCell, type ChartProps } from "./types";

interface StepProps {
  step: FunnelStep;
  first: boolean;
  largest: number;
  colour: string;
  pressed: boolean;
  faded: boolean;
  onPick?: () => void;
}

function Step({ step, first, largest, colour, pressed, faded, onPick }: StepProps) {
  const { t } = useTranslation("charts");
  const locale = useLocale();
  const width = largest > 0 ? Math.max(1, ((step.value ?? 0) / largest) * 100) : 1;
  const rate = step.step === null ? null : percentText(step.step, locale);
  const overall = step.overall === null ? null : percentText(step.overall, locale);
  const inside = (
    <>
      <span className={styles.name}>{step.label}</span>
      <span className={styles.track}>
        <span className={styles.bar} style={{ width: `${width}%`, background: colour }} />
      </span>
      <span className={styles.value}>
        {step.text}
        {overall !== null && (
          <small>
            <span className="dg-sr-only">{t("funnel.overall")} </span>
            {overall}
          </small>
        )}
      </span>
    </>
  );
  return (
    <li className={styles.step}>
      {!first && rate !== null && (
        <span className={styles.rate}>
          <ChevronDown size={12} aria-hidden />
          <span className="dg-sr-only">{t("funnel.rate")} </span>
          {rate}
        </span>
      )}
      {onPick ? (
        <button
          type="button"
          className={styles.row}
          aria-pressed={pressed}
          data-faded={faded || undefined}
          onClick={onPick}
        >
          {inside}
        </button>
      ) : (
        <div className={styles.row}>{inside}</div>
      )}
    </li>
  );
}

export function Funnel({ page, onPick, picked, colours }: ChartProps<FunnelPage>) {
  const largest = Math.max(
    0,
    ...page.funnels.flatMap((funnel) => funnel.steps.map((step) => step.value ?? 0)),
  );
  return (
    <div className={styles.funnels}>
      {page.funnels.map((funnel, number) => (
        <section key={funnel.name} className={styles.funnel} aria-label={funnel.name || undefined}>
          {funnel.name && <h4 className={styles.title}>{funnel.name}</h4>}
          <ol className={styles.steps}>
            {funnel.steps.map((step, at) => (
              <Step
                key={step.label}
                step={step}
                first={at === 0}
                largest={largest}
                colour={colours[number % colours.length] ?? "currentColor"}
                pressed={sameCell(picked, step.cell)}
                faded={!!picked && !sameCell(picked, step.cell)}
                onPick={onPick && (() => onPick({ cell: step.cell, name: step.label }))}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
