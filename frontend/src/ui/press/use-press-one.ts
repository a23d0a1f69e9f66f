/** One button on one record, and what follows: a word with a way back, an address, a file, another form. */
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import type { Chosen } from "@/lib/flow/queries";
import type { ButtonField, FormRuntime } from "@/lib/form-runtime/definition";
import { useLabel } from "@/lib/i18n";
import { pressOne, unpress, type Pressed } from "@/lib/records/press";
import type { RecordRow } from "@/lib/records/types";
import { usePendingWords } from "../flow/use-pending-words";
import { useToast, useUndoToast } from "../use-toast";

interface Input {
  app: string;
  form: string;
  runtime: FormRuntime;
  print: (ids: string[], template: string) => Promise<void>;
  onDone: () => void;
}

export function usePressOne({ app, form, runtime, print, onDone }: Input) {
  const { t } = useTranslation("press");
  const label = useLabel();
  const toast = useToast();
  const undoToast = useUndoToast();
  const words = usePendingWords();
  const navigate = useNavigate();
  const place = useLocation();

  const follow = async (row: RecordRow, button: ButtonField, done: Pressed, tab: Window | null) => {
    const name = label(button.label) || button.key;
    if (done.do === "open") {
      if (tab) tab.location.replace(done.url);
      else window.location.assign(done.url);
    } else if (done.do === "print") await print([row.id], done.template);
    else if (done.do === "create")
      await navigate(`/apps/${app}/forms/${done.form}/new`, {
        state: { from: place.pathname + place.search, values: done.values },
      });
    else if (done.do === "flow") toast.done(t("started", { name }));
    else if (!words.tell(done.record, runtime.definition.fields)) {
      if (Object.keys(done.undo).length === 0) toast.done(t("done", { name }));
      else
        undoToast(t("done", { name }), async () => {
          await unpress(app, form, [{ id: row.id, values: done.undo }]);
          onDone();
        });
    }
    if (done.do === "set" || done.do === "flow") onDone();
  };
  return async (row: RecordRow, button: ButtonField, chosen: Chosen): Promise<void> => {
    // Opened while the click is still under way: later, browsers take it for a pop-up.
    const tab = button.action.do === "open" ? window.open("", "_blank") : null;
    if (tab) tab.opener = null;
    try {
      await follow(row, button, await pressOne(app, form, row.id, button.key, chosen), tab);
    } catch (error) {
      tab?.close();
      toast.failed(error);
      onDone();
    }
  };
}
