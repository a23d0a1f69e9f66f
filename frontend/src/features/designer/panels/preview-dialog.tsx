/** The draft filled in for trying: live rules and formulas, on the desk or at a phone's width. Nothing is saved. */
import { useQuery } from "@tanstack/react-query";
import { Modal, Segmented } from "antd";
import { Monitor, Smartphone } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { FormEngine } from "@/lib/form-runtime/engine";
import { defaultsOf } from "@/lib/form-runtime/opening";
import { ErrorState } from "@/ui/error-state";
import { FieldServicesProvider } from "@/ui/fields/services";
import { FormBody } from "@/ui/form-view/form-body";
import { useFormSurroundings } from "@/ui/form-view/use-form-surroundings";
import { ListSkeleton } from "@/ui/skeletons";
import { useDesigner } from "../model/context";
import { draftRuntime } from "./draft-runtime";
import styles from "./preview.module.css";

export function PreviewDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("designer");
  const [width, setWidth] = useState<"desk" | "phone">("desk");
  return (
    <Modal
      open={open}
      onCancel={onClose}
      footer={null}
      width={width === "phone" ? 440 : 1000}
      destroyOnHidden
      title={
        <span className={styles.previewHead}>
          {t("preview.title")}
          <Segmented
            size="small"
            aria-label={t("preview.width")}
            value={width}
            options={[
              { value: "desk", icon: <Monitor size={14} />, label: t("preview.desk") },
              { value: "phone", icon: <Smartphone size={14} />, label: t("preview.phone") },
            ]}
            onChange={setWidth}
          />
        </span>
      }
    >
      <Preview phone={width === "phone"} />
    </Modal>
  );
}

export function Preview({ phone }: { phone: boolean }) {
  const { app, form, definition } = useDesigner();
  const runtime = useQuery({
    queryKey: ["draft-runtime", app, form, definition],
    queryFn: () => draftRuntime(app, form, definition),
    gcTime: 0,
    staleTime: Infinity,
  });
  if (runtime.isPending) return <ListSkeleton />;
  if (runtime.isError)
    return <ErrorState compact error={runtime.error} onRetry={() => void runtime.refetch()} />;
  return (
    <div className={styles.preview} data-phone={phone || undefined}>
      <Trial runtime={runtime.data} />
    </div>
  );
}

function Trial({ runtime }: { runtime: FormRuntime }) {
  const { app, form } = useDesigner();
  const { services, context } = useFormSurroundings(app, form, runtime.definition.fields);
  const engine = useMemo(
    () =>
      new FormEngine(runtime, defaultsOf(runtime, runtime.definition.fields, context, null), context, true),
    [runtime, context],
  );
  return (
    <FieldServicesProvider value={services}>
      <FormBody engine={engine} />
    </FieldServicesProvider>
  );
}
