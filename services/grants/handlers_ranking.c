/* The ranking, as schemas/grants.yaml has it. */
#include "ranking.h"
#include "review.h"

enum { RANKING_MAX = 2000 };

/* Ranked and sorted, if the caller may see it yet. */
static enum status
rank(struct grants *self, struct call *call, const struct round *round,
        const struct str *section, struct rows *out)
{
    bool is_open = round->has_panel_closed_at || round->skips_panel ||
                   call_has_role(call, ROLE_SUPERVISOR);

    if (!is_open && !round->is_rolling)
        return call_refuse(call, &problem_scores_sealed, NULL,
                "close the panel first");
    return list_ranking(self, call, round, section, is_open, out);
}

enum status
handle_get_ranking(struct grants *self, struct call *call,
        const struct get_ranking_request *request,
        struct get_ranking_reply *reply)
{
    struct round round;
    struct rows items = { 0 }, uses = { 0 };
    int64_t committed = 0;
    enum status status = find_round(self, call, request->round, &round);

    if (!status && request->has_section)
        status = refuse_fault(call,
                round_check_section(&round, true, request->section));
    if (!status)
        status = rank(self, call, &round,
                request->has_section ? &request->section : NULL, &items);
    if (!status)
        status =
                store_list_section_use(self->store, &round, call->arena, &uses);
    if (!status)
        status = store_sum_committed(self->store, &round, &committed);
    if (status)
        return status;
    ranking_fit(items.items, items.count,
            &(struct budget_left){ .round = round.budget - committed,
                    .sections = uses.items,
                    .section_count = uses.count });
    *reply = (struct get_ranking_reply){
        .items = items.items,
        .items_count = items.count < RANKING_MAX ? items.count : RANKING_MAX,
        .sections = uses.items,
        .sections_count = uses.count,
        .budget = round.budget,
        .committed = committed,
        .rounding = STR("half_up"),
    };
    return STATUS_OK;
}
