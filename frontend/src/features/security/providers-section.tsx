import { Alert, Button, Tag } from "antd";
import { LogIn, Plus, Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useConfirmDanger } from "@/ui/use-confirm-danger";
import { useToast } from "@/ui/use-toast";
import { ProviderDrawer } from "./provider-drawer";
import { useProviderActs, useProviders } from "./queries";
import styles from "./security.module.css";
import type { Provider } from "./types";

/** Providers (OpenID Connect) that people may sign in through. */
export function ProvidersSection() {
  const { t } = useTranslation("security");
  const toast = useToast();
  const ask = useConfirmDanger();
  const providers = useProviders();
  const acts = useProviderActs();
  const [editing, setEditing] = useState<Provider | "new" | null>(null);
  const test = (id: string) =>
    acts.test.mutate(id, {
      onSuccess: ({ ok, message }) => (ok ? toast.done(message) : toast.failed(new Error(message))),
      onError: toast.failed,
    });
  const remove = (one: Provider) =>
    ask({
      title: t("provider.remove", { name: one.name }),
      text: t("provider.remove_text", { count: one.people }),
      action: t("provider.remove_do"),
      run: () => acts.remove.mutateAsync(one.id).catch(toast.failed),
    });
  const callback = providers.data?.callback ?? null;
  const list = providers.data?.items ?? [];
  const add = (
    <Button icon={<Plus size={16} />} disabled={callback === null} onClick={() => setEditing("new")}>
      {t("provider.new")}
    </Button>
  );
  return (
    <Section title={t("provider.title")} text={t("provider.text")} extra={list.length > 0 && add}>
      {providers.isPending && <ListSkeleton rows={2} />}
      {providers.isError && (
        <ErrorState error={providers.error} onRetry={() => void providers.refetch()} compact />
      )}
      {providers.data && callback === null && (
        <Alert type="warning" showIcon className={styles.notice} title={t("no_public_url")} />
      )}
      {providers.data && list.length === 0 && (
        <EmptyState
          compact
          icon={<LogIn size={28} />}
          title={t("provider.empty")}
          text={t("provider.empty_text")}
          actions={add}
        />
      )}
      {list.length > 0 && (
        <ul className={styles.list}>
          {list.map((one) => (
            <li key={one.id} className={styles.row}>
              <button type="button" className={styles.open} onClick={() => setEditing(one)}>
                <span>
                  {one.name} {!one.active && <Tag>{t("provider.off")}</Tag>}
                </span>
                <span className={styles.muted}>
                  {[one.issuer, t("provider.people", { count: one.people })].join(" · ")}
                </span>
              </button>
              <Button
                type="text"
                icon={<Zap size={16} />}
                aria-label={t("provider.test_named", { name: one.name })}
                loading={acts.test.isPending && acts.test.variables === one.id}
                onClick={() => test(one.id)}
              >
                {t("provider.test")}
              </Button>
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t("provider.remove_named", { name: one.name })}
                onClick={() => remove(one)}
              />
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <ProviderDrawer
          provider={editing === "new" ? null : editing}
          callback={callback}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}
