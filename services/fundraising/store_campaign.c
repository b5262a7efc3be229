#include "store_campaign.h"

#include "store_known.h"

enum query {
    INSERT_CAMPAIGN,
    UPDATE_CAMPAIGN,
    ADD_TO_RAISED,
    FIND_CAMPAIGN,
    FIND_CAMPAIGN_BY_NUMBER,
    LIST_CAMPAIGNS,
    INSERT_CHANNEL,
    UPDATE_CHANNEL,
    FIND_CHANNEL,
    LIST_CHANNELS,
    FIND_GIFT_ENTRY,
    PUT_GIFT_ENTRY,
    QUERY_COUNT,
};

#define CAMPAIGN_COLUMNS                                                       \
    "SELECT c.number, c.id, c.fund, f.id, c.title, c.kind, c.form, c.state,"   \
    " c.is_emergency, c.target, c.raised, c.filing_number, c.purpose,"         \
    " c.starts_on, c.ends_on, c.area, c.person_in_charge, c.office,"           \
    " c.ways_to_receive, c.bank_account, c.beneficiaries, c.use_of_money,"     \
    " c.fundraising_cost, c.surplus_rule, c.surplus, c.reason"                 \
    " FROM campaign c JOIN fund f ON f.number = c.fund "

#define CHANNEL_COLUMNS                                                        \
    "SELECT number, id, channel, channel_hub, title, place, fund, is_open,"    \
    " page FROM channel "

static const char *const sql[QUERY_COUNT] = {
    [INSERT_CAMPAIGN] =
            "INSERT INTO campaign (id, fund, title, kind, form, state,"
            " is_emergency, target, purpose, starts_on, ends_on, area,"
            " person_in_charge, office, ways_to_receive, bank_account,"
            " beneficiaries, use_of_money, fundraising_cost, surplus_rule)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
            " ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    [UPDATE_CAMPAIGN] =
            "UPDATE campaign SET title = ?2, state = ?3, target = ?4,"
            " filing_number = ?5, purpose = ?6, starts_on = ?7, ends_on = ?8,"
            " area = ?9, person_in_charge = ?10, office = ?11,"
            " ways_to_receive = ?12, bank_account = ?13, beneficiaries = ?14,"
            " use_of_money = ?15, fundraising_cost = ?16, surplus_rule = ?17,"
            " surplus = ?18, reason = ?19 WHERE number = ?1",
    [ADD_TO_RAISED] = "UPDATE campaign SET raised = raised + ?2"
                      " WHERE number = ?1",
    [FIND_CAMPAIGN] = CAMPAIGN_COLUMNS "WHERE c.id = ?1",
    [FIND_CAMPAIGN_BY_NUMBER] = CAMPAIGN_COLUMNS "WHERE c.number = ?1",
    [LIST_CAMPAIGNS] = CAMPAIGN_COLUMNS
    "WHERE (?1 = 0 OR c.number < ?1) AND (?2 = 0 OR c.fund = ?2)"
    " AND (?3 = 0 OR (c.kind = 1 AND c.state IN (2, 3, 4)))"
    " AND has_words(c.title, ?4) ORDER BY c.number DESC",
    [INSERT_CHANNEL] =
            "INSERT INTO channel (id, channel, channel_hub, title, place,"
            " fund, is_open, page) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [UPDATE_CHANNEL] =
            "UPDATE channel SET title = ?2, place = ?3, is_open = ?4,"
            " page = ?5 WHERE id = ?1",
    [FIND_CHANNEL] = CHANNEL_COLUMNS "WHERE id = ?1",
    [LIST_CHANNELS] = CHANNEL_COLUMNS
    "WHERE number > ?1 AND (?2 = '' OR channel_hub = ?2)"
    " ORDER BY number",
    [FIND_GIFT_ENTRY] = "SELECT who, since, reason FROM gift_entry",
    [PUT_GIFT_ENTRY] = "INSERT INTO gift_entry (only, who, since, reason)"
                       " VALUES (1, ?1, ?2, ?3) ON CONFLICT DO UPDATE"
                       " SET who = ?1, since = ?2, reason = ?3",
};

_Static_assert(CAMPAIGN_KIND_PUBLIC == 1 && CAMPAIGN_STATE_FILED == 2 &&
                       CAMPAIGN_STATE_OPEN == 3 && CAMPAIGN_STATE_CLOSED == 4,
        "SQL above counts on these: campaign_is_published()");

struct queries *
store_campaign_open(struct db *db)
{
    return queries_open(db, sql, QUERY_COUNT);
}

enum status
store_insert_campaign(struct fundraising *self, struct campaign *campaign)
{
    const struct campaign_plan *plan = &campaign->plan;
    enum status status = db_run(self->campaigns, INSERT_CAMPAIGN,
            V(campaign->id), V(campaign->fund), V(campaign->title),
            V(campaign->kind), V(campaign->form), V(campaign->state),
            V(campaign->is_emergency),
            V_IF(campaign->has_target, campaign->target), V(plan->purpose),
            V(plan->starts_on), V(plan->ends_on), V(plan->area),
            V(plan->person_in_charge), V(plan->office),
            V(plan->ways_to_receive), V(plan->bank_account),
            V(plan->beneficiaries), V(plan->use_of_money),
            V(plan->fundraising_cost), V(plan->surplus_rule));

    campaign->number = db_last_rowid(self->db);
    return status;
}

enum status
store_update_campaign(struct fundraising *self, const struct campaign *campaign)
{
    const struct campaign_plan *plan = &campaign->plan;

    return db_change(self->campaigns, UPDATE_CAMPAIGN, V(campaign->number),
            V(campaign->title), V(campaign->state),
            V_IF(campaign->has_target, campaign->target),
            V(campaign->filing_number), V(plan->purpose), V(plan->starts_on),
            V(plan->ends_on), V(plan->area), V(plan->person_in_charge),
            V(plan->office), V(plan->ways_to_receive), V(plan->bank_account),
            V(plan->beneficiaries), V(plan->use_of_money),
            V(plan->fundraising_cost), V(plan->surplus_rule),
            V(campaign->surplus), V(campaign->reason));
}

enum status
store_add_to_raised(struct fundraising *self, int64_t campaign, int64_t amount)
{
    return db_change(self->campaigns, ADD_TO_RAISED, V(campaign), V(amount));
}

static struct campaign_plan
read_plan(sqlite3_stmt *row, int first, struct arena *arena)
{
    return (struct campaign_plan){
        .purpose = column_text(row, first, arena),
        .starts_on = column_int(row, first + 1),
        .ends_on = column_int(row, first + 2),
        .area = column_text(row, first + 3, arena),
        .person_in_charge = column_text(row, first + 4, arena),
        .office = column_text(row, first + 5, arena),
        .ways_to_receive = column_text(row, first + 6, arena),
        .bank_account = column_text(row, first + 7, arena),
        .beneficiaries = column_text(row, first + 8, arena),
        .use_of_money = column_text(row, first + 9, arena),
        .fundraising_cost = column_text(row, first + 10, arena),
        .surplus_rule = column_text(row, first + 11, arena),
    };
}

static struct campaign
read_campaign(sqlite3_stmt *row, struct arena *arena)
{
    return (struct campaign){
        .number = column_int(row, 0),
        .id = column_uuid(row, 1),
        .fund = column_int(row, 2),
        .fund_id = column_uuid(row, 3),
        .title = column_text(row, 4, arena),
        .kind = (enum campaign_kind)column_int(row, 5),
        .form = (enum campaign_form)column_int(row, 6),
        .state = (enum campaign_state)column_int(row, 7),
        .is_emergency = column_bool(row, 8),
        .has_target = !column_is_null(row, 9),
        .target = column_int(row, 9),
        .raised = column_int(row, 10),
        .filing_number = column_text(row, 11, arena),
        .plan = read_plan(row, 12, arena),
        .surplus = column_text(row, 24, arena),
        .reason = column_text(row, 25, arena),
    };
}

enum status
store_find_campaign(struct fundraising *self, struct uuid id,
        struct arena *arena, struct campaign *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->campaigns, FIND_CAMPAIGN, &row, V(id));

    if (status)
        return status;
    *out = read_campaign(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_campaign_by_number(struct fundraising *self, int64_t number,
        struct arena *arena, struct campaign *out)
{
    sqlite3_stmt *row;
    enum status status =
            db_first(self->campaigns, FIND_CAMPAIGN_BY_NUMBER, &row, V(number));

    if (status)
        return status;
    *out = read_campaign(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_campaigns(struct fundraising *self, struct arena *arena,
        const struct campaign_filter *filter, struct page *page,
        struct campaign **out, size_t *count)
{
    struct campaign *campaigns =
            arena_alloc(arena, page->limit * sizeof(*campaigns));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status =
            db_first(self->campaigns, LIST_CAMPAIGNS, &row, V(page->after),
                    V(filter->fund), V(filter->published_only), V(filter->q));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        campaigns[len++] = read_campaign(row, arena);
    if (!status)
        db_done(row);
    *out = campaigns;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_insert_channel(struct fundraising *self,
        const struct channel_item *channel)
{
    return db_run(self->campaigns, INSERT_CHANNEL, V(channel->channel_id),
            V(channel->channel), V(channel->channel_hub), V(channel->title),
            V(channel->place), V_IF(channel->has_fund, channel->fund),
            V(channel->is_open), V(channel->page));
}

enum status
store_update_channel(struct fundraising *self,
        const struct channel_item *channel)
{
    return db_change(self->campaigns, UPDATE_CHANNEL, V(channel->channel_id),
            V(channel->title), V(channel->place), V(channel->is_open),
            V(channel->page));
}

static struct channel_item
read_channel(sqlite3_stmt *row, struct arena *arena)
{
    const struct str place = column_text(row, 5, arena);
    const struct str page = column_text(row, 8, arena);

    return (struct channel_item){
        .channel_id = column_uuid(row, 1),
        .channel = (enum channel)column_int(row, 2),
        .channel_hub = column_text(row, 3, arena),
        .title = column_text(row, 4, arena),
        .has_place = place.len > 0,
        .place = place,
        .has_fund = !column_is_null(row, 6),
        .fund = column_uuid(row, 6),
        .is_open = column_bool(row, 7),
        .has_page = page.len > 0,
        .page = page,
    };
}

enum status
store_find_channel(struct fundraising *self, struct uuid id,
        struct arena *arena, struct channel_item *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->campaigns, FIND_CHANNEL, &row, V(id));

    if (status)
        return status;
    *out = read_channel(row, arena);
    db_done(row);
    return STATUS_OK;
}

enum status
store_list_channels(struct fundraising *self, struct arena *arena,
        struct str hub, struct page *page, struct channel_item **out,
        size_t *count)
{
    struct channel_item *items =
            arena_alloc(arena, page->limit * sizeof(*items));
    size_t len = 0;
    sqlite3_stmt *row;
    enum status status = db_first(self->campaigns, LIST_CHANNELS, &row,
            V(page->after), V(hub));

    for (; !status && page_takes(page, len, column_int(row, 0));
            status = db_next(row))
        items[len++] = read_channel(row, arena);
    if (!status)
        db_done(row);
    *out = items;
    *count = len;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status
store_find_gift_entry(struct fundraising *self, struct arena *arena,
        struct gift_entry_rule *out)
{
    sqlite3_stmt *row;
    enum status status = db_first(self->campaigns, FIND_GIFT_ENTRY, &row);

    *out = (struct gift_entry_rule){ .who = GIFT_ENTRY_ANYBODY };
    if (status)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    *out = (struct gift_entry_rule){
        .who = (enum gift_entry)column_int(row, 0),
        .since = column_int(row, 1),
        .reason = column_text(row, 2, arena),
    };
    db_done(row);
    return STATUS_OK;
}

enum status
store_find_who_enters(struct fundraising *self, struct arena *arena,
        enum gift_entry *out)
{
    struct gift_entry_rule rule;
    enum status status;

    if (store_known_gift_entry(self, out))
        return STATUS_OK;
    status = store_find_gift_entry(self, arena, &rule);
    if (status)
        return status;
    *out = rule.who;
    store_know_gift_entry(self, rule.who);
    return STATUS_OK;
}

enum status
store_put_gift_entry(struct fundraising *self,
        const struct gift_entry_rule *rule)
{
    store_forget_gift_entry(self);
    return db_run(self->campaigns, PUT_GIFT_ENTRY, V(rule->who), V(rule->since),
            V(rule->reason));
}
