/** What the form of a new call holds, what is wrong with it, and what is sent. */
import type { Body } from '@shared/api'
import { instantOf, localOf } from '@shared/date'
import { parseHundredths, WHOLE } from '@shared/hundredths'
import type { Word } from '@shared/i18n'
import { parseMoney } from '@shared/money'
import { words } from './words'

const DAY_MS = 24 * 60 * 60 * 1000

export function blankRound(now = Date.now()) {
  return {
    programme: '',
    title: '',
    /** "longgang 01a2…": the hub and the fund. */
    fund: '',
    budget: '',
    opensAt: localOf(new Date(now).toISOString()),
    closesAt: localOf(new Date(now + 21 * DAY_MS).toISOString()),
    summary: '',
    sections: [] as { name: string; budget: string }[],
    criteria: [
      { name: '需求真实', weight: '40' }, { name: '成效明确', weight: '35' }, { name: '高效运作', weight: '25' },
    ],
    tranches: [
      { share: '60', needsReport: false, needsVisit: false }, { share: '40', needsReport: true, needsVisit: true },
    ],
    maxAmount: '',
    maxPerOrganisation: '',
    noticeDays: '5',
    agreementDays: '30',
    needsBudget: true,
    skipsScreening: false,
    skipsPanel: false,
    dropsExtremes: false,
    isRolling: false,
  }
}

export type RoundForm = ReturnType<typeof blankRound>
type Request = Body<'/v1/hubs/{hub}/programmes/{programme}/rounds', 'post'>

const isWhole = (shares: readonly (number | null)[]): boolean =>
  shares.length === 0 ||
  (shares.every((one) => one !== null && one > 0) && shares.reduce<number>((sum, one) => sum + (one ?? 0), 0) === WHOLE)

const isCount = (typed: string, most: number): boolean =>
  /^\d{1,6}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= most

export function faultsOf(form: RoundForm): Word[] {
  const faults: Word[] = []
  const refuse = (isWrong: boolean, word: Word): void => {
    if (isWrong) faults.push(word)
  }
  refuse(!form.programme, words.faultProgramme)
  refuse(!form.title.trim(), words.faultTitle)
  refuse(!form.fund, words.faultFund)
  refuse(!parseMoney(form.budget), words.faultBudget)
  refuse(!(Date.parse(form.closesAt) > Date.parse(form.opensAt)), words.faultWindow)
  refuse(form.sections.some((one) => !one.name.trim() || parseMoney(one.budget) === null), words.faultSections)
  refuse(form.criteria.some((one) => !one.name.trim()) || !isWhole(form.criteria.map((one) => parseHundredths(one.weight))), words.faultCriteria)
  refuse(!isWhole(form.tranches.map((one) => parseHundredths(one.share))), words.faultTranches)
  refuse(form.maxAmount.trim() !== '' && !parseMoney(form.maxAmount), words.faultMaxAmount)
  refuse(form.maxPerOrganisation.trim() !== '' && !isCount(form.maxPerOrganisation, 100), words.faultMaxPerOrganisation)
  refuse(!isCount(form.noticeDays, 60) || !isCount(form.agreementDays, 365), words.faultDays)
  return faults
}

/** Of a form without faults. */
export function requestOf(form: RoundForm, isDraft: boolean): Request {
  const [fundHub = '', fund = ''] = form.fund.split(' ')
  return {
    title: form.title.trim(),
    fund_hub: fundHub,
    fund,
    opens_at: instantOf(form.opensAt),
    closes_at: instantOf(form.closesAt),
    budget: parseMoney(form.budget) ?? 0,
    sections: form.sections.map((one) => ({ name: one.name.trim(), budget: parseMoney(one.budget) ?? 0, fields: [] })),
    criteria: form.criteria.map((one) => ({ name: one.name.trim(), weight: parseHundredths(one.weight) ?? 0 })),
    tranches: form.tranches.map((one) => ({
      share: parseHundredths(one.share) ?? 0, needs_report: one.needsReport, needs_visit: one.needsVisit,
    })),
    ...(form.maxAmount.trim() ? { max_amount: parseMoney(form.maxAmount) ?? 0 } : {}),
    ...(form.maxPerOrganisation.trim() ? { max_per_organisation: Number(form.maxPerOrganisation) } : {}),
    notice_working_days: Number(form.noticeDays),
    agreement_days: Number(form.agreementDays),
    needs_budget: form.needsBudget,
    skips_screening: form.skipsScreening,
    skips_panel: form.skipsPanel,
    drops_extremes: form.dropsExtremes,
    is_rolling: form.isRolling,
    is_draft: isDraft,
    ...(form.summary.trim() ? { summary: form.summary.trim() } : {}),
  }
}
