import { Button, Input, Select, Tag, Tooltip, type TableColumnsType } from "antd";
import { Plus, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "@/lib/types";
import { useDebounced } from "@/lib/use-debounced";
import { DataList } from "@/ui/data-list";
import { DepartmentPicker } from "@/ui/department-picker";
import { EmptyState } from "@/ui/empty-state";
import { Page, PageHeader } from "@/ui/page";
import { PersonAvatar } from "@/ui/person-avatar";
import { LinkDialog, type ShownLink } from "./link-dialog";
import { PasswordDialog, type ShownPassword } from "./password-dialog";
import { PersonDrawer } from "./person-drawer";
import { PersonMenu } from "./person-menu";
import { usePeople, type PeopleFilter } from "./queries";
import styles from "./people.module.css";

function Name({ person }: { person: PersonRow }) {
  const { t } = useTranslation("people");
  return (
    <span className={styles.name}>
      <PersonAvatar id={person.id} name={person.name} size={28} />
      <span className={styles.nameText}>{person.name}</span>
      {person.outside && <Tag color="warning">{t("outside")}</Tag>}
      {person.is_admin && <Tag>{t("admin")}</Tag>}
      {!person.active && <Tag>{t(person.erased ? "erased" : "inactive")}</Tag>}
      {!person.can_sign_in && !person.erased && (
        <Tooltip title={t(person.demo ? "no_way_in_demo" : "no_way_in_text")}>
          <Tag>{t("no_way_in")}</Tag>
        </Tooltip>
      )}
    </span>
  );
}

function Filters({ filter, onChange }: { filter: PeopleFilter; onChange: (filter: PeopleFilter) => void }) {
  const { t } = useTranslation("people");
  return (
    <div className={styles.filters}>
      <Input
        className={styles.search}
        prefix={<Search size={16} aria-hidden />}
        placeholder={t("search")}
        aria-label={t("search")}
        allowClear
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.target.value })}
      />
      <div className={styles.filter}>
        <DepartmentPicker
          value={filter.department}
          placeholder={t("all_departments")}
          aria-label={t("department")}
          onChange={(department) => onChange({ ...filter, department: department as string | null })}
        />
      </div>
      <Select<string>
        className={styles.filter}
        aria-label={t("belongs")}
        value={filter.outside === null ? "all" : String(filter.outside)}
        onChange={(value) => onChange({ ...filter, outside: value === "all" ? null : value === "true" })}
        options={[
          { value: "all", label: t("inside_and_outside") },
          { value: "false", label: t("inside") },
          { value: "true", label: t("outside") },
        ]}
      />
      <Select<string>
        className={styles.filter}
        aria-label={t("state")}
        value={filter.active === null ? "all" : String(filter.active)}
        onChange={(value) => onChange({ ...filter, active: value === "all" ? null : value === "true" })}
        options={[
          { value: "true", label: t("active") },
          { value: "false", label: t("inactive") },
          { value: "all", label: t("all_states") },
        ]}
      />
    </div>
  );
}

export function PeoplePage() {
  const { t } = useTranslation("people");
  const [filter, setFilter] = useState<PeopleFilter>({
    search: "",
    department: null,
    active: true,
    outside: null,
  });
  const people = usePeople(useDebounced(filter));
  const [edited, setEdited] = useState<PersonRow | "new" | null>(null);
  const [password, setPassword] = useState<ShownPassword | null>(null);
  const [link, setLink] = useState<ShownLink | null>(null);
  const menu = (person: PersonRow) => (
    <PersonMenu person={person} onEdit={() => setEdited(person)} onPassword={setPassword} onLink={setLink} />
  );
  const columns: TableColumnsType<PersonRow> = [
    { key: "name", title: t("full_name"), render: (_, person) => <Name person={person} /> },
    { key: "email", title: t("email"), dataIndex: "email" },
    { key: "department", title: t("department"), render: (_, person) => person.department?.name },
    { key: "supervisor", title: t("supervisor"), render: (_, person) => person.supervisor?.name },
    { key: "phone", title: t("phone"), dataIndex: "phone" },
    {
      key: "menu",
      title: <span className="dg-sr-only">{t("acts_title")}</span>,
      width: 48,
      render: (_, p) => menu(p),
    },
  ];
  return (
    <Page>
      <PageHeader
        title={t("title")}
        actions={
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setEdited("new")}>
            {t("new")}
          </Button>
        }
      />
      <Filters filter={filter} onChange={setFilter} />
      <DataList<PersonRow>
        label={t("title")}
        rows={people.data?.pages.flatMap((page) => page.items)}
        rowKey={(person) => person.id}
        columns={columns}
        onOpen={setEdited}
        error={people.error}
        onRetry={() => void people.refetch()}
        empty={<EmptyState compact title={t("no_match")} text={t("no_match_text")} />}
        more={
          people.hasNextPage
            ? { load: () => void people.fetchNextPage(), busy: people.isFetchingNextPage }
            : undefined
        }
        card={(person) => (
          <div className={styles.card}>
            <button type="button" className={styles.cardOpen} onClick={() => setEdited(person)}>
              <Name person={person} />
              <span className={styles.cardText}>
                {[person.department?.name, person.email].filter(Boolean).join(" · ")}
              </span>
            </button>
            {menu(person)}
          </div>
        )}
      />
      <PersonDrawer
        person={edited}
        onClose={() => setEdited(null)}
        onPassword={setPassword}
        onLink={setLink}
      />
      <PasswordDialog shown={password} onClose={() => setPassword(null)} />
      <LinkDialog shown={link} onClose={() => setLink(null)} />
    </Page>
  );
}
