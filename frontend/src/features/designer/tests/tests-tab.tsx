/** Test cases of the form: what is given, what is expected; run here and again before publishing. */
import { useMutation } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { Play, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/lib/api";
import type { TestCase } from "@/lib/form-runtime/definition";
import { TabPage } from "@/ui/designer/tab-page";
import { EmptyState } from "@/ui/empty-state";
import { useToast, useUndoToast } from "@/ui/use-toast";
import { useDesigner } from "../model/context";
import { draftPath } from "../model/use-draft";
import { CaseCard } from "./case-card";
import { FromRecord } from "./from-record";
import type { CaseResult } from "./mismatches";
import styles from "./tests.module.css";

export function TestsTab() {
  const { t } = useTranslation("trials");
  const toast = useToast();
  const undoToast = useUndoToast();
  const { app, form, definition, draft, apply } = useDesigner();
  const [picking, setPicking] = useState(false);
  const cases = definition.tests ?? [];
  const put = (act: string, tests: TestCase[]) => apply(act, (before) => ({ ...before, tests }));
  const run = useMutation({
    mutationFn: async () => {
      await draft.flush();
      return api.post<{ items: CaseResult[] }>(`${draftPath(app, form)}:test`);
    },
    onError: toast.failed,
  });
  const add = (fresh: TestCase) => {
    const used = new Set(cases.map(({ name }) => name));
    let name = fresh.name;
    for (let number = 2; used.has(name); number += 1) name = `${fresh.name} ${number}`;
    put("add", [...cases, { ...fresh, name }]);
  };
  const remove = (at: number) => {
    put("remove", cases.toSpliced(at, 1));
    undoToast(t("removed"), async () => draft.undo());
  };
  const results = new Map(run.data?.items.map((item) => [item.name, item]));
  const red = [...results.values()].filter(({ ok }) => !ok).length;
  return (
    <TabPage
      title={t("title")}
      text={t("text")}
      extra={
        <div className={styles.acts}>
          {run.data && <Tag color={red ? "red" : "green"}>{red ? t("red", { count: red }) : t("green")}</Tag>}
          <Button
            icon={<Play size={16} />}
            disabled={cases.length === 0}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            {t("run")}
          </Button>
          <Button onClick={() => setPicking(true)}>{t("from_record")}</Button>
          <Button
            type="primary"
            icon={<Plus size={16} />}
            onClick={() => add({ name: t("fresh"), given: {}, expect: { problems: [] } })}
          >
            {t("add")}
          </Button>
        </div>
      }
    >
      {cases.length === 0 ? (
        <EmptyState compact title={t("none")} text={t("none_text")} />
      ) : (
        <ol className={styles.list}>
          {cases.map((each, at) => (
            <li key={at}>
              <CaseCard
                item={each}
                number={at + 1}
                result={results.get(each.name)}
                onChange={(next) => put(`test:${at}`, cases.with(at, next))}
                onRemove={() => remove(at)}
              />
            </li>
          ))}
        </ol>
      )}
      {picking && <FromRecord onClose={() => setPicking(false)} onMade={add} />}
    </TabPage>
  );
}
