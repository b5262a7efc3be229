-- The templates and rules that a hub begins with; admins change them by
-- adding versions and disabling rules.


INSERT INTO template (name, locale, version, event, subject, body, at) VALUES
('application_received', 1, 1, 'grants.application_submitted',
 '已收到申报：{{number}}《{{title}}》',
 '您好：

我们已于{{happened_at|time}}收到您的申报《{{title}}》，编号 {{number}}，申请金额{{amount|yuan}}。
审核有结果时会另行通知。

{{hub}}', 0),
('application_received', 2, 1, 'grants.application_submitted',
 'Application received: {{number}} {{title}}',
 'Hello,

your application "{{title}}" ({{number}}, {{amount|yuan}}) reached us on {{happened_at|time}}.
We will write again when it has been screened.

{{hub}}', 0),
('application_arrived', 1, 1, 'grants.application_submitted',
 '新申报：{{number}}《{{title}}》',
 '收到新申报 {{number}}《{{title}}》，申请金额{{amount|yuan}}，请进行资格审查。', 0),
('application_arrived', 2, 1, 'grants.application_submitted',
 'New application: {{number}} {{title}}',
 'Application {{number}} "{{title}}" asks for {{amount|yuan}}. Please screen it.', 0),
('application_returned', 1, 1, 'grants.application_changed',
 '申报需要修改：{{number}}《{{title}}》',
 '您好：

您的申报《{{title}}》（{{number}}）需要修改后重新提交。
原因：{{reason}}

{{hub}}', 0),
('application_returned', 2, 1, 'grants.application_changed',
 'Please amend your application {{number}} {{title}}',
 'Hello,

your application "{{title}}" ({{number}}) was returned to you to be amended.
Reason: {{reason}}

{{hub}}', 0),
('application_eligible', 1, 1, 'grants.application_changed',
 '通过资格审查：{{number}}《{{title}}》',
 '您的申报《{{title}}》（{{number}}）已通过资格审查，进入评审。', 0),
('application_eligible', 2, 1, 'grants.application_changed',
 'Your application {{number}} goes to the panel',
 'Your application "{{title}}" ({{number}}) passed the screening and goes to the panel.', 0),
('application_ineligible', 1, 1, 'grants.application_changed',
 '未通过资格审查：{{number}}《{{title}}》',
 '您好：

您的申报《{{title}}》（{{number}}）未通过资格审查。
原因：{{reason}}

{{hub}}', 0),
('application_ineligible', 2, 1, 'grants.application_changed',
 'Your application {{number}} is not eligible',
 'Hello,

your application "{{title}}" ({{number}}) did not pass the screening.
Reason: {{reason}}

{{hub}}', 0),
('application_selected', 1, 1, 'grants.application_changed',
 '拟资助：{{number}}《{{title}}》',
 '您好：

您的项目《{{title}}》（{{number}}）已列入拟资助名单。资金预留并公示无异议后，我们会请您签订协议。

{{hub}}', 0),
('application_selected', 2, 1, 'grants.application_changed',
 'Selected for funding: {{number}} {{title}}',
 'Hello,

your project "{{title}}" ({{number}}) was selected. Once the money is reserved and the public notice has passed without objection, we will ask you to sign the agreement.

{{hub}}', 0),
('application_declined', 1, 1, 'grants.application_changed',
 '未获资助：{{number}}《{{title}}》',
 '您好：

很遗憾，您的申报《{{title}}》（{{number}}）本次未获资助。
说明：{{reason}}

{{hub}}', 0),
('application_declined', 2, 1, 'grants.application_changed',
 'Not selected: {{number}} {{title}}',
 'Hello,

we are sorry that your application "{{title}}" ({{number}}) was not selected this time.
Remark: {{reason}}

{{hub}}', 0),
('application_withdrawn', 1, 1, 'grants.application_changed',
 '申报已撤回：{{number}}《{{title}}》',
 '申报 {{number}}《{{title}}》已撤回。说明：{{reason}}', 0),
('application_withdrawn', 2, 1, 'grants.application_changed',
 'Application withdrawn: {{number}} {{title}}',
 'Application {{number}} "{{title}}" was withdrawn. Remark: {{reason}}', 0),
('project_completed', 1, 1, 'grants.application_changed',
 '项目已结项：{{number}}《{{title}}》',
 '您好：

您的项目《{{title}}》（{{number}}）已结项，感谢您的付出。

{{hub}}', 0),
('project_completed', 2, 1, 'grants.application_changed',
 'Project completed: {{number}} {{title}}',
 'Hello,

your project "{{title}}" ({{number}}) is completed. Thank you for your work.

{{hub}}', 0),
('round_opened', 1, 1, 'grants.round_opened',
 '征集公告：{{title}}',
 '「{{title}}」（{{number}}）接受申报：{{opens_at|time}} 至 {{closes_at|time}}，总预算{{budget|yuan}}。', 0),
('round_opened', 2, 1, 'grants.round_opened',
 'Call for applications: {{title}}',
 '"{{title}}" ({{number}}) takes applications from {{opens_at|time}} to {{closes_at|time}}; its budget is {{budget|yuan}}.', 0),
('reviewer_appointed', 1, 1, 'grants.reviewer_appointed',
 '您已受聘为评审专家',
 '您好：

{{hub}}聘请您担任评审专家。与申报方有利害关系的，请先声明回避。

{{hub}}', 0),
('reviewer_appointed', 2, 1, 'grants.reviewer_appointed',
 'You are appointed as a reviewer',
 'Hello,

{{hub}} asks you to join a review panel. Please declare any conflict of interest first.

{{hub}}', 0),
('reviewer_assigned', 1, 1, 'grants.reviewer_assigned',
 '待评审：{{project_number}}《{{project_title}}》',
 '请评审 {{project_number}}《{{project_title}}》。如有利害关系，请声明回避。', 0),
('reviewer_assigned', 2, 1, 'grants.reviewer_assigned',
 'To review: {{project_number}} {{project_title}}',
 'Please review {{project_number}} "{{project_title}}", or declare a conflict of interest.', 0),
('notice_opened', 1, 1, 'grants.notice_opened',
 '评审结果开始公示',
 '您好：

您参加的批次评审结果自今日起公示{{working_days}}个工作日，至{{ends_at|time}}止。对结果有异议的，请在公示期内提出。

{{hub}}', 0),
('notice_opened', 2, 1, 'grants.notice_opened',
 'The results are on public notice',
 'Hello,

the results of the round you applied in are on public notice for {{working_days}} working days, until {{ends_at|time}}. Objections can be raised until then.

{{hub}}', 0),
('objection_raised', 1, 1, 'grants.objection_raised',
 '收到公示异议：{{number}}',
 '对《{{project_title}}》（{{project_number}}）的公示提出了异议 {{number}}，请处理。', 0),
('objection_raised', 2, 1, 'grants.objection_raised',
 'Objection on a notice: {{number}}',
 'Objection {{number}} was raised against "{{project_title}}" ({{project_number}}). Please settle it.', 0),
('objection_upheld', 1, 1, 'grants.objection_settled',
 '公示异议成立：{{project_number}}《{{project_title}}》',
 '您好：

对您的项目《{{project_title}}》（{{project_number}}）提出的异议 {{number}} 经核查成立，资助将取消或另行处理。

{{hub}}', 0),
('objection_upheld', 2, 1, 'grants.objection_settled',
 'An objection was upheld: {{project_number}} {{project_title}}',
 'Hello,

objection {{number}} against your project "{{project_title}}" ({{project_number}}) was upheld; the award is cancelled or will be dealt with separately.

{{hub}}', 0),
('award_refused', 1, 1, 'grants.award_changed',
 '基金无法预留资金：《{{title}}》',
 '基金无法为《{{title}}》（{{number}}）预留{{amount|yuan}}。原因：{{reason}}。请另行决定。', 0),
('award_refused', 2, 1, 'grants.award_changed',
 'No money could be reserved: {{title}}',
 'The fund cannot reserve {{amount|yuan}} for "{{title}}" ({{number}}). Reason: {{reason}}. Please decide again.', 0),
('agreement_due', 1, 1, 'grants.award_changed',
 '请签订资助协议：《{{title}}》',
 '您好：

《{{title}}》（{{number}}）公示期满，资助金额{{amount|yuan}}。请于{{agreement_due_at|date}}前签订协议，逾期视为放弃。

{{hub}}', 0),
('agreement_due', 2, 1, 'grants.award_changed',
 'Please sign the agreement: {{title}}',
 'Hello,

the notice of "{{title}}" ({{number}}) has passed; the award is {{amount|yuan}}. Please sign the agreement by {{agreement_due_at|date}}, or the award is taken as given up.

{{hub}}', 0),
('award_under_way', 1, 1, 'grants.award_changed',
 '协议已生效：《{{title}}》',
 '您好：

《{{title}}》（{{number}}）的协议已生效，资助金额{{amount|yuan}}，将按计划分期拨付。

{{hub}}', 0),
('award_under_way', 2, 1, 'grants.award_changed',
 'The agreement is in force: {{title}}',
 'Hello,

the agreement of "{{title}}" ({{number}}) is in force. {{amount|yuan}} will be paid in tranches as planned.

{{hub}}', 0),
('award_abandoned', 1, 1, 'grants.award_changed',
 '资助已放弃：《{{title}}》',
 '您好：

《{{title}}》（{{number}}）的资助已按放弃处理。说明：{{reason}}

{{hub}}', 0),
('award_abandoned', 2, 1, 'grants.award_changed',
 'The award was given up: {{title}}',
 'Hello,

the award of "{{title}}" ({{number}}) counts as given up. Remark: {{reason}}

{{hub}}', 0),
('award_cancelled', 1, 1, 'grants.award_changed',
 '资助已取消：《{{title}}》',
 '您好：

《{{title}}》（{{number}}）的资助已取消。原因：{{reason}}

{{hub}}', 0),
('award_cancelled', 2, 1, 'grants.award_changed',
 'The award was cancelled: {{title}}',
 'Hello,

the award of "{{title}}" ({{number}}) was cancelled. Reason: {{reason}}

{{hub}}', 0),
('report_submitted', 1, 1, 'grants.report_submitted',
 '收到项目报告：{{project_number}}《{{project_title}}》',
 '收到 {{project_number}}《{{project_title}}》的报告，已支出{{spent|yuan}}，请审核。', 0),
('report_submitted', 2, 1, 'grants.report_submitted',
 'A report came in: {{project_number}} {{project_title}}',
 'A report on {{project_number}} "{{project_title}}" came in; {{spent|yuan}} were spent. Please check it.', 0),
('report_accepted', 1, 1, 'grants.report_accepted',
 '报告已通过：{{project_number}}《{{project_title}}》',
 '您好：

您提交的《{{project_title}}》（{{project_number}}）报告已审核通过。

{{hub}}', 0),
('report_accepted', 2, 1, 'grants.report_accepted',
 'Your report was accepted: {{project_number}} {{project_title}}',
 'Hello,

your report on "{{project_title}}" ({{project_number}}) was accepted.

{{hub}}', 0),
('report_returned', 1, 1, 'grants.report_returned',
 '报告需要修改：{{project_number}}《{{project_title}}》',
 '您好：

您提交的《{{project_title}}》（{{project_number}}）报告需要修改后重新提交。
原因：{{reason}}

{{hub}}', 0),
('report_returned', 2, 1, 'grants.report_returned',
 'Please amend your report: {{project_number}} {{project_title}}',
 'Hello,

your report on "{{project_title}}" ({{project_number}}) was returned to you to be amended.
Reason: {{reason}}

{{hub}}', 0),
('tranche_released', 1, 1, 'grants.tranche_released',
 '第{{ordinal}}期款已批准拨付：《{{project_title}}》',
 '《{{project_title}}》（{{project_number}}）第{{ordinal}}期款{{amount|yuan}}已满足拨付条件，正在办理付款。', 0),
('tranche_released', 2, 1, 'grants.tranche_released',
 'Tranche {{ordinal}} was released: {{project_title}}',
 'Tranche {{ordinal}} of "{{project_title}}" ({{project_number}}), {{amount|yuan}}, may be paid; the payment is being prepared.', 0),
('tranche_paid', 1, 1, 'grants.tranche_changed',
 '第{{tranche.ordinal}}期款已支付：《{{project_title}}》',
 '您好：

《{{project_title}}》（{{project_number}}）第{{tranche.ordinal}}期款{{tranche.amount|yuan}}已支付，请查收。

{{hub}}', 0),
('tranche_paid', 2, 1, 'grants.tranche_changed',
 'Tranche {{tranche.ordinal}} was paid: {{project_title}}',
 'Hello,

tranche {{tranche.ordinal}} of "{{project_title}}" ({{project_number}}), {{tranche.amount|yuan}}, was paid to you.

{{hub}}', 0),
('tranche_failed', 1, 1, 'grants.tranche_changed',
 '第{{tranche.ordinal}}期款支付失败：《{{project_title}}》',
 '《{{project_title}}》（{{project_number}}）第{{tranche.ordinal}}期款{{tranche.amount|yuan}}支付失败。原因：{{tranche.reason}}。请与收款方核对账户。', 0),
('tranche_failed', 2, 1, 'grants.tranche_changed',
 'Tranche {{tranche.ordinal}} could not be paid: {{project_title}}',
 'Tranche {{tranche.ordinal}} of "{{project_title}}" ({{project_number}}), {{tranche.amount|yuan}}, could not be paid. Reason: {{tranche.reason}}. Please check the account with the recipient.', 0),
('gift_receipt', 1, 1, 'fundraising.gift_attributed',
 '感谢您的捐赠：{{number}}',
 '您好：

感谢您捐赠{{amount|yuan}}，编号 {{number}}。凭编号可随时查询这笔捐赠的去向。

{{hub}}', 0),
('gift_receipt', 2, 1, 'fundraising.gift_attributed',
 'Thank you for your gift {{number}}',
 'Hello,

thank you for giving {{amount|yuan}}. Its number is {{number}}: with it you can follow at any time where the money goes.

{{hub}}', 0),
('gift_used', 1, 1, 'fundraising.gift_used',
 '您的捐赠 {{number}} 已用于《{{title}}》',
 '您好：

您的捐赠 {{number}} 中有{{amount|yuan}}已拨付给《{{title}}》，累计已使用{{drawn|yuan}}（共{{gift_amount|yuan}}）。

{{hub}}', 0),
('gift_used', 2, 1, 'fundraising.gift_used',
 'Your gift {{number}} went to {{title}}',
 'Hello,

{{amount|yuan}} of your gift {{number}} were paid to "{{title}}"; {{drawn|yuan}} of {{gift_amount|yuan}} are used so far.

{{hub}}', 0),
('gift_refunded', 1, 1, 'fundraising.gift_refunded',
 '您的捐赠 {{number}} 已退回',
 '您好：

您的捐赠 {{number}}（{{amount|yuan}}）已退回。

{{hub}}', 0),
('gift_refunded', 2, 1, 'fundraising.gift_refunded',
 'Your gift {{number}} was given back',
 'Hello,

your gift {{number}} ({{amount|yuan}}) was given back.

{{hub}}', 0),
('payment_due', 1, 1, 'fundraising.payment_due',
 '待付款：{{amount|yuan}}',
 '一笔拨付款（第{{ordinal}}期，{{amount|yuan}}）待付款。', 0),
('payment_due', 2, 1, 'fundraising.payment_due',
 'To be paid: {{amount|yuan}}',
 'A tranche (number {{ordinal}}, {{amount|yuan}}) is to be paid.', 0),
('payment_recorded', 1, 1, 'fundraising.payment_recorded',
 '付款待复核：{{amount|yuan}}',
 '已登记一笔{{amount|yuan}}的付款，请由另一人复核。', 0),
('payment_recorded', 2, 1, 'fundraising.payment_recorded',
 'A payment waits for the second person: {{amount|yuan}}',
 'A payment of {{amount|yuan}} was recorded. Another person has to approve it.', 0),
('payment_failed', 1, 1, 'fundraising.payment_failed',
 '付款失败：{{amount|yuan}}',
 '第{{ordinal}}期款{{amount|yuan}}的银行转账失败，已恢复为应付。原因：{{reason}}', 0),
('payment_failed', 2, 1, 'fundraising.payment_failed',
 'A payment failed: {{amount|yuan}}',
 'The bank transfer of tranche {{ordinal}}, {{amount|yuan}}, failed; it is payable again. Reason: {{reason}}', 0),
('account_opened', 1, 1, 'registry.account_opened',
 '欢迎加入{{hub}}',
 '您的账号已开设。请在「通知偏好」中设置语言、邮箱和免打扰时段。', 0),
('account_opened', 2, 1, 'registry.account_opened',
 'Welcome to {{hub}}',
 'Your account is open. Under preferences you can set your language, your address and quiet hours.', 0),
('role_granted', 1, 1, 'registry.role_granted',
 '您已获得角色：{{role}}',
 '您好：

您在 {{scope}} 获得了角色「{{role}}」。

{{hub}}', 0),
('role_granted', 2, 1, 'registry.role_granted',
 'You were given a role: {{role}}',
 'Hello,

you were given the role "{{role}}" at {{scope}}.

{{hub}}', 0),
('role_revoked', 1, 1, 'registry.role_revoked',
 '您的角色已收回：{{role}}',
 '您好：

您在 {{scope}} 的角色「{{role}}」已收回。

{{hub}}', 0),
('role_revoked', 2, 1, 'registry.role_revoked',
 'A role was taken back: {{role}}',
 'Hello,

your role "{{role}}" at {{scope}} was taken back.

{{hub}}', 0),
('password_changed', 1, 1, 'registry.password_changed',
 '您的密码已更改',
 '您好：

您的账号密码已于{{happened_at|time}}更改。如非本人操作，请立即联系{{hub}}。', 0),
('password_changed', 2, 1, 'registry.password_changed',
 'Your password was changed',
 'Hello,

the password of your account was changed on {{happened_at|time}}. If it was not you, tell {{hub}} at once.', 0),
('mail_failed', 1, 1, 'notification.mail_failed',
 '邮件投递失败',
 '一封邮件尝试{{tries}}次后未能送达（答复码 {{reply_code}}），请在消息列表中处理。', 0),
('mail_failed', 2, 1, 'notification.mail_failed',
 'A mail could not be delivered',
 'A mail was given up after {{tries}} tries (reply code {{reply_code}}). Please see the list of messages.', 0),
('trouble_found', 1, 1, 'notification.trouble_found',
 '需要处理：{{service}} 有无法处理的事件',
 '{{hub}}的 {{service}} 服务无法处理一条 {{type}} 事件（编号 {{letter}}），同一对象的后续事件也在等待。请查明原因后重试或说明理由跳过。', 0),
('trouble_found', 2, 1, 'notification.trouble_found',
 'Please look: an event that {{service}} cannot apply',
 '{{service}} of {{hub}} could not apply an event {{type}} (letter {{letter}}); later events of the same subject wait for it. Find out why, then have it tried again or skip it with a reason.', 0);


INSERT INTO rule (id, event, when_field, when_value, audience, role, template,
    email) VALUES
(X'01950000000070008000000000000001', 'grants.application_submitted', NULL, NULL,
 2, NULL, 'application_received', 1),
(X'01950000000070008000000000000002', 'grants.application_submitted', NULL, NULL,
 5, 4, 'application_arrived', 0),
(X'01950000000070008000000000000003', 'grants.application_changed', 'state', 'returned',
 2, NULL, 'application_returned', 1),
(X'01950000000070008000000000000004', 'grants.application_changed', 'state', 'eligible',
 2, NULL, 'application_eligible', 0),
(X'01950000000070008000000000000005', 'grants.application_changed', 'state', 'ineligible',
 2, NULL, 'application_ineligible', 1),
(X'01950000000070008000000000000006', 'grants.application_changed', 'state', 'selected',
 2, NULL, 'application_selected', 1),
(X'01950000000070008000000000000007', 'grants.application_changed', 'state', 'declined',
 2, NULL, 'application_declined', 1),
(X'01950000000070008000000000000008', 'grants.application_changed', 'state', 'withdrawn',
 5, 4, 'application_withdrawn', 0),
(X'01950000000070008000000000000009', 'grants.application_changed', 'state', 'completed',
 2, NULL, 'project_completed', 1),
(X'0195000000007000800000000000000a', 'grants.round_opened', NULL, NULL,
 5, 2, 'round_opened', 0),
(X'0195000000007000800000000000000b', 'grants.reviewer_appointed', NULL, NULL,
 1, NULL, 'reviewer_appointed', 1),
(X'0195000000007000800000000000000c', 'grants.reviewer_assigned', 'is_assigned', 'true',
 1, NULL, 'reviewer_assigned', 1),
(X'0195000000007000800000000000000d', 'grants.notice_opened', NULL, NULL,
 3, NULL, 'notice_opened', 1),
(X'0195000000007000800000000000000e', 'grants.objection_raised', NULL, NULL,
 5, 4, 'objection_raised', 0),
(X'0195000000007000800000000000000f', 'grants.objection_settled', 'outcome', 'upheld',
 2, NULL, 'objection_upheld', 1),
(X'01950000000070008000000000000010', 'grants.award_changed', 'state', 'refused',
 5, 6, 'award_refused', 1),
(X'01950000000070008000000000000011', 'grants.award_changed', 'state', 'awaiting_agreement',
 2, NULL, 'agreement_due', 1),
(X'01950000000070008000000000000012', 'grants.award_changed', 'state', 'under_way',
 2, NULL, 'award_under_way', 1),
(X'01950000000070008000000000000013', 'grants.award_changed', 'state', 'abandoned',
 2, NULL, 'award_abandoned', 1),
(X'01950000000070008000000000000014', 'grants.award_changed', 'state', 'cancelled',
 2, NULL, 'award_cancelled', 1),
(X'01950000000070008000000000000015', 'grants.report_submitted', NULL, NULL,
 5, 4, 'report_submitted', 0),
(X'01950000000070008000000000000016', 'grants.report_accepted', NULL, NULL,
 2, NULL, 'report_accepted', 1),
(X'01950000000070008000000000000017', 'grants.report_returned', NULL, NULL,
 2, NULL, 'report_returned', 1),
(X'01950000000070008000000000000018', 'grants.tranche_released', NULL, NULL,
 2, NULL, 'tranche_released', 0),
(X'01950000000070008000000000000019', 'grants.tranche_changed', 'tranche.state', 'paid',
 2, NULL, 'tranche_paid', 1),
(X'0195000000007000800000000000001a', 'grants.tranche_changed', 'tranche.state', 'failed',
 5, 4, 'tranche_failed', 0),
(X'0195000000007000800000000000001b', 'fundraising.gift_attributed', NULL, NULL,
 4, NULL, 'gift_receipt', 1),
(X'0195000000007000800000000000001c', 'fundraising.gift_used', NULL, NULL,
 4, NULL, 'gift_used', 1),
(X'0195000000007000800000000000001d', 'fundraising.gift_refunded', NULL, NULL,
 4, NULL, 'gift_refunded', 1),
(X'0195000000007000800000000000001e', 'fundraising.payment_due', NULL, NULL,
 5, 5, 'payment_due', 0),
(X'0195000000007000800000000000001f', 'fundraising.payment_recorded', NULL, NULL,
 5, 5, 'payment_recorded', 0),
(X'01950000000070008000000000000020', 'fundraising.payment_failed', NULL, NULL,
 5, 5, 'payment_failed', 1),
(X'01950000000070008000000000000021', 'registry.account_opened', NULL, NULL,
 1, NULL, 'account_opened', 0),
(X'01950000000070008000000000000022', 'registry.role_granted', NULL, NULL,
 1, NULL, 'role_granted', 1),
(X'01950000000070008000000000000023', 'registry.role_revoked', NULL, NULL,
 1, NULL, 'role_revoked', 1),
(X'01950000000070008000000000000024', 'registry.password_changed', NULL, NULL,
 1, NULL, 'password_changed', 1),
(X'01950000000070008000000000000025', 'notification.mail_failed', NULL, NULL,
 5, 8, 'mail_failed', 0),
(X'01950000000070008000000000000026', 'notification.trouble_found', NULL, NULL,
 5, 8, 'trouble_found', 1);
