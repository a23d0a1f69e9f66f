/** A cron line in words: «周一至周五 08:00». */
import { useTranslation } from "react-i18next";
import { rhythmOf } from "@/lib/cron";

export function useRhythmText(): (cron: string) => string {
  const { t } = useTranslation("cron");
  return (cron) => {
    const rhythm = rhythmOf(cron);
    if (!rhythm) return t("said.other", { cron });
    if (rhythm.every === "hour") return t("said.hour", { minute: rhythm.minute });
    const day = "day" in rhythm ? (rhythm.every === "week" ? t(`weekday.${rhythm.day}`) : rhythm.day) : "";
    return t(`said.${rhythm.every}`, { time: rhythm.time, day });
  };
}
