import type { Manifest } from './define-plugin.ts';
import type { PluginRow } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';

/** A plugin as this process and the database know it together; at least one of `manifest`, `broken`, `row` is there. */
export type Known = {
  readonly name: string;
  readonly title: string;
  readonly manifest: Manifest | undefined;
  /** Why its code cannot be loaded. */
  readonly broken: string | undefined;
  readonly row: PluginRow | undefined;
  /** By its code, else as it was when it was installed. */
  readonly depends: readonly string[];
};

export function knownPlugins(shelf: Pick<Shelf, 'manifests' | 'broken'>, rows: ReadonlyMap<string, PluginRow>): Map<string, Known> {
  const names = [...new Set([...shelf.manifests.keys(), ...shelf.broken.keys(), ...rows.keys()])].sort();
  return new Map(
    names.map((name): [string, Known] => {
      const manifest = shelf.manifests.get(name);
      const row = rows.get(name);
      return [
        name,
        {
          name,
          title: manifest?.title ?? row?.title ?? name,
          manifest,
          broken: shelf.broken.get(name),
          row,
          depends: manifest?.depends ?? row?.depends ?? [],
        },
      ];
    }),
  );
}

/** Installed now; kept data alone does not count. */
export const isInstalled = ({ row }: Known): boolean => row !== undefined && row.state !== 'uninstalled';
