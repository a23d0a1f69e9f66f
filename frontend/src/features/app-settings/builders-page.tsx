import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import { useDirectory } from "@/lib/queries/directory";
import type { Builder } from "@/lib/types";
import { ErrorState } from "@/ui/error-state";
import { Section } from "@/ui/page";
import { PersonAvatar } from "@/ui/person-avatar";
import { PersonPicker } from "@/ui/person-picker";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";
import { SaveBar } from "./save-bar";
import { useSettingsApp } from "./settings-layout";
import styles from "./settings.module.css";

function useBuilders(app: string) {
  const client = useQueryClient();
  const key = ["builders", app];
  const query = useQuery({
    queryKey: key,
    queryFn: () => api.get<{ items: Builder[] }>(`/apps/${app}/builders`),
    select: (page) => page.items,
  });
  const save = useMutation({
    mutationFn: (items: Builder[]) => api.put(`/apps/${app}/builders`, { items }),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  return { query, save };
}

/** Who may change the app itself; what they may do with its data is another matter (roles). */
export function BuildersPage() {
  const { t } = useTranslation("settings");
  const app = useSettingsApp();
  const toast = useToast();
  const { query, save } = useBuilders(app.key);
  const [draft, setDraft] = useState<Builder[] | null>(null);
  const builders = draft ?? query.data ?? [];
  const names = useDirectory(
    "",
    builders.map((builder) => builder.person_id),
  );
  const nameOf = (id: string) => names.data?.people.find((person) => person.id === id)?.name ?? "…";
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <ListSkeleton rows={3} />;
  const owners = builders.filter((builder) => builder.level === "owner").length;
  const add = (id: string | string[] | null) => {
    if (typeof id !== "string" || builders.some((builder) => builder.person_id === id)) return;
    setDraft([...builders, { person_id: id, level: "designer" }]);
  };
  return (
    <div className={styles.narrow}>
      <Section title={t("builders.title")} text={t("builders.text")}>
        <div className={styles.list}>
          {builders.map((builder) => {
            const name = nameOf(builder.person_id);
            const last = builder.level === "owner" && owners === 1;
            return (
              <div className={styles.person} key={builder.person_id}>
                <PersonAvatar id={builder.person_id} name={name} size={28} />
                <span className={styles.itemName}>{name}</span>
                <Select
                  aria-label={t("builders.level", { name })}
                  value={builder.level}
                  disabled={last}
                  style={{ width: 128 }}
                  options={(["owner", "designer"] as const).map((level) => ({
                    value: level,
                    label: t(`builders.${level}`),
                  }))}
                  onChange={(level) =>
                    setDraft(
                      builders.map((one) => (one.person_id === builder.person_id ? { ...one, level } : one)),
                    )
                  }
                />
                <Button
                  type="text"
                  icon={<X size={16} />}
                  disabled={last}
                  aria-label={t("builders.remove", { name })}
                  onClick={() => setDraft(builders.filter((one) => one.person_id !== builder.person_id))}
                />
              </div>
            );
          })}
        </div>
        <div style={{ marginTop: 12 }}>
          <PersonPicker
            value={null}
            onChange={add}
            placeholder={t("builders.add")}
            aria-label={t("builders.add")}
          />
        </div>
      </Section>
      {draft && (
        <SaveBar
          busy={save.isPending}
          onDiscard={() => setDraft(null)}
          onSave={() =>
            save.mutate(draft, {
              onSuccess: () => {
                setDraft(null);
                toast.done(t("saved"));
              },
              onError: toast.failed,
            })
          }
        />
      )}
    </div>
  );
}
