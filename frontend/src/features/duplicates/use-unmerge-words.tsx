/** What came of taking a merge back. */
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useToast } from "@/ui/use-toast";
import type { Unmerged } from "./types";

export function useUnmergeWords() {
  const { t } = useTranslation("duplicates");
  const { modal } = App.useApp();
  const toast = useToast();
  return (done: Unmerged) => {
    if (done.kept.length === 0) {
      toast.done(t("past.undone_done", { count: done.restored }));
      return;
    }
    modal.info({
      title: t("past.undone_done", { count: done.restored }),
      okText: t("past.ok"),
      content: (
        <>
          <p>{t("past.kept")}</p>
          <ul>
            {done.kept.map((each) => (
              <li key={`${each.record}${each.field}`}>
                {each.label ?? each.form}: {each.reason}
              </li>
            ))}
          </ul>
        </>
      ),
    });
  };
}
