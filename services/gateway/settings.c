#include "settings.h"

#include "accept.h"
#include "base/clock.h"
#include "base/log.h"
#include "bus/config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DAY_AND_NIGHT_MS = 24 * 60 * 60 * 1000,
    MANY = 1000 * 1000,
    LINK_HUBS_MAX = 4096, /* what an attach has room for */
};

static enum status
refuse(const char *variable, const char *expected)
{
    const char *value = config_text(variable);

    log_error("event=setting_refused variable=%s value=\"%s\" expected=\"%s\"",
            variable, value ? value : "", expected);
    return STATUS_REFUSED;
}

static enum status
read_number(const char *variable, int64_t min, int64_t max, int64_t *out)
{
    const char *value = config_text(variable);
    char *end = NULL;

    errno = 0;
    *out = value ? strtoll(value, &end, 10) : 0;
    if (value && end > value && !*end && !errno && *out >= min && *out <= max)
        return STATUS_OK;
    log_error("event=setting_refused variable=%s value=\"%s\" min=%lld "
              "max=%lld",
            variable, value ? value : "", (long long)min, (long long)max);
    return STATUS_REFUSED;
}

static enum status
read_int(const char *variable, int min, int max, int *out)
{
    int64_t value;
    const enum status status = read_number(variable, min, max, &value);

    *out = (int)value;
    return status;
}

static enum status
read_switch(const char *variable, bool *out)
{
    const char *value = config_text(variable);

    *out = strcmp(value, "on") == 0;
    return *out || strcmp(value, "off") == 0 ? STATUS_OK
                                             : refuse(variable, "on or off");
}

/* An ipc:// path has the length of a UNIX socket's. */
static enum status
name_endpoint(const char *variable, const char *data, const char *name,
        char *out)
{
    const char *value = config_text(variable);
    const int len =
            value ? snprintf(out, ENDPOINT_SIZE, "%s", value)
                  : snprintf(out, ENDPOINT_SIZE, "ipc://%s/run/%s", data, name);

    return len < ENDPOINT_SIZE ? STATUS_OK : refuse(variable, "a shorter path");
}

static enum status
read_endpoints(const char *data, struct gateway_settings *out)
{
    char run[ENDPOINT_SIZE];
    enum status status = name_endpoint("CW_CLIENTS_ENDPOINT", data, "clients",
            out->clients_endpoint);

    if (!status)
        status = name_endpoint("CW_WORKERS_ENDPOINT", data, "workers",
                out->workers_endpoint);
    if (status)
        return status;
    snprintf(run, sizeof run, "%s/run", data);
    if (mkdir(run, 0755) && errno != EEXIST) {
        log_error("event=no_run_folder path=%s reason=\"%m\"", run);
        return STATUS_UNAVAILABLE;
    }
    return STATUS_OK;
}

static size_t
label_count(const char *hub)
{
    size_t count = 1;

    for (; *hub; hub++)
        count += *hub == '.';
    return count;
}

/* The uppermost hub whose registry is in this data folder. */
static void
find_home_hub(const char *data, char *out)
{
    char path[PATH_MAX];
    const struct dirent *entry;
    DIR *folder;

    snprintf(path, sizeof path, "%s/registry", data);
    folder = opendir(path);
    while (folder && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' && strlen(entry->d_name) < HUB_SIZE &&
                (!*out || label_count(entry->d_name) < label_count(out)))
            memcpy(out, entry->d_name, strlen(entry->d_name) + 1);
    if (folder)
        closedir(folder);
}

static enum status
read_home_hub(const char *data, char *out)
{
    const char *value = config_text("CW_HOME_HUB");

    if (value)
        snprintf(out, HUB_SIZE, "%s", value);
    else
        find_home_hub(data, out);
    return *out ? STATUS_OK : refuse("CW_HOME_HUB", "a hub's name");
}

/* Names of roles with commas between them; all, where nothing is said. */
static enum status
read_roles(const char *variable, uint32_t *out)
{
    const char *value = config_text(variable);
    struct str rest = str_from(value ? value : "");

    *out = value ? 0 : UINT32_MAX;
    while (rest.len > 0) {
        const struct str name = accept_next(&rest, ',');
        const int role = enum_value(&types_role_enumeration, name);

        if (role == 0)
            return refuse(variable, "roles with commas");
        *out |= UINT32_C(1) << role;
    }
    return STATUS_OK;
}

static enum status
read_http(struct http_settings *out)
{
    const char *proxies = config_text("CW_HTTP_PROXIES");
    enum status status;

    out->address = config_text("CW_HTTP_ADDRESS");
    if (proxies && !networks_parse(str_from(proxies), &out->proxies))
        return refuse("CW_HTTP_PROXIES", "addresses or networks with commas");
    status = read_int("CW_HTTP_PORT", 0, UINT16_MAX, &out->port);
    if (!status)
        status = read_int("CW_HTTP_CONNECTIONS", 1, MANY, &out->connections);
    if (!status)
        status = read_int("CW_HTTP_CONNECTIONS_PER_ADDRESS", 1, MANY,
                &out->connections_per_site);
    if (!status)
        status = read_number("CW_HTTP_HEADER_MS", 1, DAY_AND_NIGHT_MS,
                &out->header_ms);
    if (!status)
        status = read_number("CW_HTTP_BODY_MS", 1, DAY_AND_NIGHT_MS,
                &out->body_ms);
    if (!status)
        status = read_number("CW_HTTP_SEND_MS", 1, DAY_AND_NIGHT_MS,
                &out->send_ms);
    return status;
}

/* The portal is built beside the folder of the programs. */
static void
find_portal(char *out)
{
    const char *value = config_text("CW_WEB");
    char self[PATH_MAX] = "";

    if (value) {
        snprintf(out, PATH_MAX, "%s", value);
        return;
    }
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return;
    for (int up = 0; up < 2 && strrchr(self, '/'); up++)
        *strrchr(self, '/') = 0;
    snprintf(out, PATH_MAX, "%.*s/web", PATH_MAX - 8, self);
}

/* So many in any second. */
static enum status
read_rate(const char *variable, struct rate *out)
{
    out->period_ms = SECOND_MS;
    return read_int(variable, 1, MANY, &out->count);
}

static enum status
read_edge(struct edge_settings *out)
{
    enum status status = read_http(&out->http);

    if (!status)
        status = read_switch("CW_RATE_LIMITS", &out->has_rate_limits);
    if (!status)
        status = read_rate("CW_RATE_READS", &out->reads);
    if (!status)
        status = read_rate("CW_RATE_COMMANDS", &out->commands);
    if (!status)
        status = read_int("CW_HTTP_STREAMS", 0, MANY, &out->streams);
    if (!status)
        status = read_int("CW_HTTP_STREAMS_PER_ADDRESS", 0, MANY,
                &out->streams_per_site);
    return status;
}

enum status
settings_read(struct gateway_settings *out)
{
    const char *data = config_text("CW_DATA");
    enum status status;

    *out = (struct gateway_settings){ 0 };
    config_load(data);
    config_warn(data);
    status = read_endpoints(data, out);
    if (!status)
        status = read_home_hub(data, out->home_hub);
    if (!status)
        status = read_edge(&out->edge);
    if (!status)
        status = read_number("CW_HEARTBEAT_MS", 1, DAY_AND_NIGHT_MS,
                &out->router.heartbeat_ms);
    if (!status)
        status = read_roles("CW_PARENT_ROLES", &out->router.parent_roles);
    if (!status)
        status = read_number("CW_LINK_HUBS", 1, LINK_HUBS_MAX,
                &out->router.link_hubs);
    out->router.links_endpoint = config_text("CW_LINKS_ENDPOINT");
    out->router.keys_folder = keys_folder(out->keys_folder);
    find_portal(out->portal);
    out->edge.portal = out->portal;
    out->router.clients_endpoint = out->clients_endpoint;
    out->router.workers_endpoint = out->workers_endpoint;
    out->router.home_hub = out->home_hub;
    return status;
}
