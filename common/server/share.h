/*
 * Which process should serve which hub. Everybody who knows the same names
 * comes to the same result, so nobody has to be asked.
 */
#ifndef SERVER_SHARE_H
#define SERVER_SHARE_H

#include "base/str.h"

/*
 * By rendezvous hash, but to nobody more than an even share: hubs are few,
 * and a hash alone would leave one process idle. out[i] is the place of
 * hubs[i]'s among members; both are sorted, and there is a member.
 */
void share_out(const struct str *hubs, size_t hub_count,
        const struct str *members, size_t member_count, size_t *out);

#endif
