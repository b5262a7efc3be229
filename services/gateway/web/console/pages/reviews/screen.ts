import type { Screen } from '../../screens'
import { words } from './words'

export const reviews: Screen = {
  at: 'reviews',
  name: words.reviews,
  roles: ['reviewer'],
  pages: [
    { path: '', component: () => import('./Reviews.vue') },
    { path: ':round/:application', component: () => import('./Review.vue') },
  ],
}
