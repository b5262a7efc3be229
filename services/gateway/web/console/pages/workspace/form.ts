/** What an application's form holds, what is wrong with it, and what is sent. */
import type { Body, Schemas } from '@shared/api'
import type { FileRef } from '@shared/files'
import { say, type Word } from '@shared/i18n'
import { fenAsYuan, parseMoney } from '@shared/money'
import { words } from './words'

export interface ApplicationForm {
  title: string
  amount: string
  section: string
  place: string
  field: string
  startsOn: string
  endsOn: string
  summary: string
  contact: string
  budget: { item: string; amount: string; note: string }[]
  answers: { question: string; answer: string }[]
  attachments: readonly FileRef[]
}

const QUESTIONS: readonly Word[] = [
  { zh: '服务谁？有什么需求？', en: 'Whom does it serve, and what do they need?' },
  { zh: '怎么做？谁来做？', en: 'How is it done, and by whom?' },
  { zh: '做到什么程度算成？', en: 'What would be a success?' },
]

/** A question is kept in Chinese, and those we ask are shown in the reader's language. */
export function sayQuestion(question: string): string {
  const known = QUESTIONS.find((one) => one.zh === question)
  return known ? say(known) : question
}

export function blankApplication(): ApplicationForm {
  return {
    title: '', amount: '', section: '', place: '', field: '', startsOn: '', endsOn: '', summary: '', contact: '',
    budget: [{ item: '', amount: '', note: '' }],
    answers: QUESTIONS.map((question) => ({ question: question.zh, answer: '' })),
    attachments: [],
  }
}

export function formOf(kept: Schemas['get_application_reply']): ApplicationForm {
  const { application } = kept
  return {
    title: application.title,
    amount: application.amount ? fenAsYuan(application.amount) : '',
    section: application.section ?? '',
    place: application.place ?? '',
    field: application.field ?? '',
    startsOn: kept.starts_on ?? '',
    endsOn: kept.ends_on ?? '',
    summary: kept.summary ?? '',
    contact: kept.contact ?? '',
    budget: kept.budget.map((line) => ({ item: line.item, amount: fenAsYuan(line.amount), note: line.note ?? '' })),
    answers: kept.answers.length ? kept.answers : blankApplication().answers,
    attachments: kept.attachments,
  }
}

const isFilled = (line: { item: string; amount: string }): boolean => line.item.trim() !== '' || line.amount.trim() !== ''

/** The sum of the budget's lines; null if one is no amount. */
export function budgetSum(form: ApplicationForm): number | null {
  let sum = 0
  for (const line of form.budget.filter(isFilled)) {
    const amount = parseMoney(line.amount)
    if (amount === null) return null
    sum += amount
  }
  return sum
}

interface Rules {
  needs_budget: boolean
  max_amount?: number
  sections: readonly { name: string }[]
}

export function faultsOf(form: ApplicationForm, rules: Rules): Word[] {
  const faults: Word[] = []
  const refuse = (isWrong: boolean, word: Word): void => {
    if (isWrong) faults.push(word)
  }
  const amount = parseMoney(form.amount)
  const hasBudget = form.budget.some(isFilled)
  refuse(!form.title.trim(), words.faultTitle)
  refuse(!amount, words.faultAmount)
  refuse(rules.max_amount !== undefined && (amount ?? 0) > rules.max_amount, words.faultOverMax)
  refuse(rules.sections.length > 0 && !form.section, words.faultSection)
  refuse(rules.needs_budget && !hasBudget, words.faultNoBudget)
  refuse(form.budget.some((line) => isFilled(line) && (!line.item.trim() || parseMoney(line.amount) === null)), words.faultBudgetLine)
  refuse(hasBudget && amount !== null && budgetSum(form) !== amount, words.faultBudgetSum)
  refuse(form.startsOn !== '' && form.endsOn !== '' && form.endsOn < form.startsOn, words.faultPeriod)
  return faults
}

type Request = Body<'/v1/hubs/{hub}/rounds/{round}/applications', 'post'>

/** What is not said is left out. A draft may lack anything but a title. */
export function requestOf(form: ApplicationForm, organisation: string): Request {
  const said = Object.entries({
    section: form.section, place: form.place, field: form.field, starts_on: form.startsOn, ends_on: form.endsOn,
    summary: form.summary, contact: form.contact,
  }).map(([name, text]) => [name, text.trim()] as const).filter(([, text]) => text !== '')
  return {
    organisation,
    title: form.title.trim(),
    amount: parseMoney(form.amount) ?? 0,
    ...Object.fromEntries(said),
    budget: form.budget.filter((line) => line.item.trim() && parseMoney(line.amount) !== null).map((line) => ({
      item: line.item.trim(), amount: parseMoney(line.amount) ?? 0, ...(line.note.trim() ? { note: line.note.trim() } : {}),
    })),
    answers: form.answers.filter((one) => one.answer.trim()).map((one) => ({ question: one.question, answer: one.answer.trim() })),
    attachments: [...form.attachments],
  }
}
