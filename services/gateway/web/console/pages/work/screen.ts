import type { Screen } from '../../screens'
import { words } from './words'

export const work: Screen = {
  at: 'work',
  name: words.work,
  roles: ['applicant'],
  pages: [
    { path: '', component: () => import('./Work.vue') },
    { path: 'organisation', component: () => import('./Organisation.vue') },
    { path: 'apply/:round', component: () => import('./Apply.vue') },
    { path: 'applications/:application', component: () => import('./Application.vue') },
    { path: 'awards/:award', component: () => import('./Award.vue') },
  ],
}
