#include "review.h"

#include "ranking.h"

enum status
check_panel_open(struct call *call, const struct round *round)
{
    if (!round_is_live(round))
        return call_refuse(call, &problem_wrong_round_state, NULL,
                "the round is a draft, finished or cancelled");
    if (round->has_panel_closed_at)
        return call_refuse(call, &problem_panel_is_closed, NULL,
                "the panel of this round has closed");
    return STATUS_OK;
}

enum status
check_on_panel(struct grants *self, struct call *call,
        const struct round *round, struct uuid account)
{
    struct panel panel = { 0 };
    enum status status =
            store_find_panel(self->store, round->rowid, account, &panel);

    if (!status && panel.is_appointed && !panel.has_account)
        return call_refuse(call, &problem_not_on_panel, NULL,
                "not appointed to the panel of this round");
    return status;
}

static enum status
check_assigned(struct grants *self, struct call *call,
        const struct application *application, struct uuid account)
{
    struct assignments assignments = { 0 };
    enum status status = store_find_assignments(self->store, application->rowid,
            account, &assignments);

    if (!status && assignments.any && !assignments.has_account)
        return call_refuse(call, &problem_not_on_panel, NULL,
                "the application is assigned to others");
    return status;
}

enum status
check_impartial(struct grants *self, struct call *call,
        const struct application *application, struct uuid account)
{
    bool has_conflict = false, is_own = false;
    enum status status = store_has_conflict(self->store, application->rowid,
            account, &has_conflict);

    if (!status && has_conflict)
        return call_refuse(call, &problem_conflict_declared, NULL,
                "a conflict of interest was declared");
    if (!status)
        status = is_own_application(self, application, account, &is_own);
    if (!status && is_own)
        return call_refuse(call, &problem_own_application, NULL,
                "the reviewer or the reviewer's organisation applied");
    return status;
}

enum status
check_may_score(struct grants *self, struct call *call,
        const struct round *round, const struct application *application,
        struct uuid account)
{
    enum status status = check_on_panel(self, call, round, account);

    if (!status)
        status = check_assigned(self, call, application, account);
    if (!status)
        status = check_impartial(self, call, application, account);
    return status;
}

enum status
find_seal(struct grants *self, const struct round *round,
        struct uuid application, int64_t received, struct seal *out)
{
    enum status status =
            store_count_expected(self->store, application, &out->expected);

    out->received = received;
    out->is_sealed = !round->has_panel_closed_at &&
                     (out->expected == 0 || received < out->expected);
    return status;
}

/* In a rolling round each application is open as soon as all are in. */
static enum status
hide_sealed(struct grants *self, const struct round *round, struct rows *ranked)
{
    struct ranked_application *items = ranked->items;
    enum status status = STATUS_OK;

    for (size_t i = 0; !status && i < ranked->count; i++) {
        struct seal seal;

        status = find_seal(self, round, items[i].application,
                items[i].reviewers + items[i].dropped, &seal);
        if (!status && seal.is_sealed)
            items[i].reviewers = items[i].score = items[i].sum =
                    items[i].divisor = items[i].dropped = 0;
    }
    return status;
}

enum status
list_ranking(struct grants *self, struct call *call, const struct round *round,
        const struct str *section, bool is_open, struct rows *out)
{
    enum status status =
            store_list_ranked(self->store, round, section, call->arena, out);

    if (!status && !is_open)
        status = hide_sealed(self, round, out);
    if (!status)
        ranking_sort(out->items, out->count);
    return status;
}
