import type { Screen } from '../../screens'
import { words } from './words'

export const workspace: Screen = {
  at: 'workspace',
  name: words.work,
  roles: ['applicant'],
  pages: [
    { path: '', component: () => import('./Workspace.vue') },
    { path: 'organisation', component: () => import('./Organisation.vue') },
    { path: 'apply/:round', component: () => import('./Apply.vue') },
    { path: 'applications/:application', component: () => import('./Application.vue') },
    { path: 'awards/:award', component: () => import('./Award.vue') },
  ],
}
