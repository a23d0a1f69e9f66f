/** Colours of how a run ended. */
import type { ExportRun } from "./queries";

export const STATE_COLOURS: Record<ExportRun["state"], string> = {
  waiting: "processing",
  done: "success",
  failed: "error",
  stopped: "warning",
};
