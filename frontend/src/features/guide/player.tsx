/** A tour being walked: leads to each stop's page, points at its thing, and remembers how far somebody came. */
import { Tour as AntdTour } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { walkTo } from "@/lib/guide/store";
import { pathOfWhere, useTourProgress, type Tour } from "@/lib/guide/tours";
import { useLabel } from "@/lib/i18n";
import { findTarget } from "./find-target";

const PATIENCE_MS = 4_000;

interface Shown {
  step: number;
  element: HTMLElement | null;
}

interface Props {
  app: string;
  tour: Tour;
  step: number;
}

export function Player({ app, tour, step }: Props) {
  const { t } = useTranslation("guide");
  const label = useLabel();
  const navigate = useNavigate();
  const place = useLocation();
  const progress = useTourProgress(app);
  const [shown, setShown] = useState<Shown | null>(null);
  const stop = tour.steps[step];
  const path = pathOfWhere(app, stop?.where);
  const target = stop?.target;

  useEffect(() => {
    let over = false;
    if (path !== null && path !== place.pathname + place.search && !arrived(path, place.pathname))
      void navigate(path);
    const look = target
      ? findTarget(
          target,
          PATIENCE_MS,
          () => hasCome(path),
          () => over,
        )
      : Promise.resolve(null);
    void look.then((element) => {
      if (over) return;
      element?.scrollIntoView({ block: "nearest" });
      setShown({ step, element });
    });
    return () => {
      over = true;
    };
    // Only a new stop leads somewhere: who walks about meanwhile is left alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the place where one stands is no reason to go
  }, [path, target, step]);

  if (!stop || shown?.step !== step) return null;
  const last = tour.steps.length - 1;
  const leave = () => {
    progress.mutate({ tour: tour.key, status: step >= last ? "done" : "open", step });
    walkTo(null);
  };
  const go = (next: number) => {
    progress.mutate({ tour: tour.key, status: "open", step: next });
    walkTo({ app, tour: tour.key, step: next });
  };
  return (
    <AntdTour
      // A stop of its own each time: a mask that comes back lies above the words.
      key={step}
      open
      current={step}
      onChange={go}
      onClose={leave}
      onFinish={leave}
      scrollIntoViewOptions={{ block: "nearest" }}
      zIndex={1500}
      steps={tour.steps.map((one, at) => ({
        title: <Title text={label(one.title)} />,
        description: label(one.text),
        target: at === step ? shown.element : null,
        ...(at === step && shown.element ? { placement: placeOf(shown.element) } : {}),
        nextButtonProps: { children: t(at === last ? "finish" : "next") },
        prevButtonProps: { children: t("previous") },
        closable: { "aria-label": t("pause") },
      }))}
      indicatorsRender={(current, total) => t("at", { step: current + 1, total })}
    />
  );
}

/** antd's card says nothing of itself: here it is a dialog with a name, and Enter goes on. */
function Title({ text }: { text: string }) {
  const own = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const card = own.current?.closest<HTMLElement>(".ant-tour");
    card?.setAttribute("role", "dialog");
    card?.setAttribute("aria-label", text);
    card?.querySelector<HTMLElement>(".ant-btn-primary")?.focus({ preventScroll: true });
  }, [text]);
  return <span ref={own}>{text}</span>;
}

/** Beside what is tall, in the middle of what fills the page, else below. */
function placeOf(element: HTMLElement): "right" | "center" | "bottom" {
  const { width, height } = element.getBoundingClientRect();
  if (height < window.innerHeight * 0.5) return "bottom";
  return width < window.innerWidth * 0.4 ? "right" : "center";
}

/** One is where the stop is, and nothing on the page is still on its way. */
const hasCome = (path: string | null): boolean =>
  (path === null ||
    path.split("?", 1)[0] === window.location.pathname ||
    arrived(path, window.location.pathname)) &&
  !document.querySelector("main [role=status][aria-label], main [aria-busy=true]");

/** `/apps/crm` opens with another page of the app: whoever stands in it has arrived. */
const arrived = (path: string, here: string): boolean =>
  /^\/apps\/[^/]+$/.test(path) && here.startsWith(`${path}/`);
