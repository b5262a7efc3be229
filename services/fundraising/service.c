#include "fundraising.h"

#include "figures.h"
#include "store_audit.h"
#include "store_award.h"
#include "store_campaign.h"
#include "store_donor.h"
#include "store_fund.h"
#include "store_gift.h"
#include "store_known.h"
#include "store_ledger.h"
#include "store_mandate.h"
#include "store_payment.h"
#include "store_project.h"
#include "store_transfer.h"

#include <stdlib.h>

extern const struct migration fundraising_migrations[];

static void
close_fundraising(void *state)
{
    struct fundraising *self = state;

    queries_close(self->ledger);
    queries_close(self->funds);
    queries_close(self->projects);
    queries_close(self->campaigns);
    queries_close(self->gifts);
    queries_close(self->donors);
    queries_close(self->mandates);
    queries_close(self->awards);
    queries_close(self->payments);
    queries_close(self->transfers);
    queries_close(self->audits);
    store_known_destroy(self->known);
    event_log_close(self->log);
    free(self);
}

static enum status
open_fundraising(void **out, struct db *db)
{
    struct fundraising *self = calloc(1, sizeof(*self));

    if (!self)
        abort();
    self->log = event_log_create(db);
    self->db = db;
    self->ledger = store_ledger_open(db);
    self->funds = store_fund_open(db);
    self->projects = store_project_open(db);
    self->campaigns = store_campaign_open(db);
    self->gifts = store_gift_open(db);
    self->donors = store_donor_open(db);
    self->mandates = store_mandate_open(db);
    self->awards = store_award_open(db);
    self->payments = store_payment_open(db);
    self->transfers = store_transfer_open(db);
    self->audits = store_audit_open(db);
    self->known = store_known_create();
    *out = self;
    return STATUS_OK;
}

static const char *const series[] = { "GF", "MD", NULL };

const struct service fundraising_service = {
    .schema = &fundraising_schema,
    .migrations = fundraising_migrations,
    .series = series,
    .mirrored = fundraising_mirrored,
    .sealed = fundraising_sealed,
    .personal = fundraising_personal,
    .open = open_fundraising,
    .close = close_fundraising,
    .roll_up = figures_roll_up,
};
