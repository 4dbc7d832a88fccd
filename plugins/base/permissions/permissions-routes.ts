import { permissionExceptionsRoutes } from './exceptions-routes.tsx';
import { permissionExplainRoutes } from './explain-routes.tsx';
import { permissionFieldsRoutes } from './fields-routes.tsx';
import { permissionGroupsRoutes } from './groups-routes.tsx';
import { permissionMatrixRoutes } from './matrix-routes.tsx';
import { permissionRulesRoutes } from './rules-routes.tsx';

/** Everything under `/app/access`. */
export const permissionsRoutes = [
  ...permissionGroupsRoutes,
  ...permissionMatrixRoutes,
  ...permissionRulesRoutes,
  ...permissionFieldsRoutes,
  ...permissionExplainRoutes,
  ...permissionExceptionsRoutes,
];
