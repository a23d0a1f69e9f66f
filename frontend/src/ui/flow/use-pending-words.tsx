import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { Pending } from "@/lib/flow/types";
import type { Field } from "@/lib/form-runtime/definition";
import { useLocale } from "@/lib/i18n";
import { useZone } from "@/lib/queries/session";
import { pendingChanges } from "./pending-words";

const SECONDS = 8;

/** Says that a change waits; false when it doesn't and was simply made. */
export function usePendingWords() {
  const { t } = useTranslation("flows");
  const { message } = App.useApp();
  const locale = useLocale();
  const timezone = useZone();
  return {
    tell: (answer: unknown, fields: Field[]): boolean => {
      const pending = (answer as { _pending?: Pending } | null | undefined)?._pending;
      if (!pending) return false;
      const changes = pendingChanges(pending, fields, locale, timezone, t);
      const content = pending.op === "delete" ? t("pending.deleted") : t("pending.saved", { changes });
      void message.info({ key: `pending-${content}`, content, duration: SECONDS });
      return true;
    },
    tellMany: (count: number): void => {
      if (count > 0)
        void message.info({
          key: "pending-many",
          content: t("pending.held_some", { count }),
          duration: SECONDS,
        });
    },
  };
}
