import { Button, Form, Tag } from "antd";
import { Building2, Plus, Trash2, UserPlus, UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { newIdempotencyKey } from "@/lib/api";
import { useLabel } from "@/lib/i18n";
import type { Label, Member, Role } from "@/lib/types";
import { FormDrawer } from "@/ui/form-drawer";
import { LabelInput } from "@/ui/label-input";
import { Section } from "@/ui/page";
import { PersonAvatar } from "@/ui/person-avatar";
import { MemberPicker } from "./member-picker";
import styles from "./roles.module.css";
import settings from "./settings.module.css";

const SHOWN = 8;

function MemberChip({ member }: { member: Member }) {
  return (
    <span className={styles.member}>
      {member.kind === "person" && <PersonAvatar id={member.id} name={member.name} size={20} />}
      {member.kind === "department" && <Building2 size={16} aria-hidden />}
      {member.kind === "group" && <UsersRound size={16} aria-hidden />}
      {member.name}
    </span>
  );
}

interface Values {
  label: Label;
  members: Member[];
}

interface Props {
  roles: Role[];
  onChange: (roles: Role[]) => void;
}

/** The roles of the app and who bears them; people may also come in by department or group. */
export function RoleList({ roles, onChange }: Props) {
  const { t } = useTranslation("roles");
  const label = useLabel();
  const [form] = Form.useForm<Values>();
  const [edited, setEdited] = useState<Role | "new" | null>(null);
  const apply = (values: Values) => {
    if (edited === "new") {
      onChange([...roles, { key: `role_${newIdempotencyKey().slice(0, 8)}`, builtin: false, ...values }]);
    } else if (edited) {
      onChange(roles.map((role) => (role.key === edited.key ? { ...role, ...values } : role)));
    }
    return Promise.resolve();
  };
  const initial = edited === "new" || edited === null ? { label: "", members: [] } : edited;
  return (
    <Section
      title={t("title")}
      text={t("text")}
      extra={
        <Button icon={<Plus size={16} />} onClick={() => setEdited("new")}>
          {t("new")}
        </Button>
      }
    >
      <ul className={settings.list}>
        {roles.map((role) => {
          const name = label(role.label);
          return (
            <li key={role.key} className={styles.role}>
              <span className={styles.roleName}>
                {name}
                {role.builtin && <Tag>{t("builtin")}</Tag>}
              </span>
              <span className={styles.members}>
                {role.members.length === 0 && t("nobody")}
                {role.members.slice(0, SHOWN).map((member) => (
                  <MemberChip key={`${member.kind} ${member.id}`} member={member} />
                ))}
                {role.members.length > SHOWN && t("and_more", { count: role.members.length - SHOWN })}
              </span>
              <span>
                <Button type="text" icon={<UserPlus size={16} />} onClick={() => setEdited(role)}>
                  {t("edit")}
                </Button>
                {!role.builtin && (
                  <Button
                    type="text"
                    icon={<Trash2 size={16} />}
                    aria-label={t("remove", { name })}
                    title={t("remove", { name })}
                    onClick={() => onChange(roles.filter((other) => other.key !== role.key))}
                  />
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <FormDrawer<Values>
        open={edited !== null}
        title={edited === "new" ? t("new") : t("edit_title")}
        form={form}
        initial={{ label: initial.label, members: initial.members }}
        submit={t("apply")}
        onClose={() => setEdited(null)}
        onSubmit={apply}
      >
        <Form.Item name="label" label={t("name")} rules={[{ required: true, message: t("name_required") }]}>
          <LabelInput autoFocus />
        </Form.Item>
        <Form.Item name="members" label={t("members")} extra={t("members_hint")}>
          <MemberPicker />
        </Form.Item>
      </FormDrawer>
    </Section>
  );
}
