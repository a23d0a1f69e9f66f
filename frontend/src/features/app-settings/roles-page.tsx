import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, newIdempotencyKey } from "@/lib/api";
import type { Grant, Roles } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { GrantDrawer } from "./grant-drawer";
import { cellGrants, splitGrants, withCell } from "./grant-presets";
import { RightsMatrix, type Cell } from "./rights-matrix";
import { RoleList } from "./role-list";
import { useRoles, useSaveRoles } from "./roles-queries";
import { SaveBar } from "./save-bar";
import { useSettingsApp } from "./settings-layout";

const newGrantId = () => `g_${newIdempotencyKey().slice(0, 12)}`;

/** Roles, who bears them, and what each may do: edited together, saved together. */
export function RolesPage() {
  const { t } = useTranslation("roles");
  const app = useSettingsApp();
  const toast = useToast();
  const query = useRoles(app.key);
  const save = useSaveRoles(app.key);
  const [draft, setDraft] = useState<Roles | null>(null);
  const [opened, setOpened] = useState<Cell | null>(null);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <ListSkeleton />;
  const stored = query.data;
  const roles = draft ?? { ...stored, grants: splitGrants(stored.grants, newGrantId) };
  const change = (part: Partial<Roles>) => setDraft({ ...roles, ...part });
  const setCell = ({ to, form }: Cell, grants: Grant[]) =>
    change({ grants: withCell(roles.grants, to, form, grants) });
  const discard = () => setDraft(null);
  const submit = () =>
    save.mutate(roles, {
      onSuccess: () => {
        setDraft(null);
        toast.done(t("saved"));
      },
      onError: (error) => {
        toast.failed(error);
        if (error instanceof ApiProblem && error.status === 409) void query.refetch();
      },
    });
  return (
    <>
      <RoleList
        roles={roles.roles}
        onChange={(list) => {
          const keys = new Set(list.map((role) => `role:${role.key}`));
          // Only grants to roles go with them: everyone, people from outside and flows stay.
          const kept = roles.grants.filter(
            ({ to: [first = ""] }) => !first.startsWith("role:") || keys.has(first),
          );
          change({ roles: list, grants: kept });
        }}
      />
      <Section title={t("matrix.title")} text={t("matrix.text")}>
        <RightsMatrix
          app={app}
          roles={roles}
          newGrantId={newGrantId}
          onCell={setCell}
          onOpen={(cell) => setOpened(cell)}
        />
      </Section>
      <GrantDrawer
        key={opened ? `${opened.to} ${opened.form}` : "none"}
        app={app}
        cell={opened}
        grants={opened ? cellGrants(roles.grants, opened.to, opened.form) : []}
        roles={roles.roles}
        newGrantId={newGrantId}
        onApply={setCell}
        onClose={() => setOpened(null)}
      />
      {draft && <SaveBar busy={save.isPending} onDiscard={discard} onSave={submit} />}
    </>
  );
}
