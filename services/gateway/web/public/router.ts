import { createRouter, createWebHistory } from 'vue-router'

import { focusContent } from '@shared/title'
import Home from './pages/Home.vue'
import Project from './pages/Project.vue'

/** What a figure leads to on its own page. */
function placeOf(hash: string): { el: Element } | null {
  const el = document.getElementById(hash.slice(1))
  return el && { el }
}

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (to, from, saved) => saved ?? placeOf(to.hash) ?? (to.path === from.path ? false : { top: 0 }),
  // Where people begin, from a link or a poster, comes with the portal itself.
  routes: [
    { path: '/', component: Home },
    { path: '/projects', component: () => import('./pages/Projects.vue') },
    { path: '/p/:hub/:project', component: Project },
    { path: '/search', component: () => import('./records/Search.vue') },
    { path: '/organisations', component: () => import('./records/Organisations.vue') },
    { path: '/organisations/:hub/:organisation', component: () => import('./records/Organisation.vue') },
    { path: '/rounds', component: () => import('./records/Rounds.vue') },
    { path: '/rounds/:hub/:round', component: () => import('./records/Round.vue') },
    { path: '/funds/:hub/:fund', component: () => import('./records/Fund.vue') },
    { path: '/campaigns/:hub/:campaign', component: () => import('./records/Campaign.vue') },
    { path: '/give', component: () => import('./pages/Give.vue') },
    { path: '/mine', component: () => import('./pages/Mine.vue') },
    { path: '/notices', component: () => import('./pages/Notices.vue') },
    { path: '/notices/:hub/:notice', component: () => import('./pages/Notice.vue') },
    { path: '/account', component: () => import('./pages/Account.vue') },
    { path: '/sign-up', component: () => import('./pages/SignUp.vue') },
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
