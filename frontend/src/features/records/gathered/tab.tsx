/** One tab of a profile: own fields, numbers, lists. */
import { useTranslation } from "react-i18next";
import type { ToldTab } from "@/lib/profile/types";
import { ListSkeleton } from "@/ui/skeletons";
import type { CellSurroundings } from "@/ui/record-cells/cell-content";
import type { RecordRow } from "../model/types";
import { Figures } from "./figures";
import styles from "./gathered.module.css";
import { useShown } from "./head";
import { useRuntimes } from "./queries";
import { RelatedListView } from "./related-list";

interface Props {
  tab: ToldTab;
  record: RecordRow;
  around: CellSurroundings;
}

export function ProfileTabView({ tab, record, around }: Props) {
  useTranslation("gathered");
  const runtimes = useRuntimes(tab.lists.map(({ form }) => form));
  return (
    <div className={styles.tab}>
      {tab.figures.length > 0 && <Figures figures={tab.figures} around={around} />}
      {tab.fields.length > 0 && <OwnFields keys={tab.fields} record={record} around={around} />}
      {tab.lists.map((list) => {
        const runtime = runtimes.get(list.form);
        return runtime ? (
          <RelatedListView key={list.key} list={list} record={record} runtime={runtime} />
        ) : (
          <ListSkeleton key={list.key} rows={3} />
        );
      })}
    </div>
  );
}

function OwnFields({
  keys,
  record,
  around,
}: {
  keys: string[];
  record: RecordRow;
  around: CellSurroundings;
}) {
  const shown = useShown(
    keys.map((field) => ({ field, look: "line", label: null })),
    record,
    around,
  );
  return (
    <dl className={styles.own}>
      {shown.map((each) => (
        <div key={each.key}>
          <dt>{each.label}</dt>
          <dd>{each.value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
