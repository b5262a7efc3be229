/*
 * A new store: the hub itself, and its first admin where one is named.
 *     registry create HUB live|sample|test [--name NAME] [--kind KIND]
 *             [--division CODE] [--admin ACCOUNT]
 * The admin's token is printed and kept in <data>/keys/<hub>-admin-token, which
 * outlasts the container that makes it, until the admin has set a password.
 */
#include "registry.h"

#include "base/clock.h"
#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
    const char *name;
    const char *kind;
    const char *division;
    const char *admin;
};

static enum status
refuse_option(struct call *call, const char *option)
{
    return call_refuse(call, &problem_malformed, option,
            "cannot use '%s'; there are --name, --kind, --division and"
            " --admin, each with a value",
            option);
}

static enum status
read_options(struct call *call, int argc, char *const *argv,
        struct options *out)
{
    const struct {
        const char *option;
        const char **value;
    } known[] = {
        { "--name", &out->name },
        { "--kind", &out->kind },
        { "--division", &out->division },
        { "--admin", &out->admin },
    };

    for (int i = 0; i < argc; i += 2) {
        const char **value = NULL;

        for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
            if (strcmp(argv[i], known[k].option) == 0)
                value = known[k].value;
        }
        if (!value || i + 1 == argc)
            return refuse_option(call, argv[i]);
        *value = argv[i + 1];
    }
    return STATUS_OK;
}

/* Unless told: a root is headquarters, then streets, then communities. */
static enum hub_kind
kind_by_depth(struct str hub)
{
    static const enum hub_kind kinds[] = { HUB_KIND_HEADQUARTERS,
        HUB_KIND_STREET_BRANCH, HUB_KIND_COMMUNITY_SPACE };
    size_t depth = 0;

    for (size_t i = 0; i < hub.len && depth < 2; i++)
        depth += hub.data[i] == '.';
    return kinds[depth];
}

static enum status
found_hub(struct registry *self, struct call *call,
        const struct options *options)
{
    struct hub_row hub = {
        .hub = call->hub,
        .division = str_from(options->division ? options->division : ""),
    };
    struct hub_period period = {
        .from = date_of(call->now),
        .name = options->name ? str_from(options->name) : call->hub,
        .kind = kind_by_depth(call->hub),
        .status = HUB_STATUS_OPEN,
        .reason = STR(""),
    };

    if (options->kind)
        period.kind = (enum hub_kind)enum_value(&types_hub_kind_enumeration,
                str_from(options->kind));
    if (!period.kind)
        return refuse_option(call, options->kind);
    return add_hub(self, call, &hub, &period);
}

/* Readable for nobody else from its first moment, and whole from its first. */
static bool
replace_file(struct arena *arena, const char *path, struct str text)
{
    const char *fresh = arena_printf(arena, "%s.new", path).data;
    bool is_written;
    int fd;

    unlink(fresh);
    fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    is_written = dprintf(fd, STR_FMT "\n", STR_ARG(text)) > 0 && fsync(fd) == 0;
    return close(fd) == 0 && is_written && rename(fresh, path) == 0;
}

/*
 * The store is new: a token that lies there is of one that was never
 * finished, and opens nothing.
 */
static enum status
write_token(struct call *call, struct str token)
{
    struct str keys =
            arena_printf(call->arena, "%s/keys", call_data_folder(call));
    struct str path = arena_printf(call->arena, "%s/" STR_FMT "-admin-token",
            keys.data, STR_ARG(call->hub));

    mkdir(keys.data, 0700);
    if (!replace_file(call->arena, path.data, token)) {
        log_error("event=admin_token_not_written path=%s", path.data);
        return STATUS_INTERNAL;
    }
    printf("admin token of " STR_FMT " (also in %s):\n" STR_FMT "\n",
            STR_ARG(call->hub), path.data, STR_ARG(token));
    return STATUS_OK;
}

static enum status
found_admin(struct registry *self, struct call *call, const char *name)
{
    const struct role_grant grant = { ROLE_ADMIN, call->hub };
    const struct issue invitation = {
        .kind = TOKEN_KIND_INVITATION,
        .expires_at = call->now + INVITATION_DAYS * (int64_t)DAY_MS,
    };
    struct account account = { .entry.account = str_from(name) };
    struct uuid id;
    struct str token;
    enum status status = open_account(self, call, &account, &grant, 1);

    if (!status)
        status = issue_token(self, call, &account, &invitation, &id, &token);
    return status ? status : write_token(call, token);
}

enum status
registry_found(void *self, struct call *call, int argc, char *const *argv)
{
    struct options options = { 0 };
    enum status status = read_options(call, argc, argv, &options);

    if (!status)
        status = found_hub(self, call, &options);
    if (!status && options.admin)
        status = found_admin(self, call, options.admin);
    return status;
}
