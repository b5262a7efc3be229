-- Who gives each month hears that it is registered, that a month did not come,
-- and that nothing more is expected.

INSERT INTO template (name, locale, version, event, subject, body, at) VALUES
('mandate_opened', 1, 1, 'fundraising.mandate_attributed',
 '您的月捐 {{number}} 已登记',
 '您好：

您的月捐 {{number}} 已登记：每月{{day}}日，{{amount|yuan}}。每期款项到账后，您会另外收到捐赠编号。您可以随时变更、暂停或停止。

{{hub}}', 0),
('mandate_opened', 2, 1, 'fundraising.mandate_attributed',
 'Your monthly gift {{number}} is registered',
 'Hello,

your monthly gift {{number}} is registered: {{amount|yuan}} on day {{day}} of each month. Once the money of a month has come you hear the number of the gift. You can change, pause or stop it at any time.

{{hub}}', 0),
('charge_failed', 1, 1, 'fundraising.charge_failed',
 '您的月捐 {{number}} {{period}} 期未到账',
 '您好：

您的月捐 {{number}} {{period}} 期（{{amount|yuan}}）未到账。原因：{{reason}}。我们将于{{due_on|date}}再次查收。

{{hub}}', 0),
('charge_failed', 2, 1, 'fundraising.charge_failed',
 'Your monthly gift {{number}} of {{period}} did not come',
 'Hello,

{{amount|yuan}} of your monthly gift {{number}} for {{period}} did not come. Reason: {{reason}}. We look again on {{due_on|date}}.

{{hub}}', 0),
('mandate_lapsed', 1, 1, 'fundraising.mandate_changed',
 '您的月捐 {{number}} 已失效',
 '您好：

您的月捐 {{number}} 连续三次未到账，已失效，此后不再查收。您可以随时恢复。

{{hub}}', 0),
('mandate_lapsed', 2, 1, 'fundraising.mandate_changed',
 'Your monthly gift {{number}} has lapsed',
 'Hello,

your monthly gift {{number}} did not come three times in a row and has lapsed: no more is expected. You can take it up again at any time.

{{hub}}', 0),
('mandate_ended', 1, 1, 'fundraising.mandate_changed',
 '您的月捐 {{number}} 已终止',
 '您好：

您的月捐 {{number}} 已终止，此后不再有新的一期。原因：{{ending}}。感谢您的支持！

{{hub}}', 0),
('mandate_ended', 2, 1, 'fundraising.mandate_changed',
 'Your monthly gift {{number}} has ended',
 'Hello,

your monthly gift {{number}} has ended; there will be no further month. Reason: {{ending}}. Thank you!

{{hub}}', 0),
('mandate_cancelled', 1, 1, 'fundraising.mandate_changed',
 '您的月捐 {{number}} 已停止',
 '您好：

您的月捐 {{number}} 已停止，未到账的各期不再查收。已到账的捐赠不受影响。感谢您的支持！

{{hub}}', 0),
('mandate_cancelled', 2, 1, 'fundraising.mandate_changed',
 'Your monthly gift {{number}} was stopped',
 'Hello,

your monthly gift {{number}} was stopped; what has not come is not expected any more. What has come stays as it is. Thank you!

{{hub}}', 0);

INSERT INTO rule (id, event, when_field, when_value, audience, role, template,
    email) VALUES
(X'01950000000070008000000000000030', 'fundraising.mandate_attributed', NULL, NULL,
 4, NULL, 'mandate_opened', 1),
(X'01950000000070008000000000000031', 'fundraising.charge_failed', 'state', 'due',
 4, NULL, 'charge_failed', 1),
(X'01950000000070008000000000000032', 'fundraising.mandate_changed', 'state', 'lapsed',
 4, NULL, 'mandate_lapsed', 1),
(X'01950000000070008000000000000033', 'fundraising.mandate_changed', 'state', 'ended',
 4, NULL, 'mandate_ended', 1),
(X'01950000000070008000000000000034', 'fundraising.mandate_changed', 'state', 'cancelled',
 4, NULL, 'mandate_cancelled', 1);
