import { createRouter, createWebHistory } from 'vue-router'

import { focusContent } from '@shared/title'
import Home from './pages/Home.vue'

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: Home },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue') },
  ],
})

focusContent(router)
