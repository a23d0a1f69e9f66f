import { Button } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDepartments } from "@/lib/queries/departments";
import { useDirectory } from "@/lib/queries/directory";
import type { Department } from "@/lib/types";
import { DragArea } from "@/ui/drag/drag-area";
import type { Drop } from "@/ui/drag/drag-store";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Page, PageHeader } from "@/ui/page";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { DepartmentDrawer, type DepartmentEdit } from "./department-drawer";
import { DepartmentRow } from "./department-row";
import { isBelow, moveOf, ordered } from "./department-tree";
import { useDepartmentActs } from "./queries";
import styles from "./people.module.css";

/** The organisation as a tree: drag to arrange, a head per department. */
export function DepartmentsPage() {
  const { t } = useTranslation("people");
  const departments = useDepartments();
  const { change, create, remove } = useDepartmentActs();
  const toast = useToast();
  const undo = useUndoToast();
  const [edited, setEdited] = useState<DepartmentEdit | null>(null);
  const all = departments.data ?? [];
  const heads = useDirectory(
    "",
    all.flatMap((department) => department.head_id ?? []),
  );
  const nameOf = (id: string | null) => heads.data?.people.find((person) => person.id === id)?.name;
  const drop = ({ item, target, edge }: Drop) => {
    const move = moveOf(all, item.id, target.id, edge);
    if (move) change.mutate(move, { onError: toast.failed });
  };
  const removeOne = (department: Department) =>
    remove.mutate(department.id, {
      onSuccess: () =>
        undo(t("departments.removed", { name: department.name }), () =>
          create.mutateAsync({
            name: department.name,
            parent_id: department.parent_id,
            head_id: department.head_id,
          }),
        ),
      onError: toast.failed,
    });
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setEdited({ parent_id: null })}>
      {t("departments.new")}
    </Button>
  );
  return (
    <Page width="text">
      <PageHeader title={t("departments.title")} description={t("departments.text")} actions={add} />
      {departments.isPending && <ListSkeleton />}
      {departments.isError && (
        <ErrorState error={departments.error} onRetry={() => void departments.refetch()} />
      )}
      {departments.data?.length === 0 && (
        <EmptyState title={t("departments.empty")} text={t("departments.empty_text")} actions={add} />
      )}
      {all.length > 0 && (
        <DragArea
          onDrop={drop}
          canDrop={({ item, target }) => item.id !== target.id && !isBelow(all, target.id, item.id)}
        >
          <ul className={styles.tree}>
            {ordered(all).map(({ department, depth }) => (
              <DepartmentRow
                key={department.id}
                department={department}
                depth={depth}
                head={nameOf(department.head_id)}
                onEdit={() => setEdited(department)}
                onAdd={() => setEdited({ parent_id: department.id })}
                onRemove={() => removeOne(department)}
              />
            ))}
          </ul>
        </DragArea>
      )}
      <DepartmentDrawer edited={edited} onClose={() => setEdited(null)} />
    </Page>
  );
}
