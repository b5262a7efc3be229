/** What the screen of the supervisor's findings says. */
import type { Word } from '@shared/i18n'

export const words = {
  screen: { zh: '监督意见', en: 'Findings' },
  screenWhy: {
    zh: '监督方提出，运营、财务、理事会和管理员都看得到并须答复；由监督方办结。不对外公开。',
    en: 'The supervisor records them; those who run the hub see and answer them; the supervisor settles them. They are not public.',
  },
  record: { zh: '提出监督意见', en: 'Record a finding' },
  recordWhy: { zh: '提出后相关人员会收到通知。不写与事情无关的个人信息。', en: 'Those concerned are told. Leave out what is personal and not to the point.' },
  number: { zh: '编号', en: 'Number' },
  finding: { zh: '意见内容', en: 'What was found' },
  grade: { zh: '程度', en: 'How grave' },
  about: { zh: '涉及', en: 'About' },
  which: { zh: '具体是哪一个', en: 'Which one' },
  choose: { zh: '请选择', en: 'Please choose' },
  recorded: { zh: '提出时间', en: 'Recorded' },
  answerBy: { zh: '答复期限', en: 'To be answered by' },
  answerByOptional: { zh: '答复期限（可不填）', en: 'To be answered by (may be left empty)' },
  empty: { zh: '还没有监督意见。', en: 'No finding was recorded yet.' },
  emptyWhy: { zh: '监督方用“提出监督意见”登记的，会列在这里，由站点答复。', en: 'What the supervisor records is listed here, and the hub answers it.' },
  answers: { zh: '答复', en: 'Answers' },
  noAnswers: { zh: '还没有答复。', en: 'Nobody has answered yet.' },
  answer: { zh: '你的答复：怎么处理，何时完成', en: 'Your answer: what is done about it, and by when' },
  sendAnswer: { zh: '提交答复', en: 'Send the answer' },
  changeWhy: {
    settle: { zh: '事情已经处理好，不再需要答复。', en: 'It was dealt with and needs no further answer.' },
    withdraw: { zh: '提错了：撤回后不再需要答复。记录保留。', en: 'It was recorded in error and needs no answer. Its record stays.' },
    reopen: { zh: '重新等待答复。', en: 'It waits for an answer again.' },
  },
} satisfies Record<string, Word | Record<string, Word>>
