/*
 * Writing entries. A change of money is checked first, then told in an event
 * that carries its postings, then written under that event's number:
 *
 *     status = book_check(call, &entry, &problem_overspent, "amount");
 *     body.postings = entry_postings(&entry, call->arena,
 * &body.postings_count); status = emit_…(call, subject, &body, &link); status =
 * store_post(self, link.seq, &entry);
 */
#ifndef FUNDRAISING_BOOK_H
#define FUNDRAISING_BOOK_H

#include "ledger.h"
#include "server/call.h"
#include "store_ledger.h"

/* Refuses an entry that must not be written; overspent: if money lacks. */
enum status book_check(struct call *call, const struct entry *entry,
        const struct problem *overspent, const char *field);

/* An account of a fund that needs no owner. */
enum status book_account(struct fundraising *self, struct call *call,
        const struct fund *fund, enum account_kind kind, struct account *out);

/* A project's restricted account, or an award's reserved one. */
enum status book_owned_account(struct fundraising *self, struct call *call,
        const struct fund *fund, enum account_kind kind, struct uuid owner,
        struct account *out);

/* What is due to or from a hub. */
enum status book_hub_account(struct fundraising *self, struct call *call,
        const struct fund *fund, enum account_kind kind, struct str hub,
        struct account *out);

#endif
