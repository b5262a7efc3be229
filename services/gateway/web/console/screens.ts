/**
 * The screens of the console, each in a folder of its own: its address below
 * /console/HUB, who finds it in the menu, and its pages. One line a screen in
 * `screens`; what may be done there is for the hub to say.
 */
import type { RouteRecordRaw } from 'vue-router'

import type { Word } from '@shared/i18n'
import type { Role } from '@shared/permissions'
import { dashboard } from './pages/dashboard/screen'
import { funds } from './pages/funds/screen'
import { findings } from './pages/findings/screen'
import { operations } from './pages/operations/screen'
import { register } from './pages/register/screen'
import { reviews } from './pages/reviews/screen'
import { rounds } from './pages/rounds/screen'
import { start } from './pages/start/screen'
import { workspace } from './pages/workspace/screen'

export interface Screen {
  /** "rounds", of /console/longgang/rounds. */
  at: string
  name: Word
  roles: readonly Role[]
  /** Below its address: '' is the first page. */
  pages: RouteRecordRaw[]
}

export const screens: readonly Screen[] = [
  workspace,
  rounds,
  reviews,
  funds,
  register,
  dashboard,
  findings,
  operations,
  start,
]

/** As vue-router wants them. */
export function screenRoutes(): RouteRecordRaw[] {
  return screens.flatMap((screen) =>
    screen.pages.map((page) => ({
      ...page,
      path: ['/:hub', screen.at, page.path].filter(Boolean).join('/'),
    })),
  )
}
