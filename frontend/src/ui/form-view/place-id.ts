/** The DOM id of a place's control, so that labels, the error summary and the focus find it. */
export const placeId = (path: string): string => `f-${path.replaceAll("/", "-")}`;

/** Brings a place into view and puts the cursor there. */
export function focusPlace(path: string): boolean {
  const control = document.getElementById(placeId(path));
  if (!control) return false;
  control.scrollIntoView({ block: "center", behavior: "smooth" });
  const target = control.matches("input,textarea,button,select,[tabindex]")
    ? control
    : control.querySelector<HTMLElement>("input,textarea,button,[tabindex]");
  target?.focus({ preventScroll: true });
  return true;
}
