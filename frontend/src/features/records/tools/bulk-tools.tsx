/** The bulk bar of a list with what its buttons do: delete with undo, edit, export, take all rows. */
import { App, Button } from "antd";
import { Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/lib/api";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { buttonsOf, isForOne, MOST_PRESSED } from "@/lib/records/press";
import { usePressing } from "@/ui/press/press-context";
import { PressMenu } from "@/ui/press/press-menu";
import { useFlowStarts } from "@/lib/flow/queries";
import { FlowButtons } from "@/ui/flow/flow-buttons";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { MOST_SELECTED, type Selection } from "../grid/selection";
import { titleKey } from "@/lib/records/columns";
import type { PageAnswer, RowSource } from "../model/row-source";
import { restoreAll, useBulk } from "../model/use-bulk";
import { recordsPath } from "../model/use-rows";
import { BulkBar } from "./bulk-bar";
import { PrintMenu } from "./print-menu";

/** The page that changes many records; the question of the list goes with it. */
export function bulkPath(app: string, form: string, { filter, search }: Props["question"]): string {
  const asked = Object.entries({ filter, q: search }).filter(([, text]) => text !== "");
  const query = new URLSearchParams(asked).toString();
  return `/apps/${app}/forms/${form}/bulk${query && `?${query}`}`;
}

/** The most rows that one press of a button takes. */
const MOST_STARTED = 200;
const MOST_MERGED = 10;

interface Props {
  app: string;
  form: string;
  runtime: FormRuntime;
  selection: Selection;
  source: RowSource;
  question: { filter: string; search: string };
  onExport: (() => void) | null;
}

export function BulkTools({ app, form, runtime, selection, source, question, onExport }: Props) {
  const { t } = useTranslation(["records", "prints"]);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const toast = useToast();
  const undoToast = useUndoToast();
  const words = usePendingWords();
  const starts = useFlowStarts(app, form);
  const buttons = (starts.data?.buttons ?? []).filter(
    (button) => button.place === "list" || button.place === "both",
  );
  const { run } = useBulk(app, form);
  const pressing = usePressing();
  const [busy, setBusy] = useState(false);
  const total = source.count;
  const { length } = selection.ids;
  const mergeable =
    length > 1 && length <= MOST_MERGED && ["update", "delete"].every((op) => runtime.ops.includes(op));
  const rest = total !== null && total > selection.ids.length && selection.ids.length < MOST_SELECTED;
  const takeAll = async () => {
    try {
      const fields = titleKey(runtime.definition) ?? "id";
      const query = { ...question, fields, limit: MOST_SELECTED };
      const { items } = await api.get<PageAnswer>(recordsPath(app, form), { query });
      selection.add(items);
    } catch (error) {
      toast.failed(error);
    }
  };
  const titleOf = (id: string) => source.row(source.indexOf(id))?._title || t("untitled");
  const edit = () => void navigate(bulkPath(app, form, question), { state: { ids: selection.ids } });
  const remove = async () => {
    setBusy(true);
    try {
      const { done, refused, held } = await run(selection.ids.map((id) => ({ op: "delete", id })));
      selection.clear();
      source.refresh();
      words.tellMany(held);
      if (done.length > 0)
        undoToast(t("bulk.deleted", { count: done.length }), async () => {
          await restoreAll(app, form, done);
          source.refresh();
        });
      if (refused[0])
        void message.warning({
          content: t("bulk.kept", { count: refused.length, reason: refused[0].sentence }),
          duration: 8,
        });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <BulkBar
        count={selection.ids.length}
        total={total}
        busy={busy}
        onAll={rest ? () => void takeAll() : null}
        onEdit={runtime.ops.includes("update") ? edit : null}
        onMerge={
          mergeable
            ? () => void navigate(`/apps/${app}/forms/${form}/duplicates?ids=${selection.ids.join()}`)
            : null
        }
        onExport={onExport}
        onDelete={runtime.ops.includes("delete") ? () => void remove() : null}
        onClear={selection.clear}
        extra={
          <>
            <PrintMenu app={app} form={form} ids={selection.ids}>
              <Button size="small" icon={<Printer size={14} />}>
                {t("prints:print")}
              </Button>
            </PrintMenu>
            <PressMenu
              buttons={buttonsOf(runtime).filter((button) => !isForOne(button))}
              onPress={(button) => pressing?.many(selection.ids.slice(0, MOST_PRESSED), button, titleOf)}
            />
            <FlowButtons
              app={app}
              form={form}
              ids={selection.ids.slice(0, MOST_STARTED)}
              buttons={buttons}
              size="small"
              onStarted={() => {
                selection.clear();
                source.refresh();
              }}
            />
          </>
        }
      />
    </>
  );
}
