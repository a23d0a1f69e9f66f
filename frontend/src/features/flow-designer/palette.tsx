/** What can be put into the flow: by drag onto a «+», by click behind what is selected. */
import { Input } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { matchesText } from "@/lib/pinyin";
import { useDragItem } from "@/ui/drag/use-drag";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import styles from "./flow-designer.module.css";
import { kindName, PALETTE, typeOf, type PaletteKind } from "./model/palette";
import { usePlaceNew } from "./model/use-place-new";
import type { Dragged } from "./tree/drops";

export function Palette() {
  const { t } = useTranslation("flowdesign");
  const [search, setSearch] = useState("");
  const found = PALETTE.map((group) => ({
    ...group,
    kinds: group.kinds.filter((kind) => matchesText(search, kindName(kind, t), kind)),
  })).filter((group) => group.kinds.length > 0);
  return (
    <nav className={styles.palette} aria-label={t("palette.title")}>
      <Input
        prefix={<Search size={14} aria-hidden />}
        placeholder={t("palette.search")}
        aria-label={t("palette.search")}
        allowClear
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.map((group) => (
        <section key={group.group} aria-label={t(`palette.group.${group.group}`)}>
          <h2 className={styles.paletteGroup}>{t(`palette.group.${group.group}`)}</h2>
          <div className={styles.paletteList}>
            {group.kinds.map((kind) => (
              <Entry key={kind} kind={kind} />
            ))}
          </div>
        </section>
      ))}
      {found.length === 0 && <p className={styles.faint}>{t("palette.none")}</p>}
    </nav>
  );
}

function Entry({ kind }: { kind: PaletteKind }) {
  const { t } = useTranslation("flowdesign");
  const place = usePlaceNew();
  const name = kindName(kind, t);
  const data: Dragged = { what: "new", kind };
  const { ref, dragging } = useDragItem({ id: `new-${kind}`, kind: "flow-new", label: name, data });
  return (
    <button
      ref={ref}
      type="button"
      className={styles.entry}
      data-kind={kind}
      data-dragging={dragging || undefined}
      onClick={() => place(kind)}
    >
      <NodeIcon type={typeOf(kind)} size={14} />
      <span>{name}</span>
    </button>
  );
}
