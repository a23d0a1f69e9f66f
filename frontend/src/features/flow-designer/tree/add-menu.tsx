/** What can be put on an edge: searched by name or pinyin, chosen by click or by arrows and Enter. */
import { Input, type InputRef } from "antd";
import { ClipboardPaste, Search } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Spot } from "@/lib/flow-design/edit";
import { matchesText } from "@/lib/pinyin";
import { NodeIcon } from "@/ui/flow-drawing/node-look";
import { useFlowDesigner } from "../model/context";
import { kindName, PALETTE, typeOf, type PaletteKind } from "../model/palette";
import { useNodeActs } from "../model/use-node-acts";
import { canPut } from "./drops";
import styles from "./tree.module.css";

interface Props {
  spot: Spot;
  onPick: (kind: PaletteKind) => void;
  onPaste: () => void;
}

export function AddMenu({ spot, onPick, onPaste }: Props) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { definition } = useFlowDesigner();
  const acts = useNodeActs();
  const box = useRef<InputRef>(null);
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  useEffect(() => box.current?.focus(), []);
  const groups = PALETTE.map((group) => ({
    ...group,
    kinds: group.kinds.filter(
      (kind) => canPut(definition, kind, spot) && matchesText(search, kindName(kind, t), kind),
    ),
  })).filter((group) => group.kinds.length > 0);
  const all = groups.flatMap((group) => [...group.kinds]);
  const now = Math.min(active, all.length - 1);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setActive(Math.min(now + 1, all.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(now - 1, 0));
    else if (event.key === "Enter" && all[now]) onPick(all[now]);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.menu}>
      <Input
        ref={box}
        prefix={<Search size={14} aria-hidden />}
        placeholder={t("palette.search")}
        aria-label={t("palette.search")}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={all[now] ? `${id}-${all[now]}` : undefined}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} role="listbox" aria-label={t("palette.title")} className={styles.menuList}>
        {groups.map((group) => (
          <div key={group.group} role="group" aria-label={t(`palette.group.${group.group}`)}>
            <p className={styles.menuGroup} aria-hidden>
              {t(`palette.group.${group.group}`)}
            </p>
            <div className={styles.menuGrid}>
              {group.kinds.map((kind) => (
                <div
                  key={kind}
                  id={`${id}-${kind}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={all[now] === kind}
                  className={styles.menuItem}
                  onClick={() => onPick(kind)}
                  onKeyDown={(event) => event.key === "Enter" && onPick(kind)}
                  onMouseEnter={() => setActive(all.indexOf(kind))}
                >
                  <NodeIcon type={typeOf(kind)} size={14} />
                  {kindName(kind, t)}
                </div>
              ))}
            </div>
          </div>
        ))}
        {all.length === 0 && <p className={styles.menuGroup}>{t("palette.none")}</p>}
      </div>
      {acts.canPaste() && (
        <button type="button" className={styles.paste} onClick={onPaste}>
          <ClipboardPaste size={14} aria-hidden />
          {t("act.paste")}
        </button>
      )}
    </div>
  );
}
