import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Department } from "@/lib/types";
import { DepartmentPicker } from "@/ui/department-picker";
import { FormDrawer } from "@/ui/form-drawer";
import { PersonPicker } from "@/ui/person-picker";
import { useDepartmentActs } from "./queries";

/** A department to change, or the place of a new one. */
export type DepartmentEdit = Department | { parent_id: string | null };

interface Values {
  name: string;
  parent_id: string | null;
  head_id: string | null;
}

export function DepartmentDrawer({
  edited,
  onClose,
}: {
  edited: DepartmentEdit | null;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const [form] = Form.useForm<Values>();
  const { create, change } = useDepartmentActs();
  const old = edited && "id" in edited ? edited : null;
  const initial: Values = old ?? { name: "", parent_id: edited?.parent_id ?? null, head_id: null };
  return (
    <FormDrawer<Values>
      open={edited !== null}
      title={old ? t("departments.edit") : t("departments.new")}
      form={form}
      initial={initial}
      submit={old ? t("save") : t("create")}
      onClose={onClose}
      onSubmit={(values) =>
        old ? change.mutateAsync({ id: old.id, ...values }) : create.mutateAsync(values)
      }
    >
      <Form.Item name="name" label={t("name")} rules={[{ required: true, message: t("name_required") }]}>
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="parent_id" label={t("departments.parent")}>
        <DepartmentPicker without={old?.id} placeholder={t("departments.top")} />
      </Form.Item>
      <Form.Item name="head_id" label={t("departments.head")} extra={t("departments.head_hint")}>
        <PersonPicker />
      </Form.Item>
    </FormDrawer>
  );
}
