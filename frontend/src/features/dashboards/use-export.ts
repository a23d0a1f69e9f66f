/** A tile or the whole page as a file, with the filters that stand now. */
import { useMutation } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { dashboardPath } from "@/lib/report/queries";
import { fileNameOf, saveBlob } from "@/lib/save-file";
import { useToast } from "@/ui/use-toast";
import type { BoardState } from "./use-board";

export function useExport(board: BoardState) {
  const toast = useToast();
  const { app, view, question } = board;
  return useMutation({
    mutationFn: async ({ format, tile }: { format: string; tile?: string }) => {
      const body = { format, ...question, ...(tile ? { tile } : {}) };
      const answer = await api.raw("POST", `${dashboardPath(app, view.key)}:export`, body);
      saveBlob(await answer.blob(), fileNameOf(answer) ?? `${tile ?? view.key}.${format}`);
    },
    onError: toast.failed,
  });
}
