import type { Lifecycle } from './create-lifecycle.ts';
import type { Platform } from './platform.ts';
import type { Shelf } from './plugin-shelf.ts';

export function createPlatform(lifecycle: Lifecycle, shelf: Shelf): Platform {
  throw new TypeError(`not yet: ${shelf.manifests.size} ${lifecycle.held().size}`);
}
