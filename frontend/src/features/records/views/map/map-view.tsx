/** Records on a map: alone or in clusters, coloured by the view's rules; an area of it can become the list's filter. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/error-state";
import { project } from "@/ui/fields/geo";
import { datumOf } from "@/ui/map/datum";
import { MapCanvas } from "@/ui/map/map-canvas";
import { useMapSettings, type MapSettings } from "@/ui/map/tiles";
import { CLOSEST, useSight } from "@/ui/map/use-sight";
import { ListSkeleton } from "@/ui/skeletons";
import { Nothing } from "../nothing";
import { SetUp } from "../set-up";
import type { ViewProps } from "../types";
import shared from "../views.module.css";
import { areaOf, sightOf, withArea, withoutArea } from "./area";
import { AreaFrame, type Box } from "./area-frame";
import { clustersOf, type Cluster } from "./clusters";
import { MapTools } from "./map-tools";
import { Marker } from "./marker";
import { PlaceCards, RecordsAside } from "./place-cards";
import { usePlaces } from "./use-places";
import styles from "./map-view.module.css";

export function MapView(props: ViewProps) {
  const { t } = useTranslation("views");
  const settings = useMapSettings();
  const field = props.fields.find((each) => each.key === props.look.location && each.type === "location");
  if (!field) return <SetUp {...props} text={t("map.choose")} />;
  if (settings === undefined) return <Waiting />;
  return <Loaded key={field.key} {...props} place={field.key} settings={settings} />;
}

const Waiting = () => (
  <div className={shared.wait}>
    <ListSkeleton rows={10} />
  </div>
);

type PlacedProps = ViewProps & { place: string; settings: MapSettings | null };

function Loaded(props: PlacedProps) {
  const { toMap } = datumOf(props.settings?.datum);
  const all = usePlaces(props, props.place, toMap);
  const { found, lost, places } = all;
  if (found.isError && places.length === 0)
    return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending || lost.isPending) return <Waiting />;
  const chosen = withoutArea(props.filter, props.place) !== null;
  if (places.length === 0 && lost.rows.length === 0 && !chosen) return <Nothing {...props} />;
  return <OnMap {...props} {...all} chosen={chosen} />;
}

function OnMap(props: PlacedProps & ReturnType<typeof usePlaces> & { chosen: boolean }) {
  const { place, places, found, lost, settings, filter, setFilter, chosen } = props;
  const { t } = useTranslation("views");
  const { fromMap } = datumOf(settings?.datum);
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [drawing, setDrawing] = useState(false);
  const [aside, setAside] = useState(false);
  const { sight, setSight, zoomBy, handlers } = useSight(sightOf(places, SOME), canvas, {
    onTap: () => setOpened(new Set()),
  });
  const clusters = useMemo(() => clustersOf(places, sight.zoom), [places, sight.zoom]);
  const size = canvas ? { width: canvas.clientWidth, height: canvas.clientHeight } : SOME;
  const middle = project(sight.center.lat, sight.center.lng, sight.zoom);
  const world = project(0, 180, sight.zoom).x;
  const fromMiddle = (at: { x: number; y: number }) => {
    const dx = at.x - middle.x;
    return { dx: dx - Math.round(dx / world) * world, dy: at.y - middle.y };
  };
  const press = (cluster: Cluster) => {
    const closer = sightOf(cluster.places, size);
    const spread = cluster.places.some(
      ({ lat, lng }) => lat !== cluster.places[0]!.lat || lng !== cluster.places[0]!.lng,
    );
    if (spread && sight.zoom < CLOSEST - 1)
      setSight({ ...closer, zoom: Math.min(Math.max(closer.zoom, sight.zoom + 1), CLOSEST) });
    else setOpened(new Set(cluster.places.map(({ row }) => row.id)));
  };
  const choose = (box: Box) => {
    setDrawing(false);
    setFilter?.(withArea(filter, place, areaOf(sight, size, box, fromMap)));
  };
  const shown = places.filter(({ row }) => opened.has(row.id));
  const at = shown[0] && fromMiddle(project(shown[0].lat, shown[0].lng, sight.zoom));
  const inSight = ({ dx, dy }: { dx: number; dy: number }) =>
    Math.abs(dx) < size.width / 2 + EDGE && Math.abs(dy) < size.height / 2 + EDGE;
  const count = `${lost.rows.length}${lost.hasNextPage ? "+" : ""}`;
  return (
    <div className={styles.view} role="region" aria-label={props.label}>
      {found.more && <p className={shared.note}>{t("map.more", { count: places.length })}</p>}
      <div className={styles.ground} aria-busy={found.loading}>
        <MapCanvas
          label={t("map.label")}
          settings={settings}
          sight={sight}
          handlers={handlers}
          zoomBy={zoomBy}
          onElement={setCanvas}
          onFirst={(first) => setSight(sightOf(places, first))}
        >
          {clusters.map((cluster) => {
            const from = fromMiddle(cluster);
            return (
              inSight(from) && (
                <Marker
                  key={cluster.key}
                  cluster={cluster}
                  {...from}
                  open={cluster.places.some(({ row }) => opened.has(row.id))}
                  onClick={() => press(cluster)}
                  colourOf={props.colourOf}
                  around={props.around}
                />
              )
            );
          })}
          {at && inSight(at) && (
            <PlaceCards
              key={[...opened].join()}
              {...props}
              {...at}
              rows={shown.map(({ row }) => row)}
              onClose={() => setOpened(new Set())}
            />
          )}
          {drawing && <AreaFrame onChoose={choose} onCancel={() => setDrawing(false)} />}
        </MapCanvas>
        <MapTools
          drawing={drawing}
          onDraw={setFilter ? () => setDrawing(!drawing) : null}
          onInSight={
            setFilter ? () => choose({ left: 0, top: 0, right: size.width, bottom: size.height }) : null
          }
          onAll={setFilter && chosen ? () => setFilter(withoutArea(filter, place) ?? "") : null}
          onFit={() => setSight(sightOf(places, size))}
          lost={lost.rows.length > 0 ? { count, open: aside, onClick: () => setAside(!aside) } : null}
        />
        {aside && (
          <RecordsAside
            {...props}
            title={t("map.lost_title")}
            rows={lost.rows}
            more={lost.hasNextPage ? () => void lost.fetchNextPage() : null}
            busy={lost.isFetchingNextPage}
            onClose={() => setAside(false)}
          />
        )}
      </div>
    </div>
  );
}

/** Until the map has been measured. */
const SOME = { width: 800, height: 600 };
/** A marker whose middle is just out of sight is still half seen. */
const EDGE = 40;
