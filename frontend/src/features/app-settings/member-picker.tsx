import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDirectory } from "@/lib/queries/directory";
import type { Member, PrincipalKind } from "@/lib/types";

interface Props {
  id?: string;
  value?: Member[];
  onChange?: (members: Member[]) => void;
}

const codeOf = (member: Member) => `${member.kind}:${member.id}`;

/** People, departments and groups in one search field. */
export function MemberPicker({ id, value = [], onChange }: Props) {
  const { t } = useTranslation("roles");
  const [search, setSearch] = useState("");
  const found = useDirectory(search);
  const wanted = search.trim().toLowerCase();
  const named = (kind: PrincipalKind, list: { id: string; name: string }[] = []): Member[] =>
    list
      .filter((one) => kind === "person" || one.name.toLowerCase().includes(wanted))
      .map((one) => ({ kind, id: one.id, name: one.name }));
  const groups: [PrincipalKind, Member[]][] = [
    ["person", named("person", found.data?.people)],
    ["department", named("department", found.data?.departments)],
    ["group", named("group", found.data?.groups)],
  ];
  const known = new Map(
    [...groups.flatMap(([, list]) => list), ...value].map((member) => [codeOf(member), member]),
  );
  return (
    <Select
      id={id}
      mode="multiple"
      labelInValue
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={found.isFetching}
      placeholder={t("members_placeholder")}
      value={value.map((member) => ({ value: codeOf(member), label: member.name }))}
      onChange={(chosen: { value: string }[]) =>
        onChange?.(chosen.flatMap(({ value: code }) => known.get(code) ?? []))
      }
      options={groups
        .filter(([, list]) => list.length > 0)
        .map(([kind, list]) => ({
          label: t(`kind.${kind}`),
          options: list.map((member) => ({ value: codeOf(member), label: member.name })),
        }))}
    />
  );
}
