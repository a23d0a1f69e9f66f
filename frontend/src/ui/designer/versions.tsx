/** Published versions: who, when, what for; any of them can become the draft again. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { DraftOnServer, DraftState } from "@/lib/draft/use-draft";
import { useDirectory } from "@/lib/queries/directory";
import { TabPage } from "./tab-page";
import { EmptyState } from "../empty-state";
import { ErrorState } from "../error-state";
import { ListSkeleton } from "../skeletons";
import { useConfirmDanger } from "../use-confirm-danger";
import { useToast } from "../use-toast";
import { VersionRow, type PublishedVersion } from "./version-row";

interface Props<D, Draft extends DraftOnServer<D>, Version extends PublishedVersion> {
  /** The API's place of what is versioned: `…/versions`, `…/versions/3:restore`, `…/draft:discard` stand below it. */
  path: string;
  draft: DraftState<D, Draft>;
  /** The published version; null or 0 before the first. */
  published: number | null;
  /** What versions are good for, and what the first one will bring. */
  text: string;
  noneText: string;
  /** What else is said of a version, and what it changed. */
  tags?: (version: Version) => ReactNode;
  compare?: (version: Version) => ReactNode;
}

export function Versions<D, Draft extends DraftOnServer<D>, Version extends PublishedVersion>({
  path,
  draft,
  published,
  text,
  noneText,
  tags,
  compare,
}: Props<D, Draft, Version>) {
  const { t } = useTranslation("drafting");
  const toast = useToast();
  const ask = useConfirmDanger();
  const versions = useQuery({
    queryKey: ["versions", path, published],
    queryFn: () => api.get<{ items: Version[] }>(`${path}/versions`),
  });
  const items = versions.data?.items ?? [];
  const ids = items.flatMap(({ published_by: by }) => (typeof by === "string" ? by : []));
  const people = useDirectory("", [...new Set(ids)]).data?.people;
  const nameOf = ({ published_by: by }: Version): string =>
    (typeof by === "string" ? people?.find((person) => person.id === by)?.name : by?.name) ?? "";
  const replace = useMutation({
    mutationFn: async ({ act }: { act: string; done: string }) => {
      await draft.flush();
      return api.post<Draft>(`${path}/${act}`);
    },
    onSuccess: (next, { done }) => {
      draft.replace(next);
      toast.done(done);
    },
    onError: toast.failed,
  });
  const changed = draft.server.dirty || draft.state !== "saved";
  const running = replace.isPending ? replace.variables.act : null;
  const discard = { act: "draft:discard", done: t("versions.discarded") };
  if (versions.isPending) return <ListSkeleton rows={4} />;
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <TabPage
      title={t("versions.title")}
      text={text}
      extra={
        !!published &&
        changed && (
          <Button
            icon={<Undo2 size={16} />}
            loading={running === discard.act}
            onClick={() =>
              ask({
                title: t("versions.discard"),
                text: t("versions.discard_text"),
                action: t("versions.discard_action"),
                run: () => replace.mutateAsync(discard),
              })
            }
          >
            {t("versions.discard")}
          </Button>
        )
      }
    >
      {items.length === 0 && <EmptyState compact title={t("versions.none")} text={noneText} />}
      <ol>
        {items.map((version) => {
          const act = `versions/${version.n}:restore`;
          return (
            <VersionRow
              key={version.n}
              name={t("versions.number", { number: version.n })}
              version={version}
              by={nameOf(version)}
              tags={
                <>
                  {version.current && <Tag>{t("versions.current")}</Tag>}
                  {tags?.(version)}
                </>
              }
              compare={compare && { text: t("versions.compare"), draw: () => compare(version) }}
              act={
                version.current && !changed
                  ? undefined
                  : {
                      text: t("versions.restore"),
                      label: t("versions.restore_number", { number: version.n }),
                      busy: running === act,
                      run: () => replace.mutate({ act, done: t("versions.restored") }),
                    }
              }
            />
          );
        })}
      </ol>
    </TabPage>
  );
}
