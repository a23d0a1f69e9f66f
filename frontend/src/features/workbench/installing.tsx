import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { APPS } from "@/lib/queries/apps";
import type { Job } from "@/lib/types";
import { JobProgress } from "@/ui/job-progress";
import type { Installed } from "./queries";

/** Follows the installation and opens the app when it stands. */
export function Installing({ job, onClose }: { job: string; onClose: () => void }) {
  const { t } = useTranslation("workbench");
  const client = useQueryClient();
  const navigate = useNavigate();
  const done = useCallback(
    (finished: Job<Installed>) => {
      void client.invalidateQueries({ queryKey: APPS });
      onClose();
      if (finished.result) void navigate(`/apps/${finished.result.app}`);
    },
    [client, navigate, onClose],
  );
  return (
    <div style={{ padding: "24px 0 8px" }}>
      <JobProgress<Installed> id={job} title={t("installing")} onDone={done} />
    </div>
  );
}
