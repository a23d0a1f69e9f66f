/** A new record filled in on the page; after saving the form is empty again. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormRuntime } from "@/lib/queries/form-runtime";
import { ErrorState } from "@/ui/error-state";
import { NewRecordForm } from "@/ui/form-view/new-record-form";
import { ListSkeleton } from "@/ui/skeletons";
import { useToast } from "@/ui/use-toast";

export function FormInside({ app, form }: { app: string; form: string }) {
  const { t } = useTranslation("pages");
  useTranslation("form");
  const toast = useToast();
  const runtime = useFormRuntime(app, form);
  const [round, setRound] = useState(0);
  if (runtime.isPending) return <ListSkeleton rows={4} />;
  if (runtime.isError)
    return <ErrorState compact error={runtime.error} onRetry={() => void runtime.refetch()} />;
  const again = () => setRound(round + 1);
  return (
    <NewRecordForm
      key={round}
      app={app}
      form={form}
      runtime={runtime.data}
      autoFocus={round > 0}
      onSaved={() => {
        toast.done(t("form_saved"));
        again();
      }}
      onCancel={again}
    />
  );
}
