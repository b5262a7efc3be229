import type { Screen } from '../../screens'
import { words } from './words'

export const rounds: Screen = {
  at: 'rounds',
  name: words.rounds,
  roles: ['operator', 'council', 'supervisor'],
  pages: [
    { path: '', component: () => import('./Rounds.vue') },
    { path: 'new', component: () => import('./RoundForm.vue') },
    { path: 'applications', component: () => import('./AllApplications.vue') },
    { path: ':round', component: () => import('./Round.vue') },
    { path: ':round/correction', component: () => import('./RoundCorrection.vue') },
    { path: ':round/applications', component: () => import('./Applications.vue') },
    { path: ':round/applications/:application', component: () => import('./Application.vue') },
    { path: ':round/panel', component: () => import('./Panel.vue') },
    { path: ':round/ranking', component: () => import('./Ranking.vue') },
    { path: ':round/awards', component: () => import('./Awards.vue') },
    { path: ':round/awards/:award', component: () => import('./Award.vue') },
  ],
}
