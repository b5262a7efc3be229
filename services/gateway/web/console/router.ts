import { createRouter, createWebHistory } from 'vue-router'

import { isSignedIn, loadSession, session } from '@shared/session'
import { focusContent } from '@shared/title'

export const router = createRouter({
  history: createWebHistory('/console'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: () => import('./pages/Home.vue') },
    { path: '/sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue') },
  ],
})

/** Where somebody wanted to go is kept through signing in. */
router.beforeEach(async (to) => {
  if (!session.value) await loadSession()
  if (isSignedIn.value || to.meta['open']) return true
  return { path: '/sign-in', query: { to: to.fullPath } }
})

focusContent(router)
