import { Alert, Checkbox, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "@/lib/types";
import { DepartmentPicker } from "@/ui/department-picker";
import { FormDrawer } from "@/ui/form-drawer";
import { PersonPicker } from "@/ui/person-picker";
import { useToast } from "@/ui/use-toast";
import type { ShownLink } from "./link-dialog";
import type { ShownPassword } from "./password-dialog";
import { usePeopleActs, type PersonValues } from "./queries";

interface Props {
  person: PersonRow | "new" | null;
  onClose: () => void;
  onPassword: (shown: ShownPassword) => void;
  onLink: (shown: ShownLink) => void;
}

const BLANK: PersonValues = {
  email: "",
  name: "",
  phone: null,
  department_id: null,
  supervisor_id: null,
  is_admin: false,
  outside: false,
};

export function PersonDrawer({ person, onClose, onPassword, onLink }: Props) {
  const { t } = useTranslation("people");
  const [form] = Form.useForm<PersonValues>();
  const { create, change, invite } = usePeopleActs();
  const outside = Form.useWatch("outside", form) ?? false;
  const moves = person !== null && person !== "new" && person.outside !== outside;
  const toast = useToast();
  const submit = async (values: PersonValues) => {
    const apart = { department_id: null, supervisor_id: null, is_admin: false };
    const clean = { ...values, ...(values.outside ? apart : {}), phone: values.phone || null };
    if (person === "new") {
      const made = await create.mutateAsync(clean);
      if (values.outside) onLink({ name: made.person.name, ...(await invite.mutateAsync(made.person.id)) });
      else if (made.password)
        onPassword({ name: made.person.name, email: made.person.email, password: made.password });
    } else if (person) {
      await change.mutateAsync({ id: person.id, version: person.version, ...clean });
      toast.done(t("saved"));
    }
  };
  return (
    <FormDrawer<PersonValues>
      open={person !== null}
      title={person === "new" ? t("new") : t("edit")}
      form={form}
      initial={person === "new" || person === null ? BLANK : person}
      submit={person === "new" ? t("create") : t("save")}
      onClose={onClose}
      onSubmit={submit}
    >
      {person !== null && person !== "new" && !person.can_sign_in && (
        <Form.Item>
          <Alert type="info" showIcon title={t(person.demo ? "no_way_in_demo" : "no_way_in_text")} />
        </Form.Item>
      )}
      <Form.Item
        name="name"
        label={t("full_name")}
        rules={[{ required: true, message: t("full_name_required") }]}
      >
        <Input autoComplete="off" maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item
        name="email"
        label={t("email")}
        extra={person === "new" ? t(outside ? "email_hint_outside" : "email_hint") : undefined}
        rules={[
          { required: true, message: t("email_required") },
          { type: "email", message: t("email_wrong") },
        ]}
      >
        <Input type="email" autoComplete="off" maxLength={254} />
      </Form.Item>
      <Form.Item name="phone" label={t("phone")}>
        <Input type="tel" autoComplete="off" maxLength={32} />
      </Form.Item>
      <Form.Item name="outside" valuePropName="checked" extra={t("outside_hint")}>
        <Checkbox>{t("outside")}</Checkbox>
      </Form.Item>
      {moves && <Alert type="warning" showIcon title={t(outside ? "goes_outside" : "comes_inside")} />}
      {!outside && (
        <>
          <Form.Item name="department_id" label={t("department")}>
            <DepartmentPicker />
          </Form.Item>
          <Form.Item name="supervisor_id" label={t("supervisor")} extra={t("supervisor_hint")}>
            <PersonPicker />
          </Form.Item>
          <Form.Item name="is_admin" valuePropName="checked" extra={t("admin_hint")}>
            <Checkbox>{t("admin")}</Checkbox>
          </Form.Item>
        </>
      )}
    </FormDrawer>
  );
}
