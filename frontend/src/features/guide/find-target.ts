/** The thing on the page that a stop speaks of: `list`, `new`, `field:amount`, `tile:funnel` … */
import { placeId } from "@/ui/form-view/place-id";

const STEP_MS = 100;

function now(target: string): HTMLElement | null {
  const [kind = "", key = ""] = target.split(":");
  const found =
    kind === "field" && key
      ? document.getElementById(placeId(key))
      : document.querySelector<HTMLElement>(`[data-tour="${CSS.escape(target)}"]`);
  const box = found?.getBoundingClientRect();
  return found && box && box.width > 0 && box.height > 0 ? found : null;
}

/** Waits for it while the page comes up; null when it isn't there. `over`: nobody waits any more. */
export async function findTarget(
  target: string,
  patience: number,
  over: () => boolean,
): Promise<HTMLElement | null> {
  for (let waited = 0; waited <= patience && !over(); waited += STEP_MS) {
    const found = now(target);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return null;
}
