/** The sheet of a list, made once and told of every change around it. */
import { App } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey } from "@/lib/api";
import { FLOW } from "@/lib/flow/queries";
import { valuesOf } from "@/lib/form-runtime/stored";
import type { Column, RecordRow } from "@/lib/records/types";
import type { FieldServices } from "@/ui/fields/services";
import { usePendingWords } from "@/ui/flow/use-pending-words";
import { useToast } from "@/ui/use-toast";
import { recordKey } from "../../model/record-queries";
import type { RowSource } from "../../model/row-source";
import type { ListedRuntime } from "../../model/types";
import { recordsPath } from "../../model/use-rows";
import { lockedBy } from "./editable";
import { Sheet } from "./sheet";
import type { Surroundings } from "./sheet-types";
import type { Ask, Op, Result } from "./writer";

interface Input {
  app: string;
  form: string;
  runtime: ListedRuntime;
  source: RowSource;
  columns: Column[];
  /** What a row must tell after a change: as the list asks for it. */
  needed: { fields: string[]; expand: string[] };
  services: FieldServices;
}

export function useSheet(input: Input): Sheet {
  const { app, form, runtime, source, columns, needed, services } = input;
  const { t } = useTranslation("records");
  const { message } = App.useApp();
  const toast = useToast();
  const words = usePendingWords();
  const client = useQueryClient();
  const send = useCallback(
    async (operations: Op[], ask: Ask): Promise<Result[]> => {
      const body = { operations, atomic: false, ...ask, answer: ask.rehearse ? undefined : needed };
      const options = { idempotencyKey: newIdempotencyKey() };
      const { results } = await api.post<{ results: Result[] }>(
        `${recordsPath(app, form)}:bulk`,
        body,
        options,
      );
      if (!ask.rehearse) void client.invalidateQueries({ queryKey: recordKey(app, form) });
      if (results.some((result) => result.held)) void client.invalidateQueries({ queryKey: FLOW });
      return results;
    },
    [app, form, needed, client],
  );
  const locked = useCallback((column: Column) => lockedBy(column.field, runtime), [runtime]);
  const around: Surroundings = {
    source,
    columns,
    locked,
    ops: runtime.ops,
    send,
    tell: ({ kind, count, text }) => {
      const content = t(`sheet.${kind}`, { count, text });
      const key = `sheet-${kind}`;
      if (kind === "refused" || kind === "not_undone") void message.warning({ key, content, duration: 8 });
      else void message.success({ key, content, duration: 2 });
    },
    held: words.tellMany,
    failed: toast.failed,
    knows: (row: RecordRow, column: Column) =>
      services.names.tell(valuesOf(runtime, { [column.key]: row[column.key] }).names),
  };
  const [sheet] = useState(() => new Sheet(around));
  useEffect(() => {
    sheet.surround(around);
  });
  useEffect(() => () => sheet.moved(), [sheet, source]);
  useSyncExternalStore(sheet.subscribe, sheet.getVersion);
  return sheet;
}
