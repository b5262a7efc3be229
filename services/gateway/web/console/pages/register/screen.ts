/** The register of the hub: organisations, people, fields of service, metrics and their figures, the calendar. */
import type { Screen } from '../../screens'
import { words } from './words'

export const register: Screen = {
  at: 'register',
  name: words.screen,
  roles: ['operator', 'council', 'supervisor', 'admin'],
  pages: [
    { path: '', component: () => import('./Organisations.vue') },
    { path: 'organisations/:organisation', component: () => import('./Organisation.vue') },
    { path: 'people', component: () => import('./People.vue') },
    { path: 'people/:person', component: () => import('./Person.vue') },
    { path: 'fields', component: () => import('./Fields.vue') },
    { path: 'calendar', component: () => import('./Calendar.vue') },
    { path: 'figures', component: () => import('./Metrics.vue') },
    { path: 'figures/:metric', component: () => import('./Metric.vue') },
  ],
}
