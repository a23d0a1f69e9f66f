import { Button, Input, InputNumber, Modal } from "antd";
import { LocateFixed, MapPin, MapPinned, X } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LocationField } from "@/lib/form-runtime/definition";
import { spotOf, spotText, type Spot } from "./geo";
import styles from "./places.module.css";
import { PointMap } from "./point-map";
import { ariaOf, type InputProps } from "./types";

const WAIT_MS = 15_000;

/** Asks the device; the browser asks the person. */
function here(): Promise<{ lat: number; lng: number }> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude }),
      reject,
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 30_000 },
    );
  });
}

export function LocationInput(props: InputProps<LocationField>) {
  const { field, onChange, disabled, compact } = props;
  const { t } = useTranslation("form");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [picking, setPicking] = useState(false);
  const spot = spotOf(props.value);
  const locate = async () => {
    setBusy(true);
    setFailed(false);
    try {
      onChange(spotText({ ...(await here()), label: spot?.label ?? "" }));
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  return (
    <div className={styles.place} role="group" aria-label={props.label} onBlur={props.onBlur}>
      {spot && (
        <span className={styles.spot}>
          <MapPin size={16} aria-hidden />
          {spot.label && <span>{spot.label}</span>}
          <span className={styles.degrees}>{spotText({ ...spot, label: "" })}</span>
          {!disabled && (
            <Button
              type="text"
              icon={<X size={16} />}
              size="small"
              aria-label={t("place.clear", { field: props.label })}
              onClick={() => onChange(null)}
            />
          )}
        </span>
      )}
      <Button
        id={props.id}
        size={compact ? "small" : undefined}
        type={compact ? "text" : "default"}
        icon={<LocateFixed size={16} />}
        loading={busy}
        disabled={disabled || !("geolocation" in navigator)}
        danger={props.invalid}
        onClick={() => void locate()}
        {...ariaOf(props)}
      >
        {t("place.here")}
      </Button>
      {!field.here_only && (
        <Button
          size={compact ? "small" : undefined}
          type={compact ? "text" : "default"}
          icon={<MapPinned size={16} />}
          disabled={disabled}
          onClick={() => setPicking(true)}
        >
          {t("place.pick")}
        </Button>
      )}
      {failed && (
        <span className={styles.problem} role="alert">
          {t("place.failed")}
        </span>
      )}
      {picking && (
        <Picker
          title={props.label}
          spot={spot}
          onClose={() => setPicking(false)}
          onPick={(next) => {
            onChange(spotText(next));
            setPicking(false);
          }}
        />
      )}
    </div>
  );
}

interface PickerProps {
  title: string;
  spot: Spot | null;
  onClose: () => void;
  onPick: (spot: Spot) => void;
}

function Picker({ title, spot, onClose, onPick }: PickerProps) {
  const { t } = useTranslation("form");
  const ids = { lat: useId(), lng: useId(), label: useId() };
  const [point, setPoint] = useState(spot && { lat: spot.lat, lng: spot.lng });
  const [label, setLabel] = useState(spot?.label ?? "");
  const degrees = (name: "lat" | "lng", most: number) => (
    <div>
      <label htmlFor={ids[name]}>{t(`place.${name}`)}</label>
      <InputNumber<number>
        id={ids[name]}
        style={{ width: "100%" }}
        min={-most}
        max={most}
        precision={6}
        controls={false}
        value={point?.[name] ?? null}
        onChange={(value) => setPoint({ lat: 0, lng: 0, ...point, [name]: value ?? 0 })}
      />
    </div>
  );
  return (
    <Modal
      open
      title={title}
      okText={t("place.ok")}
      okButtonProps={{ disabled: !point }}
      onCancel={onClose}
      onOk={() => point && onPick({ ...point, label })}
    >
      <PointMap point={point} onPick={setPoint} />
      <div className={styles.pair}>
        {degrees("lat", 90)}
        {degrees("lng", 180)}
      </div>
      <div className={styles.named}>
        <label htmlFor={ids.label}>{t("place.label")}</label>
        <Input
          id={ids.label}
          value={label}
          maxLength={200}
          onChange={(event) => setLabel(event.target.value)}
        />
      </div>
    </Modal>
  );
}
