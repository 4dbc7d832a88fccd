import { existsSync } from 'node:fs';
import { type ResolveFnOutput, registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled, projectRoot } from './plugin-folder.ts';

/** Packages that plugins may use without having them: types and schemas must be of the same copy as ours, and so must the pieces of pages. */
const lent = /^(zod|hono)(\/|$)/;
/** `../web/contract.ts`: another plugin's door, as plugins name it. */
const door = /^\.\.\/([a-z][a-z0-9-]*)\/contract\.(?:tsx?|js)$/;

const own = compiled ? path.join(projectRoot, 'dist') : projectRoot;
const coreDoors = new Map(
  [
    ['#core', 'core/index'],
    ['#core/testing', 'core/testing/index'],
  ].map(([name = '', file = '']) => [name, pathToFileURL(path.join(own, `${file}${compiled ? '.js' : '.ts'}`)).href]),
);

const isOutside = (parent: string | undefined): boolean => parent?.startsWith('file:') === true && !fileURLToPath(parent).startsWith(projectRoot + path.sep);

/** Our plugin's contract, where the plugin outside has no such neighbour. */
function ourContract(name: string, parent: string): string | undefined {
  if (['ts', 'tsx', 'js'].some((ending) => existsSync(path.join(path.dirname(fileURLToPath(parent)), '..', name, `contract.${ending}`)))) return undefined;
  const file = (compiled ? ['js'] : ['ts', 'tsx']).map((ending) => path.join(own, 'plugins', name, `contract.${ending}`)).find((one) => existsSync(one));
  return file && pathToFileURL(file).href;
}

let registered = false;

/**
 * From now on modules outside of the project find what those inside find: `#core`, `#core/testing`, the contracts of plugins that come along
 * (`../web/contract.ts`), and `zod` and `hono` where they bring none. Packages in `node_modules` count as outside too.
 */
export function resolveForOutsiders(): void {
  if (registered) return;
  registered = true;
  registerHooks({
    resolve: (specifier, context, next) => {
      const parent = context.parentURL;
      const packaged = parent?.includes('/node_modules/') === true;
      if (parent === undefined || (!packaged && !isOutside(parent))) return asModule(next(specifier, context));
      const core = coreDoors.get(specifier);
      if (core !== undefined) return next(core, context);
      const [, name] = door.exec(specifier) ?? [];
      const contract = name === undefined ? undefined : ourContract(name, parent);
      if (contract !== undefined) return next(contract, context);
      if (!lent.test(specifier)) return asModule(next(specifier, context));
      try {
        return next(specifier, context);
      } catch {
        return next(specifier, { ...context, parentURL: pathToFileURL(path.join(own, 'core', 'index.js')).href });
      }
    },
  });
}

/** TypeScript of a plugin outside is a module, also where no package.json says so. */
const asModule = (found: ResolveFnOutput): ResolveFnOutput =>
  found.format?.startsWith('commonjs') && /\.tsx?$/.test(found.url) && isOutside(found.url)
    ? { ...found, format: compiled ? 'module-typescript' : 'module' }
    : found;
