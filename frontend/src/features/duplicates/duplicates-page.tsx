/** `/apps/:app/forms/:form/duplicates`: looking for duplicates, merging (`?ids=`), and the merges there were. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { api } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import type { Job } from "@/lib/types";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { JobProgress } from "@/ui/job-progress";
import { Page, PageHeader } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import { Tabs } from "@/ui/tabs";
import { useToast } from "@/ui/use-toast";
import { GroupList } from "./group-list";
import { MergeView } from "./merge-view";
import { PastMerges } from "./past-merges";
import { door, useOffered } from "./queries";
import { SearchPanel } from "./search-panel";
import type { Certainty, Found, MatchKey, Offered } from "./types";

export function DuplicatesPage() {
  const { app = "", form = "" } = useParams();
  const runtime = useFormRuntime(app, form);
  const offered = useOffered(app, form);
  if (runtime.isError) return <ErrorState error={runtime.error} onRetry={() => void runtime.refetch()} />;
  if (offered.isError) return <ErrorState error={offered.error} onRetry={() => void offered.refetch()} />;
  if (!runtime.data || !offered.data) return <PageSkeleton />;
  return <Duplicates app={app} form={form} runtime={runtime.data} offered={offered.data} />;
}

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  offered: Offered;
}

function Duplicates({ app, form, runtime, offered }: Props) {
  const { t } = useTranslation("duplicates");
  const label = useLabel();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const here = `/apps/${app}/forms/${form}`;
  const name = label(runtime.definition.label) || form;
  const ids = (params.get("ids") ?? "").split(",").filter(Boolean).slice(0, 10);
  const merging = ids.length > 0;
  const mayUndo = (["update", "delete"] as const).every((op) => runtime.ops.includes(op));
  // The search stays as it is while one of its groups is merged.
  return (
    <Page width="wide">
      <PageHeader
        title={merging ? t("merge.title") : t("title", { form: name })}
        description={merging ? undefined : t("text")}
        crumbs={[{ label: name, to: here }]}
      />
      <div hidden={merging}>
        <Tabs
          activeKey={params.get("tab") === "merged" ? "merged" : "find"}
          onChange={(tab) => setParams(tab === "merged" ? { tab } : {})}
          items={[
            {
              key: "find",
              label: t("tab.find"),
              children: (
                <Finder
                  app={app}
                  form={form}
                  runtime={runtime}
                  offered={offered}
                  onMerge={(chosen) => setParams({ ids: chosen.join(",") })}
                />
              ),
            },
            {
              key: "merged",
              label: t("tab.merged"),
              children: <PastMerges app={app} form={form} mayUndo={mayUndo} />,
            },
          ]}
        />
      </div>
      {merging && (
        <MergeView
          key={ids.join()}
          app={app}
          form={form}
          runtime={runtime}
          ids={ids}
          onBack={() => void navigate(-1)}
        />
      )}
    </Page>
  );
}

function Finder({ app, form, runtime, offered, onMerge }: Props & { onMerge: (ids: string[]) => void }) {
  const { t } = useTranslation("duplicates");
  const label = useLabel();
  const toast = useToast();
  const [keys, setKeys] = useState<MatchKey[]>(offered.suggested);
  const [certainty, setCertainty] = useState<Certainty>("likely");
  const [job, setJob] = useState<string | null>(null);
  const [found, setFound] = useState<{ found: Found; keys: string[] } | null>(null);
  const nameOf = (key: string) =>
    label(runtime.definition.fields.find((field) => field.key === key)?.label) || key;
  const start = async () => {
    setFound(null);
    setJob(null);
    try {
      const made = await api.post<Job>(`${door(app, form)}:duplicates`, { keys, certainty });
      setJob(made.id);
    } catch (error) {
      toast.failed(error);
    }
  };
  if (offered.fields.length === 0)
    return <EmptyState title={t("search.nothing")} text={t("search.nothing_text")} />;
  return (
    <>
      <SearchPanel
        keys={keys}
        fields={offered.fields.map((key) => ({ value: key, label: nameOf(key) }))}
        certainty={certainty}
        busy={job !== null && found === null}
        onKeys={setKeys}
        onCertainty={setCertainty}
        onStart={() => void start()}
      />
      {job !== null && found === null && (
        <JobProgress<Found>
          key={job}
          id={job}
          title={t("search.running")}
          cancellable
          onDone={(done) =>
            done.result && setFound({ found: done.result, keys: keys.map((key) => key.field) })
          }
        />
      )}
      {found && (
        <GroupList
          key={job}
          app={app}
          form={form}
          runtime={runtime}
          found={found.found}
          keys={found.keys}
          onMerge={onMerge}
        />
      )}
    </>
  );
}
