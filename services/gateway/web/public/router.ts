import { createRouter, createWebHistory } from 'vue-router'

import { focusContent } from '@shared/title'
import Home from './pages/Home.vue'

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: Home },
    { path: '/projects', component: () => import('./pages/Projects.vue') },
    { path: '/p/:hub/:project', component: () => import('./pages/Project.vue') },
    { path: '/give', component: () => import('./pages/Give.vue') },
    { path: '/mine', component: () => import('./pages/Mine.vue') },
    { path: '/verify/:number?', component: () => import('./pages/Verify.vue') },
    { path: '/guide/:name?', component: () => import('./pages/Guide.vue') },
    { path: '/transparency', component: () => import('./pages/Transparency.vue') },
    {
      path: '/embed/:view(grants|gifts)',
      component: () => import('./pages/Embed.vue'),
      meta: { bare: true },
    },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFound.vue') },
  ],
})

focusContent(router)
