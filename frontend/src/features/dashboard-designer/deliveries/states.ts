import type { SendingState } from "@/lib/report/sharing";

export const STATE_COLOURS: Record<SendingState, string | undefined> = {
  sent: "success",
  waiting: "processing",
  failed: "error",
  dropped: undefined,
};
