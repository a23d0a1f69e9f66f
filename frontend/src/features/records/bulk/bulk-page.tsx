/** `/apps/:app/forms/:form/bulk`: fields of chosen records, or of everything a filter finds, changed at once. */
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { ErrorState } from "@/ui/error-state";
import { PageSkeleton } from "@/ui/skeletons";
import { BulkEditor } from "./bulk-editor";

export function BulkPage() {
  const { app = "", form = "" } = useParams();
  useTranslation(["bulkedit", "records", "form"]);
  const runtime = useFormRuntime(app, form);
  if (runtime.isPending) return <PageSkeleton />;
  if (runtime.isError) return <ErrorState error={runtime.error} onRetry={() => void runtime.refetch()} />;
  return <BulkEditor key={`${app}/${form}`} app={app} form={form} runtime={runtime.data} />;
}
