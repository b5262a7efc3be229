-- Who hears of a supervisor's finding: those who run the hub; of a serious
-- one the council too; of the answer the supervisor.

INSERT INTO template (name, locale, version, event, subject, body, at) VALUES
('finding_recorded', 1, 1, 'registry.finding_recorded',
 '监督意见 {{number}}：{{grade}}',
 '监督员于{{happened_at|time}}提出监督意见 {{number}}（{{grade}}），答复期限：{{answer_by|date}}。
请登录系统查看内容并答复。

{{hub}}', 0),
('finding_recorded', 2, 1, 'registry.finding_recorded',
 'Finding of the supervisor {{number}}: {{grade}}',
 'The supervisor recorded finding {{number}} ({{grade}}) on {{happened_at|time}}. To be answered by: {{answer_by|date}}.
Please sign in to read and answer it.

{{hub}}', 0),
('finding_answered', 1, 1, 'registry.finding_answered',
 '监督意见 {{number}} 已答复',
 '监督意见 {{number}} 已有答复，请查看后办结或重新提出。', 0),
('finding_answered', 2, 1, 'registry.finding_answered',
 'Finding {{number}} was answered',
 'Finding {{number}} was answered. Please settle it, or open it again.', 0),
('finding_reopened', 1, 1, 'registry.finding_changed',
 '监督意见 {{number}} 重新提出',
 '监督员认为监督意见 {{number}} 尚未解决，请再次答复。', 0),
('finding_reopened', 2, 1, 'registry.finding_changed',
 'Finding {{number}} is open again',
 'The supervisor does not take finding {{number}} for solved. Please answer it again.', 0),
('finding_settled', 1, 1, 'registry.finding_changed',
 '监督意见 {{number}} 已办结',
 '监督意见 {{number}} 已办结。', 0),
('finding_settled', 2, 1, 'registry.finding_changed',
 'Finding {{number}} is settled',
 'Finding {{number}} is settled.', 0),
('finding_withdrawn', 1, 1, 'registry.finding_changed',
 '监督意见 {{number}} 已撤回',
 '监督员撤回了监督意见 {{number}}，无需答复。', 0),
('finding_withdrawn', 2, 1, 'registry.finding_changed',
 'Finding {{number}} was withdrawn',
 'The supervisor withdrew finding {{number}}; no answer is needed.', 0);

INSERT INTO rule (id, event, when_field, when_value, audience, role, template,
    email) VALUES
(X'01950000000070008000000000000027', 'registry.finding_recorded', NULL, NULL,
 5, 4, 'finding_recorded', 1),
(X'01950000000070008000000000000028', 'registry.finding_recorded', NULL, NULL,
 5, 8, 'finding_recorded', 1),
(X'01950000000070008000000000000029', 'registry.finding_recorded', 'grade', 'serious',
 5, 6, 'finding_recorded', 1),
(X'0195000000007000800000000000002a', 'registry.finding_answered', NULL, NULL,
 5, 7, 'finding_answered', 0),
(X'0195000000007000800000000000002b', 'registry.finding_changed', 'state', 'open',
 5, 4, 'finding_reopened', 1),
(X'0195000000007000800000000000002c', 'registry.finding_changed', 'state', 'settled',
 5, 4, 'finding_settled', 0),
(X'0195000000007000800000000000002d', 'registry.finding_changed', 'state', 'withdrawn',
 5, 4, 'finding_withdrawn', 0);
