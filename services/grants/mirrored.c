/*
 * What the log carries of each table, so that this store can be made again
 * from it. Withheld is what says who people are, and what people wrote about
 * people; it comes back from a backup, or from a person.
 */
#include "service.h"

const struct mirrored grants_mirrored[] = {
    { "organisation", { NULL } },
    { "account", { NULL } },
    { "account_role", { NULL } },
    { "programme", { NULL } },
    { "round", { NULL } },
    { "round_section", { NULL } },
    { "section_field", { NULL } },
    { "round_criterion", { NULL } },
    { "tranche_step", { NULL } },
    { "attachment", { NULL } },
    { "upload", { NULL } },
    { "application", { "summary", "contact" } },
    { "application_version", { "document" } },
    { "application_attachment", { NULL } },
    { "reviewer", { NULL } },
    { "assignment", { NULL } },
    { "conflict", { "reason", "lifted_reason" } },
    { "sheet", { "comment" } },
    { "sheet_line", { NULL } },
    { "decision", { NULL } },
    { "notice", { NULL } },
    { "notice_expert", { "name" } },
    { "award", { NULL } },
    { "notice_award", { NULL } },
    { "objection", { "text", "contact", "finding" } },
    { "tranche", { NULL } },
    { "award_return", { NULL } },
    { "report", { "text" } },
    { "report_attachment", { "name" } },
    { "visit", { "findings" } },
    { "calendar_day", { NULL } },
    { "transition", { NULL } },
    { "fund", { NULL } },
    { "fund_purpose", { NULL } },
    { "fund_hub", { NULL } },
    { NULL, { NULL } },
};
