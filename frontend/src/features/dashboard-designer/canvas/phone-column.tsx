/** How the page looks on a phone, and in which order. */
import { Button } from "antd";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { phoneOrder } from "@/lib/report/board";
import { placesOf } from "@/lib/report/definition";
import { phoneHeight } from "@/ui/dashboard/board";
import { useDesigner } from "../model/context";
import { moved, orderPhone, tileOf } from "../model/edit";
import styles from "./canvas.module.css";
import { TilePreview } from "./design-tile";

export function PhoneColumn() {
  const { t } = useTranslation("dashdesign");
  const { definition, apply, select, nameOf } = useDesigner();
  const places = placesOf(definition);
  const order = phoneOrder(places);
  const move = (at: number, by: -1 | 1) =>
    apply("phone-order", (before) => orderPhone(before, moved(order, at, by)));
  return (
    <div className={styles.scroll} data-scrolls>
      <div className={styles.page}>
        <ol className={styles.phone} aria-label={t("phone.order")}>
          {order.map((key, at) => {
            const tile = tileOf(definition, key);
            const place = places.find((one) => one.tile === key);
            if (!tile || !place) return null;
            const name = nameOf(tile);
            return (
              <li key={key} className={styles.phoneTile} style={phoneHeight(tile, place)}>
                <div className={styles.face} inert>
                  <TilePreview tile={tile} />
                </div>
                <span className={styles.phoneActs}>
                  <Button
                    size="small"
                    type="text"
                    icon={<ArrowUp size={14} />}
                    disabled={at === 0}
                    aria-label={t("phone.up", { name })}
                    onClick={() => move(at, -1)}
                    onFocus={() => select({ kind: "tile", key })}
                  />
                  <Button
                    size="small"
                    type="text"
                    icon={<ArrowDown size={14} />}
                    disabled={at === order.length - 1}
                    aria-label={t("phone.down", { name })}
                    onClick={() => move(at, 1)}
                    onFocus={() => select({ kind: "tile", key })}
                  />
                </span>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}
