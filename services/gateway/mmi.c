/* Questions about the gateway in the manner of rfc.zeromq.org/spec/8. */
#include "routing.h"

bool
mmi_is_for(struct str service)
{
    return service.len >= 4 && memcmp(service.data, "mmi.", 4) == 0;
}

static bool
has_worker(const struct router *router, const char *service)
{
    for (struct worker *w = router->workers.first; w; w = w->next)
        if (!w->is_gone && strcmp(w->service, service) == 0)
            return true;
    return false;
}

/* 200: somebody answers for the service; 404: nobody does. */
static struct str
judge_service(struct router *router, struct str name)
{
    const char *service = operation_service(name);

    if (!service)
        return STR("404");
    return !presence_of(router, service) || has_worker(router, service)
                   ? STR("200")
                   : STR("404");
}

void
mmi_answer(struct router *router, struct socket *socket,
        struct mdp_message *message)
{
    struct mdp_head head = message->head;
    struct str code = STR("501");

    if (str_equal(head.service, STR("mmi.service")))
        code = message->body_count == 1
                       ? judge_service(router, message->body[0])
                       : STR("400");
    head.kind = MDP_FINAL;
    if (mdp_send_copy(socket, &head, &code, 1))
        router->counts.lost_replies++;
}
