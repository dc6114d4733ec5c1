/** Who draws: what pictures need of it, so that nothing else has to be loaded before it is needed. */
import type { Dashboard } from '../dashboards/dashboard.ts';
import type { DashboardData } from './data.ts';
import type { ThemeName } from './theme.ts';

export interface Drawing {
  svg(dashboard: Dashboard, data: DashboardData, look: { readonly width: number; readonly theme: ThemeName }): string;
  png(svg: string): Uint8Array;
}

/** Both drawing libraries are large: a command that is refused does not load them. */
export async function drawing(): Promise<Drawing> {
  const [{ drawDashboard }, { png }] = await Promise.all([import('./draw/dashboard.ts'), import('./draw/png.ts')]);
  return { svg: drawDashboard, png };
}
