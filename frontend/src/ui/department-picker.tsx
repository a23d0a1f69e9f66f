import { TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import { useDepartments } from "@/lib/queries/departments";

interface Props {
  id?: string;
  value?: string | string[] | null;
  onChange?: (value: string | string[] | null) => void;
  many?: boolean;
  /** A department and everything below it that can't be chosen (its own parent, for instance). */
  without?: string;
  disabled?: boolean;
  placeholder?: string;
  "aria-label"?: string;
}

interface Node {
  value: string;
  title: string;
  children: Node[];
}

function tree(
  departments: { id: string; name: string; parent_id: string | null }[],
  without?: string,
): Node[] {
  const below = (parent: string | null): Node[] =>
    departments
      .filter((department) => department.parent_id === parent && department.id !== without)
      .map((department) => ({
        value: department.id,
        title: department.name,
        children: below(department.id),
      }));
  return below(null);
}

export function DepartmentPicker({ value, onChange, many = false, without, placeholder, ...rest }: Props) {
  const { t } = useTranslation("common");
  const departments = useDepartments();
  return (
    <TreeSelect
      {...rest}
      style={{ width: "100%" }}
      allowClear
      multiple={many}
      showSearch={{ treeNodeFilterProp: "title" }}
      treeDefaultExpandAll
      loading={departments.isPending}
      placeholder={placeholder ?? t("pick.department")}
      // Beside a label the label is its name.
      aria-label={rest["aria-label"] ?? (rest.id ? undefined : t("pick.department"))}
      value={value ?? undefined}
      onChange={(next: string | string[] | undefined) => onChange?.(next ?? null)}
      treeData={tree(departments.data ?? [], without)}
    />
  );
}
