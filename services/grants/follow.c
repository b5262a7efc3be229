/* What registry tells us: who may apply, and for whom. */
#include "grants.h"

static struct str
status_name(enum organisation_status status)
{
    const char *name =
            enum_name(&registry_organisation_status_enumeration, (int)status);

    return name ? str_from(name) : STR("unknown");
}

enum status
on_registry_organisation_registered(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_registered *body)
{
    (void)call;
    return store_put_organisation(self->store, event->subject, body->name,
            status_name(body->status));
}

enum status
on_registry_organisation_changed(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_organisation_changed *body)
{
    (void)call;
    return store_put_organisation(self->store, event->subject, body->name,
            status_name(body->status));
}

/*
 * An account acts for the organisation that staff opened it for. One without,
 * and one that opened itself, acts for nobody until staff say for whom.
 */
enum status
on_registry_account_opened(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_account_opened *body)
{
    (void)call;
    (void)event;
    return store_put_account(self->store, body->account,
            body->has_organisation || body->by_itself, body->organisation);
}

/* Staff said whom it acts for; without an organisation, for nobody. */
enum status
on_registry_account_changed(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_account_changed *body)
{
    enum status status;

    (void)call;
    (void)event;
    status = store_put_account(self->store, body->account, true,
            body->organisation);
    if (!status && body->has_is_erased && body->is_erased)
        status = store_forget_applicant(self->store, body->account);
    return status;
}

static struct str
role_name(enum role role)
{
    return str_from(enum_name(&types_role_enumeration, (int)role));
}

enum status
on_registry_role_granted(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_role_granted *body)
{
    (void)call;
    (void)event;
    return store_put_role(self->store, body->account, role_name(body->role),
            body->scope);
}

enum status
on_registry_role_revoked(struct grants *self, struct call *call,
        const struct foreign_event *event,
        const struct registry_role_revoked *body)
{
    (void)call;
    (void)event;
    return store_delete_role(self->store, body->account, role_name(body->role),
            body->scope);
}
