#include "label.h"

struct label {
    const char *name;
    const char *zh;
    const char *en;
};

static const struct label labels[] = {
    { "donor", "捐赠人", "donor" },
    { "applicant", "申报人", "applicant" },
    { "reviewer", "评审专家", "reviewer" },
    { "operator", "运营人员", "operator" },
    { "finance", "财务人员", "finance officer" },
    { "council", "决策委员", "council member" },
    { "supervisor", "监督员", "supervisor" },
    { "admin", "系统管理员", "administrator" },
    { "counter", "柜台", "counter" },
    { "box", "募捐箱", "collection box" },
    { "bank", "银行转账", "bank transfer" },
    { "online", "线上", "online" },
    { "event", "活动现场", "event" },
    { "all_made", "约定的期数已满", "all instalments were made" },
    { "fund_closed", "基金已关闭", "the fund was closed" },
    { "project_ended", "项目已结束", "the project has ended" },
    { "campaign_ended", "募捐活动已结束", "the campaign has ended" },
    { "remark", "建议", "remark" },
    { "shortcoming", "问题", "shortcoming" },
    { "serious", "严重问题", "serious" },
    { "dead_letter", "无法处理的事件", "events it could not apply" },
    { "diverged", "所跟随的日志已被改写", "a log it follows was changed" },
    { "stuck_follower", "跟随日志中断", "following a log is stuck" },
    { "open_saga", "长期未完成的事项", "work that is open too long" },
    { "disk_low", "磁盘空间不足", "the disk is almost full" },
    { "recovering", "恢复备份后尚未投入使用", "a restored store that waits" },
    { "loss", "恢复后未能找回的内容", "what a restore did not bring back" },
    { "no_contact_key", "缺少联系方式的密钥", "no key for contacts" },
    { "two_stores", "同一数据库出现两份", "two stores claim to be one" },
};

struct str
label_of(const char *name, enum locale locale)
{
    for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
        if (strcmp(labels[i].name, name) == 0)
            return str_from(locale == LOCALE_ZH ? labels[i].zh : labels[i].en);
    return str_from(name);
}
