// Loaded by the watchdog's thread too, which knows neither tsx nor the rest of the core: no imports here.

/** Where a plugin's code lies. `essential`: without it nobody could sign in and put things right. */
export type PluginPlace = {
  readonly plugin: string;
  /** Without a slash at the end. */
  readonly folder: string;
  readonly essential: boolean;
};

/** The plugin whose code this is, by a path or a `file:` URL. Of folders in folders the inner one. */
function ownerOf(file: string, places: readonly PluginPlace[]): PluginPlace | undefined {
  const path = file.startsWith('file://') ? decodeURIComponent(file.slice('file://'.length)) : file;
  let best: PluginPlace | undefined;
  for (const place of places) if (path.startsWith(`${place.folder}/`) && place.folder.length > (best?.folder.length ?? 0)) best = place;
  return best;
}

/**
 * Whose fault is it? The innermost frame in the code of a plugin names it, or the one that the platform had called (`running`). Both may be innocent callees of
 * each other, so one that the hall can do without is blamed first.
 * @param frames files, innermost first
 */
export function suspect(frames: readonly string[], running: string | undefined, places: readonly PluginPlace[]): string | undefined {
  const owners = frames.flatMap((file) => ownerOf(file, places) ?? []);
  const called = places.find(({ plugin }) => plugin === running);
  const candidates = called ? [...owners, called] : owners;
  return (candidates.find(({ essential }) => !essential) ?? candidates[0])?.plugin ?? running;
}

/** The files in an error's stack, innermost first; none where it has no stack that can be read. */
export function framesOf(stack: unknown): string[] {
  if (typeof stack !== 'string') return [];
  return [...stack.matchAll(/(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Z]:\\)[^()\n]*?):\d+:\d+\)?$/gm)].map(([, file = '']) => file);
}
