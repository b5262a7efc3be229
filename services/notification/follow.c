/*
 * What we do with the events of others: remember who is concerned, then
 * announce them. Most are only announced; for those the one line below
 * stands for a function, forty of which would say nothing more.
 */
#include "announce.h"

#define ANNOUNCED(service, name)                                               \
    enum status on_##service##_##name(struct notification *self,               \
            struct call *call, const struct foreign_event *event,              \
            const struct service##_##name *body)                               \
    {                                                                          \
        return announce_event(self, call, event, #service "." #name,           \
                &service##_##name##_schema, body);                             \
    }

static enum status
announce_event(struct notification *self, struct call *call,
        const struct foreign_event *event, const char *name,
        const struct schema *schema, const void *body)
{
    struct occasion occasion = {
        .event = name,
        .schema = schema,
        .body = body,
        .id = event->id,
        .subject = event->subject,
        .at = event->at,
    };

    return announce(self, call, &occasion);
}

/* Registry */

enum status
on_registry_hub_added(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_added *body)
{
    enum status status = store_put_hub(self->cases, body->hub, body->name);

    return status ? status
                  : announce_event(self, call, event, "registry.hub_added",
                            &registry_hub_added_schema, body);
}

enum status
on_registry_hub_changed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_hub_changed *body)
{
    enum status status = store_put_hub(self->cases, body->hub, body->name);

    return status ? status
                  : announce_event(self, call, event, "registry.hub_changed",
                            &registry_hub_changed_schema, body);
}

static enum status
forget_account(struct notification *self, struct uuid account)
{
    enum status status = store_forget_account(self->people, account);

    return status ? status : store_delete_messages(self->messages, account);
}

enum status
on_registry_account_changed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_account_changed *body)
{
    enum status status;

    if (body->has_is_erased && body->is_erased)
        return forget_account(self, body->account);
    status = body->status == ACCOUNT_STATUS_CLOSED
                     ? store_close_account(self->people, body->account)
                     : store_reopen_account(self->people, body->account);
    return status ? status
                  : announce_event(self, call, event,
                            "registry.account_changed",
                            &registry_account_changed_schema, body);
}

enum status
on_registry_role_granted(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_role_granted *body)
{
    enum status status = store_put_holder(self->people, body->account,
            body->role, body->scope);

    return status ? status
                  : announce_event(self, call, event, "registry.role_granted",
                            &registry_role_granted_schema, body);
}

enum status
on_registry_role_revoked(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_role_revoked *body)
{
    enum status status = store_delete_holder(self->people, body->account,
            body->role, body->scope);

    return status ? status
                  : announce_event(self, call, event, "registry.role_revoked",
                            &registry_role_revoked_schema, body);
}

ANNOUNCED(registry, account_opened)
ANNOUNCED(registry, password_changed)
ANNOUNCED(registry, organisation_registered)
ANNOUNCED(registry, finding_recorded)
ANNOUNCED(registry, finding_answered)
ANNOUNCED(registry, finding_changed)

/* Grants */

enum status
on_grants_application_submitted(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_application_submitted *body)
{
    struct application application = { event->subject, body->round,
        body->applicant, body->number, body->title };
    enum status status = store_put_application(self->cases, &application);

    return status ? status
                  : announce_event(self, call, event,
                            "grants.application_submitted",
                            &grants_application_submitted_schema, body);
}

enum status
on_grants_application_changed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_application_changed *body)
{
    struct application application = { event->subject, body->round,
        body->applicant, body->number, body->title };
    enum status status = store_put_application(self->cases, &application);

    return status ? status
                  : announce_event(self, call, event,
                            "grants.application_changed",
                            &grants_application_changed_schema, body);
}

enum status
on_grants_award_proposed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct grants_award_proposed *body)
{
    enum status status =
            store_put_award(self->cases, event->subject, body->application);

    return status ? status
                  : announce_event(self, call, event, "grants.award_proposed",
                            &grants_award_proposed_schema, body);
}

ANNOUNCED(grants, programme_opened)
ANNOUNCED(grants, round_opened)
ANNOUNCED(grants, round_changed)
ANNOUNCED(grants, reviewer_appointed)
ANNOUNCED(grants, reviewer_dismissed)
ANNOUNCED(grants, reviewer_assigned)
ANNOUNCED(grants, conflict_declared)
ANNOUNCED(grants, application_scored)
ANNOUNCED(grants, panel_closed)
ANNOUNCED(grants, round_decided)
ANNOUNCED(grants, award_changed)
ANNOUNCED(grants, tranche_released)
ANNOUNCED(grants, tranche_changed)
ANNOUNCED(grants, project_published)
ANNOUNCED(grants, notice_opened)
ANNOUNCED(grants, notice_closed)
ANNOUNCED(grants, objection_raised)
ANNOUNCED(grants, objection_settled)
ANNOUNCED(grants, report_submitted)
ANNOUNCED(grants, report_accepted)
ANNOUNCED(grants, report_returned)
ANNOUNCED(grants, visit_recorded)

/* Fundraising */

enum status
on_fundraising_gift_attributed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_gift_attributed *body)
{
    struct uuid nobody = { 0 };
    enum status status = store_put_gift(self->cases, event->subject,
            body->has_donor_account ? body->donor_account : nobody);

    return status ? status
                  : announce_event(self, call, event,
                            "fundraising.gift_attributed",
                            &fundraising_gift_attributed_schema, body);
}

/* Told first, as long as we know whom to tell. */
enum status
on_fundraising_gift_donor_changed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_gift_donor_changed *body)
{
    enum status status =
            announce_event(self, call, event, "fundraising.gift_donor_changed",
                    &fundraising_gift_donor_changed_schema, body);

    if (status || !body->is_erased)
        return status;
    return store_delete_gift(self->cases, event->subject);
}

/* Whose a mandate is, is kept as of a gift. */
enum status
on_fundraising_mandate_attributed(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_mandate_attributed *body)
{
    struct uuid nobody = { 0 };
    enum status status = store_put_gift(self->cases, event->subject,
            body->has_donor_account ? body->donor_account : nobody);

    return status ? status
                  : announce_event(self, call, event,
                            "fundraising.mandate_attributed",
                            &fundraising_mandate_attributed_schema, body);
}

enum status
on_fundraising_mandate_donor_erased(struct notification *self,
        struct call *call, const struct foreign_event *event,
        const struct fundraising_mandate_donor_erased *body)
{
    (void)call, (void)body;
    return store_delete_gift(self->cases, event->subject);
}

/* A donor hears where the gift went; that a payment failed is finance's. */
enum status
on_fundraising_gift_used(struct notification *self, struct call *call,
        const struct foreign_event *event,
        const struct fundraising_gift_used *body)
{
    return body->amount > 0
                   ? announce_event(self, call, event, "fundraising.gift_used",
                             &fundraising_gift_used_schema, body)
                   : STATUS_OK;
}

ANNOUNCED(fundraising, mandate_changed)
ANNOUNCED(fundraising, charge_failed)
ANNOUNCED(fundraising, fund_opened)
ANNOUNCED(fundraising, appropriation_recorded)
ANNOUNCED(fundraising, gift_received)
ANNOUNCED(fundraising, gift_refunded)
ANNOUNCED(fundraising, gift_charged_back)
ANNOUNCED(fundraising, award_refused)
ANNOUNCED(fundraising, payment_due)
ANNOUNCED(fundraising, payment_recorded)
ANNOUNCED(fundraising, payment_rejected)
ANNOUNCED(fundraising, payment_made)
ANNOUNCED(fundraising, payment_failed)
ANNOUNCED(fundraising, grant_returned)
ANNOUNCED(fundraising, transfer_received)
ANNOUNCED(fundraising, transfer_refused)
