/** What the form of a new call holds, what is wrong with it, and what is sent. */
import type { Body, Reply, Schemas } from '@shared/api'
import { changesOf, given } from '@shared/changes'
import { instantOf, localOf } from '@shared/date'
import { formatHundredths, parseHundredths, WHOLE } from '@shared/hundredths'
import type { Word } from '@shared/i18n'
import { fenAsYuan, parseMoney } from '@shared/money'
import { words } from './words'

/** What there is to choose from. */
export interface RoundPlaces {
  programmes: readonly Schemas['programme_item'][]
  fields: readonly Schemas['service_field'][]
  /** Each with its hub. */
  funds: readonly (Schemas['fund_item'] & { at: string })[]
}

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
    scoresDueOn: '',
    summary: '',
    sections: [] as { name: string; budget: string; min: string; max: string; fields: string[] }[],
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
type Correction = Body<'/v1/hubs/{hub}/rounds/{round}/corrections', 'post'>

const isWhole = (shares: readonly (number | null)[]): boolean =>
  shares.length === 0 ||
  (shares.every((one) => one !== null && one > 0) && shares.reduce<number>((sum, one) => sum + (one ?? 0), 0) === WHOLE)

const isCount = (typed: string, most: number): boolean =>
  /^\d{1,6}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= most

/** How many awards are expected: from, to; either may be left out. */
function isRange(min: string, max: string): boolean {
  const [least, most] = [min, max].map((typed) => (typed.trim() ? Number(typed) : undefined))
  const isGood = (count: number | undefined): boolean =>
    count === undefined || (Number.isInteger(count) && count >= 0 && count <= 100_000)
  return isGood(least) && isGood(most) && (least ?? 0) <= (most ?? Infinity)
}

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
  refuse(form.scoresDueOn !== '' && form.scoresDueOn < form.opensAt.slice(0, 10), words.faultScoresDue)
  refuse(form.sections.some((one) => !one.name.trim() || parseMoney(one.budget) === null), words.faultSections)
  refuse(form.sections.some((one) => !isRange(one.min, one.max)), words.faultExpected)
  refuse(form.criteria.some((one) => !one.name.trim()) || !isWhole(form.criteria.map((one) => parseHundredths(one.weight))), words.faultCriteria)
  refuse(!isWhole(form.tranches.map((one) => parseHundredths(one.share))), words.faultTranches)
  refuse(form.maxAmount.trim() !== '' && !parseMoney(form.maxAmount), words.faultMaxAmount)
  refuse(form.maxPerOrganisation.trim() !== '' && !isCount(form.maxPerOrganisation, 100), words.faultMaxPerOrganisation)
  refuse(!isCount(form.noticeDays, 60) || !isCount(form.agreementDays, 365), words.faultDays)
  return faults
}

const counted = (typed: string): number | undefined => (typed.trim() ? Number(typed) : undefined)

/** What a call says that can be corrected later, too. */
function recordOf(form: RoundForm) {
  const [fundHub = '', fund = ''] = form.fund.split(' ')
  return {
    title: form.title.trim(),
    fund_hub: fundHub,
    fund,
    budget: parseMoney(form.budget) ?? 0,
    sections: form.sections.map((one) => ({
      name: one.name.trim(), budget: parseMoney(one.budget) ?? 0, fields: one.fields,
      expected_min: counted(one.min), expected_max: counted(one.max),
    })),
    criteria: form.criteria.map((one) => ({ name: one.name.trim(), weight: parseHundredths(one.weight) ?? 0 })),
    tranches: form.tranches.map((one) => ({
      share: parseHundredths(one.share) ?? 0, needs_report: one.needsReport, needs_visit: one.needsVisit,
    })),
    max_amount: parseMoney(form.maxAmount) ?? undefined,
    max_per_organisation: counted(form.maxPerOrganisation),
    notice_working_days: Number(form.noticeDays),
    agreement_days: Number(form.agreementDays),
    needs_budget: form.needsBudget,
    scores_due_on: given(form.scoresDueOn),
    summary: form.summary.trim(),
  }
}

/** Of a form without faults. */
export function requestOf(form: RoundForm, isDraft: boolean): Request {
  return {
    ...recordOf(form),
    summary: given(form.summary),
    opens_at: instantOf(form.opensAt),
    closes_at: instantOf(form.closesAt),
    skips_screening: form.skipsScreening,
    skips_panel: form.skipsPanel,
    drops_extremes: form.dropsExtremes,
    is_rolling: form.isRolling,
    is_draft: isDraft,
  }
}

/** What differs from what is recorded; an empty list stays as it is. */
export function correctionOf(recorded: RoundForm, form: RoundForm, reason: string): Correction {
  const clear: Correction['clear'] = recorded.scoresDueOn && !form.scoresDueOn ? ['scores_due_on'] : []
  return { sections: [], criteria: [], tranches: [], clear, ...changesOf(recordOf(recorded), recordOf(form)), reason }
}

/** The form of a call as it is recorded. */
export function formOf(rules: Reply<'/v1/hubs/{hub}/rounds/{round}'>): RoundForm {
  const { round } = rules
  return {
    programme: round.programme,
    title: round.title,
    fund: `${round.fund_hub} ${round.fund}`,
    budget: fenAsYuan(round.budget),
    opensAt: localOf(round.opens_at),
    closesAt: localOf(round.closes_at),
    scoresDueOn: rules.scores_due_on ?? '',
    summary: rules.summary ?? '',
    sections: rules.sections.map((one) => ({
      name: one.name, budget: fenAsYuan(one.budget), fields: [...one.fields],
      min: one.expected_min?.toString() ?? '', max: one.expected_max?.toString() ?? '',
    })),
    criteria: rules.criteria.map((one) => ({ name: one.name, weight: formatHundredths(one.weight) })),
    tranches: rules.tranches.map((one) => ({
      share: formatHundredths(one.share), needsReport: one.needs_report, needsVisit: one.needs_visit,
    })),
    maxAmount: rules.max_amount === undefined ? '' : fenAsYuan(rules.max_amount),
    maxPerOrganisation: rules.max_per_organisation?.toString() ?? '',
    noticeDays: String(rules.notice_working_days),
    agreementDays: String(rules.agreement_days),
    needsBudget: rules.needs_budget,
    skipsScreening: rules.skips_screening,
    skipsPanel: rules.skips_panel,
    dropsExtremes: rules.drops_extremes,
    isRolling: rules.is_rolling,
  }
}
