-- What each service said of itself the last time we looked.
CREATE TABLE alarm (
    service TEXT NOT NULL,
    kind    TEXT NOT NULL,
    what    TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (service, kind, what)
) STRICT, WITHOUT ROWID;

INSERT INTO template (name, locale, version, event, subject, body, at) VALUES
('alarm_raised', 1, 1, 'notification.alarm_raised',
 '需要处理：{{service}} {{alarm}}',
 '{{hub}}的 {{service}} 服务报告：{{alarm}}（对象：{{what}}，数量：{{count}}）。请在服务器上运行 cw status 查看，处理办法见《运维手册》“警报”一节。', 0),
('alarm_raised', 2, 1, 'notification.alarm_raised',
 'Please look: {{service}} {{alarm}}',
 '{{service}} of {{hub}} reports: {{alarm}} (of: {{what}}, count: {{count}}). Run cw status on the server; docs/operations.md says what to do.', 0);

INSERT INTO rule (id, event, when_field, when_value, audience, role, template,
    email) VALUES
(X'0195000000007000800000000000002e', 'notification.alarm_raised', NULL, NULL,
 5, 8, 'alarm_raised', 1);
