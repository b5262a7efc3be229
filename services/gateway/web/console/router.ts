import { createRouter, createWebHistory } from 'vue-router'

import { loadHubs } from '@shared/hubs'
import { isSignedIn, loadSession, session } from '@shared/session'
import { focusContent } from '@shared/title'
import { screenRoutes } from './screens'

export const router = createRouter({
  history: createWebHistory('/console'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: () => import('./pages/Home.vue') },
    { path: '/sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
    { path: '/join', component: () => import('./pages/start/Join.vue'), meta: { open: true } },
    { path: '/account', component: () => import('./pages/Account.vue') },
    ...screenRoutes(),
    { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue') },
  ],
})

/** Where somebody wanted to go is kept through signing in. */
router.beforeEach(async (to) => {
  if (!session.value) await loadSession()
  if (to.meta['open']) return true
  if (!isSignedIn.value) return { path: '/sign-in', query: { to: to.fullPath } }
  await loadHubs()
  return true
})

focusContent(router)
