#include "server/disclosure.h"

#include "base/log.h"
#include "server/shard.h"

void
disclosure_note(const struct call *call, struct uuid subject)
{
    const struct operation *operation = call->exchange->operation;
    char of[UUID_TEXT_SIZE], id[UUID_TEXT_SIZE];

    uuid_format(subject, of);
    uuid_format(call->cause, id);
    log_info("event=disclosed op=%s.%s hub=" STR_FMT " actor=" STR_FMT
             " subject=%s id=%s",
            operation->service, operation->name, STR_ARG(call->hub),
            STR_ARG(call_actor_text(call)), of, id);
}
