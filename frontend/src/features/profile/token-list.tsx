import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { formatAgo, formatDay } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useMe } from "@/lib/queries/session";
import type { ApiToken } from "@/lib/types";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { TokenDrawer } from "./token-drawer";
import styles from "./profile.module.css";

export function TokenList() {
  const { t } = useTranslation("profile");
  const locale = useLocale();
  const { timezone } = useMe();
  const client = useQueryClient();
  const toast = useToast();
  const ask = useConfirmDanger();
  const [creating, setCreating] = useState(false);
  const tokens = useQuery({
    queryKey: ["tokens"],
    queryFn: () => api.get<{ items: ApiToken[] }>("/tokens"),
    select: (page) => page.items,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/tokens/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const confirm = (token: ApiToken) =>
    ask({
      title: t("tokens.revoke_title", { name: token.name }),
      text: t("tokens.revoke_text"),
      action: t("tokens.revoke"),
      run: () => remove.mutateAsync(token.id).catch(toast.failed),
    });
  const facts = (token: ApiToken) =>
    [
      `${token.prefix}…`,
      token.apps ? token.apps.join(", ") : t("tokens.all_apps"),
      token.ops.map((op) => t(`tokens.op.${op}`)).join(" "),
      token.expires_at
        ? t("tokens.until", { when: formatDay(token.expires_at, locale, timezone) })
        : t("tokens.forever"),
      token.last_used_at
        ? t("tokens.used", { when: formatAgo(token.last_used_at, locale) })
        : t("tokens.unused"),
    ].join(" · ");
  return (
    <Section
      title={t("tokens.title")}
      text={t("tokens.text")}
      extra={
        <Button icon={<Plus size={16} />} onClick={() => setCreating(true)}>
          {t("tokens.new")}
        </Button>
      }
    >
      {tokens.isPending && <ListSkeleton rows={2} />}
      {tokens.isError && <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} compact />}
      {tokens.data?.length === 0 && (
        <EmptyState compact title={t("tokens.empty")} text={t("tokens.empty_text")} />
      )}
      {tokens.data && tokens.data.length > 0 && (
        <ul className={styles.list}>
          {tokens.data.map((token) => (
            <li key={token.id} className={styles.row}>
              <KeyRound size={18} aria-hidden />
              <span className={styles.grow}>
                <span>{token.name}</span>
                <span className={styles.muted}>{facts(token)}</span>
              </span>
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t("tokens.revoke_named", { name: token.name })}
                onClick={() => confirm(token)}
              />
            </li>
          ))}
        </ul>
      )}
      <TokenDrawer open={creating} onClose={() => setCreating(false)} />
    </Section>
  );
}
