#include "award_money.h"

#include "store_gift.h"

bool
award_money_is_ours(const struct call *call, struct str fund_hub)
{
    return str_equal(call->hub, fund_hub);
}

enum status
award_money_open(struct fundraising *self, struct call *call,
        struct award_money *money)
{
    const struct reservation *award = &money->award;
    const struct fund *fund = &money->fund;
    enum status status =
            store_find_fund(self, award->fund, call->arena, &money->fund);

    if (!status)
        status = store_find_project(self, award->project, call->arena,
                &money->project);
    if (!status)
        status =
                book_account(self, call, fund, ACCOUNT_KIND_FREE, &money->free);
    if (!status)
        status = book_owned_account(self, call, fund, ACCOUNT_KIND_RESTRICTED,
                award->project, &money->restricted);
    if (!status)
        status = book_owned_account(self, call, fund, ACCOUNT_KIND_RESERVED,
                award->id, &money->reserved);
    if (!status)
        status = book_account(self, call, fund, ACCOUNT_KIND_PAYABLE,
                &money->payable);
    if (!status)
        status =
                book_account(self, call, fund, ACCOUNT_KIND_PAID, &money->paid);
    return status;
}

/* The same draws again: their money already lies in payable. */
static struct drawing
take_over(struct arena *arena, int64_t amount, const struct gift_draw *left,
        size_t count)
{
    struct undrawn_gift *gifts =
            arena_alloc(arena, (count + 1) * sizeof(*gifts));
    struct drawing drawing = {
        .draws = arena_alloc(arena, (count + 1) * sizeof(struct draw)),
        .count = count,
        .from_fund = amount,
    };

    for (size_t i = 0; i < count; i++) {
        gifts[i] = (struct undrawn_gift){
            .serial = left[i].gift,
            .id = left[i].gift_id,
            .amount = left[i].gift_amount,
            .drawn = left[i].gift_drawn - left[i].amount,
        };
        drawing.draws[i] = (struct draw){ &gifts[i], left[i].amount };
        drawing.from_gifts += left[i].amount;
        drawing.from_fund -= left[i].amount;
    }
    return drawing;
}

static enum status
draw_anew(struct fundraising *self, struct call *call,
        const struct award_money *money, int64_t amount, struct drawing *out)
{
    struct undrawn_gift *gifts;
    size_t count;
    enum status status = store_list_undrawn(self, call->arena,
            money->fund.number, money->project.number, amount, &gifts, &count);

    if (!status)
        *out = draw_payment(call->arena, amount, gifts, count);
    return status;
}

enum status
award_money_draw(struct fundraising *self, struct call *call,
        struct award_money *money, struct paying *paying)
{
    int64_t amount = paying->tranche->amount;
    struct gift_draw *left;
    size_t count;
    enum status status = store_list_left_draws(self, call->arena,
            paying->tranche->number, &left, &count, &paying->is_taken_over);

    if (status)
        return status;
    entry_move(&money->entry, &money->payable, &money->paid, amount);
    if (paying->is_taken_over) {
        paying->drawing = take_over(call->arena, amount, left, count);
        return STATUS_OK;
    }
    status = draw_anew(self, call, money, amount, &paying->drawing);
    if (!status)
        /* What gifts pay, the reservation need not. */
        entry_move(&money->entry, &money->restricted, &money->free,
                paying->drawing.from_gifts);
    return status;
}

static enum status
tell_used(struct call *call, const struct award_money *money,
        struct uuid payment, const struct tranche *tranche,
        const struct undrawn_gift *gift, int64_t amount)
{
    struct fundraising_gift_used body = {
        .payment = payment,
        .award = money->award.id,
        .tranche = tranche->id,
        .project = money->award.project,
        .title = money->award.title,
        .organisation = money->award.organisation,
        .number = gift_number(call->arena, gift->serial),
        .amount = amount,
        .drawn = gift->drawn + amount,
        .gift_amount = gift->amount,
    };

    return emit_gift_used(call, gift->id, &body, NULL);
}

static enum status
write_new_draws(struct fundraising *self, const struct award_money *money,
        const struct paying *paying)
{
    const struct drawing *drawing = &paying->drawing;
    int64_t payment = paying->payment->number;
    enum status status = STATUS_OK;

    for (size_t i = 0; i < drawing->count && !status; i++) {
        const struct draw *draw = &drawing->draws[i];

        status = store_insert_draw(self, payment, draw->gift->serial, 0,
                draw->amount);
        if (!status)
            status = store_draw_gift(self, draw->gift->serial, draw->amount);
    }
    if (!status && drawing->from_fund > 0)
        status = store_insert_draw(self, payment, 0, money->fund.number,
                drawing->from_fund);
    return status;
}

enum status
award_money_write_draws(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct paying *paying)
{
    const struct drawing *drawing = &paying->drawing;
    enum status status;

    if (paying->is_taken_over)
        status = store_move_left_draws(self, paying->tranche->number,
                paying->payment->number);
    else
        status = write_new_draws(self, money, paying);
    for (size_t i = 0; i < drawing->count && !status; i++)
        status = tell_used(call, money, paying->payment->id, paying->tranche,
                drawing->draws[i].gift, drawing->draws[i].amount);
    return status;
}

static enum status
give_back(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        const struct gift_draw *draw, int64_t *restricted)
{
    struct undrawn_gift gift = {
        .serial = draw->gift,
        .id = draw->gift_id,
        .amount = draw->gift_amount,
        .drawn = draw->gift_drawn,
    };
    enum status status;

    /* A gift that was charged back meanwhile has nothing left to restrict. */
    if (draw->gift_state != GIFT_STATE_RECEIVED)
        return store_undraw_ended_gift(self, draw->gift, draw->amount);
    status = store_draw_gift(self, draw->gift, -draw->amount);
    *restricted += draw->amount;
    return status ? status
                  : tell_used(call, money, draw->payment, tranche, &gift,
                            -draw->amount);
}

enum status
award_money_give_back(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        int64_t *restricted)
{
    struct gift_draw *left;
    size_t count;
    bool is_any;
    enum status status = store_list_left_draws(self, call->arena,
            tranche->number, &left, &count, &is_any);

    for (size_t i = 0; i < count && !status; i++)
        status = give_back(self, call, money, tranche, &left[i], restricted);
    return status ? status : store_delete_left_draws(self, tranche->number);
}

/* What the gifts would have again: nothing of those charged back since. */
static int64_t
sum_received(const struct gift_draw *draws, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        if (draws[i].gift_state == GIFT_STATE_RECEIVED)
            sum += draws[i].amount;
    return sum;
}

enum status
award_money_can_give_back(struct fundraising *self, struct call *call,
        const struct award_money *money, const struct tranche *tranche,
        bool *out)
{
    struct gift_draw *left;
    size_t count;
    bool is_any;
    enum status status = store_list_left_draws(self, call->arena,
            tranche->number, &left, &count, &is_any);

    *out = !status && sum_received(left, count) <= money->free.balance;
    return status;
}

enum status
award_money_undraw(struct fundraising *self, struct call *call,
        struct award_money *money, const struct tranche *tranche)
{
    int64_t restricted = 0;
    bool can_give_back;
    enum status status = award_money_can_give_back(self, call, money, tranche,
            &can_give_back);

    if (status || !can_give_back)
        return status;
    status = award_money_give_back(self, call, money, tranche, &restricted);
    entry_move(&money->entry, &money->free, &money->restricted, restricted);
    return status;
}
