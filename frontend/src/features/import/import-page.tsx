/** `/apps/:app/import`: a spreadsheet into a form, or into a new form made from it. */
import { Steps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useParams, useSearchParams } from "react-router";
import { useLabel } from "@/lib/i18n";
import { useApp } from "@/lib/queries/apps";
import { usePhone } from "@/lib/use-media";
import { ErrorState } from "@/ui/error-state";
import { Forbidden } from "@/ui/not-found";
import { Page, PageHeader } from "@/ui/page";
import { PageSkeleton } from "@/ui/skeletons";
import { CheckStep } from "./check-step";
import { FileStep } from "./file-step";
import { MapStep } from "./map-step";
import { PastImports } from "./past-imports";
import { RunStep } from "./run-step";
import type { Draft, Upload } from "./types";
import { XlsformStep } from "./xlsform-step";

type Stage = "file" | "form" | "map" | "check" | "run";
const STAGES: Stage[] = ["file", "map", "check", "run"];
/** An XLSForm is a form, not rows: it is looked at and made. */
const FORM_STAGES: Stage[] = ["file", "form"];

export function ImportPage() {
  const { app = "" } = useParams();
  const { t } = useTranslation("import");
  const label = useLabel();
  const phone = usePhone();
  const query = useApp(app);
  const [search] = useSearchParams();
  const given = (useLocation().state as { upload?: Upload } | null)?.upload ?? null;
  const [upload, setUpload] = useState<Upload | null>(given);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [stage, setStage] = useState<Stage>(given ? (given.continues ? "check" : "map") : "file");
  if (query.isPending) return <PageSkeleton />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const forms = query.data.forms.filter(
    (form) => !form.deleted && form.version > 0 && form.ops.includes("import"),
  );
  const stages = stage === "form" ? FORM_STAGES : STAGES;
  if (forms.length === 0 && !query.data.can_design) return <Forbidden />;
  return (
    <Page>
      <PageHeader title={t("title")} crumbs={[{ label: label(query.data.label), to: `/apps/${app}` }]} />
      <Steps
        size="small"
        current={stages.indexOf(stage)}
        responsive={false}
        style={{ marginBottom: 24 }}
        items={stages.map((each) => ({ title: phone && each !== stage ? "" : t(`stage.${each}`) }))}
      />
      {stage === "file" && (
        <>
          <FileStep
            app={app}
            onUpload={(next) => {
              setUpload(next);
              setDraft(null);
              const describes = next.xlsform === true && query.data.can_design;
              setStage(next.continues ? "check" : describes ? "form" : "map");
            }}
          />
          <PastImports app={app} forms={query.data.forms} />
        </>
      )}
      {stage === "form" && upload && (
        <XlsformStep
          app={app}
          upload={upload}
          onBack={() => setStage("file")}
          onData={() => setStage("map")}
        />
      )}
      {stage === "map" && upload && (
        <MapStep
          app={app}
          upload={upload}
          forms={forms}
          canDesign={query.data.can_design}
          wanted={search.get("form")}
          draft={draft}
          onBack={() => setStage("file")}
          onReady={(next) => {
            setDraft(next);
            setStage("check");
          }}
        />
      )}
      {stage === "check" && upload && (draft !== null || upload.continues) && (
        <CheckStep
          app={app}
          upload={upload}
          draft={draft}
          onBack={() => setStage(draft ? "map" : "file")}
          onRun={(onError) => {
            if (draft) setDraft({ ...draft, onError });
            setStage("run");
          }}
        />
      )}
      {stage === "run" && upload && (draft !== null || upload.continues) && (
        <RunStep
          app={app}
          upload={upload}
          draft={draft}
          onAgain={() => {
            setUpload(null);
            setDraft(null);
            setStage("file");
          }}
        />
      )}
    </Page>
  );
}
