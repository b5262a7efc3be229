/* Looking things up for a call: what is missing or closed is refused. */
#ifndef FUNDRAISING_FIND_H
#define FUNDRAISING_FIND_H

#include "fundraising.h"
#include "store_fund.h"

/* A fund that a field of the request names: 422 if there is none. */
enum status find_fund(struct fundraising *self, struct call *call,
        struct uuid id, const char *field, struct fund *out);

/* And it is open, else 409. */
enum status find_open_fund(struct fundraising *self, struct call *call,
        struct uuid id, const char *field, struct fund *out);

/* The same with nothing of it but its id, number and state. */
enum status find_open_fund_briefly(struct fundraising *self, struct call *call,
        struct uuid id, const char *field, struct fund *out);
enum status check_fund_open(struct call *call, const char *field,
        const struct fund *fund);

#endif
