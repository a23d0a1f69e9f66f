/** The first rows of a sheet as they stand in the file, the header marked. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { ScrollRegion } from "@/ui/scroll-region";
import styles from "./import.module.css";
import type { Draft, Upload } from "./types";

interface Props {
  upload: Upload;
  draft: Draft;
  onChange: (changes: Partial<Draft>) => void;
}

const SHOWN = 8;
const text = (cell: unknown): string => (cell === null || cell === undefined ? "" : String(cell));

export function SheetPreview({ upload, draft, onChange }: Props) {
  const { t } = useTranslation("import");
  const sheet = upload.sheets[draft.sheet]!;
  const rows = sheet.preview.slice(0, Math.max(SHOWN, draft.headerRow + 4));
  const width = Math.max(...rows.map((row) => row.length), 0);
  return (
    <>
      <div className={styles.sheetTools}>
        {upload.sheets.length > 1 && (
          <label className={styles.inline}>
            {t("map.sheet")}
            <Select
              style={{ minWidth: 160 }}
              aria-label={t("map.sheet")}
              value={draft.sheet}
              options={upload.sheets.map((each, at) => ({
                value: at,
                label: `${each.name} (${each.rows})`,
                disabled: each.columns.length === 0,
              }))}
              onChange={(at) => onChange({ sheet: at, headerRow: upload.sheets[at]!.header_row })}
            />
          </label>
        )}
        <label className={styles.inline}>
          {t("map.header")}
          <Select
            style={{ minWidth: 100 }}
            aria-label={t("map.header")}
            value={draft.headerRow}
            options={sheet.preview.slice(0, 12).map((_, at) => ({
              value: at,
              label: t("map.row", { row: at + 1 }),
            }))}
            onChange={(headerRow) => onChange({ headerRow })}
          />
        </label>
      </div>
      <ScrollRegion className={styles.scroll} label={t("map.preview")}>
        <table className={styles.preview}>
          <tbody>
            {rows.map((row, at) => (
              <tr
                key={at}
                data-header={at === draft.headerRow || undefined}
                data-before={at < draft.headerRow || undefined}
              >
                <th scope="row">{at + 1}</th>
                {Array.from({ length: width }, (_, index) => (
                  <td key={index} title={text(row[index])}>
                    {text(row[index])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  );
}
