/**
 * The glossary: how the hub's nouns and states are called, in both languages.
 * The types come from the API, so a new state without a word does not compile.
 */
import type { Schemas } from './api'
import type { Word } from './i18n'

type Words<T extends string> = Readonly<Record<T, Word>>

export const terms = {
  hub: { zh: '站点', en: 'Hub' },
  project: { zh: '项目', en: 'Project' },
  organisation: { zh: '社会组织', en: 'Organisation' },
  fund: { zh: '基金', en: 'Fund' },
  gift: { zh: '捐赠', en: 'Gift' },
  receipt: { zh: '捐赠票据', en: 'Receipt' },
  programme: { zh: '资助计划', en: 'Programme' },
  round: { zh: '征集', en: 'Call' },
  application: { zh: '申请', en: 'Application' },
  award: { zh: '资助', en: 'Award' },
  tranche: { zh: '拨付', en: 'Instalment' },
  notice: { zh: '公示', en: 'Public notice' },
  ledger: { zh: '账本', en: 'Ledger' },
  field: { zh: '服务领域', en: 'Field' },
  place: { zh: '街道（地点）', en: 'Place' },
  year: { zh: '年份', en: 'Year' },
  amount: { zh: '金额', en: 'Amount' },
  paid: { zh: '已拨付', en: 'Paid out' },
  state: { zh: '状态', en: 'State' },
  date: { zh: '日期', en: 'Date' },
} satisfies Record<string, Word>

export const hubKinds: Words<Schemas['hub_kind']> = {
  headquarters: { zh: '总部', en: 'Headquarters' },
  district_centre: { zh: '区级中心', en: 'District centre' },
  street_branch: { zh: '街道分部', en: 'Street branch' },
  theme_branch: { zh: '专题分部', en: 'Theme branch' },
  community_space: { zh: '社区空间', en: 'Community space' },
  federation: { zh: '联合会', en: 'Federation' },
  business_district: { zh: '商圈', en: 'Business district' },
}

export const hubStatuses: Words<Schemas['hub_status']> = {
  open: { zh: '开放', en: 'Open' },
  closed: { zh: '已关闭', en: 'Closed' },
}

export const roles: Words<Schemas['role']> = {
  donor: { zh: '捐赠人', en: 'Donor' },
  applicant: { zh: '申请方', en: 'Applicant' },
  reviewer: { zh: '评审专家', en: 'Reviewer' },
  operator: { zh: '业务经办', en: 'Hub officer' },
  finance: { zh: '财务', en: 'Finance' },
  council: { zh: '理事会', en: 'Council' },
  supervisor: { zh: '监督', en: 'Supervisor' },
  admin: { zh: '管理员', en: 'Administrator' },
}

export const applicationStates: Words<Schemas['application_state']> = {
  draft: { zh: '草稿', en: 'Draft' },
  submitted: { zh: '已提交', en: 'Submitted' },
  returned: { zh: '退回补正', en: 'Returned' },
  eligible: { zh: '初审通过', en: 'Eligible' },
  ineligible: { zh: '初审未通过', en: 'Not eligible' },
  selected: { zh: '已入选', en: 'Selected' },
  declined: { zh: '未入选', en: 'Declined' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
  completed: { zh: '已结项', en: 'Completed' },
  terminated: { zh: '已终止', en: 'Terminated' },
}

export const awardStates: Words<Schemas['award_state']> = {
  proposed: { zh: '待预留款项', en: 'Proposed' },
  refused: { zh: '基金未能预留', en: 'Refused by the fund' },
  reserved: { zh: '款项已预留', en: 'Reserved' },
  on_notice: { zh: '公示中', en: 'On public notice' },
  awaiting_agreement: { zh: '待签协议', en: 'Awaiting agreement' },
  under_way: { zh: '执行中', en: 'Under way' },
  closed: { zh: '已结项', en: 'Closed' },
  abandoned: { zh: '已放弃', en: 'Abandoned' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
}

export const trancheStates: Words<Schemas['tranche_state']> = {
  waiting: { zh: '待达成条件', en: 'Waiting' },
  released: { zh: '待付款', en: 'Released' },
  paid: { zh: '已拨付', en: 'Paid' },
  failed: { zh: '转账失败', en: 'Transfer failed' },
  dropped: { zh: '不再拨付', en: 'Dropped' },
  recalled: { zh: '收回中', en: 'Being taken back' },
}

/** Why a fund did not let a released instalment go. */
export const recallRefusals: Words<Schemas['recall_refusal']> = {
  payment_recorded: { zh: '未能收回：财务已登记付款，请先由财务驳回', en: 'Not taken back: a payment is recorded, which finance rejects first' },
  payment_made: { zh: '未能收回：款项已支付，请先由财务更正付款', en: 'Not taken back: it was paid, which finance corrects first' },
  gifts_committed: { zh: '未能收回：失败付款占用的定向捐赠已另作安排', en: 'Not taken back: the gifts that a failed payment holds are promised elsewhere' },
}

export const roundStates: Words<Schemas['round_state']> = {
  draft: { zh: '草稿', en: 'Draft' },
  announced: { zh: '已公布', en: 'Announced' },
  accepting: { zh: '征集中', en: 'Open' },
  reviewing: { zh: '评审中', en: 'In review' },
  decided: { zh: '已评定', en: 'Decided' },
  finished: { zh: '已结束', en: 'Finished' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
}

export const roundWindows: Words<Schemas['round_window']> = {
  upcoming: { zh: '即将开始', en: 'Opens soon' },
  open: { zh: '征集中', en: 'Open' },
  closed: { zh: '已截止', en: 'Closed' },
}

export const programmeStates: Words<Schemas['programme_state']> = {
  running: { zh: '进行中', en: 'Running' },
  ended: { zh: '已结束', en: 'Ended' },
}

export const fundingKinds: Words<Schemas['funding_kind']> = {
  government_purchase: { zh: '政府购买服务', en: 'Government purchase' },
  venture_grant: { zh: '公益创投', en: 'Venture grant' },
  charity_grant: { zh: '慈善资助', en: 'Charity grant' },
}

export const noticeStates: Words<Schemas['notice_state']> = {
  running: { zh: '公示中', en: 'Running' },
  ended: { zh: '公示结束', en: 'Ended' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

export const objectionStates: Words<Schemas['objection_state']> = {
  raised: { zh: '待处理', en: 'Raised' },
  upheld: { zh: '异议成立', en: 'Upheld' },
  dismissed: { zh: '异议不成立', en: 'Dismissed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

export const reportKinds: Words<Schemas['report_kind']> = {
  progress: { zh: '中期报告', en: 'Progress report' },
  final: { zh: '结项报告', en: 'Final report' },
}

export const reportStates: Words<Schemas['report_state']> = {
  submitted: { zh: '待审核', en: 'Submitted' },
  accepted: { zh: '已通过', en: 'Accepted' },
  returned: { zh: '退回补正', en: 'Returned' },
}

export const mandateStates: Words<Schemas['mandate_state']> = {
  active: { zh: '进行中', en: 'Active' },
  paused: { zh: '已暂停', en: 'Paused' },
  cancelled: { zh: '已停止', en: 'Stopped' },
  ended: { zh: '已终止', en: 'Ended' },
  lapsed: { zh: '已失效', en: 'Lapsed' },
}

export const mandateEndings: Words<Schemas['mandate_ending']> = {
  all_made: { zh: '约定的期数已满', en: 'All instalments were made' },
  fund_closed: { zh: '基金已关闭', en: 'The fund was closed' },
  project_ended: { zh: '项目已结束', en: 'The project has ended' },
  campaign_ended: { zh: '募捐活动已结束', en: 'The campaign has ended' },
}

export const chargeStates: Words<Schemas['charge_state']> = {
  due: { zh: '待收', en: 'Due' },
  paid: { zh: '已到账', en: 'Paid' },
  failed: { zh: '未到账', en: 'Failed' },
  skipped: { zh: '作罢', en: 'Skipped' },
}

export const giftStates: Words<Schemas['gift_state']> = {
  received: { zh: '已收到', en: 'Received' },
  refunded: { zh: '已退回', en: 'Refunded' },
  charged_back: { zh: '已退单', en: 'Charged back' },
  reversed: { zh: '已冲销', en: 'Reversed' },
}

export const channels: Words<Schemas['channel']> = {
  counter: { zh: '柜台', en: 'Counter' },
  box: { zh: '募捐箱', en: 'Collection box' },
  bank: { zh: '银行转账', en: 'Bank transfer' },
  online: { zh: '线上', en: 'Online' },
  event: { zh: '活动现场', en: 'Event' },
}

export const fundLevels: Words<Schemas['fund_level']> = {
  district: { zh: '区级', en: 'District' },
  street: { zh: '街道', en: 'Street' },
  community: { zh: '社区', en: 'Community' },
}

export const fundStates: Words<Schemas['fund_state']> = {
  open: { zh: '接受捐赠', en: 'Open' },
  closed: { zh: '已关闭', en: 'Closed' },
}

export const accountKinds: Words<Schemas['account_kind']> = {
  free: { zh: '可用', en: 'Free' },
  restricted: { zh: '定向（限定用途）', en: 'Restricted' },
  reserved: { zh: '已预留', en: 'Reserved' },
  payable: { zh: '应付', en: 'Payable' },
  paid: { zh: '已拨付', en: 'Paid out' },
  due_to: { zh: '应付其他站点', en: 'Due to a hub' },
  clearing: { zh: '收款渠道', en: 'Clearing' },
  appropriation: { zh: '拨入来源', en: 'Appropriation' },
  due_from: { zh: '应收其他站点', en: 'Due from a hub' },
  receivable: { zh: '应收', en: 'Receivable' },
}

export const campaignKinds: Words<Schemas['campaign_kind']> = {
  public: { zh: '公开募捐', en: 'Public fundraising' },
  targeted: { zh: '定向募捐', en: 'Targeted fundraising' },
}

export const campaignStates: Words<Schemas['campaign_state']> = {
  draft: { zh: '草稿', en: 'Draft' },
  filed: { zh: '已备案', en: 'Filed' },
  open: { zh: '募捐中', en: 'Open' },
  closed: { zh: '已结束', en: 'Closed' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

export const payableStates: Words<Schemas['payable_state']> = {
  payable: { zh: '待付款', en: 'Payable' },
  proposed: { zh: '待复核', en: 'Waiting for approval' },
  paid: { zh: '已付', en: 'Paid' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
}

export const paymentStates: Words<Schemas['payment_state']> = {
  proposed: { zh: '待复核', en: 'Waiting for approval' },
  made: { zh: '已付', en: 'Made' },
  failed: { zh: '转账失败', en: 'Failed' },
  rejected: { zh: '已驳回', en: 'Rejected' },
}

export const reservationStates: Words<Schemas['reservation_state']> = {
  reserved: { zh: '已预留', en: 'Reserved' },
  refused: { zh: '未能预留', en: 'Refused' },
  cancelled: { zh: '已释放', en: 'Released' },
}

export const awardRefusals: Words<Schemas['award_refusal']> = {
  no_such_fund: { zh: '没有这个基金', en: 'No such fund' },
  closed: { zh: '基金已关闭', en: 'The fund is closed' },
  purpose: { zh: '不在基金用途之内', en: 'Outside the purposes of the fund' },
  insufficient_funds: { zh: '可用余额不足', en: 'Not enough free money' },
}

export const transferStates: Words<Schemas['transfer_state']> = {
  sent: { zh: '已划出', en: 'Sent' },
  received: { zh: '已划入', en: 'Received' },
  refused: { zh: '被拒', en: 'Refused' },
  withdrawing: { zh: '撤回中', en: 'Being withdrawn' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}

export const organisationKinds: Words<Schemas['organisation_kind']> = {
  social_group: { zh: '社会团体', en: 'Social group' },
  social_service_agency: { zh: '社会服务机构', en: 'Social service agency' },
  foundation: { zh: '基金会', en: 'Foundation' },
  filed_group: { zh: '备案社区社会组织', en: 'Filed community group' },
  self_organised_group: { zh: '居民自组织', en: 'Self-organised group' },
  enterprise: { zh: '企业', en: 'Enterprise' },
  government_body: { zh: '政府部门', en: 'Government body' },
  public_institution: { zh: '事业单位', en: 'Public institution' },
  school: { zh: '学校', en: 'School' },
  residents_committee: { zh: '居民委员会', en: "Residents' committee" },
  social_enterprise: { zh: '社会企业', en: 'Social enterprise' },
  other: { zh: '其他', en: 'Other' },
}

export const organisationStatuses: Words<Schemas['organisation_status']> = {
  active: { zh: '正常', en: 'Active' },
  suspended: { zh: '暂停', en: 'Suspended' },
  deregistered: { zh: '已注销', en: 'Deregistered' },
  succeeded: { zh: '已由后继组织承接', en: 'Succeeded' },
}

export const qualifiers: Words<Schemas['qualifier']> = {
  exact: { zh: '', en: '' },
  about: { zh: '约', en: 'about' },
  nearly: { zh: '近', en: 'nearly' },
  more_than: { zh: '超', en: 'more than' },
  over: { zh: '余', en: 'over' },
}

export const metricUnits: Words<Schemas['metric_unit']> = {
  count: { zh: '个', en: '' },
  persons: { zh: '人', en: 'people' },
  person_times: { zh: '人次', en: 'visits' },
  fen: { zh: '', en: '' },
  basis_points: { zh: '%', en: '%' },
}

export const screeningOutcomes: Words<Schemas['screening_outcome']> = {
  pass: { zh: '通过', en: 'Pass to the panel' },
  return: { zh: '退回补正', en: 'Return to be completed' },
  reject: { zh: '不予受理', en: 'Reject' },
}

export const trancheGates: Words<Schemas['tranche_gate']> = {
  report_accepted: { zh: '报告通过', en: 'Report accepted' },
  visit_done: { zh: '实地走访', en: 'Site visit done' },
}
