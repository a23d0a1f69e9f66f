/** From a number to what is behind it: through the chosen dimensions down to the records, and into one of them. */
import { Button, Drawer, Select } from "antd";
import { ArrowLeft, Rows3 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDrill, type DrillAnswer, type DrillQuestion, type DrillStep } from "@/lib/report/queries";
import { usePhone } from "@/lib/use-media";
import { FigureView } from "@/ui/chart/figure-view";
import { ErrorState } from "@/ui/error-state";
import { ListSkeleton } from "@/ui/skeletons";
import type { BoardState, Opened } from "../use-board";
import { DrillRecords } from "./drill-records";
import { RecordPane } from "./record-pane";
import styles from "./drill.module.css";

interface Props {
  board: BoardState;
  opened: Opened;
  title: string;
}

interface Way {
  path: DrillStep[];
  by: string | null;
  records: boolean;
  offset: number;
}
const START: Way = { path: [], by: null, records: false, offset: 0 };
export const PAGE = 50;

export function DrillDrawer({ board, opened, title }: Props) {
  const { t } = useTranslation("dashboards");
  const phone = usePhone();
  const [ways, setWays] = useState<Way[]>([START]);
  const [record, setRecord] = useState<string | null>(null);
  const way = ways.at(-1) ?? START;
  const go = (next: Partial<Way>): void => setWays([...ways, { ...way, by: null, offset: 0, ...next }]);
  const question: DrillQuestion = {
    ...board.question,
    tile: opened.tile.key,
    cell: opened.cell,
    path: way.path,
    to: way.records ? "records" : "next",
    ...(way.by ? { by: way.by } : {}),
    ...(way.records ? { offset: way.offset, limit: PAGE } : { limit: PAGE }),
  };
  // The clicks of this tile are its own cell: they would filter the records twice.
  const answer = useDrill(board.app, board.view.key, {
    ...question,
    clicks: question.clicks.filter((click) => click.tile !== opened.tile.key),
  });
  const back = record ? () => setRecord(null) : ways.length > 1 ? () => setWays(ways.slice(0, -1)) : null;
  const form = answer.data?.form;
  return (
    <Drawer
      open
      size={phone ? "100%" : 860}
      closable={{ "aria-label": t("drill.close") }}
      title={opened.name ? `${title}: ${opened.name}` : title}
      onClose={board.close}
      styles={{ body: { padding: 0 } }}
      extra={
        back && (
          <Button icon={<ArrowLeft size={16} />} onClick={back}>
            {t("drill.back")}
          </Button>
        )
      }
    >
      {record && form ? (
        <RecordPane app={board.app} form={form} id={record} onDone={() => setRecord(null)} />
      ) : answer.isPending ? (
        <div className={styles.wait}>
          <ListSkeleton rows={8} />
        </div>
      ) : answer.isError ? (
        <div className={styles.wait}>
          <ErrorState compact error={answer.error} onRetry={() => void answer.refetch()} />
        </div>
      ) : (
        <div className={styles.drill} data-busy={answer.isPlaceholderData || undefined}>
          <Steps answer={answer.data} />
          {answer.data.kind === "groups" ? (
            <Groups board={board} answer={answer.data} title={title} way={way} go={go} />
          ) : answer.data.kind === "rows" ? (
            <div className={styles.figure}>
              <FigureView figure={answer.data.figure} label={title} colours={board.colours} />
            </div>
          ) : (
            <DrillRecords
              app={board.app}
              answer={answer.data}
              offset={way.offset}
              onPage={(offset) => setWays([...ways.slice(0, -1), { ...way, records: true, offset }])}
              onOpen={setRecord}
            />
          )}
        </div>
      )}
    </Drawer>
  );
}

function Steps({ answer }: { answer: DrillAnswer }) {
  const { t } = useTranslation("dashboards");
  return (
    <p className={styles.steps}>
      {answer.steps.map((step) => (
        <span key={step.label + step.text} className={styles.step}>
          {step.label} <strong>{step.text}</strong>
        </span>
      ))}
      <span className={styles.count}>{t("drill.count", { count: answer.count })}</span>
    </p>
  );
}

interface GroupsProps {
  board: BoardState;
  answer: Extract<DrillAnswer, { kind: "groups" }>;
  title: string;
  way: Way;
  go: (next: Partial<Way>) => void;
}

/** One level on the way down: by which field, and whose part. */
function Groups({ board, answer, title, way, go }: GroupsProps) {
  const { t } = useTranslation("dashboards");
  return (
    <>
      <div className={styles.tools}>
        <Select<string>
          className={styles.by}
          aria-label={t("drill.by")}
          prefix={t("drill.by")}
          value={answer.dimension}
          options={[
            { value: answer.dimension, label: answer.label },
            ...answer.choices
              .filter((choice) => choice.field !== answer.dimension)
              .map((choice) => ({ value: choice.field, label: choice.label })),
          ]}
          onChange={(by) => go({ by })}
        />
        <Button icon={<Rows3 size={16} />} onClick={() => go({ records: true })}>
          {t("drill.records")}
        </Button>
      </div>
      <div className={styles.figure}>
        <FigureView
          figure={answer.figure}
          label={title}
          colours={board.colours}
          onPick={({ cell }) => go({ path: [...way.path, { by: answer.dimension, cell }] })}
        />
      </div>
    </>
  );
}
