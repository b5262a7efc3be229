#include "bus/config.h"

#include "base/log.h"

#include <czmq.h>
#include <stdint.h>
#include <stdlib.h>

const struct setting config_settings[] = {
    { "CW_DATA", NULL, "data", "the folder of all stores" },
    { "CW_HOME_HUB", "home_hub", NULL,
            "the hub meant when none is named; else the uppermost here" },
    { "CW_HTTP_ADDRESS", "http/address", "127.0.0.1", "where HTTP listens" },
    { "CW_HTTP_PORT", "http/port", "8080", "and on which port" },
    { "CW_HTTP_PROXIES", "http/proxies", NULL,
            "addresses or networks whose X-Forwarded-For is believed" },
    { "CW_HTTP_CONNECTIONS", "http/connections", "4000", "at most, in all" },
    { "CW_HTTP_CONNECTIONS_PER_ADDRESS", "http/connections_per_address", "200",
            "at most, of one client" },
    { "CW_HTTP_HEADER_MS", "http/header_ms", "10000",
            "for a client to send a header" },
    { "CW_HTTP_BODY_MS", "http/body_ms", "30000", "to send a body" },
    { "CW_HTTP_SEND_MS", "http/send_ms", "60000", "to take an answer" },
    { "CW_HTTP_STREAMS", "http/streams", "1000",
            "event streams at most, in all" },
    { "CW_HTTP_STREAMS_PER_ADDRESS", "http/streams_per_address", "32",
            "event streams at most, of one client" },
    { "CW_WEB", "http/web", NULL,
            "the folder of the built web pages; else web beside bin" },
    { "CW_RATE_READS", "http/rate_reads", "200",
            "queries a second, of one address or token" },
    { "CW_RATE_COMMANDS", "http/rate_commands", "100",
            "commands a second, of one address or token" },
    { "CW_HEARTBEAT_MS", "heartbeat_ms", "1000",
            "between signs of life to workers" },
    { "CW_CLIENTS_ENDPOINT", "endpoints/clients", NULL,
            "for Majordomo clients; else ipc://<data>/run/clients" },
    { "CW_WORKERS_ENDPOINT", "endpoints/workers", NULL,
            "for our services only; else ipc://<data>/run/workers. A"
            " service may be given several, with commas" },
    { "CW_LINKS_ENDPOINT", "endpoints/links", NULL,
            "for the hubs below: tcp://*:5557; absent: none may join" },
    { "CW_PARENT_ROLES", "parent_roles", NULL,
            "roles of the hub above that count here; else all" },
    { "CW_LINK_HUBS", "link_hubs", "64",
            "for how many hubs one that is linked below may speak" },
    { "CW_KEYS", "keys", NULL, "the folder of CURVE keys; else <data>/keys" },
    { "CW_CONTACT_KEYS", "contact_keys", NULL,
            "the folder of the keys for contacts; else contacts in that of"
            " CURVE keys" },
    { "CW_INSTANCE", "instance", NULL,
            "the name of a process; else the first that is free" },
    { "CW_WRITES_GATHERED", "writes_gathered", "on",
            "on or off: a batch is written in one piece, or page by page" },
    { "CW_LOG", "log", "info", "debug, info, warn or error" },
    { "CW_RATE_LIMITS", "http/rate_limits", "on", "on or off" },
    { "CW_SMTP_URL", "smtp/url", NULL,
            "smtp://host:port of the mail server; absent: no mail is sent" },
    { "CW_SMTP_SENDER", "smtp/sender", NULL, "the address mail comes from" },
    { "CW_SMTP_USER", "smtp/user", NULL, "who we are to the mail server" },
    { "CW_SMTP_PASSWORD_FILE", "smtp/password_file", NULL,
            "a file with the mail server's password" },
    { "CW_SAGA_ALARM_DAYS", "saga_alarm_days", "7",
            "an award or payment that is not settled by then is an alarm" },
    { "CW_KEEP_DAYS", "keep/days", "30",
            "how long events of the hubs below are kept for them" },
    { "CW_KEEP_EVENTS", "keep/events", "200000",
            "how many at most, of a hub and service" },
    { "CW_BACKUP_KEY", "backup/key", NULL,
            "what backups are sealed with: cw backup-key FILE makes it" },
    { "CW_BACKUP_TO", "backup/to", NULL,
            "the folder of scheduled backups; absent: none are taken" },
    { "CW_BACKUP_HOURS", "backup/hours", "24", "between scheduled backups" },
    { "CW_BACKUP_KEEP", "backup/keep", "14", "how many of them are kept" },
    { "CW_BACKUP_PUSH", "backup/push", NULL,
            "s3://bucket/prefix, where scheduled backups go as well" },
    { "CW_S3_ENDPOINT", "s3/endpoint", NULL,
            "https://host of the S3-compatible store" },
    { "CW_S3_REGION", "s3/region", "us-east-1", "its region" },
    { "CW_S3_KEY_ID", "s3/key_id", NULL, "who we are to it" },
    { "CW_S3_SECRET_FILE", "s3/secret_file", NULL,
            "a file with the secret of that key" },
    { "CW_CLOCK_FILE", NULL, NULL,
            "moves the clock of stores of kind sample or test" },
    { NULL, NULL, NULL, NULL },
};

/* Bit per setting: it came from the file. */
static uint64_t from_file;

static void
take_entry(const char *entry, const char *value)
{
    for (int i = 0; config_settings[i].variable; i++) {
        const struct setting *setting = &config_settings[i];

        if (!setting->entry || strcmp(setting->entry, entry) != 0 ||
                getenv(setting->variable))
            continue;
        setenv(setting->variable, value, 1);
        from_file |= UINT64_C(1) << i;
    }
}

/* "http/port" may be two levels, or one line. */
static void
take_below(zconfig_t *parent, const char *above)
{
    char entry[200];

    for (zconfig_t *item = zconfig_child(parent); item;
            item = zconfig_next(item)) {
        snprintf(entry, sizeof(entry), "%s%s%s", above, *above ? "/" : "",
                zconfig_name(item));
        if (zconfig_value(item))
            take_entry(entry, zconfig_value(item));
        take_below(item, entry);
    }
}

void
config_load(const char *data)
{
    char path[1024];
    zconfig_t *file;

    snprintf(path, sizeof(path), "%s/commonweal.cfg", data);
    if (access(path, F_OK))
        return;
    file = zconfig_load(path);
    if (!file) {
        log_error("what=config file=%s cannot=read", path);
        return;
    }
    take_below(file, "");
    zconfig_destroy(&file);
}

const char *
config_text(const char *variable)
{
    const char *value = getenv(variable);

    if (value && *value)
        return value;
    for (int i = 0; config_settings[i].variable; i++)
        if (strcmp(config_settings[i].variable, variable) == 0)
            return config_settings[i].otherwise;
    return NULL;
}

const char *
config_origin(const struct setting *setting)
{
    const char *value = getenv(setting->variable);

    if (from_file & UINT64_C(1) << (setting - config_settings))
        return "commonweal.cfg";
    return value && *value ? "environment" : "default";
}
