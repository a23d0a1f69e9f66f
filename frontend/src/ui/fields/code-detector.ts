/**
 * What finds codes in a picture: the browser's own detector where it has one for these codes, else ours
 * (Safari, Firefox), fetched when somebody scans.
 */

/** As far as it is used here; not yet in TypeScript's own list of browser interfaces. */
interface BrowserDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface BrowserDetectorClass {
  new (options: { formats: string[] }): BrowserDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** The text of a code that the camera sees now, or null. */
export type Look = (video: HTMLVideoElement) => Promise<string | null>;

/** The names of the field's `formats` (engines/form, `Symbology`) in browsers, where they are others. */
const BROWSER_NAMES: Record<string, string> = { qr: "qr_code", pdf_417: "pdf417" };

/** `formats` of the field; none: every code that can be read. */
export async function detectorFor(formats: string[]): Promise<Look> {
  const own = await browsersOwn(formats.map((format) => BROWSER_NAMES[format] ?? format));
  if (!own) return ours(formats);
  let instead: Promise<Look> | null = null;
  return async (video) => {
    if (!instead)
      try {
        return (await own.detect(video))[0]?.rawValue || null;
      } catch {
        // It is there and doesn't work: phones without the services it stands on.
        instead = ours(formats);
      }
    return (await instead)(video);
  };
}

async function ours(formats: string[]): Promise<Look> {
  const { readerFor, textIn } = await import("./code-reader");
  const reader = readerFor(formats);
  const canvas = document.createElement("canvas");
  return (video) => Promise.resolve(textIn(frameOf(video, canvas), reader));
}

async function browsersOwn(wanted: string[]): Promise<BrowserDetector | null> {
  const Found = (globalThis as { BarcodeDetector?: BrowserDetectorClass }).BarcodeDetector;
  if (!Found) return null;
  const supported = await Found.getSupportedFormats();
  const formats = wanted.length ? wanted : supported;
  const reads = formats.length > 0 && formats.every((format) => supported.includes(format));
  return reads ? new Found({ formats }) : null;
}

/** A side longer than this only costs time. */
const LARGEST = 800;

function frameOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  const scale = Math.min(1, LARGEST / Math.max(video.videoWidth, video.videoHeight, 1));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (!drawing || canvas.width === 0 || canvas.height === 0) return null;
  drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}
