/** What has happened in a flow, oldest first: who, what, when, and what they said. */
import {
  Ban,
  Bell,
  Check,
  CircleDot,
  CornerDownLeft,
  Eye,
  Flag,
  MessageSquare,
  Play,
  TriangleAlert,
  UserPlus,
  X,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { formatAgo, formatInstant } from "@/lib/dates";
import { historyOf } from "@/lib/flow/history";
import type { Fact } from "@/lib/flow/types";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import { PersonAvatar } from "../person-avatar";
import styles from "./flow.module.css";

type Tone = "good" | "bad" | "plain" | "warn";

const LOOKS: Record<string, [LucideIcon, Tone]> = {
  started: [Play, "plain"],
  ended: [Flag, "plain"],
  failed: [TriangleAlert, "bad"],
  returned: [CornerDownLeft, "warn"],
  taken_back: [CornerDownLeft, "warn"],
  withdrawn: [Ban, "warn"],
  cancelled: [Ban, "warn"],
  commented: [MessageSquare, "plain"],
  urged: [Bell, "warn"],
  sla: [Bell, "warn"],
  copied: [Eye, "plain"],
  read: [Eye, "plain"],
  transferred: [UserPlus, "plain"],
  delegated: [UserPlus, "plain"],
  signers_added: [UserPlus, "plain"],
  handed_over: [UserPlus, "plain"],
};
/** Lines that say nothing of their step by themselves. */
const NAMED = new Set(["task_opened", "decided"]);
const YES = new Set(["approve", "approved", "submit", "submitted", "done"]);

/** Icon and colour of a line; a decision looks like what was decided. */
export function lookOf(fact: Fact): [LucideIcon, Tone] {
  const said = String(fact.data.verb ?? fact.data.outcome ?? fact.data.result ?? "");
  if (fact.kind === "decided" || fact.kind === "ended") {
    if (said.startsWith("reject")) return [X, "bad"];
    if (YES.has(said)) return [fact.kind === "ended" ? Flag : Check, "good"];
  }
  return LOOKS[fact.kind] ?? [CircleDot, "plain"];
}

export function Timeline({ facts }: { facts: Fact[] }) {
  const { t } = useTranslation("flows");
  const locale = useLocale();
  const { timezone } = useMe();
  const shown = historyOf(facts);
  if (shown.length === 0) return <p className={styles.faint}>{t("timeline.empty")}</p>;
  return (
    <ol className={styles.timeline} aria-label={t("timeline.label")}>
      {shown.map(({ fact, asked }) => {
        const [Icon, tone] = lookOf(fact);
        return (
          <li key={fact.seq} className={styles.fact}>
            <span className={styles.dot} data-tone={tone}>
              <Icon size={14} aria-hidden />
            </span>
            <div className={styles.factBody}>
              <p className={styles.factLine}>
                {fact.by && <PersonAvatar id={fact.by.id} name={fact.by.name} size={20} />}
                <span>
                  {asked.length > 1
                    ? t("timeline.asked", {
                        names: asked.map((who) => who.name).join(t("record.comma")),
                      })
                    : fact.text}
                </span>
                {fact.node && NAMED.has(fact.kind) && (
                  <span className={styles.factNode}>{fact.node.label}</span>
                )}
                <time
                  className={styles.when}
                  dateTime={fact.at}
                  title={formatInstant(fact.at, locale, timezone)}
                >
                  {formatAgo(fact.at, locale)}
                </time>
              </p>
              {fact.comment && <p className={styles.said}>{fact.comment}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
