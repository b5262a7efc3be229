/* How a call that failed is answered: RFC 9457, in the problems' words. */
#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "server/shard.h"

/*
 * Every failure ends here: the problem is the call's refusal, or what a bare
 * status means when no handler said more.
 */
void exchange_fail(struct exchange *exchange, enum status status);

#endif
