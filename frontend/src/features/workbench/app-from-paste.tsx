import { useNavigate } from "react-router";
import { PasteTable } from "@/ui/paste-table/paste-table";
import type { WayProps } from "./new-app-dialog";
import { useAppFromFile, type UploadState } from "./queries";

/** A pasted table goes the way of a file: an app of its name, and the import that asks about its columns. */
export function AppFromPaste({ onBack, onClose }: WayProps) {
  const navigate = useNavigate();
  const make = useAppFromFile();
  const start = (file: File) =>
    make.mutate(file, {
      onSuccess: ({ app, upload }) => {
        onClose();
        const state: UploadState = { upload };
        void navigate(`/apps/${app}/import`, { state });
      },
    });
  return <PasteTable busy={make.isPending} error={make.error} onBack={onBack} onTable={start} />;
}
