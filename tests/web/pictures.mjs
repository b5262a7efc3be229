/**
 * The pictures of the guides and of the README: what each shows. `way` is a
 * window of screens.mjs; `scroll` brings something to its top; `act` does what
 * has to be done first; `size` is another height.
 */
export const PICTURES = {
  'resident-home': { screen: 'home', way: 'zh-phone' },
  'resident-amount': { screen: 'give', way: 'zh-phone' },
  'resident-where': { screen: 'give', way: 'zh-phone', act: toThirdStep },
  'resident-receipt': { screen: 'verify-found', way: 'zh-phone', scroll: '.verdict' },
  'resident-books': { screen: 'grants', way: 'zh-wide' },
  'organisation-workspace': { screen: 'workspace', way: 'zh-wide' },
  'organisation-apply': { screen: 'workspace-apply', way: 'zh-wide' },
  'organisation-award': { screen: 'workspace-award', way: 'zh-wide' },
  'expert-desk': { screen: 'reviews', way: 'zh-wide' },
  'expert-sheet': { screen: 'review', way: 'zh-wide' },
  'officer-round': { screen: 'round', way: 'zh-wide' },
  'officer-application': { screen: 'round-screening', way: 'zh-wide' },
  'officer-ranking': { screen: 'round-ranking', way: 'zh-wide' },
  'officer-awards': { screen: 'round-awards', way: 'zh-wide' },
  'finance-funds': { screen: 'fund-console', way: 'zh-wide' },
  'finance-payments': { screen: 'fund-payments', way: 'zh-wide' },
  'finance-receipt': { screen: 'fund-gift', way: 'zh-wide', scroll: '.paper' },
  'supervisor-dashboard': { screen: 'dashboard', way: 'zh-wide' },
  'supervisor-ledger': { screen: 'fund-ledger', way: 'zh-wide' },
  'en-home': { screen: 'home', way: 'en-wide' },
  'en-books': { screen: 'grants', way: 'en-wide' },
  'en-round': { screen: 'round', way: 'en-wide' },
  'en-dashboard': { screen: 'dashboard', way: 'en-wide' },
}

async function toThirdStep(page) {
  for (let step = 0; step < 2; step++) await page.locator('main button[type=submit]').click()
  await page.locator('fieldset.places').waitFor()
}
