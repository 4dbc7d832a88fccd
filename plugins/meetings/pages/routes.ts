import { findRoutes } from '../rooms/find-routes.tsx';
import { keeperRoutes } from '../rooms/keeper-routes.tsx';
import { photoRoutes } from '../rooms/photo-routes.ts';
import { approvalRoutes } from './approvals.tsx';
import { bookedRoutes } from './booked-rooms.tsx';
import { calendarRoutes } from './calendar-routes.tsx';
import { doorKeeperRoutes } from './door-panel.tsx';
import { doorRoutes } from './door-routes.tsx';
import { heatMapRoutes } from './heat-map.tsx';
import { timelineRoutes } from './timeline-routes.tsx';

export const pageRoutes = [
  ...calendarRoutes,
  ...timelineRoutes,
  ...bookedRoutes,
  ...heatMapRoutes,
  ...approvalRoutes,
  ...doorKeeperRoutes,
  ...doorRoutes,
  ...findRoutes,
  ...keeperRoutes,
  ...photoRoutes,
];
