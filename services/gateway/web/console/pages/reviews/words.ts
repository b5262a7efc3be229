import type { Word } from '@shared/i18n'

export const words = {
  reviews: { zh: '评审', en: 'Reviews' },
  nothing: { zh: '现在没有等你评审的项目。', en: 'Nothing waits for your review.' },
  nothingWhy: {
    zh: '经办人聘请你评审、项目通过初审后，会出现在这里，站内信也会告诉你。',
    en: 'When the hub appoints you and applications pass the screening they are shown here; a message tells you, too.',
  },
  progress: { zh: '共 {n} 项：已评 {scored}，回避 {conflicts}，待评 {left}', en: '{n} in all: {scored} scored, {conflicts} in conflict, {left} left' },
  panelClosed: { zh: '评审已结束', en: 'The panel has closed' },
  sealed: {
    zh: '评分密封：全部评审提交或评审结束之前，别人看不到你的分数，你也看不到别人的。',
    en: 'Scores are sealed: until all are in or the panel closes nobody sees yours, nor you theirs.',
  },
  waits: { zh: '待评', en: 'To score' },
  scored: { zh: '已评', en: 'Scored' },
  conflict: { zh: '已回避', en: 'Conflict declared' },
  scoreIt: { zh: '评分', en: 'Score it' },
  changeScore: { zh: '查看或改分', en: 'Look at or change' },
  scoreForm: { zh: '评分表', en: 'Score sheet' },
  weight: { zh: '权重 {weight}%', en: 'weight {weight} %' },
  points: { zh: '0–100 分，可到小数点后两位', en: '0–100 points, at most two decimals' },
  wrongPoints: { zh: '请填 0 到 100 之间的分数。', en: 'Please give 0 to 100 points.' },
  total: { zh: '加权总分', en: 'Weighted total' },
  comment: { zh: '评语（可不填）', en: 'Comment (may be left empty)' },
  submitScore: { zh: '提交评分', en: 'Submit the scores' },
  replaceScore: { zh: '以此更新评分', en: 'Replace the scores by these' },
  submitted: { zh: '评分已提交，评审结束前还可以修改。', en: 'The scores are in. They may be changed until the panel closes.' },
  next: { zh: '评下一项：{title}', en: 'On to the next: {title}' },
  allDone: { zh: '这一批都处理完了。', en: 'Everything in this call is done.' },
  declare: { zh: '声明利益冲突', en: 'Declare a conflict of interest' },
  declareWhy: {
    zh: '声明后，你不再看到、也不再评这一项，已评的分数作废。',
    en: 'You will neither see nor score this application any more; scores already given are void.',
  },
  declared: { zh: '已声明利益冲突，这一项你不再评审。', en: 'Your conflict of interest is on record: this one is no longer yours to review.' },
  backToDesk: { zh: '回到评审台', en: 'Back to the desk' },
} satisfies Record<string, Word>
