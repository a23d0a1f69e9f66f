/** The groups that were found, some at a time. */
import { Alert, Pagination } from "antd";
import { CircleCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { titleKey } from "@/lib/records/columns";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast, useUndoToast } from "@/ui/use-toast";
import styles from "./duplicates.module.css";
import { GroupCard } from "./group-card";
import { useCompared, useMerging } from "./queries";
import type { Found, Group } from "./types";
import { useShown } from "./use-shown";

const AT_ONCE = 10;

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  found: Found;
  keys: string[];
  onMerge: (ids: string[]) => void;
}

const nameOf = (group: Group) => group.members.map((member) => member.id).join();

export function GroupList({ app, form, runtime, found, keys, onMerge }: Props) {
  const { t } = useTranslation("duplicates");
  const toast = useToast();
  const undoToast = useUndoToast();
  const { different } = useMerging(app, form);
  const [page, setPage] = useState(1);
  const [gone, setGone] = useState<string[]>([]);
  const title = titleKey(runtime.definition);
  const { columns, needed, around } = useShown(app, form, runtime, [
    ...new Set([...(title ? [title] : []), ...keys]),
  ]);
  const groups = found.groups.filter((group) => !gone.includes(nameOf(group)));
  const shown = groups.slice((page - 1) * AT_ONCE, page * AT_ONCE);
  const ids = shown.flatMap((group) => group.members.map((member) => member.id));
  const compared = useCompared(app, form, ids.length > 0 ? ids : [], needed);
  const rows = useMemo(() => new Map(compared.data?.map((row) => [row.id, row])), [compared.data]);
  const apart = async (group: Group, members: string[]) => {
    try {
      await different(members, true);
      setGone((now) => [...now, nameOf(group)]);
      undoToast(t("group.said"), async () => {
        await different(members, false);
        setGone((now) => now.filter((each) => each !== nameOf(group)));
      });
    } catch (error) {
      toast.failed(error);
    }
  };
  if (groups.length === 0)
    return (
      <EmptyState
        icon={<CircleCheck size={28} aria-hidden />}
        title={t("found.none")}
        text={t("found.compared", { count: found.records })}
      />
    );
  if (compared.isError) return <ErrorState error={compared.error} onRetry={() => void compared.refetch()} />;
  if (!compared.data) return <ListSkeleton />;
  const may = (["update", "delete"] as const).every((op) => runtime.ops.includes(op));
  return (
    <>
      <p className={styles.summary} role="status">
        {t("found.groups", { count: found.groups_found })} · {t("found.compared", { count: found.records })}
      </p>
      {found.groups_found > found.groups.length && (
        <Alert type="info" showIcon title={t("found.first", { count: found.groups.length })} />
      )}
      {found.crowded > 0 && <p className={styles.hint}>{t("found.crowded", { count: found.crowded })}</p>}
      <ul className={styles.groups}>
        {shown.map((group) => (
          <GroupCard
            key={nameOf(group)}
            group={group}
            rows={rows}
            columns={columns}
            around={around}
            here={`/apps/${app}/forms/${form}`}
            mayMerge={may}
            onMerge={onMerge}
            onDifferent={(members) => void apart(group, members)}
          />
        ))}
      </ul>
      {groups.length > AT_ONCE && (
        <Pagination
          align="center"
          current={page}
          pageSize={AT_ONCE}
          total={groups.length}
          showSizeChanger={false}
          onChange={setPage}
        />
      )}
    </>
  );
}
