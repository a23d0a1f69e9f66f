import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { unnamedYet } from "@/lib/unnamed-yet";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { usePolicy, useRoleOptions, useSavePolicy } from "./queries";
import styles from "./security.module.css";
import type { Policy } from "./types";

/** Who must have two-step verification. */
export function PolicySection() {
  const { t } = useTranslation("security");
  const toast = useToast();
  const stored = usePolicy();
  const save = useSavePolicy();
  const options = useRoleOptions();
  const [draft, setDraft] = useState<Policy | null>(null);
  const now = draft ?? stored.data;
  const change = (part: Partial<Policy>) =>
    now && setDraft({ everyone: now.everyone, admins: now.admins, roles: now.roles, ...part });
  const store = () =>
    draft &&
    save.mutate(draft, {
      onSuccess: () => {
        setDraft(null);
        toast.done(t("saved"));
      },
      onError: toast.failed,
    });
  return (
    <Section title={t("policy.title")} text={t("policy.text")}>
      {stored.isPending && <ListSkeleton rows={2} />}
      {stored.isError && <ErrorState error={stored.error} onRetry={() => void stored.refetch()} compact />}
      {now && (
        <div className={styles.policy}>
          <Checkbox checked={now.everyone} onChange={(event) => change({ everyone: event.target.checked })}>
            {t("policy.everyone")}
          </Checkbox>
          <Checkbox
            checked={now.everyone || now.admins}
            disabled={now.everyone}
            onChange={(event) => change({ admins: event.target.checked })}
          >
            {t("policy.admins")}
          </Checkbox>
          {!now.everyone && (
            <Select
              mode="multiple"
              className={styles.roles}
              aria-label={t("policy.roles")}
              placeholder={t("policy.roles")}
              optionFilterProp="label"
              {...unnamedYet(options.length === 0 && now.roles.length > 0)}
              options={options}
              value={now.roles}
              onChange={(roles) => change({ roles })}
            />
          )}
          <Button type="primary" disabled={draft === null} loading={save.isPending} onClick={store}>
            {t("save")}
          </Button>
        </div>
      )}
    </Section>
  );
}
