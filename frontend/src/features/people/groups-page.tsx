import { Button, Form, Input, type TableColumnsType } from "antd";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/lib/i18n";
import type { Group } from "@/lib/types";
import { DataList } from "@/ui/data-list";
import { EmptyState } from "@/ui/empty-state";
import { FormDrawer } from "@/ui/form-drawer";
import { Page, PageHeader } from "@/ui/page";
import { PersonPicker } from "@/ui/person-picker";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { useGroupActs, useGroups } from "./queries";
import styles from "./people.module.css";

interface Values {
  name: string;
  members: string[];
}

export function GroupsPage() {
  const { t } = useTranslation("people");
  const groups = useGroups();
  const { save, remove } = useGroupActs();
  const toast = useToast();
  const undo = useUndoToast();
  const [form] = Form.useForm<Values>();
  const [edited, setEdited] = useState<Group | "new" | null>(null);
  const idsOf = (group: Group) => group.members.map((member) => member.id);
  const old = edited === "new" ? null : edited;
  const removeOne = (group: Group) =>
    remove.mutate(group.id, {
      onSuccess: () =>
        undo(t("groups.removed", { name: group.name }), () =>
          save.mutateAsync({ id: null, name: group.name, members: idsOf(group) }),
        ),
      onError: toast.failed,
    });
  const acts = (group: Group) => (
    <span style={{ whiteSpace: "nowrap" }}>
      <Button
        type="text"
        icon={<Pencil size={16} />}
        aria-label={t("groups.edit_named", { name: group.name })}
        onClick={() => setEdited(group)}
      />
      <Button
        type="text"
        icon={<Trash2 size={16} />}
        aria-label={t("groups.remove_named", { name: group.name })}
        onClick={() => removeOne(group)}
      />
    </span>
  );
  const list = new Intl.ListFormat(useLocale(), { type: "conjunction" });
  const names = (group: Group) => list.format(group.members.map((member) => member.name));
  const columns: TableColumnsType<Group> = [
    { key: "name", title: t("name"), width: 220, render: (_, group) => <strong>{group.name}</strong> },
    { key: "members", title: t("groups.members"), render: (_, group) => names(group) },
    {
      key: "acts",
      title: <span className="dg-sr-only">{t("acts_title")}</span>,
      width: 96,
      render: (_, g) => acts(g),
    },
  ];
  const add = (
    <Button type="primary" icon={<Plus size={16} />} onClick={() => setEdited("new")}>
      {t("groups.new")}
    </Button>
  );
  return (
    <Page width="text">
      <PageHeader title={t("groups.title")} description={t("groups.text")} actions={add} />
      <DataList<Group>
        label={t("groups.title")}
        rows={groups.data}
        rowKey={(group) => group.id}
        columns={columns}
        error={groups.error}
        onRetry={() => void groups.refetch()}
        empty={<EmptyState title={t("groups.empty")} text={t("groups.empty_text")} actions={add} />}
        card={(group) => (
          <div className={styles.card}>
            <span>
              <strong>{group.name}</strong>
              <br />
              {names(group)}
            </span>
            {acts(group)}
          </div>
        )}
      />
      <FormDrawer<Values>
        open={edited !== null}
        title={old ? t("groups.edit") : t("groups.new")}
        form={form}
        initial={old ? { name: old.name, members: idsOf(old) } : { name: "", members: [] }}
        submit={old ? t("save") : t("create")}
        onClose={() => setEdited(null)}
        onSubmit={(values) => save.mutateAsync({ id: old?.id ?? null, ...values })}
      >
        <Form.Item name="name" label={t("name")} rules={[{ required: true, message: t("name_required") }]}>
          <Input maxLength={100} autoFocus />
        </Form.Item>
        <Form.Item name="members" label={t("groups.members")}>
          <PersonPicker many />
        </Form.Item>
      </FormDrawer>
    </Page>
  );
}
