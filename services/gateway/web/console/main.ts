import '@shared/tokens.css'
import '@shared/base.css'
import '@shared/preferences'
import './element.css'
import './forms.css'

import { createApp } from 'vue'

import { watchConnection } from '@shared/connection'
import App from './App.vue'
import { router } from './router'

watchConnection()
createApp(App).use(router).mount('#app')
