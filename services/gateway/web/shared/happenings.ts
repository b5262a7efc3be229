/** What the events are called that messages can be about, by the service that tells of them. */
import { say, type Word } from './i18n'

const registry: Readonly<Record<string, Word>> = {
  hub_added: { zh: '新增站点', en: 'A hub joined' },
  hub_changed: { zh: '站点登记变更', en: 'A hub’s entry changed' },
  account_opened: { zh: '账号开设', en: 'An account was opened' },
  account_changed: { zh: '账号状态变更', en: 'An account changed' },
  password_changed: { zh: '密码更改', en: 'A password was changed' },
  role_granted: { zh: '授予职责', en: 'A role was given' },
  role_revoked: { zh: '收回职责', en: 'A role was taken back' },
  organisation_registered: { zh: '社会组织登记', en: 'An organisation was registered' },
  finding_recorded: { zh: '提出监督意见', en: 'A finding was recorded' },
  finding_answered: { zh: '答复监督意见', en: 'A finding was answered' },
  finding_changed: { zh: '监督意见办结、撤回或重开', en: 'A finding was settled, withdrawn or reopened' },
}

const grants: Readonly<Record<string, Word>> = {
  programme_opened: { zh: '设立资助计划', en: 'A programme was opened' },
  round_opened: { zh: '发布征集', en: 'A call was published' },
  round_changed: { zh: '征集变更', en: 'A call changed' },
  application_submitted: { zh: '提交申请', en: 'An application was submitted' },
  application_changed: { zh: '申请状态变更', en: 'An application changed' },
  reviewer_appointed: { zh: '聘请评审专家', en: 'A reviewer was appointed' },
  reviewer_dismissed: { zh: '解聘评审专家', en: 'A reviewer was dismissed' },
  reviewer_assigned: { zh: '分派评审', en: 'An application was assigned to a reviewer' },
  conflict_declared: { zh: '专家声明回避', en: 'A reviewer declared a conflict' },
  application_scored: { zh: '专家已评分', en: 'A reviewer scored' },
  panel_closed: { zh: '评审结束', en: 'The scoring ended' },
  round_decided: { zh: '理事会作出决定', en: 'The council decided' },
  award_proposed: { zh: '拟资助，等基金预留', en: 'An award waits for its fund' },
  award_changed: { zh: '资助状态变更', en: 'An award changed' },
  tranche_released: { zh: '分期款可拨付', en: 'An instalment may be paid' },
  tranche_changed: { zh: '分期款状态变更', en: 'An instalment changed' },
  project_published: { zh: '项目公开', en: 'A project was published' },
  notice_opened: { zh: '公示开始', en: 'A public notice began' },
  notice_closed: { zh: '公示结束', en: 'A public notice ended' },
  objection_raised: { zh: '收到异议', en: 'An objection was raised' },
  objection_settled: { zh: '异议处理完毕', en: 'An objection was settled' },
  report_submitted: { zh: '提交报告', en: 'A report came in' },
  report_accepted: { zh: '报告通过', en: 'A report was accepted' },
  report_returned: { zh: '报告退回', en: 'A report was returned' },
  visit_recorded: { zh: '登记走访', en: 'A visit was recorded' },
}

const fundraising: Readonly<Record<string, Word>> = {
  fund_opened: { zh: '设立基金', en: 'A fund was opened' },
  appropriation_recorded: { zh: '资金拨入', en: 'Money was appropriated' },
  gift_received: { zh: '收到捐赠', en: 'A gift came in' },
  gift_attributed: { zh: '捐赠确认', en: 'A gift was confirmed to its donor' },
  gift_donor_changed: { zh: '捐赠人更正', en: 'A donor was corrected' },
  gift_refunded: { zh: '捐赠退回', en: 'A gift was given back' },
  gift_charged_back: { zh: '捐赠退单', en: 'A gift was charged back' },
  gift_used: { zh: '捐赠已使用', en: 'A gift was used' },
  mandate_attributed: { zh: '月捐登记', en: 'A monthly gift was registered' },
  mandate_donor_erased: { zh: '删除月捐人信息', en: 'The donor of a monthly gift was erased' },
  mandate_changed: { zh: '月捐变更', en: 'A monthly gift was changed' },
  charge_failed: { zh: '月捐未到账', en: 'A monthly gift did not come' },
  award_refused: { zh: '基金无法预留', en: 'A fund could not reserve' },
  payment_due: { zh: '款项待付', en: 'A payment is due' },
  payment_recorded: { zh: '付款待复核', en: 'A payment waits for approval' },
  payment_rejected: { zh: '付款被驳回', en: 'A payment was rejected' },
  payment_made: { zh: '付款完成', en: 'A payment was made' },
  payment_failed: { zh: '付款失败', en: 'A payment failed' },
  grant_returned: { zh: '资助款退回', en: 'A grant was returned' },
  transfer_received: { zh: '资金划入', en: 'A transfer arrived' },
  transfer_refused: { zh: '划转被拒', en: 'A transfer was refused' },
}

const notification: Readonly<Record<string, Word>> = {
  mail_failed: { zh: '邮件未能发出', en: 'A mail was given up' },
  trouble_found: { zh: '有无法处理的事件', en: 'An event could not be applied' },
  alarm_raised: { zh: '系统警报', en: 'An alarm was raised' },
}

const services: Readonly<Record<string, Readonly<Record<string, Word>>>> = { registry, grants, fundraising, notification }

/** All of them: "grants.round_opened". */
export const happenings: readonly string[] = Object.entries(services).flatMap(([service, events]) =>
  Object.keys(events).map((event) => `${service}.${event}`),
)

/** One that we have no word for is shown as it is. */
export function happeningName(event: string): string {
  const [service = '', name = ''] = event.split('.')
  const word = services[service]?.[name]
  return word ? say(word) : event
}
