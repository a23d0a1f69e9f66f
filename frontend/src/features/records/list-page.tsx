/** `/apps/:app/forms/:form`: the records of a form, with an opened one beside them (`records/:id`). */
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useApp } from "@/lib/queries/apps";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { RecordsList } from "./records-list";
import { NotPublished } from "./not-published";

export function ListPage() {
  const { app = "", form = "" } = useParams();
  // Loaded here, not in the middle of a click: a page that waits for texts shows nothing at all.
  useTranslation("records");
  useTranslation("flows");
  useTranslation("views");
  useTranslation(["viewlinks", "sharing"]);
  const card = useApp(app).data?.forms.find((each) => each.key === form);
  const draftOnly = card !== undefined && card.version === 0;
  const runtime = useFormRuntime(app, draftOnly ? "" : form);
  if (draftOnly) return <NotPublished app={app} form={form} card={card} />;
  if (runtime.isPending) return <PageSkeleton />;
  if (runtime.isError) return <ErrorState error={runtime.error} onRetry={() => void runtime.refetch()} />;
  return <RecordsList key={`${app}/${form}`} app={app} form={form} runtime={runtime.data} />;
}
